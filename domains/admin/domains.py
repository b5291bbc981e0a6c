"""Domains: the list with its filters and actions, and the page of one domain."""

from __future__ import annotations

import json
import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from domains.admin import filters
from domains.admin.actions import DomainActions
from domains.admin.chosen_columns import ChosenColumns, columns_of, narrow
from domains.admin.domain_columns import FIRST
from domains.admin.domain_import import DomainImport
from domains.admin.domain_page import DomainPage
from domains.admin.domain_submission import DomainSubmission
from domains.admin.large_tables import (
    COUNT_LIMIT,
    LargeTableAdmin,
    TenantFilter,
    actor,
    chosen_tenant,
)
from domains.admin.quick_filters import QuickFilters
from domains.admin.saved_filters import SavedFilters
from domains.admin.screenshots import Screenshots, with_newest
from domains.admin.undo import ActionFilter, Undo
from domains.models import AuditEntry, Domain, Scan
from domains.models.domain_filter import part_of_domain


@admin.register(Domain)
class DomainAdmin(
    DomainActions, Undo, DomainSubmission, DomainImport, DomainPage,
    Screenshots, QuickFilters, SavedFilters, ChosenColumns, LargeTableAdmin,
):  # fmt: skip
    when_empty = "Import a file, or paste some domains on the dashboard."
    sortable_by = ("site",)
    ordering = ("-updated_at", "pk")
    list_before_template = "admin/domains/domain/views.html"
    filters_that_read_all = frozenset({"batch"})
    search_fields = ("domain",)  # see get_search_results
    search_help_text = "Part of a domain, a URL, or a job id"
    list_filter = (
        TenantFilter,
        filters.StatusFilter,
        filters.ErrorKindFilter,
        filters.EmailFilter,
        filters.WordPressFilter,
        filters.JavaScriptFilter,
        filters.TechnologyFilter,
        filters.CountryFilter,
        filters.IndustryFilter,
        filters.NoEmailFilter,
        filters.MailProviderFilter,
        filters.OtherDomainFilter,
        filters.ContentStageFilter,
        filters.PagesStageFilter,
        filters.SitemapStageFilter,
        filters.BatchFilter,
        ActionFilter,
    )
    fields = ("priority", "max_pages", "rescan_days", "rescan_when", "notes")

    class Media:
        js = ("domains/columns.js", "domains/counts.js")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == "batch_id__exact" or super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # domains are created by submission only: dashboard or import

    def has_delete_permission(self, request: HttpRequest, obj: Domain | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Domain, form: ModelForm[Domain], change: bool) -> None:
        """Store only the edited fields: a run may have changed others since the row was read."""
        obj.save(update_fields=[*form.changed_data, "updated_at"])

    def log_change(self, request: HttpRequest, obj: Domain, message: Any) -> None:
        """Store the change as an audit entry instead of in Django's log."""
        told = LogEntry(action_flag=CHANGE, change_message=json.dumps(message)).get_change_message()
        AuditEntry.objects.record([obj.pk], actor(request), told)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        query = urlencode({"q": object_id})
        return redirect(f"{reverse('admin:domains_auditentry_changelist')}?{query}")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Domain]:
        rows = super().get_queryset(request)
        is_list = request.resolver_match and request.resolver_match.url_name == "domains_domain_changelist"
        return narrow(with_newest(rows), [FIRST, *columns_of(request).values()]) if is_list else rows

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Domain], search_term: str
    ) -> tuple[QuerySet[Domain], bool]:
        """Match an id exactly, otherwise part of a domain.

        The names are matched in a subquery that needs only the index of names. Because of its limit, the
        planner does not read the whole table instead.
        """
        term = search_term.strip()
        if not term:
            return queryset, False
        try:
            return queryset.filter(pk__in=_with_id(uuid.UUID(term))), False
        except ValueError:
            names = self.names_with(part_of_domain(term), chosen_tenant(request))
            return queryset.filter(domain__in=names), False

    def names_with(self, part: str, tenant_id: uuid.UUID) -> QuerySet[Domain, Any]:
        matching = Domain.objects.for_tenant(tenant_id).filter(domain__contains=part)
        return matching.values("domain")[: COUNT_LIMIT + 1]


def _with_id(identifier: uuid.UUID) -> set[uuid.UUID]:
    """Domains with this id, or with this job id of their current or an earlier scan."""
    current = Domain.objects.filter(scan_id=identifier).values_list("pk", flat=True)
    earlier = Scan.objects.filter(pk=identifier).values_list("domain_id", flat=True)
    return {identifier, *current, *earlier}
