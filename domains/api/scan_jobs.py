"""The calls of the original API: submit a scan, read its status."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from domains.api import long_polling
from domains.api.base import ApiView, CallbackURL, StrictSerializer, Text, check_query, validate
from domains.api.filters import ERROR_KINDS
from domains.api.found import ResultField, named
from domains.api.idempotency import PARAMETER, idempotent
from domains.lifecycle import DomainStatus
from domains.models.api_token import Scope
from domains.models.domain import MAX_PAGES, PRIORITIES
from domains.queue import job_status, submission
from domains.webhooks import events


class ScanOptions(StrictSerializer):
    max_pages = serializers.IntegerField(
        min_value=MAX_PAGES[0],
        max_value=MAX_PAGES[-1],
        default=submission.DEFAULT_MAX_PAGES,
        help_text="The maximum number of pages that the scan reads.",
    )
    priority = serializers.IntegerField(
        min_value=PRIORITIES[0],
        max_value=PRIORITIES[-1],
        default=0,
        help_text="Among the domains of the tenant, those with higher values are scanned first.",
    )

    callback_url = CallbackURL(
        required=False, help_text="Receives a signed message when the job or batch has ended."
    )


@named("ScanOrder")
class ScanInput(ScanOptions):
    """A domain to be scanned."""

    base_url = Text(max_length=2048, help_text="A host name or URL.")


class Accepted(serializers.Serializer[Any]):
    status_url = serializers.CharField(help_text="Path of the status call.")
    created_at = serializers.DateTimeField(help_text="When it was submitted.")
    callback_secret = serializers.CharField(
        required=False, help_text="The secret with which the message to callback_url is signed."
    )


class ScanAccepted(Accepted):
    """A job that was submitted."""

    job_id = serializers.UUIDField(help_text="The job's id.")


@named("Job")
class JobState(serializers.Serializer[job_status.Job]):
    """The state of a job, with its result when it has completed."""

    job_id = serializers.UUIDField(help_text="The job's id.")
    status = serializers.ChoiceField(DomainStatus.choices, help_text="The status of the job.")
    progress = serializers.FloatField(
        min_value=0, max_value=1, help_text="0 before the scan, 0.5 while it runs, 1 when it has ended."
    )
    domain = serializers.CharField(help_text="The domain.")
    domain_id = serializers.UUIDField(help_text="The domain's id.")
    result_data = ResultField(allow_null=True, help_text="What was found; null until completed.")
    error = serializers.CharField(
        allow_null=True, help_text="Why its last attempt failed; null if it did not."
    )
    error_kind = serializers.ChoiceField(
        ERROR_KINDS, allow_null=True, help_text="The kind of that error; null if there is none."
    )
    attempts = serializers.IntegerField(help_text="How many attempts were made.")
    created_at = serializers.DateTimeField(help_text="When it was submitted.")
    updated_at = serializers.DateTimeField(help_text="When its status changed last.")


class ScanView(ApiView):
    """Submit one domain."""

    scopes = {"POST": Scope.SUBMIT}

    @extend_schema(
        request=ScanInput,
        responses={202: ScanAccepted},
        parameters=[PARAMETER],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Queue a scan. If one of the same domain is pending or running, its job id is returned."""
        options = validate(ScanInput, request.data)
        accepted = self._submit(options.pop("base_url"), options.pop("callback_url", None), options)
        return Response(ScanAccepted(accepted).data, status=status.HTTP_202_ACCEPTED)

    def _submit(self, base_url: str, callback_url: str | None, options: dict[str, Any]) -> dict[str, Any]:
        submitted = submission.submit_one(base_url, tenant_id=self.tenant_id, within_quota=True, **options)
        job_id, domain_id = submitted.scan_id, submitted.domain_id
        if job_id is None or domain_id is None:
            raise ValidationError({"base_url": [submitted.reason]}, code="invalid_domain")
        accepted = {
            "job_id": job_id,
            "status_url": reverse("scan-status", args=[job_id]),
            "created_at": submitted.queued_at,
        }
        if callback_url:
            callback = events.call_back_scan(callback_url, domain_id, job_id, self.tenant_id)
            accepted["callback_secret"] = callback.secret
        return accepted


class StatusView(ApiView):
    """The status of one job, from its submission on."""

    @property
    def public(self) -> bool:  # type: ignore[override]
        return settings.API_PUBLIC_STATUS

    @extend_schema(responses={200: JobState, 304: None}, parameters=long_polling.PARAMETERS)
    def get(self, request: Request, job_id: uuid.UUID) -> Response:
        """Status and result of a job."""
        check_query(request.query_params, {"wait"})
        tenant_id = self.tenant_id if request.auth else None
        return long_polling.answer(request, lambda: _state(job_id, tenant_id))


def _state(job_id: uuid.UUID, tenant_id: uuid.UUID | None) -> long_polling.State:
    job = job_status.find(job_id, tenant_id)
    if job is None:
        raise NotFound(f"no job {job_id}")
    return long_polling.State(JobState(job).data, job.finished)
