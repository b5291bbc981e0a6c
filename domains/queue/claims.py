"""Claims: claim, renew, release, reclaim, record, cancel. The only module that writes running scans.

A claim is the right of one run to scan one domain: a lease with a fencing token.

1. ``claim`` does a round of claims. It selects due rows with FOR UPDATE SKIP LOCKED, so that concurrent runs
   get different rows without waiting; ``turns`` chooses them. It updates them by key: status ``processing``,
   a new token, the run, the end of the lease. A name that another run claims for another tenant at this
   moment is left out.
2. ``renew`` extends the lease while the run lives. It finds the rows by token.
3. ``record_all`` writes outcomes. Each UPDATE compares id, job id and token (``_fence``). If a row does not
   match, the claim was lost: ``ClaimLost`` is raised and the whole transaction is rolled back, so there is
   never a new status without its ``Scan`` and pages, or the reverse.
4. ``release`` and ``reschedule`` return claims to the queue without counting the attempt.
5. ``reclaim_expired`` does the same for claims of others whose lease has expired, and counts a lost claim.
   After ``MOST_LOST_CLAIMS`` lost claims in a row the domain is ``failed``.

Several rows are locked in the order of their names, so that two writers cannot deadlock. All times are the
database's, so differing clocks do not matter. docs/lifecycle.md describes the races that this prevents.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connections, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from domains.lifecycle import DomainStatus, Event, sources, target
from domains.models import Change, Domain, HostCooldown, Page, Scan, Screenshot
from domains.models.domain import DomainQuerySet
from domains.queue import contact_filter, earlier_scans, scan_rows, turns
from domains.queue.claim_types import CLAIM_FIELDS, KEPT, Claim, ClaimLost, Failure, Outcome
from domains.queue.earlier_scans import EarlierScans
from domains.queue.retry import Decision, RetryPolicy
from domains.queue.scan_rows import ScanOutcomeRows
from domains.queue.turns import Turn
from domains.scan.report import SiteReport
from scrapersky.database.bulk_write import insert_objects

RECLAIM_CHUNK = 500  # rows per transaction
LARGE_SCAN_PAGES = 25  # a scan of more pages may take minutes, most of it pauses between pages
# The first key distinguishes these locks from others. Of two names with the same hash, one is claimed later.
LOCK_NAMES = """
SELECT name FROM unnest(%s::text[]) AS name WHERE pg_try_advisory_xact_lock(1668047213, hashtext(name))
"""
MOST_LOST_CLAIMS = 10  # in a row; most processes are killed for reasons that have nothing to do with a domain
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
    """One round of claims: up to ``limit`` due domains, in one short transaction, with the tenants in turn.

    The domains of a tenant are claimed by priority and then by due time. ``only``: among these domain ids.
    ``quarantined``: among quarantined domains, otherwise among all others. With one of these two, tenants do
    not take turns. ``most_large``: how many of them may have more than ``LARGE_SCAN_PAGES`` pages. Rows that
    another run has locked are skipped.
    """
    rows = Domain.objects.due()
    rows = rows.filter(lost_claims__gt=0) if quarantined else rows.filter(lost_claims=0)
    if only is not None:
        rows = rows.filter(pk__in=only)
    choose = _choose_first if quarantined or only is not None else _choose_in_turn
    token = uuid.uuid4()
    with transaction.atomic():
        most = limit if most_large is None else most_large
        first, taken = _limit_large_scans(choose, rows, limit, most)
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
    for turn in taken:
        turn.end()
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


Rows = list[dict[str, Any]]


def _choose_first(due: DomainQuerySet, limit: int) -> tuple[Rows, list[Turn]]:
    """Lock the first rows of the queue, whichever tenant's they are."""
    locked = due.in_queue_order().select_for_update(skip_locked=True)
    return list(_columns(locked[:limit])), []


def _choose_in_turn(due: DomainQuerySet, limit: int) -> tuple[Rows, list[Turn]]:
    """Lock rows of the tenants in turn, and read them when they are locked."""
    turn = turns.take(due, limit)
    if not turn.places:
        return [], []
    rows = Domain.objects.filter(pk__in=turn.places).in_queue_order()
    return turn.order(list(_columns(rows))), [turn]


def _columns(rows: QuerySet[Domain]) -> Iterable[dict[str, Any]]:
    found: Iterable[dict[str, Any]] = rows.annotate(now=Now()).values(
        "pk", "now", "attempts", "last_scan", *KEPT
    )
    return found


def _limit_large_scans(
    choose: Callable[[DomainQuerySet, int], tuple[Rows, list[Turn]]],
    due: DomainQuerySet,
    limit: int,
    most_large: int,
) -> tuple[Rows, list[Turn]]:
    """The next rows of the queue; surplus large ones are replaced by the next small ones."""
    first, taken = choose(due, limit)
    large = [row for row in first if row["max_pages"] > LARGE_SCAN_PAGES]
    if len(large) <= most_large:
        return first, taken
    kept = [row for row in first if row not in large[most_large:]]
    small = due.filter(max_pages__lte=LARGE_SCAN_PAGES).exclude(pk__in=[row["pk"] for row in kept])
    further, also_taken = choose(small, limit - len(kept))
    return [*kept, *further], [*taken, *also_taken]


def _without_concurrent_scans(chosen: Rows) -> Rows:
    """The rows whose domain is not being scanned for another tenant, one row per domain."""
    if not chosen:
        return []
    names = _lock_names({row["domain"] for row in chosen})
    running = Domain.objects.filter(status=DomainStatus.PROCESSING, lease_expires_at__isnull=False)
    free = names - set(running.filter(domain__in=names).values_list("domain", flat=True))
    first: dict[str, dict[str, Any]] = {}
    for row in chosen:
        first.setdefault(row["domain"], row)
    return [row for name, row in first.items() if name in free]


def _lock_names(names: set[str]) -> set[str]:
    """The names that no other transaction is claiming now; it locks them until this one ends.

    Another run's claim of the same name for another tenant cannot be seen before it is committed. On SQLite
    there is one round of claims at a time.
    """
    connection = connections[Domain.objects.db]
    if connection.vendor != "postgresql":
        return names
    with connection.cursor() as cursor:
        cursor.execute(LOCK_NAMES, [list(names)])
        return {name for (name,) in cursor}


def _reschedule_cooling(first: list[dict[str, Any]], cooling: Mapping[str, datetime]) -> None:
    """Reschedule the rows whose site has a cooldown."""
    for row in first:
        if row["domain"] in cooling:
            Domain.objects.filter(pk=row["pk"]).update(next_attempt_at=cooling[row["domain"]])


def has_quarantined_due() -> bool:
    """Whether a quarantined domain is due."""
    return Domain.objects.due().filter(lost_claims__gt=0).exists()


def renew(claims: Iterable[Claim], lease: timedelta) -> None:
    """Extend the leases of claims that are still held; lost claims stay lost."""
    tokens = {claim.token for claim in claims}
    held = Domain.objects.filter(status=DomainStatus.PROCESSING, claim_token__in=tokens)
    held.update(lease_expires_at=Now() + lease)


def release(claims: Collection[Claim]) -> int:
    """Return claims to the queue without counting the attempt. Returns how many were still held."""
    held = Domain.objects.filter(
        pk__in=[claim.domain_id for claim in claims], claim_token__in={claim.token for claim in claims}
    )
    return held.transition(Event.RELEASE, attempts=F("attempts") - 1)


def reschedule(held: Claim, seconds: float) -> bool:
    """Return a claim to the queue, due after ``seconds``, its attempt not counted; False if it was lost."""
    later = Now() + timedelta(seconds=seconds)
    return bool(_row(held).transition(Event.RELEASE, attempts=F("attempts") - 1, next_attempt_at=later))


def end_leases(run_ids: Collection[uuid.UUID]) -> int:
    """End the leases of all claims of dead runs now. Returns how many; ``reclaim_expired`` does the rest."""
    held = Domain.objects.filter(status=DomainStatus.PROCESSING, claimed_by__in=run_ids)
    return held.update(lease_expires_at=Now())


def reclaim_expired() -> int:
    """Return domains with expired leases to the queue. Returns how many.

    It is unknown whether one of a dead process's domains killed it, so the attempt is not counted. A domain
    with ``MOST_LOST_CLAIMS`` lost claims in a row is ``failed``.
    """
    total = 0
    while taken := _reclaim_chunk():
        total += taken
    return total


def _reclaim_chunk() -> int:
    with transaction.atomic():
        expired = Domain.objects.filter(status=DomainStatus.PROCESSING, lease_expires_at__lte=Now())
        rows = list(expired.select_for_update(skip_locked=True)[:RECLAIM_CHUNK])
        hopeless = [row for row in rows if row.lost_claims + 1 >= MOST_LOST_CLAIMS]
        finish([scan_rows.abandonment(Claim.of(row), row.lost_claims + 1) for row in hopeless])
        others = {row.pk for row in rows} - {row.pk for row in hopeless}
        Domain.objects.filter(pk__in=others).transition(
            Event.RECLAIM, attempts=F("attempts") - 1, lost_claims=F("lost_claims") + 1
        )
        return len(rows)


def record(held: Claim, outcome: Outcome, policy: RetryPolicy) -> Event:
    """Write the outcome of a claim: the domain's new status, its ``Scan`` and its pages.

    Returns the event; raises ``ClaimLost``, and writes nothing, if the claim was lost.
    """
    (event,) = record_all([(held, outcome)], policy)
    return event


def record_all(outcomes: Sequence[tuple[Claim, Outcome]], policy: RetryPolicy) -> list[Event]:
    """The same for several claims in one transaction: all are written, or none.

    Raises ``ClaimLost`` if one of them was lost; the others can then be recorded without it.
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
        endings, contacts = contact_filter.leave_out(endings)
        finish(endings)
        contact_filter.index(endings, contacts)
    return events


def _lock(outcomes: Sequence[tuple[Claim, Outcome]]) -> None:
    """Lock the claimed rows by name first: the statements that follow lock them in undefined order."""
    if len(outcomes) > 1 and connections[Domain.objects.db].features.has_select_for_update:
        keys, tokens = [held.domain_id for held, _ in outcomes], {held.token for held, _ in outcomes}
        list(Domain.objects.filter(pk__in=keys, claim_token__in=tokens).locked().values_list("pk"))


def _decision(held: Claim, outcome: Outcome, policy: RetryPolicy) -> Decision:
    if isinstance(outcome, SiteReport):
        return Decision(Event.COMPLETE)
    return policy.decide(outcome.kind, held.attempts, outcome.retry_after)


def _schedule_retry(held: Claim, failure: Failure, wait: float) -> None:
    """Queue a domain for another attempt after ``wait`` seconds.

    If its scan killed a process, it stays a suspect.
    """
    again = _row(held).transition(
        Event.RETRY,
        next_attempt_at=Now() + timedelta(seconds=wait),
        last_error=failure.message,
        error_kind=failure.kind,
        **({} if failure.died else {"lost_claims": 0}),
    )
    if not again:
        raise ClaimLost(f"{held.domain}: {LOST}")
    if failure.retry_after:
        HostCooldown.objects.start(held.domain, wait)


def find_recorded_event(held: Claim) -> Event | None:
    """The final event that the run of this claim has already recorded for it, or None."""
    status = Scan.objects.filter(pk=held.scan_id, run_id=held.run_id).values_list("status", flat=True).first()
    finals = (Event.COMPLETE, Event.FAIL, Event.SKIP)
    return next((event for event in finals if target(event) == status), None)


def cancel(domains: DomainQuerySet) -> list[uuid.UUID]:
    """Cancel the selected domains whose status allows it. Returns their keys."""
    with transaction.atomic():
        open_rows = domains.filter(status__in=sources(Event.CANCEL)).locked()
        held = [Claim.of(row) for row in open_rows.only(*CLAIM_FIELDS)]
        finish([scan_rows.cancellation(claim) for claim in held])
    return [claim.domain_id for claim in held]


def finish(endings: Sequence[ScanOutcomeRows]) -> None:
    """End scans: write each domain's final status, its ``Scan`` and its pages, in one transaction.

    Raises ``ClaimLost``, and writes nothing, if one of the claims was lost.
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
        Screenshot.objects.record([ending.screenshot for ending in endings if ending.screenshot])
        # Last, because it locks the feed of changes until the transaction ends.
        Change.objects.record([ending.scan for ending in endings if ending.is_news])


def _alike(endings: Sequence[ScanOutcomeRows]) -> Iterable[list[ScanOutcomeRows]]:
    """Groups that can be written by one statement each."""
    groups: dict[Any, list[ScanOutcomeRows]] = defaultdict(list)
    for ending in endings:
        kind = (ending.event, ending.visited, ending.held.token is None, frozenset(ending.columns))
        groups[kind].append(ending)
    return groups.values()


def _fence(held: Claim) -> dict[str, Any]:
    """The values that the row has only while this claim is valid."""
    return {"id": held.domain_id, "scan_id": held.scan_id, "claim_token": held.token}


def _row(held: Claim) -> DomainQuerySet:
    """The row of a claim, if the claim is still valid."""
    return Domain.objects.filter(**_fence(held))
