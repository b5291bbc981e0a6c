"""Results of earlier scans, for conditional requests and for computing changes."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from domains.lifecycle import DomainStatus
from domains.models import Domain, Page, Scan
from domains.scan import result_changes
from domains.scan.report_json import page_report
from domains.scan.site import KnownPage


@dataclass(frozen=True, slots=True)
class EarlierScans:
    """``status``: how the latest scan ended. ``result`` and ``pages``: those of the last completed scan."""

    status: str = ""
    result: Mapping[str, Any] = field(default_factory=dict)
    pages: Mapping[str, KnownPage] = field(default_factory=dict)  # by URL

    def changes(self, status: str, result: Mapping[str, Any]) -> dict[str, Any]:
        """The differences between earlier scans and one that ends with this status and result.

        Empty for the first scan. If the scan before ended with another status, ``status`` is {"before",
        "after"}; the other keys are those of ``result_changes.between``.
        """
        if not self.status:
            return {}
        turned = {} if status == self.status else {"status": {"before": self.status, "after": status}}
        return turned | (result_changes.between(self.result, result) if self.result and result else {})


def of(domains: Collection[uuid.UUID]) -> dict[uuid.UUID, EarlierScans]:
    """The earlier scans of these domains, all of which were scanned before. Three queries in all."""
    last, completed = _ended_scans(), _ended_scans().filter(status=DomainStatus.COMPLETED, pages__gt=0)
    rows = Domain.objects.filter(pk__in=domains).values_list(
        "pk", Subquery(last.values("status")[:1]), Subquery(completed.values("pk")[:1])
    )
    states = {pk: (status or "", scan_id) for pk, status, scan_id in rows}
    scans = {scan_id for _, scan_id in states.values() if scan_id}
    results = dict(Scan.objects.filter(pk__in=scans).values_list("pk", "result"))
    pages = _pages(scans)
    return {
        pk: EarlierScans(status, results.get(scan_id, {}), pages.get(scan_id, {}))
        for pk, (status, scan_id) in states.items()
    }


def _ended_scans() -> QuerySet[Scan]:
    """The scans of the domain that a subquery is about, latest first."""
    ended = Scan.objects.filter(domain_id=OuterRef("pk")).exclude(status=DomainStatus.CANCELLED)
    return ended.order_by("-finished_at")


def _pages(scans: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[str, KnownPage]]:
    known: dict[uuid.UUID, dict[str, KnownPage]] = defaultdict(dict)
    if scans:
        for page in Page.objects.filter(scan_id__in=scans, error_kind=""):
            report = page_report(page.url, page.title, page.text_hash, page.contacts, page.details)
            known[page.scan_id][page.url] = KnownPage(report, page.etag, page.last_modified)
    return known
