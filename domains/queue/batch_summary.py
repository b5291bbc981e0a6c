"""What the jobs of a batch wait for, what was found at its domains, and why some of them failed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Min, Q
from django.db.models.functions import Now

from domains.lifecycle import DomainStatus
from domains.models import Batch, Domain
from domains.models.domain import DomainQuerySet
from domains.queue import batches

MOST_COUNTRIES = 8
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
    """``paused``: whether scheduled work is paused."""
    return BatchSummary(_waiting(batch, paused), _found(batch), _countries(batch), _failures(batch))


def failed(batch: Batch, kind: str) -> DomainQuerySet:
    """The domains whose job of this batch ended with this kind of error."""
    return _current(batch).filter(status__in=ENDED_BADLY, error_kind=kind)


def domains(batch: Batch) -> DomainQuerySet:
    return Domain.objects.filter(pk__in=batch.jobs.values("domain_id"))


def _current(batch: Batch) -> DomainQuerySet:
    """The domains whose current (or last) scan is their job of this batch."""
    return Domain.objects.filter(scan_id__in=batch.jobs.values("scan_id"))


def _waiting(batch: Batch, paused: bool) -> list[WaitingJobs]:
    """The database counts jobs by the values on which ``batches.waits_for`` bases its decision."""
    rows: Any = _current(batch).filter(status__in=batches.UNBEGUN).order_by()
    told = rows.annotate(later=_holds(Q(next_attempt_at__gt=Now())), failed=_holds(~Q(last_error="")))
    groups = told.values_list("status", "later", "failed").annotate(Count("pk"), Min("next_attempt_at"))
    counts: Counter[str] = Counter()
    first: dict[str, datetime] = {}
    for status, later, failed, count, at in groups:
        what = batches.waits_for(status, later=later, failed=failed, paused=paused)
        counts[what] += count
        if what in batches.TIMED:
            first[what] = at
    return [WaitingJobs(what, count, first.get(what)) for what, count in counts.items()]


def _holds(condition: Q) -> ExpressionWrapper[Q]:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _found(batch: Batch) -> dict[str, int]:
    return domains(batch).aggregate(
        email=Count("pk", filter=~Q(email_addresses=[])),
        phone=Count("pk", filter=~Q(phone_numbers=[])),
        wordpress=Count("pk", filter=Q(is_wordpress=True)),
    )


def _countries(batch: Batch) -> list[tuple[str, int]]:
    rows: Any = domains(batch).exclude(country="").order_by()
    counts = rows.values_list("country").annotate(count=Count("pk")).order_by("-count", "country")
    return list(counts[:MOST_COUNTRIES])


def _failures(batch: Batch) -> list[tuple[str, int]]:
    rows: Any = _current(batch).filter(status__in=ENDED_BADLY).exclude(error_kind="").order_by()
    return list(rows.values_list("error_kind").annotate(count=Count("pk")).order_by("-count", "error_kind"))
