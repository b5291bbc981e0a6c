"""Submission: the only way into the queue. API, admin, files and commands all call ``submit``."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import reset_queries, transaction
from django.db.models.functions import Now

from domains.lifecycle import FINAL, DomainStatus, Event, stages_after
from domains.models import AuditEntry, BlockedDomain, Domain, Suppression
from domains.models.audit_entry import Actor
from domains.models.domain import MAX_PAGES, PRIORITIES, default_tenant
from domains.queue import quotas, schedule
from domains.scan.names import InvalidName, canonical_domain, refusal
from scrapersky.database.bulk_write import insert_each

logger = logging.getLogger(__name__)

CHUNK = 1000  # inputs per transaction
DEFAULT_MAX_PAGES = 5
ERASED = "this domain was erased on request and is not stored again"


@dataclass(frozen=True, slots=True)
class Submitted:
    """The result for one input. ``line`` counts from 1.

    With a ``reason`` it was refused and nothing was stored. Otherwise ``scan_id`` is the job id of the
    domain's pending, running or new scan; ``queued``: whether this input created it.
    """

    line: int
    text: str
    domain: str = ""
    domain_id: uuid.UUID | None = None
    scan_id: uuid.UUID | None = None
    queued_at: datetime | None = None
    queued: bool = False
    reason: str = ""


def submit(
    texts: Iterable[str],
    *,
    tenant_id: uuid.UUID | None = None,
    max_pages: int = DEFAULT_MAX_PAGES,
    priority: int = 0,
    batch_id: uuid.UUID | None = None,
    urgent: bool = False,
    wake: bool = True,
    actor: Actor | None = None,
    within_quota: bool = False,
) -> Iterator[Submitted]:
    """Submit hosts or URLs; yields one ``Submitted`` per input, in order, as chunks are committed.

    A domain that is unknown, or whose last scan has ended, is queued for a new scan. One that is pending,
    running or paused keeps its job. ``urgent`` makes a pending one due now, even if it waits for a retry.
    ``wake`` asks the scheduler for a run at once. With an ``actor``, each scan that this call queues gets an
    audit entry. Nothing happens until it is iterated.

    Raises ``ValueError`` for a ``max_pages`` or ``priority`` outside its range, and ``QueueFull`` if a chunk
    ``within_quota`` would exceed QUEUED_PER_TENANT; nothing of this chunk is stored.
    """
    _require_in_range("max_pages", max_pages, MAX_PAGES)
    _require_in_range("priority", priority, PRIORITIES)
    tenant = tenant_id or default_tenant()
    order = _Order(tenant, max_pages, priority, batch_id, urgent, actor, within_quota)
    return _submit(texts, order, wake)


def submit_one(text: str, **options: object) -> Submitted:
    """Submit a single input; see ``submit``."""
    return next(submit([text], **options))  # type: ignore[arg-type]


def _require_in_range(name: str, value: int, allowed: range) -> None:
    if value not in allowed:
        raise ValueError(f"{name}: {value} is not between {allowed[0]} and {allowed[-1]}")


@dataclass(frozen=True, slots=True)
class _Order:
    tenant_id: uuid.UUID
    max_pages: int
    priority: int
    batch_id: uuid.UUID | None
    urgent: bool
    actor: Actor | None
    within_quota: bool


def _submit(texts: Iterable[str], order: _Order, wake: bool) -> Iterator[Submitted]:
    numbered = enumerate(texts, start=1)
    while chunk := list(islice(numbered, CHUNK)):
        with transaction.atomic():
            results = _submit_chunk(chunk, order)
            queued = [result.domain_id for result in results if result.queued and result.domain_id]
            if order.within_quota:
                quotas.check(order.tenant_id, len(queued))
            if order.actor:
                AuditEntry.objects.record(queued, order.actor, "Submitted.")
            if queued:
                logger.info(
                    "submission: %d domains queued", len(queued), extra={"event": "domains_submitted"}
                )
            if wake and queued:
                transaction.on_commit(schedule.wake)
        reset_queries()  # with DEBUG, Django keeps every statement in memory, with a thousand names in each
        yield from results


def _submit_chunk(chunk: list[tuple[int, str]], order: _Order) -> list[Submitted]:
    names, refused = _canonical(chunk, order.tenant_id)
    wanted = sorted(set(names.values()))  # the same order for all writers, so that two cannot deadlock
    queued = _queue_again(wanted, order) | _queue_new(wanted, order)
    rows = {
        row["domain"]: row
        for row in Domain.objects.for_tenant(order.tenant_id)
        .filter(domain__in=wanted)
        .values("domain", "pk", "scan_id", "queued_at")
    }
    results = []
    for line, text in chunk:
        if line in refused:
            results.append(Submitted(line, text, reason=refused[line]))
            continue
        row = rows[names[line]]
        first = row["scan_id"] in queued
        queued.discard(row["scan_id"])  # a second mention in the same chunk queued nothing
        results.append(
            Submitted(line, text, row["domain"], row["pk"], row["scan_id"], row["queued_at"], queued=first)
        )
    return results


def _canonical(chunk: list[tuple[int, str]], tenant_id: uuid.UUID) -> tuple[dict[int, str], dict[int, str]]:
    """By line: canonical names, and reasons of refused inputs."""
    names, refused = {}, {}
    for line, text in chunk:
        try:
            names[line] = canonical_domain(text)
        except InvalidName as error:
            refused[line] = str(error)
    blocked = BlockedDomain.objects.reasons(among=names.values())
    refused |= {line: reason for line, name in names.items() if (reason := refusal(name, blocked))}
    erased = Suppression.objects.names(set(names.values()), tenant_id)
    refused |= {line: ERASED for line, name in names.items() if name in erased}
    return {line: name for line, name in names.items() if line not in refused}, refused


def _queue_again(wanted: list[str], order: _Order) -> set[uuid.UUID]:
    """Queue known domains whose last scan has ended. Returns the new job ids."""
    known = Domain.objects.for_tenant(order.tenant_id).filter(domain__in=wanted)
    if order.urgent:
        known.filter(status=DomainStatus.PENDING).update(next_attempt_at=Now())
    ended = known.filter(status__in=FINAL).locked()
    return Domain.objects.queue_again(
        list(ended.values_list("pk", flat=True)),
        batch_id=order.batch_id,
        max_pages=order.max_pages,
        priority=order.priority,
    )


def _queue_new(wanted: list[str], order: _Order) -> set[uuid.UUID]:
    """Create the domains that are not known yet. Returns the job ids of those that this call created.

    If another writer creates the same name at the same moment, the unique constraint accepts one of them, and
    the other job id is not in the rows that are read afterwards.
    """
    known = Domain.objects.for_tenant(order.tenant_id).filter(domain__in=wanted)
    names = sorted(set(wanted) - set(known.values_list("domain", flat=True)))
    new_ids = [uuid.uuid4() for _ in names]
    insert_each(
        Domain.objects.all(),
        {
            "tenant_id": order.tenant_id,
            "max_pages": order.max_pages,
            "priority": order.priority,
            "batch_id": order.batch_id,
            **stages_after(Event.SUBMIT),
        },
        {"id": [uuid.uuid4() for _ in names], "domain": names, "scan_id": new_ids},
        ignore_conflicts=True,
    )
    return set(new_ids)
