"""The quick filters above the list of domains, with counts.

The list shows the counts that are known. Its script asks for the others, so the list does not wait for them.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path, reverse
from unfold.admin import ModelAdmin

from domains.admin import bounded_counts, filters
from domains.admin.bounded_counts import Known, in_words
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
NO_FILTERS = {"p", "o", "e", "all", TenantFilter.parameter_name, BATCH}


@dataclass(frozen=True, slots=True)
class QuickFilter:
    """``count`` is "" if it is not known yet."""

    label: str
    query: str
    count: str
    active: bool


class QuickFilters(ModelAdmin):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.counts_view)
        return [path("counts/", view, name="domains_domain_counts"), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        shown = _context(request) if request.method == "GET" else {}
        return super().changelist_view(request, shown | (extra_context or {}))

    def counts_view(self, request: HttpRequest) -> JsonResponse:
        """GET counts/?tenant=ID&batch=ID: the count of each quick filter by its label, in words.

        The kinds of errors are counted as well; the next list shows their counts.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        scope = _scope(request)
        filters.error_counts(scope.tenant_id)
        return JsonResponse({label: in_words(scope.count(label)) for label in QUICK})


@dataclass(frozen=True, slots=True)
class _Scope:
    """The domains among which the quick filters select. ``batch`` is the id of a batch, or ""."""

    tenant_id: uuid.UUID
    batch: str

    def count(self, label: str) -> int:
        _, condition = QUICK[label]
        rows: QuerySet[Domain] = Domain.objects.for_tenant(self.tenant_id)
        within = PARAMETERS[BATCH](rows, self.batch) if self.batch else rows
        return bounded_counts.rows(self._name(label), within.filter(condition))

    def known(self, label: str) -> Known | None:
        return bounded_counts.recall(self._name(label))

    def _name(self, label: str) -> str:
        return f"{self.tenant_id}-{self.batch}-{label.replace(' ', '-')}"


def _scope(request: HttpRequest) -> _Scope:
    try:
        batch = str(uuid.UUID(request.GET.get(BATCH, "")))
    except ValueError:
        batch = ""
    return _Scope(chosen_tenant(request), batch)


def _context(request: HttpRequest) -> dict[str, Any]:
    """The quick filters, and the URL of the counts if one of them is missing or old."""
    scope = _scope(request)
    known = {label: scope.known(label) for label in QUICK}
    all_known = [*known.values(), filters.known_error_counts(scope.tenant_id)]
    is_fresh = all(one is not None and one.is_fresh for one in all_known)
    kept = {TenantFilter.parameter_name: request.GET.get(TenantFilter.parameter_name, ""), BATCH: scope.batch}
    kept = {name: text for name, text in kept.items() if text}
    url = f"{reverse('admin:domains_domain_counts')}?{urlencode(kept)}"
    return {"quick_filters": _quick_filters(request, kept, known), "counts_url": "" if is_fresh else url}


def _quick_filters(
    request: HttpRequest, kept: dict[str, str], known: dict[str, Known | None]
) -> list[QuickFilter]:
    """``kept``: the parameters of the scope, which each quick filter keeps."""
    chosen = {name: text for name, text in request.GET.items() if text and name not in NO_FILTERS}
    return [
        QuickFilter(
            label,
            urlencode(parameters | kept),
            in_words(one.found) if (one := known[label]) else "",
            active=chosen == parameters,
        )
        for label, (parameters, _) in QUICK.items()
    ]
