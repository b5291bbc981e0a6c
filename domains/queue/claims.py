"""Who works on what: claim, renew, release, reclaim, record. The only writer of a running state.

A claim is a fenced lease. Its token is new at every claim, and a result is written only where the token
still stands on the row, so that a worker given up for dead can never overwrite a newer result. All times
are the database's: machines whose clocks differ agree nevertheless.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connections, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from domains.lifecycle import DomainStatus, Event, sources, target
from domains.models import Change, Domain, HostCooldown, Page, Scan
from domains.models.domain import DomainQuerySet
from domains.queue import earlier_scans, scan_rows
from domains.queue.claim import CLAIM_FIELDS, KEPT, Claim, ClaimLost, Failure, Outcome
from domains.queue.earlier_scans import EarlierScans
from domains.queue.retry import Decision, RetryPolicy
from domains.queue.scan_rows import ScanOutcomeRows
from domains.scan.report import SiteReport
from scrapersky.database.bulk_write import insert_objects

RECLAIM_CHUNK = 500  # rows a transaction; the rest follows in the next one
LARGE_SCAN_PAGES = 25  # a scan of more pages than this may take minutes, most of them spent waiting politely
LOST = "the claim was lost before its result arrived"


def claim(
    limit: int,
    *,
    run_id: uuid.UUID,
    lease: timedelta,
    only: Collection[uuid.UUID] | None = None,
    quarantined: bool = False,
    most_large: int | None = None,
) -> list[Claim]:
    """Claim up to ``limit`` due domains, higher priority and longer due first, in one short transaction.

    ``only`` narrows the choice to these domain ids. ``quarantined`` chooses among domains with which a
    worker died before (they are scanned alone), otherwise among all others. ``most_large`` of them may
    have more than ``LARGE`` pages. Rows that another claim holds locked are passed over, so claims never
    wait for each other.
    """
    rows = Domain.objects.due().in_queue_order()
    rows = rows.filter(lost_claims__gt=0) if quarantined else rows.filter(lost_claims=0)
    if only is not None:
        rows = rows.filter(pk__in=only)
    token = uuid.uuid4()
    with transaction.atomic():
        # Read, then updated by key: PostgreSQL may run a locking subquery again and lock more than asked.
        locked = rows.select_for_update(skip_locked=True).annotate(now=Now())
        due = locked.values("pk", "now", "attempts", "last_scan", *KEPT)
        first = _limit_large_scans(due, limit, limit if most_large is None else most_large)
        cooling = HostCooldown.objects.active({row["domain"] for row in first}) if first else {}
        _reschedule_cooling(first, cooling)
        chosen = _without_concurrent_scans([row for row in first if row["domain"] not in cooling])
        if not chosen:
            return []
        scanned = [row["pk"] for row in chosen if row.pop("last_scan")]
        earlier = earlier_scans.of(scanned) if scanned else {}
        Domain.objects.filter(pk__in=[row["pk"] for row in chosen]).transition(
            Event.CLAIM,
            claim_token=token,
            claimed_by=run_id,
            claimed_at=Now(),
            lease_expires_at=Now() + lease,
            attempts=F("attempts") + 1,
        )
    return [
        Claim(
            earlier=earlier.get(row["pk"], EarlierScans()),
            domain_id=row.pop("pk"),
            token=token,
            run_id=run_id,
            claimed_at=row.pop("now"),
            attempts=row.pop("attempts") + 1,
            **row,
        )
        for row in chosen
    ]


def _limit_large_scans(
    due: QuerySet[Any, dict[str, Any]], limit: int, most_large: int
) -> list[dict[str, Any]]:
    """The first of the queue; in the place of large ones too many, the next small ones."""
    first = list(due[:limit])
    large = [row for row in first if row["max_pages"] > LARGE_SCAN_PAGES]
    if len(large) <= most_large:
        return first
    kept = [row for row in first if row not in large[most_large:]]
    small = due.filter(max_pages__lte=LARGE_SCAN_PAGES).exclude(pk__in=[row["pk"] for row in kept])
    return [*kept, *small[: limit - len(kept)]]


def _without_concurrent_scans(chosen: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those whose site nobody else is scanning: two tenants may have the same domain."""
    if not chosen:
        return []
    names = {row["domain"] for row in chosen}
    running = Domain.objects.filter(status=DomainStatus.PROCESSING, lease_expires_at__isnull=False)
    taken = set(running.filter(domain__in=names).values_list("domain", flat=True))
    first: dict[str, dict[str, Any]] = {}
    for row in chosen:
        first.setdefault(row["domain"], row)
    return [row for name, row in first.items() if name not in taken]


def _reschedule_cooling(first: list[dict[str, Any]], cooling: Mapping[str, datetime]) -> None:
    """Reschedule those whose site asked not to be visited until some time."""
    for row in first:
        if row["domain"] in cooling:
            Domain.objects.filter(pk=row["pk"]).update(next_attempt_at=cooling[row["domain"]])


def has_quarantined_due() -> bool:
    """Whether a domain is due that a worker died with."""
    return Domain.objects.due().filter(lost_claims__gt=0).exists()


def renew(claims: Iterable[Claim], lease: timedelta) -> None:
    """Prolong the leases of claims still held; one that was lost stays lost."""
    tokens = {claim.token for claim in claims}
    held = Domain.objects.filter(status=DomainStatus.PROCESSING, claim_token__in=tokens)
    held.update(lease_expires_at=Now() + lease)


def release(claims: Collection[Claim]) -> int:
    """Return unfinished claims to the queue, their attempts unspent; how many were still ours."""
    held = Domain.objects.filter(
        pk__in=[claim.domain_id for claim in claims], claim_token__in={claim.token for claim in claims}
    )
    return held.transition(Event.RELEASE, attempts=F("attempts") - 1)


def reschedule(held: Claim, seconds: float) -> bool:
    """Return a claim to the queue, its attempt unspent, for later; whether it was still ours."""
    later = Now() + timedelta(seconds=seconds)
    return bool(_row(held).transition(Event.RELEASE, attempts=F("attempts") - 1, next_attempt_at=later))


def reclaim_expired(max_attempts: int) -> int:
    """Return domains whose lease ran out to the queue; how many.

    Nobody knows which of a dead worker's domains killed it, so the attempt is not held against them; but
    a domain that has now been lost ``max_attempts`` times ends as failed.
    """
    total = 0
    while taken := _reclaim_chunk(max_attempts):
        total += taken
    return total


def _reclaim_chunk(max_attempts: int) -> int:
    with transaction.atomic():
        expired = Domain.objects.filter(status=DomainStatus.PROCESSING, lease_expires_at__lte=Now())
        rows = list(expired.select_for_update(skip_locked=True)[:RECLAIM_CHUNK])
        hopeless = [row for row in rows if row.lost_claims + 1 >= max_attempts]
        finish([scan_rows.abandonment(Claim.of(row), row.lost_claims + 1) for row in hopeless])
        others = {row.pk for row in rows} - {row.pk for row in hopeless}
        Domain.objects.filter(pk__in=others).transition(
            Event.RECLAIM, attempts=F("attempts") - 1, lost_claims=F("lost_claims") + 1
        )
        return len(rows)


def record(held: Claim, outcome: Outcome, policy: RetryPolicy) -> Event:
    """Write the outcome of a claim: the domain's new state, its Scan row and its pages, or nothing.

    Returns what happened to the domain; raises ``ClaimLost`` where the claim is no longer ours.
    """
    (event,) = record_all([(held, outcome)], policy)
    return event


def record_all(outcomes: Sequence[tuple[Claim, Outcome]], policy: RetryPolicy) -> list[Event]:
    """The same for several claims in one transaction: all of them are written, or none is.

    Raises ``ClaimLost`` where one of them is no longer ours; the others may be recorded without it.
    """
    endings: list[ScanOutcomeRows] = []
    events: list[Event] = []
    with transaction.atomic():
        _lock(outcomes)
        for held, outcome in outcomes:
            decision = _decision(held, outcome, policy)
            if decision.event is Event.RETRY and isinstance(outcome, Failure):
                _schedule_retry(held, outcome, decision.wait)
            else:
                endings.append(scan_rows.ending(held, decision.event, outcome))
            events.append(decision.event)
        finish(endings)
    return events


def _lock(outcomes: Sequence[tuple[Claim, Outcome]]) -> None:
    """Lock the rows whose claims still stand: the statements that follow lock them in no certain order."""
    if len(outcomes) > 1 and connections[Domain.objects.db].features.has_select_for_update:
        keys, tokens = [held.domain_id for held, _ in outcomes], {held.token for held, _ in outcomes}
        list(Domain.objects.filter(pk__in=keys, claim_token__in=tokens).locked().values_list("pk"))


def _decision(held: Claim, outcome: Outcome, policy: RetryPolicy) -> Decision:
    if isinstance(outcome, SiteReport):
        return Decision(Event.COMPLETE)
    return policy.decide(outcome.kind, held.attempts, outcome.retry_after)


def _schedule_retry(held: Claim, failure: Failure, wait: float) -> None:
    """Queue a domain for another attempt after so many seconds."""
    again = _row(held).transition(
        Event.RETRY,
        next_attempt_at=Now() + timedelta(seconds=wait),
        lost_claims=0,
        last_error=failure.message,
        error_kind=failure.kind,
    )
    if not again:
        raise ClaimLost(f"{held.domain}: {LOST}")
    if failure.retry_after:
        HostCooldown.objects.start(held.domain, wait)


def find_recorded_event(held: Claim) -> Event | None:
    """The final event that this claim's run has recorded for it; None where it has recorded none."""
    status = Scan.objects.filter(pk=held.scan_id, run_id=held.run_id).values_list("status", flat=True).first()
    finals = (Event.COMPLETE, Event.FAIL, Event.SKIP)
    return next((event for event in finals if target(event) == status), None)


def cancel(domains: DomainQuerySet) -> list[uuid.UUID]:
    """Cancel every selected domain that may be; each keeps answering by its job id. Their keys."""
    with transaction.atomic():
        open_rows = domains.filter(status__in=sources(Event.CANCEL)).locked()
        held = [Claim.of(row) for row in open_rows.only(*CLAIM_FIELDS)]
        finish([scan_rows.cancellation(claim) for claim in held])
    return [claim.domain_id for claim in held]


def finish(endings: Sequence[ScanOutcomeRows]) -> None:
    """End scans: each domain's final state and its immutable Scan row, in one transaction.

    Raises ``ClaimLost``, and nothing is written, where one of the claims no longer stands.
    """
    with transaction.atomic():
        for alike in _alike(endings):
            first = alike[0]
            shared = {"last_scan": Now()} if first.visited else {}
            changes = [(_fence(ending.held), ending.columns) for ending in alike]
            ended = Domain.objects.transition_each(first.event, changes, lost_claims=0, **shared)
            if ended < len(alike):
                names = ", ".join(ending.held.domain for ending in alike)
                raise ClaimLost(f"{names}: {LOST}")
        Scan.objects.record([ending.scan for ending in endings])
        insert_objects(Page.objects.all(), [page for ending in endings for page in ending.pages])
        # Last, because it locks the feed of changes until the transaction ends.
        Change.objects.record([ending.scan for ending in endings if ending.is_news])


def _alike(endings: Sequence[ScanOutcomeRows]) -> Iterable[list[ScanOutcomeRows]]:
    """Those that one statement can write."""
    groups: dict[Any, list[ScanOutcomeRows]] = defaultdict(list)
    for ending in endings:
        kind = (ending.event, ending.visited, ending.held.token is None, frozenset(ending.columns))
        groups[kind].append(ending)
    return groups.values()


def _fence(held: Claim) -> dict[str, Any]:
    """What must stand on a row for its claim to be this one."""
    return {"id": held.domain_id, "scan_id": held.scan_id, "claim_token": held.token}


def _row(held: Claim) -> DomainQuerySet:
    """The row of a claim, as long as the claim stands."""
    return Domain.objects.filter(**_fence(held))
