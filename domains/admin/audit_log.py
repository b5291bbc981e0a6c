"""The audit log: who changed what, when and why."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from unfold.decorators import display

from domains.admin.large_tables import ReadOnlyAdmin


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    list_display = ("action_time", "user", "object_repr", "what")
    list_select_related = ("user",)
    list_filter = ("action_flag",)
    sortable_by = ()
    ordering = ("-pk",)
    search_fields = ("object_id__exact",)
    search_help_text = "A domain's id"

    @display(description="what")
    def what(self, entry: LogEntry) -> str:
        return entry.get_change_message()
