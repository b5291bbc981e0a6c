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
import random
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
CROWDED = 0.25  # of a processor's time taken by others: the run is better off where the system puts it
ROOM = 1.0  # processors that others leave free, of all together: enough for a run
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
        busy = {cpu: (time - earlier.busy.get(cpu, time)) / passed for cpu, time in self.busy.items()}
        return Usage(passed, (self.ours - earlier.ours) / passed, busy)


class OneProcessor:
    """A context for the thread that starts a run's others.

    ``number`` tells the runs of a machine apart; a process id does, as a cluster's workers have successive
    ones. Two that share a processor nevertheless part at the next look.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        self.allowed: list[int] = []
        self.kept: int | None = None  # the processor that the run is on; None: where the system puts it
        self._last: Usage | None = None

    def __enter__(self) -> OneProcessor:
        with suppress(AttributeError, OSError):  # no such call here, or it is not permitted
            self.allowed = sorted(os.sched_getaffinity(0))
        if len(self.allowed) > 1 and _STATISTICS.exists():
            self._last = usage()
            self._keep_to(self.allowed[self.number % len(self.allowed)])
        return self

    def __exit__(self, *_: object) -> None:
        self._spread()

    def look(self) -> None:
        """Now and then: leave a processor that others use too, and keep to one where there is room again."""
        if self._last is None or time.monotonic() - self._last.passed < LOOK_SECONDS:
            return
        now = usage()
        shares, self._last = now.since(self._last), now
        if self.kept is None:
            if has_room(shares, self.allowed):
                self._keep_to(random.choice(self.allowed))  # noqa: S311  two that collided choose again
        elif is_crowded(shares, self.kept):
            self._spread()

    def _keep_to(self, processor: int) -> None:
        """Threads that are started from now on are kept there too."""
        try:
            os.sched_setaffinity(0, {processor})
        except OSError as error:
            logger.debug("not kept on processor %d: %s", processor, error)
            return
        self.kept = processor
        self._others(set(self.allowed), {processor})

    def _spread(self) -> None:
        if self.kept is not None:
            os.sched_setaffinity(0, self.allowed)
            self._others({self.kept}, set(self.allowed))
            self.kept = None

    def _others(self, before: set[int], after: set[int]) -> None:
        """Move the process's other threads that may use what the run might until now."""
        for thread in _THREADS.iterdir():
            with suppress(OSError):  # it has ended meanwhile
                if os.sched_getaffinity(int(thread.name)) == before:
                    os.sched_setaffinity(int(thread.name), after)


def is_crowded(shares: Usage, processor: int) -> bool:
    """Whether others take much of the processor that this process is on."""
    return shares.busy.get(processor, 0.0) - shares.ours > CROWDED


def has_room(shares: Usage, processors: list[int]) -> bool:
    """Whether others leave about a whole processor free."""
    others = sum(shares.busy.get(processor, 0.0) for processor in processors) - shares.ours
    return len(processors) - others >= ROOM


def usage() -> Usage:
    """Read from /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal; in ticks."""
    tick, busy = os.sysconf("SC_CLK_TCK"), {}
    for line in _STATISTICS.read_text().splitlines():
        name, *times = line.split()
        if name.startswith("cpu") and name != "cpu":
            user, nice, system, _idle, _waiting, *rest = (int(text) for text in times[:8])
            busy[int(name[3:])] = (user + nice + system + sum(rest)) / tick
    return Usage(time.monotonic(), time.process_time(), busy)
