"""Finished scans and their pages, read-only."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.decorators import display

from domains.admin.large_tables import ReadOnlyAdmin, TenantFilter
from domains.models import Page, Scan

OUTCOME_COLOURS = {"completed": "success", "failed": "danger"}


@admin.register(Scan)
class ScanAdmin(ReadOnlyAdmin):
    list_display = ("id", "domain", "outcome", "attempts", "pages", "finished_at", "error")
    list_select_related = ("domain",)
    list_filter = (TenantFilter,)
    sortable_by = ("finished_at",)
    ordering = ("-finished_at", "pk")
    search_fields = ("id__exact",)
    search_help_text = "A job id"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Scan]:
        return super().get_queryset(request).defer("result", "domain__domain_metadata")

    @display(description="outcome", label=OUTCOME_COLOURS)
    def outcome(self, scan: Scan) -> str:
        return scan.status


@admin.register(Page)
class PageAdmin(ReadOnlyAdmin):
    list_display = ("url", "domain", "page_type", "http_status", "title", "fetched_at")
    list_select_related = ("domain",)
    sortable_by = ()
    ordering = ("-pk",)
    raw_id_fields = ("domain", "scan")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Page]:
        return super().get_queryset(request).defer("contacts", "domain__domain_metadata")
