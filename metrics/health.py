"""Is the installation well? One list of checks for /health/ready, ``manage.py health`` and the alerts."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django_q.models import Schedule

from domains.lifecycle import FINAL
from domains.models import Domain, Scan
from domains.queue import schedule
from metrics.models import Alert, SchedulerMetric

logger = logging.getLogger(__name__)

BACKLOG_LIMIT = 1000  # tasks waiting in the broker; a healthy queue holds a handful
NAMED = 10  # unaccounted domains that are named


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    ok: bool
    detail: str


def readiness() -> list[Check]:
    """What must hold for traffic; cheap enough to be asked every few seconds."""
    return _run([("database", _database), ("migrations", _migrations), *_LIVE, ("books", _books_known)])


def full() -> list[Check]:
    """All checks, and the books counted through instead of as last found."""
    return _run([("database", _database), ("migrations", _migrations), *_LIVE, ("books", books)])


def _run(checks: list[tuple[str, Callable[[], str]]]) -> list[Check]:
    """Each check in turn; what follows one that failed on the database or its tables says nothing more."""
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
            results.append(Check(name, False, "the database does not answer as expected; the log says more"))
            break
    return results


class Unwell(Exception):
    """A check failed; the message says what is wrong."""


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return str(connection.vendor)


_migrated = False  # once a process has seen all migrations applied, they stay applied


def _migrations() -> str:
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            raise Unwell(f"{len(plan)} migrations are not applied: run manage.py migrate")
        _migrated = True
    return "all applied"


def _broker() -> str:
    waiting = schedule.waiting()
    if waiting > BACKLOG_LIMIT:
        raise Unwell(f"{waiting} tasks wait in the queue: are the clusters running, and enough of them?")
    return f"{waiting} tasks waiting"


def scheduler() -> str:
    """Raises ``Unwell`` where runs should happen and do not."""
    if pause := schedule.paused():
        return f"scheduled work is {pause}"
    planned = Schedule.objects.filter(name=schedule.NAME).values_list("next_run", flat=True).first()
    if planned is None:
        return "no cluster was ever started on this database"
    if SchedulerMetric.objects.running().filter(lease_expires_at__gt=Now()).exists():
        return "a run is at work"
    latest = SchedulerMetric.objects.order_by("-timestamp").values_list("timestamp", flat=True).first()
    patience = timedelta(minutes=3 * settings.SCHEDULER_INTERVAL_MINUTES, seconds=60)
    if timezone.now() - (latest or planned) <= patience:
        return f"the last run was at {latest:%H:%M:%S} UTC" if latest else "the first run is about to start"
    since = f"since {latest:%Y-%m-%d %H:%M:%S} UTC" if latest else "yet"
    raise Unwell(f"no run {since}, and one is due every {settings.SCHEDULER_INTERVAL_MINUTES} min")


def books() -> str:
    """Count through that every job ever queued is either alive on its domain or has its record.

    Raises ``Unwell`` naming domains that are unaccounted for.
    """
    lost = list(find_unaccounted().values_list("domain", flat=True)[: NAMED + 1])
    if lost:
        more = " and more" if len(lost) > NAMED else ""
        raise Unwell(f"unaccounted for: {', '.join(lost[:NAMED])}{more}")
    return "every domain is accounted for"


def find_unaccounted() -> QuerySet[Domain]:
    """Domains that have ended without a record of it, or have one and have not ended."""
    record = Exists(Scan.objects.filter(pk=OuterRef("scan_id")))
    ended = Q(status__in=FINAL)
    return Domain.objects.filter((ended & ~record) | (~ended & record)).order_by("domain")


def _books_known() -> str:
    """What the last count of the books found; see ``metrics.alerts``."""
    alert = Alert.objects.filter(name="books").first()
    if alert:
        raise Unwell(alert.message)
    return "balanced when last counted"


_LIVE: list[tuple[str, Callable[[], str]]] = [("broker", _broker), ("scheduler", scheduler)]
