"""What the jobs of a batch wait for, what was found at its domains, and why some of them failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Max, Min, Q
from django.db.models.functions import Now, TruncDay, TruncHour, TruncMinute

from domains.lifecycle import DomainStatus
from domains.models import Batch, Domain, Scan
from domains.models.domain import DomainQuerySet
from domains.queue import batches

MOST_COUNTRIES = 8
MOST_PERIODS = 60
PERIODS: tuple[tuple[timedelta, Any], ...] = (
    (timedelta(minutes=1), TruncMinute),
    (timedelta(hours=1), TruncHour),
    (timedelta(days=1), TruncDay),
)
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
    """``found``: how many domains have an e-mail address, a phone number, WordPress, by whichever scan.

    ``countries`` (ISO 3166 codes) and ``failures`` (error kinds): with their numbers, most frequent first.
    """

    waiting: list[WaitingJobs]
    found: dict[str, int]
    countries: list[tuple[str, int]]
    failures: list[tuple[str, int]]


def summary(batch: Batch, *, paused: bool) -> BatchSummary:
    """``paused``: whether scheduled work is paused. All values are computed from one query."""
    groups = list(_groups(batch))
    return BatchSummary(
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
    """The number of domains of a batch that are alike. ``current``: they are still at their job of it.

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
    told = batch.jobs.order_by().annotate(
        current=_holds(Q(domain__scan_id=F("scan_id"))),
        failed=_holds(~Q(domain__last_error="")),
        later=_holds(Q(domain__next_attempt_at__gt=Now())),
        has_email=_holds(~Q(domain__email_addresses=[])),
        has_phone=_holds(~Q(domain__phone_numbers=[])),
    )
    alike: Any = told.values_list(
        *("current", "domain__status", "domain__error_kind", "failed", "later"),
        *("has_email", "has_phone", "domain__is_wordpress", "domain__country"),
    )
    return (_Group(*row) for row in alike.annotate(Count("pk"), Min("domain__next_attempt_at")))


def _holds(condition: Q) -> ExpressionWrapper[Q]:
    return ExpressionWrapper(condition, output_field=BooleanField())


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
    """Periods of a minute, an hour or a day, so that there are at most some dozens up to the last end."""
    scans: Any = Scan.objects.filter(batch.jobs.all().of_scan()).order_by()
    first, last = scans.aggregate(Min("finished_at"), Max("finished_at")).values()
    if first is None:
        return EndedJobs(PERIODS[0][0], [], {})
    fitting = (one for one in PERIODS if last - first <= MOST_PERIODS * one[0])
    length, truncate = next(fitting, PERIODS[-1])
    rows = scans.annotate(start=truncate("finished_at")).values_list("start", "status").annotate(Count("pk"))
    found = {(start, status): count for start, status, count in rows}
    begin = min(start for start, _ in found)
    starts = [begin + length * number for number in range((last - begin) // length + 1)]
    statuses = sorted({status for _, status in found})
    counts = {status: [found.get((start, status), 0) for start in starts] for status in statuses}
    return EndedJobs(length, starts, counts)
