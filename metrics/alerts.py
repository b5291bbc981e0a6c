"""Sends one alert when a problem starts, and one when it is over.

A row in ``alerts`` exists as long as the problem; ``sent_at`` says that its first message was sent. A message
that could not be sent is sent again at the next check. Only the process that holds the lease checks
(``watcher``).
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet, Sum
from django.db.models.functions import Now
from django.utils import timezone

from domains.lifecycle import RunStatus
from domains.models import Suppression, WebhookReceiver
from domains.models.domain import default_tenant
from domains.queue import schedule
from domains.templatetags.scrapersky import duration
from metrics import health, machine, prometheus
from metrics.models import Alert, Cluster, SchedulerMetric, WatchLease
from metrics.runbook import RUNBOOK

logger = logging.getLogger(__name__)

WINDOW = timedelta(hours=1)  # the period that is judged
BEFORE = timedelta(hours=25)  # start of the period to compare with: the day before the window
ENOUGH = 20  # with fewer outcomes a rate is not meaningful
COUNTED = 1000  # counts of suppressions without a key and of waiting messages end here
RECEIVER = "webhook receiver"
RECEIVERS = 50  # alerts about receivers at the same time
JUMP = 0.2  # an increase of the failure rate by this much raises the alert
RESTART = timedelta(minutes=2)  # a cluster that was stopped normally may be restarted within this time
GONE = timedelta(minutes=10)  # the alerts of a machine that has not checked itself for so long are ended
FORGOTTEN = timedelta(days=1)  # the lease of a machine that is gone

Troubles = dict[str, Callable[[], str]]


def check_urgent() -> None:
    """Check whether a cluster is alive. To be called every few seconds."""
    _settle_all(URGENT)


def check() -> None:
    """Run all inexpensive checks. To be called every minute."""
    _settle_all(URGENT | TROUBLES)
    _check_webhook_receivers()
    _close_of_machines_that_are_gone()


def check_machine() -> None:
    """Run the checks of this machine, which no other machine can do. To be called every minute."""
    _settle_all(MACHINE, socket.gethostname())


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
    whose = "" if receiver.tenant_id == default_tenant() else f" of tenant {receiver.tenant_id}"
    return (
        f"the receiver {receiver.host}{whose} accepted none of the last "
        f"{receiver.failures} messages; it is asked again now and then, and {number} messages wait"
    )


def _settle_all(troubles: Troubles, host: str = "") -> None:
    for kind, trouble in troubles.items():
        _settle(kind, trouble(), host)


def _settle(name: str, message: str, host: str = "") -> None:
    """Raise or end one alert, and send the message about it.

    ``name`` begins with the kind in ``RUNBOOK``. ``message`` describes the problem; empty: there is none.
    ``host``: the machine, if the problem concerns only one.
    """
    name = f"{name} on {host}" if host else name
    alert = Alert.objects.filter(name=name).first()
    if message and alert is None:
        Alert.objects.get_or_create(name=name, defaults={"host": host, "message": message})
        alert = Alert.objects.get(name=name)
    if alert is not None:
        _tell_of_end(alert) if not message else _tell_of_start(alert)


def _tell_of_start(alert: Alert) -> None:
    if alert.sent_at is None and tell(*started(alert)):
        Alert.objects.filter(name=alert.name).update(sent_at=Now())


def _tell_of_end(alert: Alert) -> None:
    """Send the second message, even if the first one could not be sent, and delete the alert."""
    if tell(*ended(alert)):
        Alert.objects.filter(name=alert.name).delete()


def started(alert: Alert) -> tuple[str, str]:
    """Title and text of the message that a problem has started."""
    entry = RUNBOOK[alert.kind]
    lines = [
        alert.message,
        f"Where: {_where(alert.host)}",
        f"Since: {alert.raised_at:%Y-%m-%d %H:%M:%S} UTC",
        f"Severity: {entry.severity}: {entry.effect}",
        f"What to do: {entry.todo}",
        "A message follows when it is over.",
    ]
    return f"ScraperSky: {alert.name}", "\n".join(lines)


def ended(alert: Alert) -> tuple[str, str]:
    """Title and text of the message that a problem is over."""
    lasted = timedelta(seconds=int((timezone.now() - alert.raised_at).total_seconds()))
    lines = [
        f"It was: {alert.message}",
        f"Where: {_where(alert.host)}",
        f"It lasted from {alert.raised_at:%Y-%m-%d %H:%M:%S} UTC for {lasted}",
    ]
    return f"ScraperSky: {alert.name} is over", "\n".join(lines)


def _where(host: str) -> str:
    link = f"{settings.PUBLIC_URL}/admin/" if settings.PUBLIC_URL else "this installation"
    return f"{link}, machine {host}" if host else f"{link}, reported by {socket.gethostname()}"


def tell(title: str, body: str) -> bool:
    """Log the message and send it to ALERT_URLS. Returns whether it was sent; true if there is no URL."""
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


def _close_of_machines_that_are_gone() -> None:
    """End the alerts of machines that no longer check themselves, such as a container that was replaced."""
    heard = WatchLease.objects.filter(expires_at__gt=Now() - GONE).values("name")
    for alert in Alert.objects.exclude(host="").exclude(host__in=heard):
        _tell_of_end(alert)
    WatchLease.objects.filter(expires_at__lt=Now() - FORGOTTEN).delete()


def _unwell(check: Callable[[], str]) -> str:
    try:
        check()
    except machine.Unwell as error:
        return str(error)
    return ""


def _cluster() -> str:
    """After a normal stop of the last cluster, wait ``RESTART``, because it may be restarting."""
    seen = Cluster.objects.order_by("-seen_at").first()
    if seen and seen.stopped_at and _age(seen.stopped_at) < RESTART:
        return ""
    return _unwell(health.cluster)


def _age(moment: datetime) -> timedelta:
    return timezone.now() - moment


def _backlog() -> str:
    if schedule.paused():
        return ""
    due, age = prometheus.backlog()
    if age <= settings.ALERT_BACKLOG_MINUTES * 60:
        return ""
    are_due = "domain is due" if due == 1 else "domains are due"
    return f"{due:,} {are_due}, the oldest for {duration(age)}"


def _abandoned() -> str:
    recent = SchedulerMetric.objects.filter(status=RunStatus.ABANDONED, finished_at__gt=Now() - WINDOW)
    hosts = sorted(set(recent.values_list("host", flat=True)))
    return f"the process of a run died on {', '.join(hosts)}" if hosts else ""


def _failure_rate() -> str:
    """The last hour compared with the day before. Without enough outcomes in both, there is no alert."""
    recent, outcomes = _rate(SchedulerMetric.objects.filter(timestamp__gt=Now() - WINDOW))
    before, earlier = _rate(
        SchedulerMetric.objects.filter(timestamp__gt=Now() - BEFORE, timestamp__lte=Now() - WINDOW)
    )
    if min(outcomes, earlier) < ENOUGH or recent < before + JUMP:
        return ""
    return f"{recent:.0%} of the last hour's {outcomes} scans failed; the day before it was {before:.0%}"


def _rate(runs: QuerySet[SchedulerMetric]) -> tuple[float, int]:
    """The share of failures among the scans that ended, and their number. A retry is neither."""
    row = runs.aggregate(
        outcomes=Sum("domains_processed", default=0) - Sum("domains_retried", default=0),
        failed=Sum("domains_failed", default=0),
    )
    outcomes = row["outcomes"]
    return (row["failed"] / outcomes if outcomes else 0.0), outcomes


def _suppressions_without_key() -> str:
    """Erased values could be stored again, because a key was changed or removed."""
    lost = Suppression.objects.without_key()[:COUNTED].count()
    return f"{lost} suppressions have no effect: their key is not in SUPPRESSION_KEY" if lost else ""


URGENT: Troubles = {"no cluster is alive": _cluster}
MACHINE: Troubles = {
    "disk space": lambda: _unwell(machine.disk_space),
    "log not written": lambda: _unwell(machine.log_file),
    "clock": lambda: _unwell(health.clock.check),
}
TROUBLES: Troubles = {
    "migrations are not applied": lambda: _unwell(health.migrations),
    "tasks wait in the queue": lambda: _unwell(health.broker),
    "scheduler stalled": lambda: "" if _cluster() else _unwell(health.scheduler),
    "backlog too old": _backlog,
    "run abandoned": _abandoned,
    "failure rate": _failure_rate,
    "suppressions without key": _suppressions_without_key,
}
