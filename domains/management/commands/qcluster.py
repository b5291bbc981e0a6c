"""django-q2's cluster, with our schedule kept equal to the settings and a clean, quick stop."""

from __future__ import annotations

import os
import signal
from typing import Any

from django_q.management.commands.qcluster import Command as QClusterCommand

from domains import schedule, stopping


class Command(QClusterCommand):
    help = "Runs django-q2's cluster: the scheduled batch processor and its workers."

    def handle(self, *args: Any, **options: Any) -> None:
        schedule.synchronise()
        parent = os.getpid()

        def in_child() -> None:
            # A terminal's Ctrl-C and a `kill` of the process group shall reach the parent only: it
            # stops its children in order, while a worker killed by the way would lose its claims.
            if os.getppid() == parent:
                os.setpgid(0, 0)

        os.register_at_fork(after_in_child=in_child)
        super().handle(*args, **options)
        for signum in (signal.SIGTERM, signal.SIGINT):
            self._stop_runs_first(signum)

    @staticmethod
    def _stop_runs_first(signum: int) -> None:
        stop_cluster = signal.getsignal(signum)

        def handler(received: int, frame: Any) -> None:
            stopping.stop_cluster()
            if callable(stop_cluster):
                stop_cluster(received, frame)

        signal.signal(signum, handler)
