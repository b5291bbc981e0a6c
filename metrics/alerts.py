"""Sends one alert when a problem starts, and one when it is over.

A row in ``alerts`` exists as long as the problem. All clusters check, but only the one that creates the row
sends the first message, and only the one that deletes it sends the second. If a message cannot be sent, the
row is restored to what it was, so that the next check tries again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet, Sum
from django.db.models.functions import Now

from domains.lifecycle import RunStatus
from domains.models import Suppression, WebhookReceiver
from domains.queue import schedule
from metrics import health, prometheus
from metrics.models import Alert, SchedulerMetric

logger = logging.getLogger(__name__)

WINDOW = timedelta(hours=1)  # the period that is judged
BEFORE = timedelta(hours=25)  # start of the period to compare with: the day before the window
ENOUGH = 20  # with fewer outcomes a rate is not meaningful
COUNTED = 1000  # suppressions without a key, messages that wait; further ones are not counted
RECEIVER = "webhook receiver"
RECEIVERS = 50  # alerts about receivers at the same time
JUMP = 0.2  # an increase of the failure rate by this much raises the alert


def check() -> None:
    """Run all inexpensive checks. To be called every minute."""
    for name, trouble in TROUBLES.items():
        _settle(name, trouble())
    _check_webhook_receivers()


def check_books() -> None:
    """Run the accounting check, which reads all domains. To be called every hour."""
    _settle("books", _unwell(health.books))


def _check_webhook_receivers() -> None:
    """An alert for each receiver that rests, since each has another owner; at most ``RECEIVERS``."""
    failing = {f"{RECEIVER} {row.pk}": row for row in WebhookReceiver.objects.failing()}
    standing = set(Alert.objects.filter(name__startswith=RECEIVER).values_list("name", flat=True))
    further = max(RECEIVERS - len(standing), 0)
    for name in [*standing, *sorted(failing.keys() - standing)[:further]]:
        _settle(name, _receiver_trouble(failing[name]) if name in failing else "")


def _receiver_trouble(receiver: WebhookReceiver) -> str:
    waiting = receiver.delivery_set.pending()[:COUNTED].count()
    number = f"{waiting} or more" if waiting == COUNTED else str(waiting)
    return (
        f"the receiver {receiver.host} of tenant {receiver.tenant_id} accepted none of the last "
        f"{receiver.failures} messages; it is asked again now and then, and {number} messages wait"
    )


def _settle(name: str, message: str) -> None:
    standing = Alert.objects.filter(name=name).first()
    if message and not standing:
        _, created = Alert.objects.get_or_create(name=name, defaults={"message": message})
        if created and not _tell(f"ScraperSky: {name}", message):
            Alert.objects.filter(name=name).delete()  # not sent: the next check tries again
    elif standing and not message:
        removed, _ = Alert.objects.filter(name=name).delete()
        if removed and not _tell(f"ScraperSky: {name} is over", f"It was: {standing.message}"):
            Alert.objects.create(name=name, message=standing.message, raised_at=standing.raised_at)


def _tell(title: str, body: str) -> bool:
    """Log the alert and send it to ALERT_URLS. Returns whether it was sent."""
    logger.warning("ALERT %s: %s", title, body, extra={"event": "alert"})
    if not settings.ALERT_URLS:
        return True
    from apprise import Apprise  # the import takes a third of a second

    service = Apprise()
    valid = [service.add(url) for url in settings.ALERT_URLS]
    reached = all(valid) and bool(service.notify(title=title, body=body))
    if not reached:
        logger.error(
            "an alert could not be sent to ALERT_URLS; the next check tries again",
            extra={"event": "alert_not_delivered"},
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
    """The share of failures, retried or final, among the outcomes, and the number of outcomes."""
    row = runs.aggregate(
        outcomes=Sum("domains_processed", default=0),
        failed=Sum("domains_failed", default=0),
        retried=Sum("domains_retried", default=0),
    )
    outcomes = row["outcomes"]
    return ((row["failed"] + row["retried"]) / outcomes if outcomes else 0.0), outcomes


def _suppressions_without_key() -> str:
    """Erased values would come back, because a key was changed or dropped."""
    lost = Suppression.objects.without_key()[:COUNTED].count()
    return f"{lost} suppressions have no effect: their key is not in SUPPRESSION_KEY" if lost else ""


TROUBLES: dict[str, Callable[[], str]] = {
    "scheduler stalled": lambda: _unwell(health.scheduler),
    "backlog too old": _backlog,
    "run abandoned": _abandoned,
    "failure rate": _failure_rate,
    "suppressions without key": _suppressions_without_key,
}
