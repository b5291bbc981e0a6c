"""What people and programs may do to domains: scan again, pause, resume, cancel, set what they are given.

For one domain or thousands, in short transactions, each with an audit entry for every domain it changed.
The admin and the API come through here. Which event is allowed in which state is the lifecycle's decision.
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
from domains.models.audit_entry import Actor
from domains.models.domain import DomainQuerySet
from domains.queue import claims, schedule
from domains.scan.names import refusal

CHUNK = 500  # domains a transaction
MAX_DOMAINS = 10_000  # domains one call changes at most ...
TIME_LIMIT = 10.0  # ... and seconds it goes on; the rest is left to the next call


CHANGED_MEANWHILE = "somebody else changed this domain at the same moment"

Keys = Sequence[uuid.UUID]


class ActionRefused(Exception):
    """The lifecycle would allow it, something else does not; the message says what."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something that may be done to domains whose state allows ``event``.

    ``write`` locks those of the given rows, which all allow the event, and changes them; it returns the
    keys of those it did change.
    """

    name: str
    label: str
    done: str  # as in "12 domains paused"
    event: Event
    write: Callable[[DomainQuerySet], Keys]


@dataclass(frozen=True, slots=True)
class Changed:
    """How many domains were changed, and whether some are left that may be changed as well."""

    count: int
    more: bool


def perform(action: Action, rows: QuerySet[Domain], actor: Actor, reason: str = "") -> Changed:
    """Do it to those rows that allow it, as far as one call should go. Others are left alone.

    Where it gives the queue something to do, a run is asked for.
    """
    eligible = rows.filter(status__in=sources(action.event))
    changed = _in_chunks(eligible, partial(_perform, action, actor, reason))
    if changed.count and target(action.event) == DomainStatus.PENDING:
        schedule.wake()
    return changed


def perform_one(action: Action, domain: Domain, actor: Actor, reason: str = "") -> None:
    """Do it to one domain, whose row is fresh afterwards.

    Raises ``TransitionRefused`` where its state forbids it, ``ActionRefused`` where something else does.
    """
    changed = perform(action, Domain.objects.filter(pk=domain.pk), actor, reason)
    domain.refresh_from_db()
    if changed.count:
        return
    if domain.status not in sources(action.event):
        raise TransitionRefused(action.event, domain.status)
    raise ActionRefused(_find_blocked([domain.domain]).get(domain.domain, CHANGED_MEANWHILE))


def edit(rows: QuerySet[Domain], values: Mapping[str, Any], actor: Actor, reason: str = "") -> Changed:
    """Set columns that people decide about (priority, re-scan rule), never the state."""
    done = ", ".join(f"{name} set to {value}" for name, value in values.items())

    def write(keys: Keys) -> int:
        found = list(Domain.objects.filter(pk__in=keys).locked().values_list("pk", flat=True))
        Domain.objects.filter(pk__in=found).update(**values, updated_at=Now())
        AuditEntry.objects.record(found, actor, audit_message(done, reason))
        return len(found)

    return _in_chunks(rows, write)


def audit_message(done: str, reason: str = "") -> str:
    """What the audit log keeps: what was done, and why where that was said."""
    return f"{done[0].upper()}{done[1:]}." + (f" Reason: {reason}" if reason else "")


def _in_chunks(rows: QuerySet[Domain], write: Callable[[Keys], int]) -> Changed:
    """Write the rows with these keys a few at a time, each chunk in a transaction of its own."""
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
    """A row whose state has changed since the keys were read is left alone."""
    changed = action.write(Domain.objects.filter(pk__in=keys, status__in=sources(action.event)))
    AuditEntry.objects.record(changed, actor, audit_message(action.done, reason))
    return len(changed)


def _rescan(rows: DomainQuerySet) -> Keys:
    """Queue new scans, with the pages and priority of the last ones; not of those on the block list."""
    names = dict(rows.locked().values_list("pk", "domain"))
    blocked = _find_blocked(names.values())
    allowed = [key for key, name in names.items() if name not in blocked]
    Domain.objects.queue_again(allowed)
    return allowed


def _find_blocked(domains: Iterable[str]) -> dict[str, str]:
    """Those that are on the block list by now, with the reason."""
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
