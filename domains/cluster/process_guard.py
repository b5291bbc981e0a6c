"""django-q2's cluster made proof against the killing of any of its processes.

A process that is killed while it waits at a multiprocessing queue takes the queue's lock with it: all others
would wait for that lock for ever, and the cluster would look alive and do nothing.
"""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import sys
import threading
import time
from multiprocessing import Event
from multiprocessing.process import BaseProcess
from typing import Any

from django.db import connections
from django_q import cluster
from django_q.conf import Conf
from django_q.queues import Queue

logger = logging.getLogger(__name__)

GRACE_SECONDS = 10.0  # for a run to give its claims back
PR_SET_PDEATHSIG = 1  # linux/prctl.h


def install() -> None:
    """Make clusters that this process starts from now on survive kills, and none of them outlive it."""
    cluster.Sentinel = ProcessGuard  # django-q2 has no setting for it
    parent = os.getpid()
    os.register_at_fork(after_in_child=lambda: _in_child(parent))


class ProcessGuard(cluster.Sentinel):  # type: ignore[misc]
    """Keeps workers, monitor and pusher alive; where one of them is killed, all are replaced."""

    def reincarnate(self, process: Any) -> None:
        if process not in self._members():
            return  # replaced a moment ago
        if _was_killed(process):
            self._replace_all(process)
        else:
            super().reincarnate(process)

    def stop(self) -> None:
        threading.Thread(target=self._end_if_killed, daemon=True).start()
        super().stop()

    def _members(self) -> list[Any]:
        return [*self.pool, self.monitor, self.pusher]

    def _replace_all(self, killed: Any) -> None:
        logger.error(
            "process %d of the cluster was killed (signal %d)",
            killed.pid,
            -killed.exitcode,
            extra={"event": "process_killed"},
        )
        _end(self._members())
        connections.close_all()
        self.task_queue, self.result_queue = Queue(maxsize=Conf.QUEUE_LIMIT), Queue()
        self.event_out = Event()
        self.spawn_cluster()
        logger.info("all processes of the cluster are replaced", extra={"event": "processes_replaced"})

    def _end_if_killed(self) -> None:
        """An orderly end passes the queues, and needs their locks."""
        members = self._members()
        while not any(_was_killed(process) for process in members):
            time.sleep(0.2)
        _end(members)
        os._exit(1)


def _was_killed(process: Any) -> bool:
    return process.exitcode is not None and process.exitcode < 0


def _end(processes: list[Any]) -> None:
    """End processes of which each may be stuck: runs first give their claims back."""
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    while any(_is_busy(process) for process in processes) and time.monotonic() < deadline:
        time.sleep(0.1)
    for process in processes:
        process.kill()
        process.join()


def _is_busy(process: BaseProcess) -> bool:
    """Whether it is a worker in the middle of a task."""
    timer = getattr(process, "timer", None)
    return process.is_alive() and timer is not None and timer.get_obj().value > 0


def _in_child(ancestor: int) -> None:
    """What every process of a cluster does first."""
    if os.getppid() == ancestor:
        # A terminal's Ctrl-C and a `kill` of the process group shall reach the parent only: it
        # stops its children in order, while a worker killed by the way would lose its claims.
        os.setpgid(0, 0)
    if sys.platform == "linux":
        # Nobody is left behind when the parent is killed: leases run out, others take over.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
