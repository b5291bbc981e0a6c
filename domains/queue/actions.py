"""Actions of users and API clients on domains: scan again, pause, resume, cancel, edit.

For one domain or thousands, in short transactions, with an audit entry for every changed domain. The admin
and the API both use this module. The lifecycle decides which event is allowed in which status.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from domains.lifecycle import DomainStatus, Event, TransitionRefused, sources, target
from domains.models import AuditEntry, BlockedDomain, Domain
from domains.models.audit_entry import Actor, audit_message
from domains.models.domain import DomainQuerySet
from domains.queue import claims, schedule
from domains.scan.names import refusal

CHUNK = 500  # domains per transaction
MAX_DOMAINS = 10_000  # the maximum number of domains that one call changes ...
TIME_LIMIT = 10.0  # ... and its maximum duration; the rest needs another call


CHANGED_MEANWHILE = "somebody else changed this domain at the same moment"

Keys = Sequence[uuid.UUID]


class ActionRefused(Exception):
    """The lifecycle allows the action, but another rule does not; the message contains the reason."""


@dataclass(frozen=True, slots=True)
class Action:
    """An action on domains whose status allows ``event``.

    ``write`` gets rows that all allow the event. It locks and changes them, and returns the keys of those
    that it changed.
    """

    name: str
    label: str
    done: str  # as in "12 domains paused"
    event: Event
    write: Callable[[DomainQuerySet], Keys]


@dataclass(frozen=True, slots=True)
class Changed:
    """How many domains were changed, and whether there are more that could be."""

    count: int
    more: bool


def perform(action: Action, rows: QuerySet[Domain], actor: Actor, reason: str = "") -> Changed:
    """Perform the action on the rows whose status allows it, up to the limits of one call.

    If domains become pending, a run is requested.
    """
    eligible = rows.filter(status__in=sources(action.event))
    changed = _in_chunks(eligible, partial(_perform, action, actor, reason))
    if changed.count and target(action.event) == DomainStatus.PENDING:
        schedule.wake()
    return changed


def perform_one(action: Action, domain: Domain, actor: Actor, reason: str = "") -> None:
    """Perform the action on one domain, and refresh the given row.

    Raises ``TransitionRefused`` if its status does not allow it, ``ActionRefused`` for other reasons.
    """
    changed = perform(action, Domain.objects.filter(pk=domain.pk), actor, reason)
    domain.refresh_from_db()
    if changed.count:
        return
    if domain.status not in sources(action.event):
        raise TransitionRefused(action.event, domain.status)
    raise ActionRefused(_find_blocked([domain.domain]).get(domain.domain, CHANGED_MEANWHILE))


def edit(rows: QuerySet[Domain], values: Mapping[str, Any], actor: Actor, reason: str = "") -> Changed:
    """Set columns that users may edit (priority, re-scan rule), never the status."""
    done = ", ".join(f"{name} set to {value}" for name, value in values.items())

    def write(keys: Keys) -> int:
        former = dict(Domain.objects.filter(pk__in=keys).locked().values_list("pk", "priority"))
        found = list(former)
        Domain.objects.filter(pk__in=found).update(**values, updated_at=Now())
        priorities = list(former.values()) if "priority" in values else None
        AuditEntry.objects.record(found, actor, audit_message(done, reason), priorities)
        return len(found)

    return _in_chunks(rows, write)


def _in_chunks(rows: QuerySet[Domain], write: Callable[[Keys], int]) -> Changed:
    """Change the rows with these keys in chunks, each in a transaction of its own."""
    deadline = time.monotonic() + TIME_LIMIT
    keys = list(rows.order_by().values_list("pk", flat=True)[: MAX_DOMAINS + 1])
    count = reached = 0
    for chunk in _chunks(keys[:MAX_DOMAINS]):
        if time.monotonic() > deadline:
            break
        with transaction.atomic():
            count += write(chunk)
        reached += len(chunk)
    return Changed(count, more=reached < len(keys))


def _chunks(keys: Keys) -> Iterator[Keys]:
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]


def _perform(action: Action, actor: Actor, reason: str, keys: Keys) -> int:
    """Perform the action on one chunk.

    Rows whose status has changed since the keys were read are left out.
    """
    changed = action.write(Domain.objects.filter(pk__in=keys, status__in=sources(action.event)))
    AuditEntry.objects.record(changed, actor, audit_message(action.done, reason))
    return len(changed)


def _rescan(rows: DomainQuerySet) -> Keys:
    """Queue new scans, with ``max_pages`` and ``priority`` as before, except of domains on the block list."""
    names = dict(rows.locked().values_list("pk", "domain"))
    blocked = _find_blocked(names.values())
    allowed = [key for key, name in names.items() if name not in blocked]
    Domain.objects.queue_again(allowed)
    return allowed


def _find_blocked(domains: Iterable[str]) -> dict[str, str]:
    """The domains that are now on the block list, with the reason."""
    names = set(domains)
    blocked = BlockedDomain.objects.reasons(among=names)
    return {name: reason for name in names if (reason := refusal(name, blocked))}


def _transition(event: Event, rows: DomainQuerySet) -> Keys:
    keys = list(rows.locked().values_list("pk", flat=True))
    Domain.objects.filter(pk__in=keys).transition(event)
    return keys


RESCAN = Action("rescan", "Scan now", "queued for a scan", Event.SUBMIT, _rescan)
PAUSE = Action("pause", "Pause", "paused", Event.PAUSE, partial(_transition, Event.PAUSE))
RESUME = Action("resume", "Resume", "resumed", Event.RESUME, partial(_transition, Event.RESUME))
CANCEL = Action("cancel", "Cancel", "cancelled", Event.CANCEL, claims.cancel)
ACTIONS = {action.name: action for action in (RESCAN, PAUSE, RESUME, CANCEL)}
