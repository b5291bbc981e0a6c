"""The audit log: actions on domains, and all other changes in the admin."""

from __future__ import annotations

import uuid

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from unfold.decorators import display

from domains.admin.large_tables import ReadOnlyAdmin, moment
from domains.admin.scans import link_to
from domains.models import AuditEntry
from scrapersky.formats import written


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Actions on domains, by users of the admin and by API tokens."""

    when_empty = "What users and API tokens do with domains appears here."
    list_display = ("done", "at", "who", "site")
    list_select_related = ("domain",)
    sortable_by = ()
    ordering = ("-pk",)
    fields = ("done", "at", "who", "domain_link")
    search_fields = ("actor",)  # see get_search_results
    search_help_text = "A domain, its id, or the name of a user or API token"

    @display(description="what was done")
    def done(self, entry: AuditEntry) -> str:
        return format_html('<span class="sky-cell">{}</span>', entry.message)

    @display(description="when")
    def at(self, entry: AuditEntry) -> str:
        return written(entry.created_at, seconds=True)

    @display(description="who")
    def who(self, entry: AuditEntry) -> str:
        return entry.actor if entry.user_id else f"{entry.actor}, no user"

    @display(description="domain")
    def site(self, entry: AuditEntry) -> str:
        return entry.domain.domain

    @display(description="domain")
    def domain_link(self, entry: AuditEntry) -> str:
        return link_to(entry.domain)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        return super().get_queryset(request).defer("domain__domain_metadata")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AuditEntry], search_term: str
    ) -> tuple[QuerySet[AuditEntry], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        try:
            return queryset.filter(domain_id=uuid.UUID(term)), False
        except ValueError:
            return queryset.filter(Q(actor__icontains=term) | Q(domain__domain=term.lower())), False


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    """Django's log of all other changes in the admin: tokens, users, policies, webhooks."""

    when_empty = "Changes of tokens, users, policies and webhooks appear here."
    list_display = ("what", "done", "at", "user")
    list_select_related = ("user", "content_type")
    list_filter = ("action_flag",)
    sortable_by = ()
    ordering = ("-pk",)
    fields = ("what", "done", "at", "user")
    search_fields = ("object_id__exact",)
    search_help_text = "The id of what was changed"

    @display(description="what was changed")
    def what(self, entry: LogEntry) -> str:
        kind = entry.content_type.name if entry.content_type else "deleted kind"
        return f"{kind} {entry.object_repr}"

    @display(description="how")
    def done(self, entry: LogEntry) -> str:
        return entry.get_change_message() or entry.get_action_flag_display()

    @display(description="when")
    def at(self, entry: LogEntry) -> str:
        return moment(entry.action_time)
