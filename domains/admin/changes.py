"""What people may do to domains in the admin, to one or to thousands, and who did it, and why."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import QuerySet

from domains import claims, schedule, submission
from domains.lifecycle import Event, sources
from domains.models import Domain
from domains.submission import Submitted

CHUNK = 500  # domains a transaction
MOST = 50_000  # domains one request changes; the rest is left to the next one

Changed = list[uuid.UUID]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to do. ``apply`` does it to the rows that allow it, in a transaction, and tells to which."""

    name: str
    label: str
    done: str  # as in "12 domains paused"
    event: Event
    apply: Callable[[QuerySet[Domain]], Changed]


def _pause(rows: QuerySet[Domain]) -> Changed:
    ids = _lock(rows, Event.PAUSE)
    Domain.objects.filter(pk__in=ids).transition(Event.PAUSE)
    return ids


def _resume(rows: QuerySet[Domain]) -> Changed:
    ids = _lock(rows, Event.RESUME)
    if Domain.objects.filter(pk__in=ids).transition(Event.RESUME):
        transaction.on_commit(schedule.wake)
    return ids


def _cancel(rows: QuerySet[Domain]) -> Changed:
    ids = _lock(rows, Event.CANCEL)
    claims.cancel(Domain.objects.filter(pk__in=ids))
    return ids


def _scan(rows: QuerySet[Domain]) -> Changed:
    """Queue a new scan, with the pages and priority of the last one; a pending domain becomes due now."""
    orders = defaultdict(list)
    for row in rows.values("domain", "tenant_id", "max_pages", "priority"):
        orders[row["tenant_id"], row["max_pages"], row["priority"]].append(row["domain"])
    results = [
        result
        for (tenant_id, max_pages, priority), names in orders.items()
        for result in submission.submit(
            names, tenant_id=tenant_id, max_pages=max_pages, priority=priority, urgent=True
        )
    ]
    return [result.domain_id for result in results if result.queued and result.domain_id]


def _lock(rows: QuerySet[Domain], event: Event) -> Changed:
    """The rows for which the event is allowed, locked, so that it will happen to exactly these."""
    allowed = rows.filter(status__in=sources(event)).order_by("pk").select_for_update()
    return list(allowed.values_list("pk", flat=True))


CHANGES = {
    change.name: change
    for change in (
        Change("scan", "Scan now", "queued for a scan", Event.SUBMIT, _scan),
        Change("pause", "Pause", "paused", Event.PAUSE, _pause),
        Change("resume", "Resume", "resumed", Event.RESUME, _resume),
        Change("cancel", "Cancel", "cancelled", Event.CANCEL, _cancel),
    )
}


def submit(texts: list[str], max_pages: int, user_id: int) -> list[Submitted]:
    """Submit what somebody typed or imported, with a log entry for each scan that it queued."""
    results = list(submission.submit(texts, max_pages=max_pages))
    _log(
        [result.domain_id for result in results if result.queued and result.domain_id], user_id, "Submitted."
    )
    return results


def set_priority(rows: QuerySet[Domain], priority: int) -> Changed:
    ids = list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))
    Domain.objects.filter(pk__in=ids).update(priority=priority)
    return ids


def carry_out(
    apply: Callable[[QuerySet[Domain]], Changed], rows: QuerySet[Domain], user_id: int, message: str
) -> int:
    """Apply a change to at most ``MOST`` of the rows, in short transactions, each with its log entries.

    How many domains it changed; those whose state did not allow it are left alone.
    """
    ids = list(rows.order_by().values_list("pk", flat=True)[:MOST])
    changed = 0
    for start in range(0, len(ids), CHUNK):
        with transaction.atomic():
            done = apply(Domain.objects.filter(pk__in=ids[start : start + CHUNK]))
            _log(done, user_id, message)
        changed += len(done)
    return changed


def _log(ids: Changed, user_id: int, message: str) -> None:
    named = Domain.objects.filter(pk__in=ids).only("domain")
    LogEntry.objects.log_actions(user_id, named, CHANGE, change_message=message)
