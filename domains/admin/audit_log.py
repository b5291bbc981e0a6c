"""The audit log: actions on domains, and all other changes in the admin."""

from __future__ import annotations

import uuid

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from unfold.decorators import display

from domains.admin.large_tables import ReadOnlyAdmin
from domains.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Actions on domains, by users of the admin and by API tokens."""

    list_display = ("created_at", "actor", "domain", "message")
    list_select_related = ("domain",)
    sortable_by = ()
    ordering = ("-pk",)
    fields = ("created_at", "actor", "user", "domain", "message")
    search_fields = ("actor",)  # see get_search_results
    search_help_text = "A domain, its id, or the name of a user or API token"

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

    list_display = ("action_time", "user", "object_repr", "what")
    list_select_related = ("user",)
    list_filter = ("action_flag",)
    sortable_by = ()
    ordering = ("-pk",)
    search_fields = ("object_id__exact",)
    search_help_text = "The id of what was changed"

    @display(description="what")
    def what(self, entry: LogEntry) -> str:
        return entry.get_change_message()
