"""Keeps a django-q2 cluster working when any of its processes is killed.

A cluster is a tree of processes: ``qcluster`` (the parent) > sentinel > workers, pusher, monitor. They
communicate by multiprocessing queues. The problem: a process that waits at such a queue holds the queue's
lock. If it is killed there, the lock is never released, so all other processes wait for ever. django-q2
replaces the killed process only, and the cluster then looks alive but does nothing.

The solution, in ``ProcessGuard``, which replaces django-q2's ``Sentinel``:

1. The sentinel finds that a process has ended and calls ``reincarnate``.
2. If it ended by itself (exit code >= 0), it held no lock: django-q2 replaces it as usual.
3. If it was killed by a signal (exit code < 0), every queue may be blocked. ``_replace_all`` ends all
   processes of the cluster: SIGTERM first, so that runs release their claims, SIGKILL after
   ``GRACE_SECONDS`` or as soon as no worker executes a task.
4. It creates new queues and a new stop event, and starts all processes again.
5. A stop of the cluster uses the same queues. If a process is killed during the stop, the stop would never
   finish. So the thread ``_end_if_killed`` watches the processes: if one is killed, it ends all of them, and
   the sentinel exits with 1.

If the parent itself is killed, the kernel kills its children too (Linux, ``PR_SET_PDEATHSIG``). Their
claims expire, and other clusters reclaim them.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from multiprocessing import Event
from multiprocessing.process import BaseProcess
from typing import Any

from django.db import connections
from django_q import cluster
from django_q.conf import Conf
from django_q.queues import Queue

from scrapersky.parent_process import die_with

logger = logging.getLogger(__name__)

GRACE_SECONDS = 10.0  # for runs to release their claims


def install() -> None:
    """Guard the clusters that this process starts from now on. They end when this process ends."""
    cluster.Sentinel = ProcessGuard  # django-q2 has no setting for this class
    root = parent = os.getpid()

    def before_fork() -> None:
        nonlocal parent
        parent = os.getpid()

    os.register_at_fork(before=before_fork, after_in_child=lambda: _in_child(root, parent))


class ProcessGuard(cluster.Sentinel):  # type: ignore[misc]
    """A sentinel that replaces all processes if one of them was killed. See the module's docstring."""

    def reincarnate(self, process: Any) -> None:
        if process not in self._members():
            return  # already replaced
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
        logger.info("all processes of the cluster were replaced", extra={"event": "processes_replaced"})

    def _end_if_killed(self) -> None:
        """Exit if a process was killed: the regular stop needs the queues' locks and would not finish."""
        members = self._members()
        while not any(_was_killed(process) for process in members):
            time.sleep(0.2)
        _end(members)
        os._exit(1)


def _was_killed(process: Any) -> bool:
    return process.exitcode is not None and process.exitcode < 0


def _end(processes: list[Any]) -> None:
    """End processes that may be blocked, after giving runs time to release their claims."""
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    while any(_is_busy(process) for process in processes) and time.monotonic() < deadline:
        time.sleep(0.1)
    for process in processes:
        process.kill()
        process.join()


def _is_busy(process: BaseProcess) -> bool:
    """Whether the process is a worker that is executing a task."""
    timer = getattr(process, "timer", None)
    return process.is_alive() and timer is not None and timer.get_obj().value > 0


def _in_child(root: int, parent: int) -> None:
    """Called first in every process of a cluster. ``root``: the cluster's first process."""
    if parent == root:
        # Ctrl-C in a terminal and signals to the process group must reach the parent only. It stops its
        # children in order; a worker that gets the signal directly would not release its claims.
        os.setpgid(0, 0)
    die_with(parent)  # then the leases expire, and other clusters reclaim the claims
