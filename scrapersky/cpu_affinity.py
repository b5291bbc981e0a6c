"""Keeps the threads of a run on one processor while it has that for itself.

Python runs one thread at a time, so a run is worth one processor. The system sees many threads that are
ready and spreads them; each then waits for the interpreter on a processor of its own, and what one has in
its caches the next one lacks. On one processor a scan takes a seventh less time, and threads change places
a quarter as often.

Linux only; elsewhere, and where the process may use one processor only, nothing is done. Processors are
chosen among those that the process may use, which an operator limits as usual (``taskset``, cpusets).
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
CROWDED = 0.25  # of a processor's time taken by others: the run is better off where the system puts it
ROOM = 1.0  # processors that others leave free, of all together: enough for a run
FIRST_PAUSE = 2.0  # seconds away from one processor after it was crowded, twice as long after each time
_STATISTICS = Path("/proc/stat")
_THREADS = Path("/proc/self/task")


@dataclass(frozen=True, slots=True)
class Usage:
    """Seconds since some moment: that have passed, that this process used, that each processor was busy."""

    passed: float
    ours: float
    busy: dict[int, float]

    def since(self, earlier: Usage) -> Usage:
        """As shares of the time between two looks."""
        passed = self.passed - earlier.passed
        busy = {cpu: (spent - earlier.busy.get(cpu, spent)) / passed for cpu, spent in self.busy.items()}
        return Usage(passed, (self.ours - earlier.ours) / passed, busy)


class CpuAffinity:
    """A context for the thread that starts a run's others.

    ``number`` tells the runs of a machine apart, so that they begin on different processors. What the system
    refuses or does not tell ends the attempt, never the run.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        self.allowed: set[int] = set()
        self.kept: int | None = None  # the processor that the run is on; None: where the system puts it
        self._last: Usage | None = None  # None: it is not looked at
        self._pause = FIRST_PAUSE
        self._not_before = 0.0

    def __enter__(self) -> CpuAffinity:
        self._attempt(self._begin)
        return self

    def __exit__(self, *_: object) -> None:
        self._attempt(self._spread)

    def look(self) -> None:
        """Now and then: leave a processor that others use too, and keep to one where there is room again."""
        if self._last is None or time.monotonic() - self._last.passed < LOOK_SECONDS:
            return
        self._attempt(self._look)
        if self._last is None:
            self._attempt(self._spread)

    def _attempt(self, step: Callable[[], None]) -> None:
        try:
            step()
        except (AttributeError, OSError, LookupError, ValueError) as error:
            # There is no such call, it is not permitted, or what it tells is not as expected.
            logger.debug("the run is not kept on one processor: %s", error)
            self._last = None

    def _begin(self) -> None:
        allowed = os.sched_getaffinity(0)
        found = usage() if len(allowed) > 1 else None
        if found and allowed <= found.busy.keys():  # some containers number them anew
            self.allowed, self._last = allowed, found
            self._keep_to(sorted(allowed)[self.number % len(allowed)])

    def _look(self) -> None:
        before, now = self._last, usage()
        assert before is not None  # noqa: S101  see look()
        shares, self._last = now.since(before), now
        if self.kept is not None:
            if is_crowded(shares, self.kept):
                self._spread()
                self._not_before = now.passed + self._pause
                self._pause *= 2
        elif now.passed >= self._not_before and has_room(shares, self.allowed):
            self._keep_to(min(self.allowed, key=lambda processor: shares.busy[processor]))

    def _keep_to(self, processor: int) -> None:
        """Threads that are started from now on are kept there too."""
        self.kept = processor
        _move(self.allowed, {processor})

    def _spread(self) -> None:
        if self.kept is not None:
            kept, self.kept = self.kept, None
            _move({kept}, self.allowed)


def _move(before: set[int], after: set[int]) -> None:
    """Move this process's threads from these processors to those. Any that somebody moved meanwhile stay."""
    for thread in _THREADS.iterdir():
        with suppress(ProcessLookupError):  # it has ended meanwhile
            if os.sched_getaffinity(int(thread.name)) == before:
                os.sched_setaffinity(int(thread.name), after)


def is_crowded(shares: Usage, processor: int) -> bool:
    """Whether others take much of the processor that this process is on."""
    return shares.busy[processor] - shares.ours > CROWDED


def has_room(shares: Usage, processors: set[int]) -> bool:
    """Whether others leave about a whole processor free."""
    others = sum(shares.busy[processor] for processor in processors) - shares.ours
    return len(processors) - others >= ROOM


def usage() -> Usage:
    """Read from /proc/stat: a processor's line begins with its user, nice and system time in ticks."""
    tick, busy = os.sysconf("SC_CLK_TCK"), {}
    for line in _STATISTICS.read_text().splitlines():
        name, *times = line.split()
        if name.startswith("cpu") and name != "cpu":
            busy[int(name[3:])] = sum(int(text) for text in times[:3]) / tick
    return Usage(time.monotonic(), time.process_time(), busy)
