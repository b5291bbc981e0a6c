"""Keeps the threads of a run on one processor while no other process needs it.

Python executes one thread at a time, so a run can use only one processor. The operating system nevertheless
distributes the threads over several, where they wait for the interpreter and do not share caches. On one
processor a scan takes a seventh less time, and there are a quarter as many context switches.

Linux only. On other systems, and if the process may use one processor only, nothing is done. A processor is
chosen from those that the process may use, which an operator can limit as usual (``taskset``, cpusets).
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
CROWDED = 0.25  # if other processes use this share of the processor, the run leaves it
ROOM = 1.0  # processors that others leave free, summed: at this value the run chooses one
FIRST_PAUSE = 2.0  # seconds without affinity after the processor was busy; doubled each time
_STATISTICS = Path("/proc/stat")
_THREADS = Path("/proc/self/task")


@dataclass(frozen=True, slots=True)
class Usage:
    """Times in seconds: elapsed, used by this process, and busy for each processor."""

    passed: float
    ours: float
    busy: dict[int, float]

    def since(self, earlier: Usage) -> Usage:
        """The same between two measurements, as shares of the elapsed time."""
        passed = self.passed - earlier.passed
        busy = {cpu: (spent - earlier.busy.get(cpu, spent)) / passed for cpu, spent in self.busy.items()}
        return Usage(passed, (self.ours - earlier.ours) / passed, busy)


class CpuAffinity:
    """A context manager for the thread that starts the other threads of a run.

    ``number`` is different for each run of a machine, so that they start on different processors. If the
    system refuses or does not report what is needed, only this optimisation ends, never the run.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        self.allowed: set[int] = set()
        self.kept: int | None = None  # the processor of the run; None: no affinity
        self._last: Usage | None = None  # None: not used
        self._pause = FIRST_PAUSE
        self._not_before = 0.0

    def __enter__(self) -> CpuAffinity:
        self._attempt(self._begin)
        return self

    def __exit__(self, *_: object) -> None:
        self._attempt(self._spread)

    def look(self) -> None:
        """Called repeatedly: leave the processor if others need it; choose one when enough is free again."""
        if self._last is None or time.monotonic() - self._last.passed < LOOK_SECONDS:
            return
        self._attempt(self._look)
        if self._last is None:
            self._attempt(self._spread)

    def _attempt(self, step: Callable[[], None]) -> None:
        try:
            step()
        except (AttributeError, OSError, LookupError, ValueError) as error:
            # The call does not exist, is not permitted, or its output has another format.
            logger.debug("the run is not kept on one processor: %s", error)
            self._last = None

    def _begin(self) -> None:
        allowed = os.sched_getaffinity(0)
        found = usage() if len(allowed) > 1 else None
        if found and allowed <= found.busy.keys():  # some containers number processors differently
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
        """Keep this process on the processor. Threads that are started from now on inherit this."""
        self.kept = processor
        _move(self.allowed, {processor})

    def _spread(self) -> None:
        if self.kept is not None:
            kept, self.kept = self.kept, None
            _move({kept}, self.allowed)


def _move(before: set[int], after: set[int]) -> None:
    """Change the affinity of this process's threads, except threads that others have changed meanwhile."""
    for thread in _THREADS.iterdir():
        with suppress(ProcessLookupError):  # the thread has ended meanwhile
            if os.sched_getaffinity(int(thread.name)) == before:
                os.sched_setaffinity(int(thread.name), after)


def is_crowded(shares: Usage, processor: int) -> bool:
    """Whether other processes use much of the processor of this run."""
    return shares.busy[processor] - shares.ours > CROWDED


def has_room(shares: Usage, processors: set[int]) -> bool:
    """Whether other processes leave about one processor free."""
    others = sum(shares.busy[processor] for processor in processors) - shares.ours
    return len(processors) - others >= ROOM


def usage() -> Usage:
    """From /proc/stat: a line per processor, which begins with user, nice and system time in ticks."""
    tick, busy = os.sysconf("SC_CLK_TCK"), {}
    for line in _STATISTICS.read_text().splitlines():
        name, *times = line.split()
        if name.startswith("cpu") and name != "cpu":
            busy[int(name[3:])] = sum(int(text) for text in times[:3]) / tick
    return Usage(time.monotonic(), time.process_time(), busy)
