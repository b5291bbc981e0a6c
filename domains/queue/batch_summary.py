"""What the jobs of a batch wait for, what was found at its domains, and why some of them failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Min, Q
from django.db.models.functions import Now, TruncMinute

from domains.lifecycle import DomainStatus
from domains.models import Batch, Domain, Scan
from domains.models.domain import DomainQuerySet
from domains.queue import batches

MOST_COUNTRIES = 8
MOST_PERIODS = 60
PERIODS = (timedelta(minutes=1), timedelta(hours=1), timedelta(days=1))
ENDED_BADLY = (DomainStatus.FAILED, DomainStatus.SKIPPED)


@dataclass(frozen=True, slots=True)
class WaitingJobs:
    """``what``: as in ``batches.Waiting``.

    ``until``: when the first of these jobs may begin, if that is known.
    """

    what: str
    count: int
    until: datetime | None


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """``totals``: jobs by status.

    ``found``: how many domains have an e-mail address, a phone number, WordPress, by whichever scan.

    ``countries`` (ISO 3166 codes) and ``failures`` (error kinds): with their numbers, most frequent first.
    """

    totals: dict[str, int]
    waiting: list[WaitingJobs]
    found: dict[str, int]
    countries: list[tuple[str, int]]
    failures: list[tuple[str, int]]


def summary(batch: Batch, *, paused: bool) -> BatchSummary:
    """``paused``: whether scheduled work is paused. All values are computed from one query."""
    groups = list(_groups(batch))
    return BatchSummary(
        totals=_totals(groups),
        waiting=_waiting(groups, paused),
        found={
            "email": sum(group.count for group in groups if group.has_email),
            "phone": sum(group.count for group in groups if group.has_phone),
            "wordpress": sum(group.count for group in groups if group.is_wordpress),
        },
        countries=_ranked(groups, lambda group: group.country)[:MOST_COUNTRIES],
        failures=_ranked([group for group in groups if group.ended_badly], lambda group: group.error_kind),
    )


def failed(batch: Batch, kind: str) -> DomainQuerySet:
    """The domains whose job of this batch ended with this kind of error."""
    current = Domain.objects.filter(scan_id__in=batch.jobs.values("scan_id"))
    return current.filter(status__in=ENDED_BADLY, error_kind=kind)


def domains(batch: Batch) -> DomainQuerySet:
    return Domain.objects.filter(batch.jobs.all().of_domain())


@dataclass(frozen=True, slots=True)
class _Group:
    """The number of jobs of a batch that are alike. ``current``: their domains are still at these jobs.

    ``error_kind`` and all that follows, except ``count``, are of the domains.
    ``later``: their next attempt is not due yet; ``first``: when the first of these attempts is.
    """

    current: bool
    status: str
    error_kind: str
    failed: bool
    later: bool
    has_email: bool
    has_phone: bool
    is_wordpress: bool | None
    country: str
    count: int
    first: datetime

    @property
    def ended_badly(self) -> bool:
        return self.current and self.status in ENDED_BADLY


def _groups(batch: Batch) -> Iterator[_Group]:
    told = (
        batch.jobs.with_states()
        .order_by()
        .annotate(
            current=_holds(Q(domain__scan_id=F("scan_id"))),
            failed=_holds(~Q(domain__last_error="")),
            later=_holds(Q(domain__next_attempt_at__gt=Now())),
            has_email=_holds(~Q(domain__email_addresses=[])),
            has_phone=_holds(~Q(domain__phone_numbers=[])),
        )
    )
    alike: Any = told.values_list(
        *("current", "status", "domain__error_kind", "failed", "later"),
        *("has_email", "has_phone", "domain__is_wordpress", "domain__country"),
    )
    return (_Group(*row) for row in alike.annotate(Count("pk"), Min("domain__next_attempt_at")))


def _holds(condition: Q) -> ExpressionWrapper[Q]:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _totals(groups: Sequence[_Group]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for group in groups:
        counts[group.status] += group.count
    return dict(counts)


def _waiting(groups: Sequence[_Group], paused: bool) -> list[WaitingJobs]:
    """``batches.waits_for`` decides what each group waits for."""
    counts: Counter[str] = Counter()
    first: dict[str, datetime] = {}
    for group in groups:
        if not group.current or group.status not in batches.UNBEGUN:
            continue
        what = batches.waits_for(group.status, later=group.later, failed=group.failed, paused=paused)
        counts[what] += group.count
        if what in batches.TIMED:
            first[what] = min(group.first, first.get(what, group.first))
    return [WaitingJobs(what, count, first.get(what)) for what, count in counts.items()]


def _ranked(groups: Sequence[_Group], name: Callable[[_Group], str]) -> list[tuple[str, int]]:
    """Names with numbers of domains, the most frequent first; without the empty name."""
    counts: Counter[str] = Counter()
    for group in groups:
        counts[name(group)] += group.count
    del counts[""]
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


@dataclass(frozen=True, slots=True)
class EndedJobs:
    """How many jobs of a batch ended when, by the status with which they ended.

    ``starts`` are those of the periods, of this ``length``; each list of ``counts`` has a number for each.
    """

    length: timedelta
    starts: list[datetime]
    counts: dict[str, list[int]]


def ended_over_time(batch: Batch) -> EndedJobs:
    """Periods of a minute, an hour or a day, so that there are at most some dozens up to the last end.

    The database counts by minutes, so that it reads the scans only once.
    """
    scans: Any = Scan.objects.filter(batch.jobs.all().of_scan()).order_by()
    minutes = scans.annotate(minute=TruncMinute("finished_at", tzinfo=UTC)).values_list("minute", "status")
    rows = list(minutes.annotate(Count("pk")))
    if not rows:
        return EndedJobs(timedelta(minutes=1), [], {})
    first, last = min(minute for minute, *_ in rows), max(minute for minute, *_ in rows)
    length = next((one for one in PERIODS if last - first <= MOST_PERIODS * one), PERIODS[-1])
    begin = _start(first, length)
    starts = [begin + length * number for number in range((last - begin) // length + 1)]
    counts = {status: [0] * len(starts) for status in sorted({status for _, status, _ in rows})}
    for minute, status, count in rows:
        counts[status][(minute - begin) // length] += count
    return EndedJobs(length, starts, counts)


def _start(minute: datetime, length: timedelta) -> datetime:
    """The start of the period of ``PERIODS`` in which this minute is."""
    midnight = minute.replace(hour=0, minute=0)
    return midnight + (minute - midnight) // length * length
