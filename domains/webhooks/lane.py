"""The delivery lane: the threads of a cluster that send messages to webhooks and do nothing else.

They run in the cluster's parent process, so messages do not occupy the workers. Neither slow receivers nor
many waiting messages delay a run. One thread does all work with the database (``outbox``). Up to
``outbox.SENDERS`` threads only post.
"""

from __future__ import annotations

import logging
import queue
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress

from django.db import Error as DatabaseError
from django.db import connection

from domains.models import Delivery
from domains.scan.fetch import Fetcher
from domains.webhooks import delivery, outbox
from domains.webhooks.outbox import Attempt

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.5  # a new message is noticed within this time
OUTAGE_SECONDS = 2.0  # pause while the database is unreachable
STOP_SECONDS = 5.0  # how long a stop waits for the threads, which end within a second


class DeliveryLane:
    """``start`` it once, and ``stop`` it at the end.

    Messages that are not sent yet are returned to the queue.
    """

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._sending: dict[Future[Attempt], Delivery] = {}
        self._ended: list[tuple[Delivery, Attempt]] = []
        self._finished: queue.SimpleQueue[Future[Attempt] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="messages", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._finished.put(None)  # wakes it
        self._thread.join(STOP_SECONDS)

    def _work(self) -> None:
        pool = ThreadPoolExecutor(outbox.SENDERS, thread_name_prefix="message")
        with delivery.new_fetcher() as fetcher:
            try:
                while not self._stop.is_set():
                    self._round(fetcher, pool)
            finally:
                fetcher.abort()
                pool.shutdown(cancel_futures=True)
                self._give_back()
                connection.close()

    def _round(self, fetcher: Fetcher, pool: ThreadPoolExecutor) -> None:
        """Store results, start further messages, and wait for the next result. Continues after an outage."""
        try:
            self._record()
            for message in self._claim():
                future = pool.submit(delivery.send, message, fetcher)
                self._sending[future] = message
                future.add_done_callback(self._finished.put)
        except DatabaseError as error:
            logger.warning(
                "messages: the database is unreachable (%s)",
                str(error).strip().partition("\n")[0],
                extra={"event": "database_unreachable"},
            )
            connection.close()
            self._stop.wait(OUTAGE_SECONDS)
        self._collect()

    def _claim(self) -> list[Delivery]:
        free = outbox.SENDERS - len(self._sending)
        return outbox.claim(free, self._sending.values()) if free else []

    def _collect(self) -> None:
        """Wait until a message was sent, at most ``POLL_SECONDS``. Take the results of all that were sent."""
        with suppress(queue.Empty):
            self._take(self._finished.get(timeout=POLL_SECONDS))
            while True:
                self._take(self._finished.get_nowait())

    def _take(self, future: Future[Attempt] | None) -> None:
        if future is None:
            return
        message = self._sending.pop(future)
        if error := future.exception():
            logger.error(
                "message %s could not be sent", message.pk, exc_info=error, extra={"event": "message_crashed"}
            )
            self._ended.append((message, Attempt(None, f"{type(error).__name__}: {error}", local=True)))
        else:
            self._ended.append((message, future.result()))

    def _record(self) -> None:
        while self._ended:
            outbox.record(*self._ended[0])
            del self._ended[0]

    def _give_back(self) -> None:
        """Record what was accepted before the stop, and return all other messages to the queue."""
        for future, message in self._sending.items():
            if future.done() and not future.cancelled() and not future.exception():
                self._ended.append((message, future.result()))
        accepted = [(message, attempt) for message, attempt in self._ended if not attempt.error]
        stored = {message.pk for message, _ in accepted}
        known = [*self._sending.values(), *(message for message, _ in self._ended)]
        try:
            for message, attempt in accepted:
                outbox.record(message, attempt)
            outbox.release([message for message in known if message.pk not in stored])
        except DatabaseError:
            logger.warning(
                "messages: not returned to the queue; their leases have to expire first", exc_info=True
            )
