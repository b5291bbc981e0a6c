"""Batches and their progress."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from unfold.decorators import display

from domains.admin.large_tables import ReadOnlyAdmin, TenantFilter, moment
from domains.models import Batch
from domains.queue import batches


@admin.register(Batch)
class BatchAdmin(ReadOnlyAdmin):
    list_display = ("id", "job_count", "open_jobs", "submitted", "finished")
    list_filter = (TenantFilter,)
    sortable_by = ()
    ordering = ("-created_at",)
    search_fields = ("id__exact",)
    search_help_text = "A batch id"
    fields = ("id", "tenant_id", "job_count", "states", "domains", "created_at", "finished_at")
    readonly_fields = ("states", "domains")

    @display(description="submitted")
    def submitted(self, batch: Batch) -> str:
        return moment(batch.created_at)

    @display(description="finished")
    def finished(self, batch: Batch) -> str:
        return moment(batch.finished_at)

    @display(description="states")
    def states(self, batch: Batch) -> str:
        progress = batches.progress(batch)
        counts = ", ".join(f"{count:,} {status}" for status, count in sorted(progress.totals.items()))
        return f"{progress.progress:.0%} done: {counts}" if counts else "empty"

    @display(description="domains")
    def domains(self, batch: Batch) -> str:
        """A link to the domains whose latest batch this is."""
        query = urlencode({"batch_id__exact": batch.pk, "tenant": batch.tenant_id})
        address = f"{reverse('admin:domains_domain_changelist')}?{query}"
        return format_html('<a class="sky-link" href="{}">its domains</a>', address)
