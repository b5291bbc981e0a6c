"""The quick filters above the list of domains, with counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.admin import ModelAdmin

from domains.admin.bounded_counts import Counts, in_words, of_page
from domains.admin.large_tables import TenantFilter, chosen_tenant
from domains.lifecycle import DomainStatus
from domains.models import Domain
from domains.models.domain_filter import NO_EMAIL

# Label -> (parameters of the list, the same as a condition).
QUICK: dict[str, tuple[dict[str, str], Q]] = {
    "All": ({}, Q()),
    "With e-mail": ({"has_email": "yes"}, ~NO_EMAIL),
    "Failed": ({"status": "failed"}, Q(status=DomainStatus.FAILED)),
    "Waiting": ({"status": "pending"}, Q(status=DomainStatus.PENDING)),
    "Being scanned": ({"status": "processing"}, Q(status=DomainStatus.PROCESSING)),
    "Paused": ({"status": "paused"}, Q(status=DomainStatus.PAUSED)),
    "WordPress": ({"wordpress": "yes"}, Q(is_wordpress=True)),
}
NO_FILTERS = {"p", "o", "e", "all", TenantFilter.parameter_name}


@dataclass(frozen=True, slots=True)
class QuickFilter:
    label: str
    query: str
    count: str
    active: bool


class QuickFilters(ModelAdmin):
    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        shown = {"quick_filters": quick_filters(request)} if request.method == "GET" else {}
        return super().changelist_view(request, shown | (extra_context or {}))


def quick_filters(request: HttpRequest) -> list[QuickFilter]:
    chosen = {name: text for name, text in request.GET.items() if text and name not in NO_FILTERS}
    tenant = request.GET.get(TenantFilter.parameter_name, "")
    kept = {TenantFilter.parameter_name: tenant} if tenant else {}
    counts, rows = of_page(request), Domain.objects.for_tenant(chosen_tenant(request))
    return [
        QuickFilter(
            label,
            urlencode(parameters | kept),
            in_words(_count(counts, request, label, rows.filter(condition))),
            active=chosen == parameters,
        )
        for label, (parameters, condition) in QUICK.items()
    ]


def _count(counts: Counts, request: HttpRequest, label: str, rows: QuerySet[Domain]) -> int | None:
    return counts.rows(f"{chosen_tenant(request)}-{label.replace(' ', '-')}", rows)
