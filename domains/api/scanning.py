"""The original's calls: submit a scan, ask for its state."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from domains import jobs, submission
from domains.api.base import ApiView, StrictSerializer, checked
from domains.lifecycle import DomainStatus
from domains.models.token import Scope

PRIORITIES = range(-100, 101)


class ScanOptions(StrictSerializer):
    max_pages = serializers.IntegerField(
        min_value=submission.MAX_PAGES[0],
        max_value=submission.MAX_PAGES[-1],
        default=submission.DEFAULT_MAX_PAGES,
    )
    priority = serializers.IntegerField(
        min_value=PRIORITIES[0], max_value=PRIORITIES[-1], default=0, help_text="Higher goes first."
    )


class ScanInput(ScanOptions):
    base_url = serializers.CharField(max_length=2048, help_text="A host name or URL.")


class ScanAccepted(serializers.Serializer[Any]):
    job_id = serializers.UUIDField()
    status_url = serializers.CharField(help_text="Path of the status call.")
    created_at = serializers.DateTimeField()


class JobState(serializers.Serializer[jobs.Job]):
    job_id = serializers.UUIDField()
    status = serializers.ChoiceField(DomainStatus.choices)
    progress = serializers.FloatField(min_value=0, max_value=1)
    domain = serializers.CharField()
    domain_id = serializers.UUIDField()
    result_data = serializers.JSONField(allow_null=True, help_text="What was found; null until completed.")
    error = serializers.CharField(allow_null=True)
    error_kind = serializers.CharField(allow_null=True)
    attempts = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class ScanView(ApiView):
    """Submit one domain."""

    scopes = {"POST": Scope.SUBMIT}

    @extend_schema(request=ScanInput, responses={202: ScanAccepted})
    def post(self, request: Request) -> Response:
        """Queue a scan. While one of the same domain is pending or running, its job id is answered."""
        options = checked(ScanInput, request.data)
        submitted = submission.submit_one(options.pop("base_url"), tenant_id=self.tenant_id, **options)
        if submitted.reason:
            raise ValidationError({"base_url": [submitted.reason]}, code="invalid_domain")
        accepted = {
            "job_id": submitted.scan_id,
            "status_url": reverse("scan-status", args=[submitted.scan_id]),
            "created_at": submitted.queued_at,
        }
        return Response(ScanAccepted(accepted).data, status=status.HTTP_202_ACCEPTED)


class StatusView(ApiView):
    """The state of one job, from its submission on."""

    @property
    def public(self) -> bool:  # type: ignore[override]
        return settings.API_PUBLIC_STATUS

    @extend_schema(responses=JobState)
    def get(self, request: Request, job_id: uuid.UUID) -> HttpResponseBase:
        job = jobs.find(job_id, self.tenant_id if request.auth else None)
        if job is None:
            raise NotFound(f"no job {job_id}")
        return Response(JobState(job).data)
