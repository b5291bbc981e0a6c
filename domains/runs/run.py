"""One run of the batch processor, started by the command, the schedule or a submission.

A run goes through these steps:

1. ``execute_run`` closes the records of dead runs and opens its own. A scheduled run takes a slot. If no slot
   is free, there is no run.
2. ``work`` reclaims domains whose lease has expired, reads the block list and starts the threads.
3. ``drain`` repeats until the limit is reached or nothing is due:
   a. ``claim`` as many due domains as ``capacity`` allows, which is slightly more than there are threads;
   b. ``start`` each scan in a thread, which returns a value and never touches the database;
   c. ``collect`` what has ended, a group at a time: ``settle`` records outcomes, reschedules domains whose
      address is busy, and suspends failures that this machine's own network may have caused;
   d. ``keep_alive`` reports that the run is alive and renews the leases. If the run was closed as
      abandoned, it stops.
4. ``drain`` runs once more for quarantined domains, each in a child process (``isolated_scan``).
5. ``finish`` records the scans that end within seconds, and releases all other claims without counting the
   attempts.
6. ``close`` writes the record and the log line ``SCHEDULER_METRICS``.

All database work happens in the calling thread, on one connection. Each database step is repeated while the
database is unreachable, no longer than a lease lasts.
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
from functools import partial
from typing import TypeVar

from django.conf import settings

from domains import scan_setup
from domains.lifecycle import RunStatus
from domains.models import BlockedDomain
from domains.queue import claims, dead_runs, schedule
from domains.queue.claim_types import Claim, Failure, Outcome
from domains.runs.isolated_scan import IsolatedScans
from domains.runs.result_writer import Progress, ResultWriter
from domains.scan.fetch import AddressBusy, Fetcher
from domains.scan.report import ErrorKind
from domains.scan.site import ScanStopped
from metrics import telemetry
from metrics.models import BEAT_SECONDS, SchedulerMetric
from scrapersky import process_identity
from scrapersky.cpu_affinity import CpuAffinity
from scrapersky.database.database_retry import retry_while_database_down
from scrapersky.logs import bound
from scrapersky.shutdown import StopRequest

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.5  # a stop request is noticed within this time
STOP_GRACE_SECONDS = 5.0  # how long a stopping run waits for its threads
EMPTY_QUEUE_SECONDS = 1.0  # time until an empty queue is checked again
BUSY_SECONDS = 5.0  # a site beyond the address limit is due again after this time, or up to twice as long
GATHER_SECONDS = 0.5  # outcomes that arrive within this time are recorded together
GATHER_TICK = 0.02  # seconds between two checks whether a thread is idle
MANY_RUNNING = 16  # scans; if fewer are running and nothing is due, each outcome is recorded at once
MOST_TOGETHER = 100  # outcomes in one transaction
CLAIM_CHUNK = 64  # domains are claimed in rounds of this size, and so many may wait for a free thread
PAUSE_CHECK_SECONDS = 2.0  # a scheduled run notices a pause of scheduled work within this time
SUSPECTS = 4  # quarantined domains that a run scans at a time, each in a child process
BREAKER = 5  # so many suspended failures in a row, without any other outcome, stop the run

T = TypeVar("T")
Ended = Outcome | AddressBusy
Scan = Callable[[Claim, StopRequest], Ended]


@dataclass(frozen=True, slots=True)
class RunOptions:
    """Options of a run. ``limit`` None: until nothing is due. ``slots`` None: no slot is needed."""

    trigger: str
    limit: int | None
    concurrency: int
    only: Collection[uuid.UUID] | None = None
    slots: int | None = None
    progress: Progress | None = None


def execute_run(order: RunOptions, stop: StopRequest) -> SchedulerMetric | None:
    """Run once and return the closed record; None if no slot was free.

    The failure of a domain is an ordinary outcome. An error of the run itself (for instance an unreachable
    database) closes the record as ``failed``, if that is still possible, and is raised.
    """
    dead_runs.close()
    lease = timedelta(seconds=settings.CLAIM_LEASE_SECONDS)
    record = SchedulerMetric.objects.start(
        slots=order.slots,
        lease=lease,
        trigger=order.trigger,
        host=socket.gethostname(),
        process=process_identity.own(),
    )
    if record is None:
        return None
    run = _Run(order, stop, record, lease)
    with bound(run_id=record.job_id):
        logger.info("run started by %s", order.trigger, extra={"event": "run_started"})
        try:
            run.work()
        except BaseException as error:
            run.close(error)
            raise
        run.close()
    return record


@dataclass
class _Run:
    """The state of one run.

    A claim is in ``in_flight`` from its start until its scan has ended and was handled. Then it is recorded
    or rescheduled, or kept in ``suspended`` (a failure that this machine's own network may have caused) or in
    ``unfinished`` (the scan was stopped; the claim is released at the end). ``finished`` is how threads
    report the end of a scan.
    """

    order: RunOptions
    stop: StopRequest
    record: SchedulerMetric
    lease: timedelta
    in_flight: dict[Future[Ended], Claim] = field(default_factory=dict)
    unfinished: list[Claim] = field(default_factory=list)
    suspended: list[tuple[Claim, Failure]] = field(default_factory=list)
    finished: queue.SimpleQueue[Future[Ended]] = field(default_factory=queue.SimpleQueue)
    started: float = field(default_factory=time.monotonic)
    renewed: float = field(default_factory=time.monotonic)
    reported: float = field(default_factory=time.monotonic)
    pause_checked: float = field(default_factory=time.monotonic)
    claim_again: float = 0.0
    rescheduled_until: float = 0.0
    trouble: str = ""  # why the run ended itself early

    def __post_init__(self) -> None:
        self.writer = ResultWriter(self.retry, self.order.progress)
        self.processor = CpuAffinity(os.getpid() if self.record.slot is None else self.record.slot)

    def work(self) -> None:
        self.retry(claims.reclaim_expired, "reclaiming")
        limit = self.order.limit
        blocked = self.retry(BlockedDomain.objects.reasons, "reading the block list")
        with self.processor, Fetcher(scan_setup.fetch_policy(blocked)) as fetcher:
            pool = ThreadPoolExecutor(self.order.concurrency, thread_name_prefix="scan")
            suspects = IsolatedScans(blocked)
            try:
                # Quarantined domains come last. One of the ``limit`` places is reserved for them.
                spare = 1 if limit and limit > 1 and claims.has_quarantined_due() else 0
                here = partial(scan_setup.scan, fetcher)
                self.drain(here, pool, limit and limit - spare, concurrency=self.order.concurrency)
                self.drain(suspects.scan, pool, limit, concurrency=self.suspects_at_once(), quarantined=True)
            finally:
                fetcher.abort()
                pool.shutdown(wait=False, cancel_futures=True)
                self.finish()
                suspects.close()

    def drain(
        self,
        scan: Scan,
        pool: ThreadPoolExecutor,
        limit: int | None,
        *,
        concurrency: int,
        quarantined: bool = False,
    ) -> None:
        """Keep ``concurrency`` threads busy with due domains until the limit is reached or nothing is due."""
        self.claim_again = 0.0
        while not self.stop:
            # Suspects are not claimed before a child is free: if the run is killed, fewer claims are lost.
            chunk = 0 if quarantined else min(concurrency - 1, CLAIM_CHUNK)
            capacity = self.capacity(concurrency, limit, chunk)
            if capacity:
                granted = self.claim(capacity, quarantined, concurrency)
                self.start(granted, scan, pool)
                if len(granted) < capacity:
                    self.claim_again = time.monotonic() + EMPTY_QUEUE_SECONDS
            if self.in_flight:
                self.collect()
            elif capacity and time.monotonic() < self.rescheduled_until:
                self.keep_alive()
                self.stop.wait(POLL_SECONDS)
            else:
                return

    def capacity(self, concurrency: int, limit: int | None, chunk: int) -> int:
        """How many domains to claim now.

        Up to ``chunk`` more than there are free threads, in rounds of at least ``chunk``.
        """
        now = time.monotonic()
        if now - self.started > settings.RUN_TIME_LIMIT_SECONDS:
            return 0
        if self.in_flight and now < self.claim_again:
            return 0
        free = concurrency + chunk - len(self.in_flight)
        if self.in_flight and free < max(chunk, 1):
            return 0
        return free if limit is None else min(free, limit - self.writer.counts.claimed)

    def claim(self, capacity: int, quarantined: bool, concurrency: int) -> list[Claim]:
        """Claim up to ``capacity`` domains. Large ones may use at most half of the threads."""
        large = sum(claim.max_pages > claims.LARGE_SCAN_PAGES for claim in self.in_flight.values())
        return self.retry(
            lambda: claims.claim(
                capacity,
                run_id=self.record.job_id,
                lease=self.lease,
                only=self.order.only,
                quarantined=quarantined,
                most_large=max(max(concurrency // 2, 1) - large, 0),
            ),
            "claiming",
        )

    def suspects_at_once(self) -> int:
        """So many children that the address limit holds, although each child counts only its own site."""
        return min(SUSPECTS, self.order.concurrency, settings.FETCH_ADDRESS_CONCURRENCY or SUSPECTS)

    def start(self, granted: list[Claim], scan: Scan, pool: ThreadPoolExecutor) -> None:
        self.writer.counts.claimed += len(granted)
        for claim in granted:
            future = pool.submit(scan, claim, self.stop)
            self.in_flight[future] = claim
            future.add_done_callback(self.finished.put)

    def collect(self) -> None:
        """Wait for scans to end, at most ``POLL_SECONDS``, and settle those that have."""
        self.keep_alive()
        self.stop_if_paused()
        self.processor.look()
        self.settle(self.arrivals())

    def arrivals(self) -> list[Future[Ended]]:
        """The scans that have ended. Waits up to ``GATHER_SECONDS`` for more, if that keeps no thread idle: a
        transaction costs as much as the rows of ten domains.
        """
        try:
            ended = [self.finished.get(timeout=POLL_SECONDS)]
        except queue.Empty:
            return []
        deadline = time.monotonic() + GATHER_SECONDS
        while self.more_will_end(len(ended)) and time.monotonic() < deadline:
            if self.stop.wait(GATHER_TICK):
                break
        while len(ended) < MOST_TOGETHER and not self.finished.empty():
            ended.append(self.finished.get())
        return ended

    def more_will_end(self, ended: int) -> bool:
        """Whether each thread has a scan, or nothing is due and many scans are running. ``ended`` scans were
        already taken.
        """
        running = len(self.in_flight) - ended - self.finished.qsize()
        nothing_due = time.monotonic() < self.claim_again
        return running >= (
            min(MANY_RUNNING, self.order.concurrency) if nothing_due else self.order.concurrency
        )

    def settle(self, ended: list[Future[Ended]]) -> None:
        """Handle scans that have ended: record, reschedule, suspend, or keep the claim for release."""
        outcomes: list[tuple[Claim, Outcome]] = []
        for future in ended:
            claim = self.in_flight[future]
            outcome = _outcome(future, claim)
            if outcome is None:
                self.unfinished.append(claim)
            elif isinstance(outcome, AddressBusy):
                self.reschedule(claim)
            elif isinstance(outcome, Failure) and outcome.local:
                self.suspend(claim, outcome)
            else:
                outcomes += [*self.no_longer_suspended(), (claim, outcome)]
        self.writer.record(outcomes)
        for future in ended:
            del self.in_flight[future]

    def reschedule(self, claim: Claim) -> None:
        """Return a domain to the queue, due in some seconds: its address is busy, or a proxy failed.

        It does not count as claimed.
        """
        seconds = BUSY_SECONDS * (1 + random.random())  # noqa: S311 - no secret
        self.rescheduled_until = max(self.rescheduled_until, time.monotonic() + seconds + POLL_SECONDS)
        self.writer.counts.claimed -= self.retry(lambda: claims.reschedule(claim, seconds), "rescheduling")

    def suspend(self, claim: Claim, failure: Failure) -> None:
        """Suspend a failure that this machine may have caused; ``BREAKER`` of them in a row stop the run."""
        self.suspended.append((claim, failure))
        if len(self.suspended) >= BREAKER and not self.trouble:
            self.trouble = f"stopped: {BREAKER} fetches in a row failed on this machine: {failure.message}"
            logger.error("run %s %s", self.record.job_id, self.trouble, extra={"event": "run_interrupted"})
            self.stop.request()

    def no_longer_suspended(self) -> list[tuple[Claim, Failure]]:
        """The suspended failures, to be recorded: another outcome has shown that the network works.

        If a proxy failed, the domain is rescheduled instead, and its attempt is not counted.
        """
        failures, self.suspended = self.suspended, []
        for claim, failure in failures:
            if failure.proxy:
                logger.warning("%s is rescheduled: %s", claim.domain, failure.message)
                self.reschedule(claim)
        return [(claim, failure) for claim, failure in failures if not failure.proxy]

    def keep_alive(self) -> None:
        """Report every few seconds that this run is alive, and renew the leases in time.

        If another process has abandoned this run meanwhile, it stops.
        """
        now, lease = time.monotonic(), self.lease.total_seconds()
        if now - self.reported >= min(BEAT_SECONDS, lease / 4):
            self.reported = now
            self.report()
        if now - self.renewed >= lease / 4:
            self.renewed = now
            held = [*self.in_flight.values(), *(claim for claim, _ in self.suspended)]
            self.retry(lambda: claims.renew(held, self.lease), "renewing")
            self.retry(claims.reclaim_expired, "reclaiming")

    def report(self) -> None:
        if not self.retry(lambda: self.record.renew(self.lease), "renewing"):
            self.trouble = "abandoned by another process, because it had not reported in time"
            logger.error(
                "run %s was %s; it stops", self.record.job_id, self.trouble, extra={"event": "run_lease_lost"}
            )
            self.stop.request()

    def stop_if_paused(self) -> None:
        """Stop a scheduled run, one that holds a slot, while scheduled work is paused."""
        now = time.monotonic()
        if self.record.slot is None or now - self.pause_checked < PAUSE_CHECK_SECONDS:
            return
        self.pause_checked = now
        if pause := self.retry(schedule.paused, "looking for a pause"):
            self.trouble = f"stopped: scheduled work is {pause}"
            logger.warning("run %s %s", self.record.job_id, self.trouble, extra={"event": "run_interrupted"})
            self.stop.request()

    def finish(self) -> None:
        """Record the scans that end within ``STOP_GRACE_SECONDS``, then release all other claims."""
        deadline = time.monotonic() + STOP_GRACE_SECONDS
        while self.in_flight:
            try:
                self.settle([self.finished.get(timeout=max(0.0, deadline - time.monotonic()))])
            except queue.Empty:
                break
        if not self.trouble:
            self.writer.record(self.no_longer_suspended())
        back = [*self.unfinished, *self.in_flight.values(), *(claim for claim, _ in self.suspended)]
        self.writer.counts.returned += self.retry(lambda: claims.release(back), "releasing")

    def close(self, error: BaseException | None = None) -> None:
        """Close the record and write the line SCHEDULER_METRICS to the log."""
        counts = self.writer.counts
        if error:
            status = RunStatus.FAILED
        elif counts.returned or counts.refused:
            status = RunStatus.PARTIAL
        else:
            status = RunStatus.COMPLETED
        seconds, told = time.monotonic() - self.started, _sentence(error) or self.trouble
        self.retry(lambda: self.record.close(status, seconds, self.writer.counts, error=told), "closing")
        telemetry.log_run(self.record)

    def retry(self, operation: Callable[[], T], what: str) -> T:
        """Repeat an operation while the database is unreachable, at most for the time of a lease."""
        return retry_while_database_down(operation, what, self.lease.total_seconds(), self.stop)


def _outcome(future: Future[Ended], claim: Claim) -> Ended | None:
    """The result of a scan's thread; None if the stop of the run interrupted it."""
    if future.cancelled():
        return None
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, ScanStopped):
        return None
    with bound(domain_id=claim.domain_id):
        logger.error(
            "%s: unexpected error in the scan", claim.domain, exc_info=error, extra={"event": "scan_crashed"}
        )
    return Failure(ErrorKind.INTERNAL, f"unexpected error in the scan: {_sentence(error)}")


def _sentence(error: BaseException | None) -> str:
    return f"{type(error).__name__}: {error}" if error else ""
