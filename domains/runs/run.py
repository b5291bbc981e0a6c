"""One run: take back what was lost, claim, scan in threads, record each outcome, close the record.

All database work happens in the calling thread, on one connection; the threads know the engine only.
The same code serves the command, the schedule and the wake-up after a submission.
"""

from __future__ import annotations

import logging
import os
import queue
import random
import socket
import time
import uuid
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

from django.conf import settings

from domains import engine
from domains.lifecycle import RunStatus
from domains.models import BlockedDomain
from domains.queue import claims
from domains.queue.claim import Claim, Failure, Outcome
from domains.runs.result_writer import Progress, Recorder
from domains.scan.fetch import AddressBusy, Fetcher
from domains.scan.report import ErrorKind
from domains.scan.site.site_scan import ScanStopped
from metrics import telemetry
from metrics.models import SchedulerMetric
from scrapersky.cpu_affinity import OneProcessor
from scrapersky.database.database_retry import patiently
from scrapersky.logs import bound
from scrapersky.shutdown import StopRequest

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.5  # how soon a stop request is noticed while nothing arrives
STOP_GRACE_SECONDS = 5.0  # how long a stopping run waits for its threads
EMPTY_QUEUE_SECONDS = 1.0  # how soon an empty queue is looked at again
BUSY_SECONDS = 5.0  # after which a site is tried again whose address had no turn left; up to twice that
GATHER_SECONDS = 0.15  # how long the first of a group that is recorded together waits for the others
MOST_TOGETHER = 100  # outcomes in one transaction
HANDFUL = 64  # claims are made so many at a time, and so far ahead of the threads
BREAKER = 5  # so many failures of our own network in a row, and nothing else, end the run

T = TypeVar("T")
Ended = Outcome | AddressBusy


@dataclass(frozen=True, slots=True)
class BatchOrder:
    """What a run shall do. ``limit`` None: until nothing is due. ``seats`` None: not counted."""

    trigger: str
    limit: int | None
    concurrency: int
    only: Collection[uuid.UUID] | None = None
    seats: int | None = None
    progress: Progress | None = None


def run_batch(order: BatchOrder, stop: StopRequest) -> SchedulerMetric | None:
    """Run once and return the closed record; None where every seat was taken.

    A domain's failure is an outcome like any other. An error of the run itself (the database is gone,
    say) closes the record as ``failed`` where that is still possible, and is raised.
    """
    SchedulerMetric.objects.abandon_expired()
    lease = timedelta(seconds=settings.CLAIM_LEASE_SECONDS)
    record = SchedulerMetric.objects.start(
        seats=order.seats, lease=lease, trigger=order.trigger, host=socket.gethostname()
    )
    if record is None:
        return None
    run = _Run(order, stop, record, lease)
    with bound(run_id=record.job_id):
        try:
            run.work()
        except BaseException as error:
            run.close(error)
            raise
        run.close()
    return record


@dataclass
class _Run:
    """The moving parts of one run. Every claim is in ``in_flight`` until its scan has ended."""

    order: BatchOrder
    stop: StopRequest
    record: SchedulerMetric
    lease: timedelta
    in_flight: dict[Future[Ended], Claim] = field(default_factory=dict)
    unfinished: list[Claim] = field(default_factory=list)
    suspended: list[tuple[Claim, Failure]] = field(default_factory=list)
    finished: queue.SimpleQueue[Future[Ended]] = field(default_factory=queue.SimpleQueue)
    started: float = field(default_factory=time.monotonic)
    renewed: float = field(default_factory=time.monotonic)
    claim_again: float = 0.0
    postponed_until: float = 0.0
    trouble: str = ""  # why the run ended itself early

    def __post_init__(self) -> None:
        self.recorder = Recorder(self.patiently, self.order.progress)
        self.processor = OneProcessor(os.getpid() if self.record.seat is None else self.record.seat)

    def work(self) -> None:
        self.patiently(lambda: claims.take_back(settings.MAX_ATTEMPTS), "taking back")
        limit = self.order.limit
        blocked = self.patiently(BlockedDomain.objects.reasons, "reading the block list")
        with self.processor, Fetcher(engine.fetch_policy(blocked)) as fetcher:
            pool = ThreadPoolExecutor(self.order.concurrency, thread_name_prefix="scan")
            try:
                # A domain that a worker died with may be what killed it. Such suspects come last, one
                # at a time, with nothing beside them to be lost too; a full queue leaves one a place.
                spare = 1 if limit and limit > 1 and claims.suspects_due() else 0
                self.drain(fetcher, pool, limit and limit - spare, width=self.order.concurrency)
                self.drain(fetcher, pool, limit, width=1, suspects=True)
            finally:
                fetcher.abort()
                pool.shutdown(wait=False, cancel_futures=True)
                self.finish()

    def drain(
        self,
        fetcher: Fetcher,
        pool: ThreadPoolExecutor,
        limit: int | None,
        *,
        width: int,
        suspects: bool = False,
    ) -> None:
        """Keep ``width`` threads busy with due domains until the limit or the queue's end is reached."""
        self.claim_again = 0.0
        while not self.stop:
            room = self.room(width, limit)
            if room:
                granted = self.claim(room, suspects, width)
                self.start(granted, fetcher, pool)
                if len(granted) < room:
                    self.claim_again = time.monotonic() + EMPTY_QUEUE_SECONDS
            if self.in_flight:
                self.collect()
            elif room and time.monotonic() < self.postponed_until:
                self.keep_alive()
                self.stop.wait(POLL_SECONDS)
            else:
                return

    def room(self, width: int, limit: int | None) -> int:
        """How many domains to claim now: in handfuls a little ahead of the threads, not one by one."""
        now = time.monotonic()
        if now - self.started > settings.RUN_TIME_LIMIT_SECONDS:
            return 0
        if self.in_flight and now < self.claim_again:
            return 0
        handful = min(width - 1, HANDFUL)
        free = width + handful - len(self.in_flight)
        if self.in_flight and free < max(handful, 1):
            return 0
        return free if limit is None else min(free, limit - self.recorder.counts.claimed)

    def claim(self, room: int, suspects: bool, width: int) -> list[Claim]:
        """Claim so many, of which the large ones leave half of the threads to the others."""
        large = sum(claim.max_pages > claims.LARGE for claim in self.in_flight.values())
        return self.patiently(
            lambda: claims.claim(
                room,
                run_id=self.record.job_id,
                lease=self.lease,
                only=self.order.only,
                suspects=suspects,
                most_large=max(max(width // 2, 1) - large, 0),
            ),
            "claiming",
        )

    def start(self, granted: list[Claim], fetcher: Fetcher, pool: ThreadPoolExecutor) -> None:
        self.recorder.counts.claimed += len(granted)
        for claim in granted:
            future = pool.submit(engine.scan, fetcher, claim, self.stop)
            self.in_flight[future] = claim
            future.add_done_callback(self.finished.put)

    def collect(self) -> None:
        """Record what has arrived, after waiting a moment for something to arrive."""
        self.keep_alive()
        self.processor.look()
        self.settle(self.arrivals())

    def arrivals(self) -> list[Future[Ended]]:
        """The scans that have ended. A few more are waited for: to store many together costs little more."""
        try:
            ended = [self.finished.get(timeout=POLL_SECONDS)]
        except queue.Empty:
            return []
        deadline = time.monotonic() + GATHER_SECONDS
        while self.all_threads_busy(len(ended)) and time.monotonic() < deadline:
            self.stop.wait(GATHER_SECONDS / 10)
        while len(ended) < MOST_TOGETHER and not self.finished.empty():
            ended.append(self.finished.get())
        return ended

    def all_threads_busy(self, ended: int) -> bool:
        """Whether a scan is under way or waiting for each, not counting ``ended`` that were taken in hand."""
        return len(self.in_flight) - ended - self.finished.qsize() >= self.order.concurrency

    def settle(self, ended: list[Future[Ended]]) -> None:
        """Deal with scans that have ended: record their outcomes, or keep their claims to be given back."""
        outcomes: list[tuple[Claim, Outcome]] = []
        for future in ended:
            claim = self.in_flight[future]
            outcome = _outcome(future, claim)
            if outcome is None:
                self.unfinished.append(claim)
            elif isinstance(outcome, AddressBusy):
                self.postpone(claim)
            elif isinstance(outcome, Failure) and outcome.local:
                self.suspend(claim, outcome)
            else:
                outcomes += [*self.no_longer_suspended(), (claim, outcome)]
        self.recorder.record(outcomes)
        for future in ended:
            del self.in_flight[future]

    def postpone(self, claim: Claim) -> None:
        """Let others go first; the claim does not count."""
        seconds = BUSY_SECONDS * (1 + random.random())  # noqa: S311 - no secret
        self.postponed_until = max(self.postponed_until, time.monotonic() + seconds + POLL_SECONDS)
        self.recorder.counts.claimed -= self.patiently(lambda: claims.postpone(claim, seconds), "postponing")

    def suspend(self, claim: Claim, failure: Failure) -> None:
        """Wait with a failure that may be our own network's: if nothing else happens, it is."""
        self.suspended.append((claim, failure))
        if len(self.suspended) >= BREAKER and not self.trouble:
            self.trouble = f"stopped: {BREAKER} fetches in a row failed on this machine: {failure.message}"
            logger.error("run %s %s", self.record.job_id, self.trouble)
            self.stop.request()

    def no_longer_suspended(self) -> list[tuple[Claim, Failure]]:
        """The failures that turned out to be the sites' own. Where a proxy failed, the site is postponed."""
        failures, self.suspended = self.suspended, []
        for claim, failure in failures:
            if failure.proxy:
                logger.warning("%s is postponed: %s", claim.domain, failure.message)
                self.postpone(claim)
        return [(claim, failure) for claim, failure in failures if not failure.proxy]

    def keep_alive(self) -> None:
        """Renew the leases in good time, and stop where this run was given up for dead."""
        now = time.monotonic()
        if now - self.renewed < self.lease.total_seconds() / 4:
            return
        self.renewed = now
        if not self.patiently(lambda: self.record.renew(self.lease), "renewing"):
            self.trouble = "given up for dead by another run"
            logger.error("run %s was %s; it stops", self.record.job_id, self.trouble)
            self.stop.request()
        held = [*self.in_flight.values(), *(claim for claim, _ in self.suspended)]
        self.patiently(lambda: claims.renew(held, self.lease), "renewing")
        self.patiently(lambda: claims.take_back(settings.MAX_ATTEMPTS), "taking back")

    def finish(self) -> None:
        """Record what is about to end, then return what is unfinished to the queue."""
        deadline = time.monotonic() + STOP_GRACE_SECONDS
        while self.in_flight:
            try:
                self.settle([self.finished.get(timeout=max(0.0, deadline - time.monotonic()))])
            except queue.Empty:
                break
        if not self.trouble:
            self.recorder.record(self.no_longer_suspended())
        back = [*self.unfinished, *self.in_flight.values(), *(claim for claim, _ in self.suspended)]
        self.recorder.counts.returned += self.patiently(lambda: claims.give_back(back), "giving back")

    def close(self, error: BaseException | None = None) -> None:
        """Close the record and write the run's line to the log."""
        counts = self.recorder.counts
        if error:
            status = RunStatus.FAILED
        elif counts.returned or counts.refused:
            status = RunStatus.PARTIAL
        else:
            status = RunStatus.COMPLETED
        seconds, told = time.monotonic() - self.started, _sentence(error) or self.trouble
        self.patiently(
            lambda: self.record.close(status, seconds, self.recorder.counts, error=told), "closing"
        )
        telemetry.log_run(self.record)

    def patiently(self, operation: Callable[[], T], what: str) -> T:
        """Longer than a lease there is nothing to be patient for: the claims are lost by then."""
        return patiently(operation, what, self.lease.total_seconds(), self.stop)


def _outcome(future: Future[Ended], claim: Claim) -> Ended | None:
    """What a scan's thread gave; None where the run's stop cut it short."""
    if future.cancelled():
        return None
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, ScanStopped):
        return None
    logger.error("%s: the scan broke", claim.domain, exc_info=error)
    return Failure(ErrorKind.INTERNAL, f"the scan broke: {_sentence(error)}")


def _sentence(error: BaseException | None) -> str:
    return f"{type(error).__name__}: {error}" if error else ""
