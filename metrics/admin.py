"""Runs of the batch processor: list and detail."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from unfold.decorators import display

from domains.admin.bars import stacked
from domains.admin.large_tables import ReadOnlyAdmin, moment
from domains.models import Scan
from domains.templatetags.state_words import state_badge
from metrics.models import SchedulerMetric
from metrics.run_counts import ENDINGS, OUTCOMES
from scrapersky.formats import written

SCANS = 100  # scans listed on the page of a run


@admin.register(SchedulerMetric)
class SchedulerMetricAdmin(ReadOnlyAdmin):
    when_empty = (
        "A run appears here when the scheduler has taken domains from the queue. Is a cluster running?"
    )
    list_display = ("started", "state", "trigger", "host", "seconds", "domains_processed", "outcomes", "rate")
    list_filter = ("status", "trigger")
    sortable_by = ("started",)
    ordering = ("-timestamp", "pk")
    search_fields = ("job_id__exact",)
    search_help_text = "A run's job id: on its page, and in the log"
    fields = (
        "started", "finished", "trigger", "host", "rate", "domains_claimed", "domains_returned",
        "results_refused", "emails_found", "phones_found",
    )  # fmt: skip
    change_form_template = "admin/metrics/schedulermetric/page.html"

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        run: SchedulerMetric = context["original"]
        scans = Scan.objects.filter(run_id=run.job_id).select_related("domain").order_by("finished_at")
        context |= {
            "title": f"Run of {written(run.timestamp, seconds=True)}",
            "outcomes": self.outcomes(run),
            "scans": scans.only("status", "error", "pages", "bytes", "finished_at", "domain__domain")[:SCANS],
            "most": SCANS,
        }
        return super().render_change_form(request, context, *args, **kwargs)

    @display(description="started", ordering="timestamp")
    def started(self, run: SchedulerMetric) -> str:
        return moment(run.timestamp)

    @display(description="state")
    def state(self, run: SchedulerMetric) -> str:
        return state_badge(run.status)

    @display(description="finished")
    def finished(self, run: SchedulerMetric) -> str:
        return moment(run.finished_at)

    @display(description="seconds")
    def seconds(self, run: SchedulerMetric) -> str:
        return f"{run.duration_seconds:.1f}"

    @display(description="outcomes")
    def outcomes(self, run: SchedulerMetric) -> str:
        return stacked({name: getattr(run, f"domains_{name}") for name in OUTCOMES})

    @display(description="success rate")
    def rate(self, run: SchedulerMetric) -> str:
        """Domains that were only given back, or are tried again, are neither successes nor failures."""
        ended = any(getattr(run, f"domains_{name}") for name in ENDINGS)
        return f"{run.success_rate:.0%}" if ended else "none ended"
