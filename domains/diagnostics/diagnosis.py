"""Explains a domain in sentences: its status, the reason, and what happens next.

Reads only. What happens next is derived from the lifecycle, the retry policy and the clusters that are alive.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Now
from django_q.models import Schedule

from domains.lifecycle import FINAL, DomainStatus
from domains.models import Domain
from domains.queue import schedule
from domains.queue.claims import MOST_LOST_CLAIMS
from domains.queue.retry import RETRIED
from domains.scan.names import canonical_domain
from metrics.models import Cluster, SchedulerMetric


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The explanation of one row, in sentences."""

    domain: str
    tenant_id: uuid.UUID
    job_id: uuid.UUID
    stands: str
    why: str
    next: str


def diagnose(text: str) -> Iterator[Diagnosis]:
    """One explanation for each tenant that has this domain. ``text`` is a domain or URL.

    Raises ``InvalidName`` if it is neither.
    """
    rows = Domain.objects.filter(domain=canonical_domain(text)).order_by("tenant_id")
    row: Any
    for row in rows.annotate(now=Now()):
        now = row.now
        yield Diagnosis(
            domain=row.domain,
            tenant_id=row.tenant_id,
            job_id=row.scan_id,
            stands=f"{row.status}, last changed {_span(now - row.updated_at)} ago",
            why=_WHY[DomainStatus(row.status)](row, now),
            next=_NEXT[DomainStatus(row.status)](row, now),
        )


def _why_pending(row: Domain, _now: datetime) -> str:
    if row.lost_claims:
        return (
            f"its claim was lost, {row.lost_claims} of at most {MOST_LOST_CLAIMS} times in a row: the "
            "process that scanned it was killed; it is scanned in a process of its own from now on"
        )
    if row.attempts:
        return f"attempt {row.attempts} of {settings.MAX_ATTEMPTS} failed with {_error(row)}"
    return f"it was submitted at {_time(row.queued_at)} and was not tried yet"


def _next_pending(row: Domain, now: datetime) -> str:
    if row.next_attempt_at > now:
        when = f"it is due at {_time(row.next_attempt_at)}, in {_span(row.next_attempt_at - now)}"
        return f"{when}; the next run after that claims it. {_runs(now)}"
    ahead = (
        Domain.objects.for_tenant(row.tenant_id)
        .due()
        .filter(
            Q(priority__gt=row.priority) | Q(priority=row.priority, next_attempt_at__lt=row.next_attempt_at)
        )
    )
    place = f"it is due, number {ahead.order_by().count() + 1} in the queue of its tenant"
    return f"{place}; a run claims up to {settings.SCHEDULER_BATCH_SIZE}, tenants in turn. {_runs(now)}"


def _runs(now: datetime) -> str:
    """When the next run starts, or why none will."""
    if pause := schedule.paused():
        return f"Scheduled work is {pause}; to resume it: manage.py scheduler resume"
    if not Cluster.objects.alive().exists():
        return "No cluster is alive: start one with manage.py qcluster"
    planned = Schedule.objects.filter(name=schedule.NAME).values_list("next_run", flat=True).first()
    if planned is None:
        return "No schedule is stored: restart the cluster, which stores it"
    taken = SchedulerMetric.objects.running().filter(slot__isnull=False).count()
    return (
        f"The next run is planned for {_time(max(planned, now))}; "
        f"{taken} of {settings.SCHEDULER_MAX_INSTANCES} slots are taken"
    )


def _why_processing(row: Domain, _now: datetime) -> str:
    run = SchedulerMetric.objects.filter(job_id=row.claimed_by).first() if row.claimed_by else None
    holder = f"the {run.trigger} run {run.job_id} on {run.host}" if run else f"run {row.claimed_by}"
    claimed = f" at {_time(row.claimed_at)}" if row.claimed_at else ""
    return f"{holder} claimed it{claimed}, attempt {row.attempts} of {settings.MAX_ATTEMPTS}"


def _next_processing(row: Domain, now: datetime) -> str:
    expires = row.lease_expires_at or now
    if expires > now:
        return (
            "its result is written when the scan ends; should the run die, the domain is reclaimed "
            f"after {_time(expires)}"
        )
    return f"its lease expired at {_time(expires)}: the next run reclaims it. {_runs(now)}"


def _why_completed(row: Domain, _now: datetime) -> str:
    when = _time(row.last_scan) if row.last_scan else "an unknown time"
    found = f"e-mail addresses: {len(row.email_addresses)}, phone numbers: {len(row.phone_numbers)}"
    return f"its scan was completed at {when} ({found})"


def _why_failed(row: Domain, _now: datetime) -> str:
    if row.error_kind in RETRIED:
        return f"attempt {row.attempts}, the last one, failed with {_error(row)}"
    if not row.error_kind:
        return f"its scan failed in the original system: {row.last_error or 'no message'}"
    return f"errors of this kind are final and not retried: {_error(row)}"


def _why_skipped(row: Domain, _now: datetime) -> str:
    if row.error_kind in RETRIED:
        return f"attempt {row.attempts}, the last one, was not let in: {_error(row)}"
    return f"there is nothing to scan: {_error(row)}"


def _until_submitted(_row: Domain, _now: datetime) -> str:
    return "nothing, until it is submitted again (API, admin, or manage.py process_domains)"


def _error(row: Domain) -> str:
    return f"{row.error_kind} ({row.last_error or 'no message'})"


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def _span(time: timedelta) -> str:
    """A duration in its two largest units, such as ``3 h 20 min``."""
    seconds = max(0, int(time.total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    minutes, seconds = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes} min {seconds} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours < 48 else f"{hours // 24} days"


Sentence = Callable[[Domain, datetime], str]  # arguments: the row, and the time of the database

_WHY: dict[DomainStatus, Sentence] = {
    DomainStatus.PENDING: _why_pending,
    DomainStatus.PROCESSING: _why_processing,
    DomainStatus.COMPLETED: _why_completed,
    DomainStatus.FAILED: _why_failed,
    DomainStatus.SKIPPED: _why_skipped,
    DomainStatus.PAUSED: lambda _row, _now: "somebody paused it; the audit log contains who and why",
    DomainStatus.CANCELLED: lambda _row, _now: "somebody cancelled it; the audit log contains who and why",
}
_NEXT: dict[DomainStatus, Sentence] = {
    DomainStatus.PENDING: _next_pending,
    DomainStatus.PROCESSING: _next_processing,
    DomainStatus.PAUSED: lambda _row, _now: "nothing, until it is resumed or cancelled (API or admin)",
} | dict.fromkeys(FINAL, _until_submitted)
