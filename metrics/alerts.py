"""Tells people when something is wrong, once, and again when it is over.

A row in ``alerts`` stands for a trouble that lasts. Whoever creates it tells, and whoever removes it tells
that it is over, so that of several clusters one speaks.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet, Sum
from django.db.models.functions import Now

from domains.lifecycle import RunStatus
from domains.queue import schedule
from metrics import health, prometheus
from metrics.models import Alert, SchedulerMetric

logger = logging.getLogger(__name__)

WINDOW = timedelta(hours=1)  # what counts as now
BEFORE = timedelta(hours=25)  # what it is compared with: the day before the window
ENOUGH = 20  # outcomes below which a rate says nothing
JUMP = 0.2  # a failure rate higher than the day before by this share has jumped


def check() -> None:
    """Look at everything that is cheap to look at; meant for every minute."""
    for name, trouble in TROUBLES.items():
        _settle(name, trouble())


def check_books() -> None:
    """Count the books through; meant for every hour."""
    _settle("books", _unwell(health.books))


def _settle(name: str, message: str) -> None:
    standing = Alert.objects.filter(name=name).first()
    if message and not standing:
        _, created = Alert.objects.get_or_create(name=name, defaults={"message": message})
        if created and not _tell(f"ScraperSky: {name}", message):
            Alert.objects.filter(name=name).delete()  # told to nobody: the next look tries again
    elif standing and not message:
        removed, _ = Alert.objects.filter(name=name).delete()
        if removed and not _tell(f"ScraperSky: {name} is over", f"It was: {standing.message}"):
            Alert.objects.create(name=name, message=standing.message, raised_at=standing.raised_at)


def _tell(title: str, body: str) -> bool:
    """Log it, and send it to ALERT_URLS; whether it reached them."""
    logger.warning("ALERT %s: %s", title, body, extra={"event": "alert"})
    if not settings.ALERT_URLS:
        return True
    from apprise import Apprise  # takes a third of a second to import: only where it is used

    service = Apprise()
    valid = [service.add(url) for url in settings.ALERT_URLS]
    reached = all(valid) and bool(service.notify(title=title, body=body))
    if not reached:
        logger.error(
            "an alert did not reach ALERT_URLS; it is tried again", extra={"event": "alert_not_delivered"}
        )
    return reached


def _unwell(check: Callable[[], str]) -> str:
    try:
        check()
    except health.Unwell as error:
        return str(error)
    return ""


def _backlog() -> str:
    if schedule.paused():
        return ""
    due, age = prometheus.backlog()
    if age <= settings.ALERT_BACKLOG_MINUTES * 60:
        return ""
    return f"{due} domains are due, the oldest for {age / 60:.0f} min"


def _abandoned() -> str:
    recent = SchedulerMetric.objects.filter(status=RunStatus.ABANDONED, finished_at__gt=Now() - WINDOW)
    hosts = sorted(set(recent.values_list("host", flat=True)))
    return f"the process of a run died on {', '.join(hosts)}" if hosts else ""


def _failure_rate() -> str:
    recent, outcomes = _rate(SchedulerMetric.objects.filter(timestamp__gt=Now() - WINDOW))
    before, _ = _rate(
        SchedulerMetric.objects.filter(timestamp__gt=Now() - BEFORE, timestamp__lte=Now() - WINDOW)
    )
    if outcomes < ENOUGH or recent < before + JUMP:
        return ""
    return f"{recent:.0%} of the last hour's {outcomes} scans failed; the day before it was {before:.0%}"


def _rate(runs: QuerySet[SchedulerMetric]) -> tuple[float, int]:
    """The share of outcomes that were failures, to be tried again or not; and how many outcomes."""
    row = runs.aggregate(
        outcomes=Sum("domains_processed", default=0),
        failed=Sum("domains_failed", default=0),
        retried=Sum("domains_retried", default=0),
    )
    outcomes = row["outcomes"]
    return ((row["failed"] + row["retried"]) / outcomes if outcomes else 0.0), outcomes


TROUBLES: dict[str, Callable[[], str]] = {
    "scheduler stalled": lambda: _unwell(health.scheduler),
    "backlog too old": _backlog,
    "run abandoned": _abandoned,
    "failure rate": _failure_rate,
}
