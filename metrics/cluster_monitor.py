"""Reporting by a cluster: it stores that it is alive, and recovers the work of runs that died.

This runs in the main thread of the cluster's parent process, which continues if a worker or the scheduler
hangs, and does nothing else that could delay it.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.db.models.functions import Now

from domains.queue import dead_runs
from metrics.models import BEAT_SECONDS, SILENCE, Cluster

logger = logging.getLogger(__name__)

GAP = timedelta(seconds=2 * BEAT_SECONDS)  # a longer time between two reports is an interruption


class ClusterMonitor:
    """Call ``tick`` about every second and ``close`` at the end."""

    def __init__(self) -> None:
        self.cluster = Cluster(host=socket.gethostname(), pid=os.getpid(), workers=settings.Q_WORKERS)
        self._due = self._steady_since = time.monotonic()

    def tick(self) -> None:
        if time.monotonic() >= self._due:
            self._due = time.monotonic() + BEAT_SECONDS
            self._attempt(self.beat)

    def beat(self) -> None:
        """Store that this cluster is alive, and recover the work of runs that are dead.

        A run or cluster that has not reported is dead only if this cluster itself has reported without
        interruption. Otherwise the cause may be an outage of the database, a pause of this machine or a
        change of the clock.
        """
        mine = Cluster.objects.filter(pk=self.cluster.pk)
        if not mine.filter(seen_at__gt=Now() - GAP).update(seen_at=Now()):
            self._steady_since = time.monotonic()
            if not mine.update(seen_at=Now()):
                Cluster.objects.bulk_create([self.cluster])
        steady = time.monotonic() - self._steady_since > SILENCE.total_seconds()
        if steady:
            Cluster.objects.exclude(pk__in=Cluster.objects.alive().values("pk")).delete()
        dead_runs.recover(silent=steady)

    def close(self) -> None:
        self._attempt(lambda: Cluster.objects.filter(pk=self.cluster.pk).update(stopped_at=Now()))

    def _attempt(self, task: Callable[[], object]) -> None:
        """Run a task. An unreachable database must not end the cluster; runs wait for it too."""
        try:
            task()
        except (OperationalError, InterfaceError) as error:
            logger.warning(
                "cluster monitor: the database is unreachable (%s)",
                str(error).strip().partition("\n")[0],
                extra={"event": "database_unreachable"},
            )
            connection.close()
