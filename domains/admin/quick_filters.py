"""The quick filters above the list of domains, with counts."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.admin import ModelAdmin

from domains.admin.bounded_counts import in_words, of_page
from domains.admin.large_tables import TenantFilter, chosen_tenant
from domains.lifecycle import DomainStatus
from domains.models import Domain
from domains.models.domain_filter import NO_EMAIL, PARAMETERS

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
BATCH = "batch"
KEPT = (TenantFilter.parameter_name, BATCH)  # a quick filter selects among the domains of these
NO_FILTERS = {"p", "o", "e", "all", *KEPT}


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
    tenant, batch = request.GET.get(TenantFilter.parameter_name, ""), _batch(request)
    kept = {name: text for name, text in zip(KEPT, (tenant, batch), strict=True) if text}
    counts, rows = of_page(request), Domain.objects.for_tenant(chosen_tenant(request))
    within: QuerySet[Domain] = PARAMETERS[BATCH](rows, batch) if batch else rows
    return [
        QuickFilter(
            label,
            urlencode(parameters | kept),
            in_words(
                counts.rows(f"{chosen_tenant(request)}-{batch}-{_key(label)}", within.filter(condition))
            ),
            active=chosen == parameters,
        )
        for label, (parameters, condition) in QUICK.items()
    ]


def _batch(request: HttpRequest) -> str:
    """The id of the batch in the URL, or ""."""
    try:
        return str(uuid.UUID(request.GET.get(BATCH, "")))
    except ValueError:
        return ""


def _key(label: str) -> str:
    return label.replace(" ", "-")
