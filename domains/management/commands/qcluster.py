"""django-q2's cluster, with the schedules of the settings, with monitoring, and with a quick stop."""

from __future__ import annotations

import logging
import multiprocessing
import signal
import sys
import threading
from typing import Any

from django.conf import settings
from django.db import connection
from django_q.management.commands.qcluster import Command as QClusterCommand

from domains.cluster import process_guard
from domains.cluster import tasks as tasks  # loaded before the workers are forked, so that they share it
from domains.notices.lane import NoticeLane
from domains.queue import dead_runs, schedule
from domains.webhooks.lane import DeliveryLane
from metrics.cluster_monitor import ClusterMonitor
from metrics.heartbeat import Heartbeat
from metrics.system_checks import ALERTS
from metrics.watcher import Watcher
from scrapersky import gc_tuning, shutdown
from scrapersky.command_errors import database_errors_in_words

logger = logging.getLogger(__name__)

SHOWN = ("SCHEDULER_", "MAX_ATTEMPTS", "RETRY_", "CLAIM_", "RETENTION_", "FETCH_", "SCAN_STAGES", "Q_WORKERS")


class Command(QClusterCommand):  # type: ignore[misc]
    help = "Runs a cluster: the scheduled batch processor and its workers."
    requires_system_checks: list[str] = [ALERTS]  # others would load the admin and the API

    def handle(self, *args: Any, **options: Any) -> None:
        gc_tuning.settle()
        logger.info("settings in force: %s", settings_in_force(), extra={"event": "cluster_started"})
        with database_errors_in_words():
            schedule.synchronise()
            dead_runs.take_over()
        connection.close()  # a connection must not be shared with forked children
        process_guard.install()
        super().handle(*args, **options)
        self.stay()

    def stay(self) -> None:
        """Monitor the cluster until a stop signal arrives, or until it ends by itself, which is an error."""
        guards = multiprocessing.active_children()
        if not guards:
            return  # the stop signal arrived during the start
        stop_cluster = signal.getsignal(signal.SIGTERM)
        assert callable(stop_cluster)  # noqa: S101  the cluster has just installed it
        asked = threading.Event()

        def ask(_signum: int, _frame: object) -> None:
            # The cluster's own handler waits for the end of the workers. Called here, it could interrupt a
            # transaction for which the workers wait, and never return. So it is called later, below.
            shutdown.stop_cluster()
            asked.set()

        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, ask)
        monitor, watcher = ClusterMonitor(), Watcher(Heartbeat().send)
        lanes = DeliveryLane(), NoticeLane()
        watcher.start()
        for lane in lanes:
            lane.start()
        while any(guard.is_alive() for guard in guards) and not asked.wait(1.0):
            monitor.tick()
        for lane in lanes:
            lane.stop()
        watcher.end()
        monitor.close()
        connection.close()  # the workers may take minutes to end
        if not asked.is_set():
            logger.error("the cluster ended by itself", extra={"event": "cluster_ended"})
            sys.exit(1)
        stop_cluster(signal.SIGTERM, None)


def settings_in_force() -> str:
    """The settings of runs in one line, without secrets."""
    values = {name: getattr(settings, name) for name in sorted(dir(settings)) if name.startswith(SHOWN)}
    values["FETCH_HOSTS"] = f"{len(settings.FETCH_HOSTS)} names"
    return " ".join(f"{name}={_format_setting(value)}" for name, value in values.items())


def _format_setting(value: Any) -> str:
    return ",".join(sorted(map(str, value))) if isinstance(value, (tuple, frozenset)) else str(value)
