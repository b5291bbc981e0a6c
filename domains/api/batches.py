"""Batches: submitting many domains in one call, and their progress."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.urls import reverse
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from domains.api import long_polling
from domains.api.base import ApiView, Text, check_query, validate
from domains.api.idempotency import PARAMETER, idempotent
from domains.api.list_views import CURSOR_SCHEMA, PageQuery, query_page
from domains.api.scan_jobs import Accepted, ScanOptions
from domains.lifecycle import DomainStatus
from domains.models import Batch, BatchJob
from domains.models.api_token import Scope
from domains.queue import batches
from domains.webhooks import events

LARGEST_BATCH = 10_000
STATES_PARAMETERS = [
    OpenApiParameter("page_size", {"type": "integer", "minimum": 1, "maximum": LARGEST_BATCH}),
    OpenApiParameter("cursor", CURSOR_SCHEMA),
]


class BatchInput(ScanOptions):
    domains = serializers.ListField(
        child=Text(allow_blank=True, trim_whitespace=False),
        min_length=1,
        max_length=LARGEST_BATCH,
        help_text="Host names or URLs.",
    )


class Rejected(serializers.Serializer[Any]):
    input = serializers.CharField(source="text")
    reason = serializers.CharField()


class BatchAccepted(Accepted):
    batch_id = serializers.UUIDField()
    job_count = serializers.IntegerField()
    rejected = Rejected(many=True)


class JobBrief(serializers.Serializer[BatchJob]):
    job_id = serializers.UUIDField(source="scan_id")
    domain_id = serializers.UUIDField()
    status = serializers.CharField()
    error = serializers.CharField()


class BatchState(serializers.Serializer[Any]):
    batch_id = serializers.UUIDField()
    status = serializers.ChoiceField(["pending", "processing", "completed"])
    progress = serializers.FloatField(min_value=0, max_value=1)
    total_domains = serializers.IntegerField()
    completed_domains = serializers.IntegerField()
    failed_domains = serializers.IntegerField()
    totals = serializers.DictField(child=serializers.IntegerField(), help_text="Jobs by status.")
    created_at = serializers.DateTimeField()
    end_time = serializers.DateTimeField(allow_null=True)
    domain_statuses = serializers.DictField(child=JobBrief(), help_text="Each domain's job.")
    next = serializers.CharField(allow_null=True, help_text="URL of further domains' states.")


class BatchView(ApiView):
    """Submit up to 10,000 domains."""

    scopes = {"POST": Scope.SUBMIT}

    @extend_schema(
        request=BatchInput,
        responses={202: BatchAccepted},
        parameters=[PARAMETER],
        examples=[
            OpenApiExample(
                "Two sites", {"domains": ["example.com", "example.org"], "max_pages": 5}, request_only=True
            )
        ],
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
    jobs, following = query_page(batch.jobs.with_states().select_related("domain"), query, request)
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
