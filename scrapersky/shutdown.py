"""Stop requests for runs: by a signal to their own process, or by the stop of their cluster.

When a cluster is stopped, django-q2 signals only its parent process and then waits for running tasks. The
flag below is created before the cluster forks, and is shared memory of all its workers: a run in a worker
notices the stop at once and releases its claims, instead of continuing for minutes. The flag has no lock,
because a killed process would never release it.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_cluster_stop = multiprocessing.RawValue(ctypes.c_bool, False)


def stop_cluster() -> None:
    """Request a stop of every run in the workers of this cluster."""
    _cluster_stop.value = True


class StopRequest:
    """True if the run must stop. ``signum`` is the signal that requested it, if any."""

    def __init__(self) -> None:
        self.signum: int | None = None
        self._requested = threading.Event()

    def __bool__(self) -> bool:
        return self._requested.is_set() or _cluster_stop.value

    def request(self, signum: int | None = None) -> None:
        self.signum = self.signum or signum
        self._requested.set()

    def wait(self, seconds: float) -> bool:
        """Wait for so many seconds or until a stop is requested. Returns whether it is."""
        self._requested.wait(seconds)
        return bool(self)


@contextmanager
def stop_on_signals() -> Iterator[StopRequest]:
    """Within the block, SIGTERM and SIGINT request a stop instead of ending the process.

    Signals can be handled only in the main thread; in other threads no signal requests a stop.
    """
    stop = StopRequest()

    def handler(signum: int, _frame: FrameType | None) -> None:
        stop.request(signum)

    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {signum: signal.signal(signum, handler) for signum in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for signum, previous in before.items():
            signal.signal(signum, previous)
