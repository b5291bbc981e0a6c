"""Batches: submitting many domains in one call, and their progress."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.generics import RetrieveAPIView, get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from domains.api import long_polling
from domains.api.base import ApiView, Flag, StrictSerializer, Text, check_query, validate
from domains.api.filters import BatchFilter
from domains.api.found import named
from domains.api.idempotency import PARAMETER, idempotent
from domains.api.list_views import CURSOR_SCHEMA, ChosenFields, ListView, PageQuery, query_page
from domains.api.scan_jobs import Accepted, ScanOptions
from domains.api.vocabulary import JOB_STATUS_CHOICES
from domains.lifecycle import DomainStatus
from domains.models import Batch, BatchJob
from domains.models.api_token import Scope
from domains.models.batch import BatchQuerySet
from domains.queue import batches, schedule
from domains.webhooks import events

LARGEST_BATCH = 10_000
BATCH_STATUSES = ["pending", "processing", "completed"]
STATES_PARAMETERS = [
    OpenApiParameter(
        "page_size",
        {"type": "integer", "minimum": 1, "maximum": LARGEST_BATCH, "default": LARGEST_BATCH},
        description="The number of jobs in a response.",
    ),
    OpenApiParameter(
        "cursor",
        CURSOR_SCHEMA,
        description="The position of a page; take it from `next`, or just follow that.",
    ),
]


@named("BatchOrder")
class BatchInput(ScanOptions):
    """Domains to be scanned, with options for all of them."""

    domains = serializers.ListField(
        child=Text(allow_blank=True, trim_whitespace=False, help_text="A host name or URL."),
        min_length=1,
        max_length=LARGEST_BATCH,
        help_text="Host names or URLs.",
    )

    name = Text(
        max_length=200, required=False, default="", allow_blank=True, help_text="By which people know it."
    )


@named("RejectedInput")
class Rejected(serializers.Serializer[Any]):
    """An input of a batch that cannot be scanned."""

    input = serializers.CharField(source="text", help_text="The input as it was sent.")
    reason = serializers.CharField(help_text="Why it cannot be scanned.")


class BatchAccepted(Accepted):
    """A batch that was submitted."""

    batch_id = serializers.UUIDField(help_text="The batch's id.")
    job_count = serializers.IntegerField(help_text="The number of its jobs.")
    rejected = Rejected(many=True, help_text="The inputs that cannot be scanned.")


@named("BatchJob")
class JobBrief(serializers.Serializer[BatchJob]):
    """The state of one job of a batch."""

    job_id = serializers.UUIDField(source="scan_id", help_text="The job's id.")
    domain_id = serializers.UUIDField(help_text="The domain's id.")
    status = serializers.ChoiceField(JOB_STATUS_CHOICES, help_text="The status of the job.")
    error = serializers.CharField(help_text="Why its last attempt failed; empty if it did not.")
    waits_for = serializers.ChoiceField(
        batches.WAITS,
        source="waiting.what",
        default=None,
        allow_null=True,
        help_text="What a pending or paused job waits for: its `turn`; the `retry` after a failure; the "
        "time from which the `site` may be asked again; being resumed (`resume`); the `scheduler`, which is "
        "paused. Null if it runs or has ended.",
    )
    waits_until = serializers.DateTimeField(
        source="waiting.until",
        default=None,
        allow_null=True,
        help_text="The earliest time of its next attempt.",
    )


@named("BatchStatus")
class BatchState(serializers.Serializer[Any]):
    """The progress of a batch."""

    batch_id = serializers.UUIDField(help_text="The batch's id.")
    status = serializers.ChoiceField(BATCH_STATUSES, help_text="Whether the batch has begun or ended.")
    progress = serializers.FloatField(min_value=0, max_value=1, help_text="The mean progress of its jobs.")
    total_domains = serializers.IntegerField(help_text="The number of its jobs.")
    completed_domains = serializers.IntegerField(help_text="How many were completed.")
    failed_domains = serializers.IntegerField(help_text="How many have failed.")
    totals = serializers.DictField(
        child=serializers.IntegerField(help_text="A number of jobs."), help_text="Jobs by status."
    )
    created_at = serializers.DateTimeField(help_text="When it was submitted.")
    end_time = serializers.DateTimeField(
        allow_null=True, help_text="When its last job ended; null until then."
    )
    domain_statuses = serializers.DictField(child=JobBrief(), help_text="Each domain's job.")
    next = serializers.CharField(allow_null=True, help_text="URL of further domains' states.")


@named("Batch")
class BatchRecord(ChosenFields):
    """A batch of jobs that were submitted together."""

    status_url = serializers.SerializerMethodField(help_text="Path of the status call.")

    class Meta:
        model = Batch
        exclude = ("tenant_id",)
        heavy = ()
        read_from = {"status_url": ("id",)}
        extra_kwargs = {
            "id": {"help_text": "The batch's id."},
            "name": {"help_text": "By which people know it; may be empty."},
            "job_count": {"help_text": "The number of its jobs."},
            "open_jobs": {"help_text": "How many of them have not ended."},
            "created_at": {"help_text": "When it was submitted."},
            "finished_at": {"help_text": "When its last job ended; null until then."},
            "archived_at": {"help_text": "When it was put aside; null if it was not."},
        }

    def get_status_url(self, batch: Batch) -> str:
        return reverse("batch-status", args=[batch.pk])


@named("BatchChange")
class BatchChanges(StrictSerializer):
    """What to change of a batch."""

    name = Text(max_length=200, required=False, allow_blank=True, help_text="The new name.")
    archived = Flag(required=False, help_text="true: archive the batch; false: show it again.")


class BatchesView(ListView):
    """Batches, newest first. `archived=false` leaves out archived ones."""

    queryset = Batch.objects.none()
    serializer_class = BatchRecord
    filterset_class = BatchFilter
    orderings = ("-created_at", "created_at")

    def get_queryset(self) -> BatchQuerySet:
        return self.batches()


class OneBatchView(ApiView, RetrieveAPIView[Batch]):
    """One batch. PATCH names or archives it."""

    http_method_names = [*ApiView.http_method_names, "patch"]
    scopes = {"GET": Scope.READ, "PATCH": Scope.MANAGE}
    serializer_class = BatchRecord

    def get_queryset(self) -> BatchQuerySet:
        return self.batches()

    @extend_schema(
        request=BatchChanges,
        responses=BatchRecord,
    )
    def patch(self, request: Request, pk: uuid.UUID) -> Response:
        """Give the batch a name, archive it, or show it again. Its jobs continue in any case."""
        batch = get_object_or_404(self.batches(), pk=pk)
        changes = validate(BatchChanges, request.data)
        if "archived" in changes:
            changes["archived_at"] = timezone.now() if changes.pop("archived") else None
        for name, value in changes.items():
            setattr(batch, name, value)
        batch.save(update_fields=list(changes))
        return Response(self.get_serializer(batch).data)


class BatchView(ApiView):
    """Submit up to 10,000 domains."""

    scopes = {"POST": Scope.SUBMIT}

    @extend_schema(
        request=BatchInput,
        responses={202: BatchAccepted},
        parameters=[PARAMETER],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Queue a scan of each domain. Inputs that cannot be scanned are listed with the reason."""
        options = validate(BatchInput, request.data)
        callback_url = options.pop("callback_url", None)
        with transaction.atomic():
            batch, rejected = batches.submit_batch(
                options.pop("domains"), tenant_id=self.tenant_id, **options
            )
            callback = events.call_back_batch(callback_url, batch) if callback_url else None
        accepted = {
            "batch_id": batch.pk,
            "status_url": reverse("batch-status", args=[batch.pk]),
            "job_count": batch.job_count,
            "created_at": batch.created_at,
            "rejected": rejected,
            **({"callback_secret": callback.secret} if callback else {}),
        }
        return Response(BatchAccepted(accepted).data, status=status.HTTP_202_ACCEPTED)


class BatchStatusView(ApiView):
    """The progress of a batch."""

    @extend_schema(
        responses={200: BatchState, 304: None}, parameters=[*STATES_PARAMETERS, *long_polling.PARAMETERS]
    )
    def get(self, request: Request, batch_id: uuid.UUID) -> Response:
        """Totals by status, and each domain's state."""
        check_query(request.query_params, {"page_size", "cursor", "wait"})
        query = PageQuery(("id",), LARGEST_BATCH, LARGEST_BATCH, data=request.query_params)
        query.is_valid(raise_exception=True)
        batch = get_object_or_404(self.batches(), pk=batch_id)
        return long_polling.answer(request, lambda: _state(batch, query.validated_data, request))


def _state(batch: Batch, query: dict[str, Any], request: Request) -> long_polling.State:
    batch.refresh_from_db()
    found = batches.progress(batch)
    rows = batch.jobs.with_states().select_related("domain").defer("domain__domain_metadata")
    jobs, following = query_page(rows, query, request)
    paused, now = schedule.paused() is not None, timezone.now()
    for job in jobs:
        job.waiting = batches.waiting(job, now, paused=paused)
    data = {
        "batch_id": batch.pk,
        "status": found.status,
        "progress": found.progress,
        "total_domains": batch.job_count,
        "completed_domains": found.totals.get(DomainStatus.COMPLETED, 0),
        "failed_domains": found.totals.get(DomainStatus.FAILED, 0),
        "totals": found.totals,
        "created_at": batch.created_at,
        "end_time": batch.finished_at,
        "domain_statuses": {job.domain.domain: job for job in jobs},
        "next": following,
    }
    return long_polling.State(BatchState(data).data, found.finished)
