"""Finished scans and their pages, read-only."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from unfold.decorators import display

from domains.admin.domain_columns import NONE, state_cell
from domains.admin.large_tables import ReadOnlyAdmin, TenantFilter, moment
from domains.admin.screenshots import before_and_now, with_before_and_now
from domains.models import Domain, Page, Scan
from domains.notices.change_words import describe
from domains.templatetags.contact_words import contact_kind, found_in
from domains.templatetags.scrapersky import duration, external

PARTS = 3  # kinds of changes named in a row


@admin.register(Scan)
class ScanAdmin(ReadOnlyAdmin):
    when_empty = "A scan appears here when it has ended. Submit or import domains to start some."
    list_display = ("site", "outcome", "page_count", "changed", "finished")
    list_select_related = ("domain",)
    list_filter = (TenantFilter,)
    sortable_by = ("finished",)
    ordering = ("-finished_at", "pk")
    search_fields = ("id__exact", "domain__domain__exact")
    search_help_text = "A domain or a job id"
    fields = ("domain_link", "outcome", "finished", "took", "attempts", "page_count", "differences", "job_id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Scan]:
        rows = super().get_queryset(request).defer("result", "domain__domain_metadata")
        is_list = request.resolver_match and request.resolver_match.url_name == "domains_scan_changelist"
        return rows if is_list else with_before_and_now(rows, "pk", "domain_id")

    @display(description="domain")
    def site(self, scan: Scan) -> str:
        return scan.domain.domain

    @display(description="domain")
    def domain_link(self, scan: Scan) -> str:
        return link_to(scan.domain)

    @display(description="outcome")
    def outcome(self, scan: Scan) -> str:
        return state_cell(scan.status, scan.error_kind, scan.error)

    @display(description="pages")
    def page_count(self, scan: Scan) -> str:
        return f"{scan.pages:,}" if scan.pages else NONE

    @display(description="changes")
    def changed(self, scan: Scan) -> str:
        parts = list(scan.changes)
        more = f" and {len(parts) - PARTS} more" if len(parts) > PARTS else ""
        return ", ".join(parts[:PARTS]) + more if parts else NONE

    @display(description="finished", ordering="finished_at")
    def finished(self, scan: Scan) -> str:
        return moment(scan.finished_at)

    @display(description="took")
    def took(self, scan: Scan) -> str:
        """How long the last attempt took, without the waits before it."""
        return duration((scan.finished_at - scan.started_at).total_seconds()) if scan.started_at else NONE

    @display(description="what changed")
    def differences(self, scan: Any) -> str:
        lines = [line for part, change in scan.changes.items() for line in describe(part, change).lines]
        told = format_html_join("", "<div>{}</div>", ((line,) for line in lines)) if lines else "nothing"
        return format_html("{}{}", told, before_and_now(scan.screenshot_before, scan.screenshot_id))

    @display(description="job id")
    def job_id(self, scan: Scan) -> str:
        return str(scan.pk)


@admin.register(Page)
class PageAdmin(ReadOnlyAdmin):
    when_empty = "The pages that scans have read appear here."
    list_display = ("address", "site", "kind", "answer", "title", "read")
    list_select_related = ("domain",)
    sortable_by = ()
    ordering = ("-pk",)
    fields = (
        "visit", "domain_link", "kind", "answer", "title", "read", "its_contacts", "others",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Page]:
        rows = super().get_queryset(request).defer("domain__domain_metadata")
        is_list = request.resolver_match and request.resolver_match.url_name == "domains_page_changelist"
        return rows.defer("contacts", "domain__domain_metadata") if is_list else rows

    @display(description="page")
    def address(self, page: Page) -> str:
        return format_html('<span class="sky-cell">{}</span>', page.url)

    @display(description="page")
    def visit(self, page: Page) -> str:
        return external(page.url)

    @display(description="domain")
    def site(self, page: Page) -> str:
        return page.domain.domain

    @display(description="domain")
    def domain_link(self, page: Page) -> str:
        return link_to(page.domain)

    @display(description="kind")
    def kind(self, page: Page) -> str:
        return page.page_type.replace("_", " ") or NONE

    @display(description="answer")
    def answer(self, page: Page) -> str:
        return answer_in_words(page.http_status) if page.http_status else page.error or NONE

    @display(description="contacts")
    def its_contacts(self, page: Page) -> str:
        rows = ((one["value"], contact_kind(one), found_in(one)) for one in page.contacts)
        return format_html_join("", "<div><b>{}</b> {}, from {}</div>", rows) or "none"

    @display(description="also found")
    def others(self, page: Page) -> str:
        """Profiles, technologies and the like, as they are stored."""
        found = json.dumps(page.details, indent=2, ensure_ascii=False)
        return format_html('<pre class="sky-raw" tabindex="0">{}</pre>', found) if page.details else "nothing"

    @display(description="read", ordering="fetched_at")
    def read(self, page: Page) -> str:
        return moment(page.fetched_at)


def link_to(domain: Domain) -> str:
    url = reverse("admin:domains_domain_change", args=[domain.pk])
    return format_html('<a class="sky-link" href="{}">{}</a>', url, domain.domain)


def answer_in_words(status: int) -> str:
    """404 -> 404 Not Found"""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
