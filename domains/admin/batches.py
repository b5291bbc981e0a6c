"""Batches: the list, and the page that shows the progress of one batch."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST
from unfold.decorators import display

from domains.admin.bars import bars, stacked
from domains.admin.bounded_counts import find, recall, unless_late
from domains.admin.domain_columns import COUNTRIES
from domains.admin.exports import FORMATS, respond
from domains.admin.large_tables import LargeTableAdmin, TenantFilter, actor, moment
from domains.files.layouts import LAYOUTS
from domains.lifecycle import DomainStatus
from domains.models import Batch
from domains.models.batch import FORGOTTEN
from domains.queue import batch_summary, batches, schedule
from domains.queue.quotas import QueueFull

WAITS_FOR = {
    "turn": "their turn",
    "retry": "another attempt",
    "site": "the site's pause to end",
    "resume": "somebody to resume them",
    "scheduler": "scheduled work to be resumed",
}
# In this order: how jobs ended, and then how far the others are.
STATES = (
    *(DomainStatus.COMPLETED, DomainStatus.SKIPPED, DomainStatus.FAILED, DomainStatus.CANCELLED, FORGOTTEN),
    *(DomainStatus.PROCESSING, DomainStatus.PAUSED, DomainStatus.PENDING),
)
FOUND = {"email": "with an e-mail address", "phone": "with a phone number", "wordpress": "on WordPress"}


class ArchivedFilter(admin.SimpleListFilter):
    title = "archived"
    parameter_name = "archived"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "archived")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Batch]) -> QuerySet[Batch]:
        return queryset.filter(archived_at__isnull=self.value() != "yes")


@admin.register(Batch)
class BatchAdmin(LargeTableAdmin):
    change_form_template = "admin/domains/batch/page.html"
    when_empty = "Each import and each submission of domains becomes a batch here."
    list_display = ("named", "domain_count", "progress", "submitted", "finished")
    list_filter = (TenantFilter, ArchivedFilter)
    sortable_by = ()
    ordering = ("-created_at",)
    search_fields = ("id__exact", "name")
    search_help_text = "A batch id, or part of a name"
    fields = ("name", "note")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # batches are created by submission

    def has_delete_permission(self, request: HttpRequest, obj: Batch | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Batch | None = None) -> bool:
        return request.user.has_perm("domains.change_domain")

    def get_urls(self) -> list[URLPattern]:
        def view(function: Any) -> Any:
            return self.admin_site.admin_view(function)

        mine = [
            path("<uuid:pk>/archive/", view(require_POST(self.archive_view)), name="domains_batch_archive"),
            path("<uuid:pk>/retry/", view(require_POST(self.retry_view)), name="domains_batch_retry"),
            path("<uuid:pk>/export/<str:kind>/", view(self.export_view), name="domains_batch_export"),
        ]
        return [*mine, *super().get_urls()]

    @display(description="name", ordering="name")
    def named(self, batch: Batch) -> str:
        return batch.name or str(batch.pk)

    @display(description="domains")
    def domain_count(self, batch: Batch) -> str:
        return f"{batch.job_count:,}"

    @display(description="progress")
    def progress(self, batch: Batch) -> str:
        """By the batch's own counts: those of its jobs by state would take too long for a whole list."""
        ended = batch.job_count - batch.open_jobs
        if not batch.open_jobs:
            return "all ended"
        told = f"{ended:,} ended, {batch.open_jobs:,} open"
        return format_html(
            '<span class="sky-cell">{}<small>{}</small></span>',
            *(stacked({"ended": ended, "open": batch.open_jobs}), told),
        )

    @display(description="submitted")
    def submitted(self, batch: Batch) -> str:
        return moment(batch.created_at)

    @display(description="finished")
    def finished(self, batch: Batch) -> str:
        return moment(batch.finished_at)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        return super().render_change_form(
            request, context | page_context(context["original"]), *args, **kwargs
        )

    def archive_view(self, request: HttpRequest, pk: str) -> HttpResponse:
        """POST: hide the batch from the list, or show it again."""
        batch = self._to_change(request, pk)
        Batch.objects.filter(pk=pk).update(archived_at=None if batch.archived_at else Now())
        messages.success(request, "Shown in the list again." if batch.archived_at else "Archived.")
        return redirect("admin:domains_batch_change", pk)

    def retry_view(self, request: HttpRequest, pk: str) -> HttpResponse:
        """POST with ``kind``: scan the domains that failed with this kind of error again, as a new batch."""
        batch = self._to_change(request, pk)
        failed = batch_summary.failed(batch, request.POST.get("kind", ""))
        rows = list(failed.order_by("domain").values_list("domain", "max_pages"))
        if not rows:
            messages.warning(request, "None of them is in this state any more.")
            return redirect("admin:domains_batch_change", pk)
        try:
            again, _ = batches.submit_batch(
                [name for name, _ in rows],
                tenant_id=batch.tenant_id,
                max_pages=max(pages for _, pages in rows),
                name=f"{re.sub(' again$', '', batch.name) or batch.pk} again"[:200],
                actor=actor(request),
            )
        except QueueFull as error:
            messages.error(request, f"Nothing was submitted: {error}.")
            return redirect("admin:domains_batch_change", pk)
        back = reverse("admin:domains_batch_change", args=[pk])
        told = (
            f"{again.job_count:,} {'is' if again.job_count == 1 else 'are'} tried again, in this new batch."
        )
        messages.success(
            request, format_html('{} <a class="sky-undo" href="{}">Back to {}</a>', told, back, batch)
        )
        return redirect("admin:domains_batch_change", again.pk)

    def export_view(self, request: HttpRequest, pk: str, kind: str) -> HttpResponse | StreamingHttpResponse:
        """The domains of the batch as a file."""
        batch = get_object_or_404(Batch, pk=pk)
        if not request.user.has_perm("domains.view_domain") or kind not in FORMATS:
            raise PermissionDenied
        name = re.sub(r"[^a-zA-Z0-9.]+", "-", batch.name).strip("-.") or "domains"
        layout = LAYOUTS[request.GET["layout"] if request.GET.get("layout") in LAYOUTS else "domains"]
        return respond(batch_summary.domains(batch), kind, layout, name, {"Batch": str(batch)})

    def _to_change(self, request: HttpRequest, pk: str) -> Batch:
        if not self.has_change_permission(request):
            raise PermissionDenied
        return get_object_or_404(Batch, pk=pk)


def page_context(batch: Batch) -> dict[str, Any]:
    """If counting its jobs takes long, the page begins without charts, and its first refresh has them."""
    start = time.monotonic()
    summary = batch_summary.summary(batch, paused=bool(schedule.paused()))
    progress = batches.progress_of(summary.totals)
    charts = f"batch-{batch.pk}-{'all' if progress.finished else 'some'}-ended"
    states = {name: progress.totals[name] for name in STATES if progress.totals.get(name)}
    ended = unless_late(start, find, charts, lambda: _pictures(batch))
    query = urlencode({"batch": batch.pk, "tenant": batch.tenant_id})
    return {
        "title": str(batch),
        "subtitle": None,
        "progress": progress,
        "is_complete": progress.finished and recall(charts) is not None,
        "percent": round(progress.progress * 100),
        "states": states,
        "bar": stacked(states),
        "waiting": [(WAITS_FOR[one.what], one.count, one.until) for one in summary.waiting],
        "found": [(FOUND[name], count) for name, count in summary.found.items()],
        "countries": bars("country", summary.countries, COUNTRIES),
        "failures": summary.failures,
        "ended": ended,
        "unfinished": bool(ended) and not progress.finished and ended.until > timezone.now(),
        "layouts": LAYOUTS,
        "formats": FORMATS,
        "list_url": f"{reverse('admin:domains_domain_changelist')}?{query}",
    }


@dataclass(frozen=True, slots=True)
class Picture:
    """A small bar chart. ``bars``: start, number, and height in per cent of the highest of all charts."""

    status: str
    total: int
    bars: list[tuple[datetime, int, float]]


@dataclass(frozen=True, slots=True)
class Pictures:
    """``rows``: the same as a table, without periods in which nothing ended."""

    length: timedelta
    first: datetime
    last: datetime
    charts: list[Picture]
    rows: list[tuple[datetime, list[int]]]

    @property
    def until(self) -> datetime:
        return self.last + self.length


def _pictures(batch: Batch) -> Pictures | None:
    """None while all ends are within one period."""
    ended = batch_summary.ended_over_time(batch)
    if len(ended.starts) < 2:
        return None
    most = max(max(counts) for counts in ended.counts.values())
    charts = [
        Picture(
            status,
            sum(counts),
            [(at, count, 100 * count / most) for at, count in zip(ended.starts, counts, strict=True)],
        )
        for status, counts in ended.counts.items()
    ]
    each = [list(numbers) for numbers in zip(*ended.counts.values(), strict=True)]
    rows = [(at, row) for at, row in zip(ended.starts, each, strict=True) if any(row)]
    return Pictures(ended.length, ended.starts[0], ended.starts[-1], charts, rows)
