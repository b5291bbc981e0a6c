"""Runs of the batch processor: list and detail."""

from __future__ import annotations

from django.contrib import admin
from unfold.decorators import display

from domains.admin.lists import ReadOnlyAdmin
from domains.lifecycle import RunStatus
from metrics.models import SchedulerMetric

RUN_COLOURS = {
    RunStatus.RUNNING: "primary",
    RunStatus.COMPLETED: "success",
    RunStatus.PARTIAL: "warning",
    RunStatus.FAILED: "danger",
    RunStatus.ABANDONED: "danger",
}


@admin.register(SchedulerMetric)
class SchedulerMetricAdmin(ReadOnlyAdmin):
    list_display = (
        "timestamp", "state", "trigger", "host", "duration_seconds", "domains_processed",
        "domains_successful", "domains_failed", "domains_skipped", "rate",
    )  # fmt: skip
    list_filter = ("status", "trigger")
    sortable_by = ("timestamp",)
    ordering = ("-timestamp", "pk")
    search_fields = ("job_id__exact",)
    search_help_text = "A run's job id"

    @display(description="state", label=RUN_COLOURS)
    def state(self, run: SchedulerMetric) -> str:
        return run.status

    @display(description="success rate")
    def rate(self, run: SchedulerMetric) -> str:
        return f"{run.success_rate:.0%}" if run.domains_processed else "-"
