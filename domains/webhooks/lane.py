"""A lane: threads of a cluster that send messages and do nothing else.

They run in the cluster's parent process, so messages do not occupy the workers. Neither slow receivers nor
many waiting messages delay a run. One thread does all work with the database. Up to ``senders`` threads only
send.

``DeliveryLane`` sends messages to webhooks, which ``outbox`` stores. ``domains.notices.lane`` sends notices.
"""

from __future__ import annotations

import logging
import queue
import threading
from abc import ABC, abstractmethod
from collections.abc import Collection
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Generic, TypeVar

from django.db import Error as DatabaseError
from django.db import connection

from domains.models import Delivery
from domains.scan.fetch import Fetcher
from domains.webhooks import delivery, outbox
from domains.webhooks.outbox import Attempt

logger = logging.getLogger(__name__)

OUTAGE_SECONDS = 2.0  # pause while the database is unreachable
STOP_SECONDS = 5.0  # how long a stop waits for the threads, which end within a second

Message = TypeVar("Message")
Result = TypeVar("Result")


class Lane(ABC, Generic[Message, Result]):
    """``start`` it once, and ``stop`` it at the end: unsent messages are given back."""

    name = "messages"  # of its threads and in its log lines
    senders = 1  # messages that are sent at the same time
    poll_seconds = 0.5  # a new message is noticed within this time

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._sending: dict[Future[Result], Message] = {}
        self._ended: list[tuple[Message, Result]] = []
        self._finished: queue.SimpleQueue[Future[Result] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name=self.name, daemon=True)

    @abstractmethod
    def claim(self, limit: int, sending: Collection[Message]) -> list[Message]:
        """Up to ``limit`` messages that are due. ``sending`` are those on their way."""

    @abstractmethod
    def send(self, message: Message) -> Result:
        """Send one message, in a thread without a database. Ends soon after ``abort``."""

    @abstractmethod
    def record(self, message: Message, result: Result) -> None:
        """Store the result."""

    @abstractmethod
    def release(self, unsent: list[Message]) -> None:
        """Give messages back that were not sent before the stop, or of which it is not known."""

    @abstractmethod
    def crashed(self, error: BaseException) -> Result:
        """The result of a message whose sending raised an unexpected error."""

    @abstractmethod
    def succeeded(self, result: Result) -> bool:
        """Whether the message was accepted."""

    @abstractmethod
    def abort(self) -> None:
        """The lane stops: end what is being sent."""

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._finished.put(None)  # wakes it
        self._thread.join(STOP_SECONDS)

    def _work(self) -> None:
        pool = ThreadPoolExecutor(self.senders, thread_name_prefix=self.name)
        try:
            while not self._stop.is_set():
                self._round(pool)
        finally:
            self.abort()
            pool.shutdown(cancel_futures=True)
            self._give_back()
            connection.close()

    def _round(self, pool: ThreadPoolExecutor) -> None:
        """Store results, start further messages, and wait for the next result. Survives every outage."""
        try:
            self._record()
            for message in self._claim():
                future = pool.submit(self.send, message)
                self._sending[future] = message
                future.add_done_callback(self._finished.put)
        except DatabaseError as error:
            logger.warning(
                "%s: the database is unreachable (%s)",
                self.name,
                str(error).strip().partition("\n")[0],
                extra={"event": "database_unreachable"},
            )
            connection.close()
            self._stop.wait(OUTAGE_SECONDS)
        self._collect()

    def _claim(self) -> list[Message]:
        free = self.senders - len(self._sending)
        return self.claim(free, self._sending.values()) if free else []

    def _collect(self) -> None:
        """Wait for a message that was sent, at most ``poll_seconds``, and take all that were."""
        with suppress(queue.Empty):
            self._take(self._finished.get(timeout=self.poll_seconds))
            while True:
                self._take(self._finished.get_nowait())

    def _take(self, future: Future[Result] | None) -> None:
        if future is None:
            return
        message = self._sending.pop(future)
        if error := future.exception():
            logger.error(
                "%s: %s could not be sent",
                self.name,
                message,
                exc_info=error,
                extra={"event": "message_crashed"},
            )
            self._ended.append((message, self.crashed(error)))
        else:
            self._ended.append((message, future.result()))

    def _record(self) -> None:
        while self._ended:
            self.record(*self._ended[0])
            del self._ended[0]

    def _give_back(self) -> None:
        """Record what was accepted before the stop, and return all other messages to the queue."""
        for future, message in self._sending.items():
            if future.done() and not future.cancelled() and not future.exception():
                self._ended.append((message, future.result()))
        accepted = [(message, result) for message, result in self._ended if self.succeeded(result)]
        stored = {id(message) for message, _ in accepted}
        known = [*self._sending.values(), *(message for message, _ in self._ended)]
        try:
            for message, result in accepted:
                self.record(message, result)
            self.release([message for message in known if id(message) not in stored])
        except DatabaseError:
            logger.warning("%s: they are sent again when their leases have expired", self.name, exc_info=True)


class DeliveryLane(Lane[Delivery, Attempt]):
    """Sends the messages to webhooks."""

    name = "messages"
    senders = outbox.SENDERS

    def __init__(self) -> None:
        super().__init__()
        self._fetcher: Fetcher | None = None

    def _work(self) -> None:
        with delivery.new_fetcher() as self._fetcher:
            super()._work()

    def claim(self, limit: int, sending: Collection[Delivery]) -> list[Delivery]:
        return outbox.claim(limit, sending)

    def send(self, message: Delivery) -> Attempt:
        assert self._fetcher  # noqa: S101 - the lane works
        return delivery.send(message, self._fetcher)

    def record(self, message: Delivery, result: Attempt) -> None:
        outbox.record(message, result)

    def release(self, unsent: list[Delivery]) -> None:
        outbox.release(unsent)

    def crashed(self, error: BaseException) -> Attempt:
        return Attempt(None, f"{type(error).__name__}: {error}", local=True)

    def succeeded(self, result: Attempt) -> bool:
        return not result.error

    def abort(self) -> None:
        if self._fetcher:
            self._fetcher.abort()
