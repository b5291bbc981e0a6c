"""The history of one domain, and the changes found by its last scan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domains.lifecycle import FINAL, DomainStatus
from domains.models import AuditEntry, Domain, Scan
from domains.notices.change_words import Difference, describe, in_words
from scrapersky.formats import written

SCANS = 10
ENTRIES = 20


@dataclass(frozen=True, slots=True)
class Moment:
    """An entry of the timeline. ``status`` is the resulting status and determines the colour."""

    at: datetime
    status: str
    text: str
    scan_id: Any = None


def timeline(domain: Domain) -> list[Moment]:
    """Finished scans, the current one, and actions; the latest first."""
    scans = Scan.objects.filter(domain=domain).order_by("-finished_at").defer("result")[:SCANS]
    moments = [moment for scan in scans for moment in _scan_moments(scan)]
    moments += _present(domain)
    entries = AuditEntry.objects.filter(domain=domain).order_by("-pk")[:ENTRIES]
    moments += [Moment(entry.created_at, "", f"{entry.message} By {entry.actor}.") for entry in entries]
    return sorted(moments, key=lambda moment: moment.at, reverse=True)[:ENTRIES]


def _scan_moments(scan: Scan) -> Iterator[Moment]:
    yield Moment(scan.queued_at, DomainStatus.PENDING, "Queued")
    if scan.started_at:
        yield Moment(scan.started_at, DomainStatus.PROCESSING, f"Scan began, attempt {scan.attempts}")
    told = f": {scan.error}" if scan.error else f", {scan.pages} pages" if scan.pages else ""
    changed = f"; changed: {', '.join(map(in_words, scan.changes))}" if scan.changes else ""
    yield Moment(scan.finished_at, scan.status, f"{scan.status.capitalize()}{told}{changed}", scan.pk)


def _present(domain: Domain) -> Iterator[Moment]:
    if domain.status in FINAL:
        return
    yield Moment(domain.queued_at, DomainStatus.PENDING, "Queued")
    if domain.claimed_at:
        yield Moment(domain.claimed_at, DomainStatus.PROCESSING, f"Scan began, attempt {domain.attempts}")
    elif domain.last_error:
        again = written(domain.next_attempt_at, seconds=True)
        told = f"Attempt {domain.attempts} failed: {domain.last_error}. Next attempt at {again}"
        yield Moment(domain.updated_at, DomainStatus.PENDING, told)


def differences(domain: Domain) -> list[Difference] | None:
    """The changes found by the last scan; None if there is no earlier scan."""
    ended = Scan.objects.filter(domain=domain).exclude(status=DomainStatus.CANCELLED).order_by("-finished_at")
    told = list(ended.values_list("changes", flat=True)[:2])
    return [describe(part, change) for part, change in told[0].items()] if len(told) > 1 else None
