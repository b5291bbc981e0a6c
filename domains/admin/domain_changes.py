"""What people may do to domains in the admin, to one or to thousands, and who did it, and why."""

from __future__ import annotations

import time
import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import QuerySet

from domains.lifecycle import DomainStatus, Event, sources, target
from domains.models import Domain
from domains.models.domain import DomainQuerySet
from domains.queue import claims, schedule, submission
from domains.queue.submission import Submitted

CHUNK = 500  # domains a transaction
MOST = 10_000  # domains one request changes at most ...
SECONDS = 10.0  # ... and how long it goes on; the rest is left to the next one

Changed = list[uuid.UUID]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to do. ``apply`` does it to the rows that allow it, in a transaction, and tells to which."""

    name: str
    label: str
    done: str  # as in "12 domains paused"
    event: Event
    apply: Callable[[DomainQuerySet], Changed]

    def eligible(self, rows: QuerySet[Domain]) -> QuerySet[Domain]:
        return rows.filter(status__in=sources(self.event))


def _pause(rows: DomainQuerySet) -> Changed:
    ids = _lock(rows, Event.PAUSE)
    Domain.objects.filter(pk__in=ids).transition(Event.PAUSE)
    return ids


def _resume(rows: DomainQuerySet) -> Changed:
    ids = _lock(rows, Event.RESUME)
    Domain.objects.filter(pk__in=ids).transition(Event.RESUME)
    return ids


def _cancel(rows: DomainQuerySet) -> Changed:
    ids = _lock(rows, Event.CANCEL)
    claims.cancel(Domain.objects.filter(pk__in=ids))
    return ids


def _scan(rows: DomainQuerySet) -> Changed:
    """Queue a new scan, with the pages and priority of the last one."""
    orders = defaultdict(list)
    for row in rows.values("domain", "tenant_id", "max_pages", "priority"):
        orders[row["tenant_id"], row["max_pages"], row["priority"]].append(row["domain"])
    results = [
        result
        for (tenant_id, max_pages, priority), names in orders.items()
        for result in submission.submit(names, tenant_id=tenant_id, max_pages=max_pages, priority=priority)
    ]
    return [result.domain_id for result in results if result.queued and result.domain_id]


def _lock(rows: DomainQuerySet, event: Event) -> Changed:
    """The rows for which the event is allowed, locked, so that it will happen to exactly these."""
    allowed = rows.filter(status__in=sources(event)).locked()
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


def set_priority(rows: DomainQuerySet, priority: int) -> Changed:
    ids = list(rows.locked().values_list("pk", flat=True))
    Domain.objects.filter(pk__in=ids).update(priority=priority)
    return ids


class Done(NamedTuple):
    """How many domains were changed, and whether some are left that may be changed as well."""

    changed: int
    more: bool


def let_happen(change: Change, rows: QuerySet[Domain], user_id: int, message: str) -> Done:
    """Make the change to those rows that allow it, and ask for a run if it gave the queue something to do."""
    done = carry_out(change.apply, change.eligible(rows), user_id, message)
    if done.changed and target(change.event) == DomainStatus.PENDING:
        schedule.wake()
    return done


def carry_out(
    apply: Callable[[DomainQuerySet], Changed], eligible: QuerySet[Domain], user_id: int, message: str
) -> Done:
    """Apply a change, in short transactions, each with its log entries, as far as one request should go.

    A row whose state has changed meanwhile is left alone.
    """
    deadline = time.monotonic() + SECONDS
    ids = list(eligible.order_by().values_list("pk", flat=True)[: MOST + 1])
    changed = looked_at = 0
    while looked_at < min(len(ids), MOST) and time.monotonic() < deadline:
        with transaction.atomic():
            done = apply(Domain.objects.filter(pk__in=ids[looked_at : min(looked_at + CHUNK, MOST)]))
            _log(done, user_id, message)
        changed += len(done)
        looked_at += CHUNK
    return Done(changed, more=looked_at < len(ids) or len(ids) > MOST)


def _log(ids: Changed, user_id: int, message: str) -> None:
    named = Domain.objects.filter(pk__in=ids).only("domain")
    LogEntry.objects.log_actions(user_id, named, CHANGE, change_message=message)
