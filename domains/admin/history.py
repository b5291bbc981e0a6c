"""What happened to one domain, and what changed between its last two scans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType

from domains.lifecycle import FINAL, DomainStatus
from domains.models import Domain, Scan

SCANS = 10
ENTRIES = 20


@dataclass(frozen=True, slots=True)
class Moment:
    """A point of the timeline. ``status`` is what it led to, and gives its colour."""

    at: datetime
    status: str
    text: str
    scan_id: Any = None


@dataclass(frozen=True, slots=True)
class Difference:
    """What one part of the result gained and lost since the scan before."""

    part: str
    added: list[str]
    removed: list[str]


def timeline(domain: Domain) -> list[Moment]:
    """The latest first: finished scans, the present one, and what people did."""
    scans = Scan.objects.filter(domain=domain).order_by("-finished_at").defer("result")[:SCANS]
    moments = [moment for scan in scans for moment in _scan_moments(scan)]
    moments += _present(domain)
    moments += [
        Moment(entry.action_time, "", f"{entry.get_change_message()} By {entry.user.get_username()}.")
        for entry in _entries(domain)
    ]
    return sorted(moments, key=lambda moment: moment.at, reverse=True)[:ENTRIES]


def _scan_moments(scan: Scan) -> Iterator[Moment]:
    yield Moment(scan.queued_at, DomainStatus.PENDING, "Queued")
    if scan.started_at:
        yield Moment(scan.started_at, DomainStatus.PROCESSING, f"Claimed, attempt {scan.attempts}")
    told = f": {scan.error}" if scan.error else f", {scan.pages} pages" if scan.pages else ""
    yield Moment(scan.finished_at, scan.status, f"{scan.status.capitalize()}{told}", scan.pk)


def _present(domain: Domain) -> Iterator[Moment]:
    if domain.status in FINAL:
        return
    yield Moment(domain.queued_at, DomainStatus.PENDING, "Queued")
    if domain.claimed_at:
        yield Moment(domain.claimed_at, DomainStatus.PROCESSING, f"Claimed, attempt {domain.attempts}")
    elif domain.last_error:
        again = f"{domain.next_attempt_at:%Y-%m-%d %H:%M:%S} UTC"
        told = f"Attempt {domain.attempts} failed: {domain.last_error}. Next attempt at {again}"
        yield Moment(domain.updated_at, DomainStatus.PENDING, told)


def _entries(domain: Domain) -> list[LogEntry]:
    mine = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Domain), object_id=str(domain.pk)
    )
    return list(mine.select_related("user").order_by("-pk")[:ENTRIES])


def differences(domain: Domain) -> list[Difference] | None:
    """What the last completed scan found other than the one before; None without two such scans."""
    completed = Scan.objects.filter(domain=domain, status=DomainStatus.COMPLETED).order_by("-finished_at")
    results = list(completed.values_list("result", flat=True)[:2])
    if len(results) < 2:
        return None
    new, old = (_parts(result) for result in results)
    found = [Difference(part, sorted(new[part] - old[part]), sorted(old[part] - new[part])) for part in new]
    return [difference for difference in found if difference.added or difference.removed]


def _parts(result: dict[str, Any]) -> dict[str, set[str]]:
    """What of a result is worth comparing, as words. Results of older versions may lack any of it."""
    return {
        "Title": {title} if (title := (result.get("home") or {}).get("title")) else set(),
        "Contacts": {f"{c.get('kind')} {c.get('value')}" for c in result.get("contacts") or []},
        "Profiles": {url for urls in (result.get("social") or {}).values() for url in urls},
        "Technologies": {
            f"{t.get('name')} {t.get('version') or ''}".strip() for t in result.get("technologies") or []
        },
        "Pages": {str(page.get("url")) for page in result.get("pages") or []},
    }
