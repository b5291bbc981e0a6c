"""Health checks for /health/ready, ``manage.py health`` and alerts.

The checks, in this order. If one fails because the database does not answer, the rest are skipped.

1. ``database``: a query succeeds.
2. ``migrations``: all are applied. A process remembers this, since they stay applied.
3. ``broker``: at most ``BACKLOG_LIMIT`` tasks of django-q2 wait for a worker.
4. ``cluster``: a cluster has reported within ``SILENCE``; a new installation has ``FIRST_START`` for its
   first.
5. ``scheduler``: a run is in progress and has reported in time, or the latest one started less than three
   intervals and a minute ago. Before a cluster has been started for the first time, this check passes.
6. ``disk``, ``log``, ``clock``: of the machine on which the check runs (``metrics.machine``).
7. ``books``: the accounting check. Every domain that has ended must have the ``Scan`` with its ``scan_id``,
   and a domain that has not ended must have none. Both are written in one transaction, so a difference means
   a defect or a change by hand.

While scheduled work is paused, ``cluster`` and ``scheduler`` pass.

The accounting check reads all domains. ``full`` (the command) runs it. The process that checks for alerts
runs it once an hour and stores a failure as an ``Alert``. ``readiness`` (/health/ready, requested every few
seconds) only reads that row.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django_q.models import Schedule

from domains.lifecycle import FINAL
from domains.models import Domain, Scan
from domains.queue import schedule
from metrics import machine
from metrics.machine import Unwell
from metrics.models import SILENCE, Alert, Cluster, SchedulerMetric
from scrapersky.command_errors import unapplied_migrations

logger = logging.getLogger(__name__)

BACKLOG_LIMIT = 1000  # waiting tasks of django-q2; normally there are only a few
FIRST_START = timedelta(minutes=2)  # time for the first cluster of a new installation to start
NAMED = 10  # inconsistent domains that the message names


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    ok: bool
    detail: str


def readiness() -> list[Check]:
    """All checks, with the stored result of the accounting check. Inexpensive."""
    return _run([*_LIVE, ("books", _books_known)])


def full() -> list[Check]:
    """All checks, including a new run of the accounting check."""
    return _run([*_LIVE, ("books", books)])


def _run(checks: list[tuple[str, Callable[[], str]]]) -> list[Check]:
    """Run the checks in order, up to the first that fails with a database error."""
    results = []
    for name, check in checks:
        try:
            results.append(Check(name, True, check()))
        except Unwell as error:
            results.append(Check(name, False, str(error)))
        except DatabaseError as error:
            logger.error(
                "health check %s: %s", name, str(error).strip(), extra={"event": "health_check_failed"}
            )
            results.append(Check(name, False, "the database does not answer as expected; see the log"))
            break
    return results


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return str(connection.vendor)


_migrated = False  # set once all migrations are applied: they stay applied


def migrations() -> str:
    global _migrated
    if not _migrated:
        if missing := unapplied_migrations():
            raise Unwell(f"{missing} migrations are not applied: run manage.py migrate")
        _migrated = True
    return "all applied"


def broker() -> str:
    waiting = schedule.waiting()
    if waiting > BACKLOG_LIMIT:
        raise Unwell(f"{waiting} tasks wait in the queue: are the clusters running, and enough of them?")
    return f"{waiting} tasks waiting"


def cluster() -> str:
    """Raises ``Unwell`` if no cluster is alive, and one should be."""
    if alive := Cluster.objects.alive().count():
        return f"{alive} alive"
    if pause := schedule.paused():
        return f"none is alive; scheduled work is {pause}"
    seen: datetime | None = Cluster.objects.aggregate(last=Max("seen_at"))["last"]
    if seen is None:
        return _never_started()
    if Cluster.objects.filter(seen_at__gt=Now() - SILENCE).exists():
        return f"the last one was stopped at {seen:%H:%M:%S} UTC"
    raise Unwell(f"no cluster is alive; the last one reported at {seen:%Y-%m-%d %H:%M:%S} UTC")


def _never_started() -> str:
    first = MigrationRecorder.Migration.objects.aggregate(first=Min("applied"))["first"]
    if first and timezone.now() - first < FIRST_START:
        return "the first cluster has not started yet"
    raise Unwell("no cluster was ever started on this database")


def scheduler() -> str:
    """Raises ``Unwell`` if no run has started although one was due."""
    if pause := schedule.paused():
        return f"scheduled work is {pause}"
    planned = Schedule.objects.filter(name=schedule.NAME).values_list("next_run", flat=True).first()
    if planned is None:
        return "no cluster was ever started on this database"
    if SchedulerMetric.objects.heard().exists():
        return "a run is in progress"
    latest = SchedulerMetric.objects.order_by("-timestamp").values_list("timestamp", flat=True).first()
    patience = timedelta(minutes=3 * settings.SCHEDULER_INTERVAL_MINUTES, seconds=60)
    if timezone.now() - (latest or planned) <= patience:
        return f"the last run was at {latest:%H:%M:%S} UTC" if latest else "the first run has not started yet"
    since = f"since {latest:%Y-%m-%d %H:%M:%S} UTC" if latest else "yet"
    raise Unwell(f"no run {since}, and one is due every {settings.SCHEDULER_INTERVAL_MINUTES} min")


def books() -> str:
    """The accounting check: every job is either open on its domain or has its ``Scan`` record.

    Raises ``Unwell`` naming the domains for which this does not hold.
    """
    lost = list(find_unaccounted().values_list("domain", flat=True)[: NAMED + 1])
    if lost:
        more = " and more" if len(lost) > NAMED else ""
        raise Unwell(f"unaccounted for: {', '.join(lost[:NAMED])}{more}")
    return "every domain is accounted for"


def find_unaccounted() -> QuerySet[Domain]:
    """Domains that have ended without a ``Scan`` record, and domains with one that have not ended."""
    record = Exists(Scan.objects.filter(pk=OuterRef("scan_id")))
    ended = Q(status__in=FINAL)
    return Domain.objects.filter((ended & ~record) | (~ended & record)).order_by("domain")


def _books_known() -> str:
    """The stored result of the last accounting check; see ``metrics.alerts``."""
    alert = Alert.objects.filter(name="books").first()
    if alert:
        raise Unwell(alert.message)
    return "every domain was accounted for at the last check"


clock = machine.Clock()

_LIVE: list[tuple[str, Callable[[], str]]] = [
    ("database", lambda: _database()),
    ("migrations", migrations),
    ("broker", broker),
    ("cluster", cluster),
    ("scheduler", scheduler),
    ("disk", machine.disk_space),
    ("log", machine.log_file),
    ("clock", clock.check),
]
