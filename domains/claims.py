"""Who works on what: claim, renew, give back, take back, record. The only writer of a running state.

A claim is a fenced lease. Its token is new at every claim, and a result is written only where the token
still stands on the row, so that a worker given up for dead can never overwrite a newer result. All times
are the database's: machines whose clocks differ agree nevertheless.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from domains import history, recording
from domains.history import Earlier
from domains.lifecycle import DomainStatus, Event, sources, target
from domains.models import Domain, Page, Rest, Scan
from domains.models.domain import DomainQuerySet
from domains.retry import RetryPolicy
from domains.scan.report import ErrorKind, SiteReport

TAKE_BACK_CHUNK = 500  # rows a transaction; the rest follows in the next one


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to scan one domain until its lease runs out. ``attempts`` includes this one.

    ``run_id`` is the job_id of the run that holds it, ``earlier`` what is known of the domain. Token, run
    and time are None in the claim that stands for a domain which nobody holds (see ``of``).
    """

    domain_id: uuid.UUID
    tenant_id: uuid.UUID
    domain: str
    scan_id: uuid.UUID
    batch_id: uuid.UUID | None
    attempts: int
    max_pages: int
    queued_at: datetime
    token: uuid.UUID | None
    run_id: uuid.UUID | None
    claimed_at: datetime | None
    only_if_sitemap_changed: bool = False
    earlier: Earlier = field(default_factory=Earlier)

    @classmethod
    def of(cls, row: Domain) -> Claim:
        """The claim that stands on a row now; without a token where it is not claimed."""
        kept = {name: getattr(row, name) for name in _KEPT}
        return cls(
            domain_id=row.pk,
            token=row.claim_token,
            run_id=row.claimed_by,
            attempts=row.attempts,
            claimed_at=row.claimed_at,
            **kept,
        )


_KEPT = (
    "tenant_id", "domain", "scan_id", "batch_id", "max_pages", "queued_at", "only_if_sitemap_changed"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Failure:
    """A scan that gave no result.

    ``retry_after`` in seconds, as the site asked. ``local``: it may be this machine's network that
    failed, not the site.
    """

    kind: ErrorKind
    message: str
    retry_after: float | None = None
    local: bool = False


class ClaimLost(Exception):
    """The claim is no longer ours: its lease ran out, or the domain was cancelled. The result is void."""


def claim(
    limit: int,
    *,
    run_id: uuid.UUID,
    lease: timedelta,
    only: Collection[uuid.UUID] | None = None,
    suspects: bool = False,
    most_pages: int | None = None,
) -> list[Claim]:
    """Claim up to ``limit`` due domains, higher priority and longer due first, in one short transaction.

    ``only`` narrows the choice to these domain ids. ``suspects`` chooses among domains with which a
    worker died before (they are scanned alone), otherwise among all others. ``most_pages`` leaves out
    those that may have more pages. Rows that another claim
    holds locked are passed over, so claims never wait for each other.
    """
    rows = Domain.objects.due().in_queue_order()
    rows = rows.filter(lost_claims__gt=0) if suspects else rows.filter(lost_claims=0)
    if only is not None:
        rows = rows.filter(pk__in=only)
    if most_pages is not None:
        rows = rows.filter(max_pages__lte=most_pages)
    token = uuid.uuid4()
    with transaction.atomic():
        # Read, then updated by key: PostgreSQL may run a locking subquery again and lock more than asked.
        locked = rows.select_for_update(skip_locked=True).annotate(now=Now())
        chosen = list(locked.values("pk", "now", "attempts", "last_scan", *_KEPT)[:limit])
        chosen = _welcome(chosen)
        if not chosen:
            return []
        scanned = [row["pk"] for row in chosen if row.pop("last_scan")]
        earlier = history.of(scanned) if scanned else {}
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
            earlier=earlier.get(row["pk"], Earlier()),
            domain_id=row.pop("pk"),
            token=token,
            run_id=run_id,
            claimed_at=row.pop("now"),
            attempts=row.pop("attempts") + 1,
            **row,
        )
        for row in chosen
    ]


def _welcome(chosen: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those whose site may be visited now: another tenant may be scanning it, or it asked for a rest.

    One that rests is put off until then.
    """
    if not chosen:
        return []
    names = {row["domain"] for row in chosen}
    running = Domain.objects.filter(status=DomainStatus.PROCESSING, lease_expires_at__isnull=False)
    taken = set(running.filter(domain__in=names).values_list("domain", flat=True))
    resting = Rest.objects.now(names)
    first: dict[str, dict[str, Any]] = {}
    for row in chosen:
        first.setdefault(row["domain"], row)
        if until := resting.get(row["domain"]):
            Domain.objects.filter(pk=row["pk"]).update(next_attempt_at=until)
    return [row for name, row in first.items() if name not in taken and name not in resting]


def suspects_due() -> bool:
    """Whether a domain is due that a worker died with."""
    return Domain.objects.due().filter(lost_claims__gt=0).exists()


def renew(claims: Iterable[Claim], lease: timedelta) -> None:
    """Prolong the leases of claims still held; one that was lost stays lost."""
    tokens = {claim.token for claim in claims}
    held = Domain.objects.filter(status=DomainStatus.PROCESSING, claim_token__in=tokens)
    held.update(lease_expires_at=Now() + lease)


def give_back(claims: Iterable[Claim]) -> int:
    """Return unfinished claims to the queue, their attempts unspent; how many were still ours."""
    returned = 0
    for held in claims:
        returned += _row(held).transition(Event.GIVE_BACK, attempts=F("attempts") - 1)
    return returned


def postpone(held: Claim, seconds: float) -> bool:
    """Return a claim to the queue, its attempt unspent, for later; whether it was still ours."""
    later = Now() + timedelta(seconds=seconds)
    return bool(_row(held).transition(Event.GIVE_BACK, attempts=F("attempts") - 1, next_attempt_at=later))


def take_back(max_attempts: int) -> int:
    """Return domains whose lease ran out to the queue; how many.

    Nobody knows which of a dead worker's domains killed it, so the attempt is not held against them; but
    a domain that has now been lost ``max_attempts`` times ends as failed.
    """
    total = 0
    while taken := _take_back_chunk(max_attempts):
        total += taken
    return total


def _take_back_chunk(max_attempts: int) -> int:
    with transaction.atomic():
        expired = Domain.objects.filter(status=DomainStatus.PROCESSING, lease_expires_at__lte=Now())
        rows = list(expired.select_for_update(skip_locked=True)[:TAKE_BACK_CHUNK])
        hopeless = [row for row in rows if row.lost_claims + 1 >= max_attempts]
        for row in hopeless:
            message = f"the process scanning this domain died {row.lost_claims + 1} times in a row"
            finish(Claim.of(row), Event.FAIL, error=message, error_kind=ErrorKind.INTERNAL)
        others = {row.pk for row in rows} - {row.pk for row in hopeless}
        Domain.objects.filter(pk__in=others).transition(
            Event.TAKE_BACK, attempts=F("attempts") - 1, lost_claims=F("lost_claims") + 1
        )
        return len(rows)


def record(held: Claim, outcome: SiteReport | Failure, policy: RetryPolicy) -> Event:
    """Write the outcome of a claim: the domain's new state, its Scan row and its pages, or nothing.

    Returns what happened to the domain; raises ``ClaimLost`` where the claim is no longer ours.
    """
    with transaction.atomic():
        if isinstance(outcome, SiteReport):
            event, still_ours = Event.COMPLETE, _record_success(held, outcome)
        else:
            event, still_ours = _record_failure(held, outcome, policy)
        if not still_ours:
            raise ClaimLost(f"{held.domain}: the claim was lost before its result arrived")
        return event


def _record_success(held: Claim, report: SiteReport) -> bool:
    result = recording.result(report, held.earlier)
    ended = finish(
        held,
        Event.COMPLETE,
        result=result,
        pages=len(report.pages),
        size=report.bytes,
        last_scan=Now(),
        **recording.domain_columns(report, result),
    )
    if ended:
        Page.objects.bulk_create(recording.page_rows(report, held.domain_id, held.scan_id))
    return ended


def _record_failure(held: Claim, failure: Failure, policy: RetryPolicy) -> tuple[Event, bool]:
    decision = policy.decide(failure.kind, held.attempts, failure.retry_after)
    if decision.event is not Event.RETRY:
        ended = finish(held, decision.event, error=failure.message, error_kind=failure.kind, last_scan=Now())
        return decision.event, ended
    again = _row(held).transition(
        Event.RETRY,
        next_attempt_at=Now() + timedelta(seconds=decision.wait),
        lost_claims=0,
        last_error=failure.message,
        error_kind=failure.kind,
    )
    if again and failure.retry_after:
        Rest.objects.grant(held.domain, decision.wait)
    return Event.RETRY, bool(again)


def recorded(held: Claim) -> Event | None:
    """The final event that this claim's run has recorded for it; None where it has recorded none."""
    status = Scan.objects.filter(pk=held.scan_id, run_id=held.run_id).values_list("status", flat=True).first()
    finals = (Event.COMPLETE, Event.FAIL, Event.SKIP)
    return next((event for event in finals if target(event) == status), None)


def cancel(domains: QuerySet[Domain]) -> int:
    """Cancel every selected domain that may be; each keeps answering by its job id. How many."""
    with transaction.atomic():
        open_rows = domains.filter(status__in=sources(Event.CANCEL)).select_for_update()
        return sum(finish(Claim.of(row), Event.CANCEL) for row in open_rows)


def finish(
    held: Claim,
    event: Event,
    *,
    result: dict[str, Any] | None = None,
    pages: int = 0,
    size: int = 0,
    error: str = "",
    error_kind: str = "",
    **columns: object,
) -> bool:
    """End a domain's current scan: its final state and the immutable Scan row, in the caller's transaction.

    False, and nothing written, where the claim no longer stands or the lifecycle forbids the event.
    """
    ended = _row(held).transition(event, last_error=error, error_kind=error_kind, lost_claims=0, **columns)
    if not ended:
        return False
    result = result or {}
    Scan.objects.create(
        id=held.scan_id,
        domain_id=held.domain_id,
        tenant_id=held.tenant_id,
        batch_id=held.batch_id,
        run_id=held.run_id,
        status=target(event),
        attempts=held.attempts,
        queued_at=held.queued_at,
        started_at=held.claimed_at,
        pages=pages,
        bytes=size,
        result=result,
        changes=held.earlier.changes(target(event), result),
        error=error,
        error_kind=error_kind,
    )
    return True


def _row(held: Claim) -> DomainQuerySet:
    """The row of a claim, as long as the claim stands."""
    return Domain.objects.filter(pk=held.domain_id, scan_id=held.scan_id, claim_token=held.token)
