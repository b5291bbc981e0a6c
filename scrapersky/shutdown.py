"""How a run learns that it shall stop: a signal to its own process, or the stop of its cluster.

django-q2 tells only the cluster's parent process that it shall end, and waits for running tasks. The
flag below is made before the cluster forks and is shared with its workers, so that a run in a worker sees
the stop at once and gives its claims back instead of working on for minutes. It has no lock: one that dies
with a killed process would stop all others.
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
    """Tell every run in this cluster's workers to stop."""
    _cluster_stop.value = True


class StopRequest:
    """Whether this run shall stop. ``signum`` is the signal that asked, if one did."""

    def __init__(self) -> None:
        self.signum: int | None = None
        self._requested = threading.Event()

    def __bool__(self) -> bool:
        return self._requested.is_set() or _cluster_stop.value

    def request(self, signum: int | None = None) -> None:
        self.signum = self.signum or signum
        self._requested.set()

    def wait(self, seconds: float) -> bool:
        """Wait so long or until the stop, whichever comes first; whether it shall stop."""
        self._requested.wait(seconds)
        return bool(self)


@contextmanager
def stop_on_signals() -> Iterator[StopRequest]:
    """Within the block, SIGTERM and SIGINT ask the run to stop instead of ending the process.

    Signals can be handled in the main thread only; elsewhere the request is never made by a signal.
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
