"""Monitoring by a cluster: it stores that it is alive, and runs the alert checks.

This runs in the cluster's parent process, which continues if a worker or the scheduler hangs.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.db.models.functions import Now

from metrics import alerts
from metrics.heartbeat import Heartbeat
from metrics.models import Cluster

logger = logging.getLogger(__name__)

BEAT_SECONDS = 10.0
ALERT_SECONDS = 60.0
BOOKS_SECONDS = 3600.0


class ClusterMonitor:
    """Call ``tick`` about every second and ``close`` at the end."""

    def __init__(self) -> None:
        self.cluster = Cluster(host=socket.gethostname(), pid=os.getpid(), workers=settings.Q_WORKERS)
        heartbeat = Heartbeat()
        started = time.monotonic()
        self._due = {
            self.beat: started,
            alerts.check: started + ALERT_SECONDS,
            alerts.check_books: started + 5,
            heartbeat.send: started + BEAT_SECONDS,
        }
        self._every = {
            self.beat: BEAT_SECONDS,
            alerts.check: ALERT_SECONDS,
            alerts.check_books: BOOKS_SECONDS,
            heartbeat.send: ALERT_SECONDS,
        }

    def tick(self) -> None:
        for task, due in self._due.items():
            if time.monotonic() >= due:
                self._due[task] = time.monotonic() + self._every[task]
                self._attempt(task)

    def beat(self) -> None:
        """Store that this cluster is alive, and delete the rows of clusters that no longer are."""
        alive = Cluster.objects.filter(pk=self.cluster.pk)
        if not alive.update(seen_at=Now()):
            Cluster.objects.bulk_create([self.cluster])
        Cluster.objects.exclude(pk__in=Cluster.objects.alive().values("pk")).delete()

    def close(self) -> None:
        self._attempt(lambda: Cluster.objects.filter(pk=self.cluster.pk).delete())

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
