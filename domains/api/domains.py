"""Domains: list, detail, and actions on one domain."""

from __future__ import annotations

import uuid
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.generics import RetrieveAPIView, get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from domains.api.base import ApiView, StrictSerializer, Text, validate
from domains.api.filters import DomainFilter
from domains.api.found import CompanyFact, Contact, Names, ResultField, Way, named
from domains.api.list_views import ChosenFields, ListView
from domains.api.suppressions import ErasureRecord, erase
from domains.api.vocabulary import DOMAIN_FIELDS, texts
from domains.files.exports import ON_DEMAND, with_found
from domains.models import Domain, RescanWhen
from domains.models.api_token import Scope
from domains.models.domain import LEASE_FIELDS, MAX_RESCAN_DAYS, DomainQuerySet
from domains.models.erasure import LONGEST_REASON
from domains.queue import actions
from domains.queue.actions import Action
from domains.scan.redaction import DOMAIN, Subject


class Found(serializers.Field[Any, Any, Any, Any]):
    """A part of the result, either selected by ``with_found`` or taken from ``domain_metadata``."""

    def __init__(self, help_text: str) -> None:
        super().__init__(source="*", read_only=True, help_text=help_text)

    def to_representation(self, row: Domain) -> Any:
        name = str(self.field_name)
        return (getattr(row, name) if hasattr(row, name) else row.domain_metadata.get(name)) or []


@extend_schema_field(Contact(many=True))
class Contacts(Found):
    pass


@extend_schema_field(CompanyFact(many=True))
class CompanyFacts(Found):
    pass


@extend_schema_field(Way(many=True))
class Ways(Found):
    pass


@named("Domain")
class DomainRecord(ChosenFields):
    """A domain with its state and what is known about it."""

    tech_stack = Names(read_only=True, help_text="The technologies that the site uses.")
    email_addresses = Names(read_only=True, help_text="The e-mail addresses found, the best first.")
    phone_numbers = Names(read_only=True, help_text="The phone numbers found, in E.164, the best first.")
    domain_metadata = ResultField(
        read_only=True,
        help_text="What the last completed scan found; in lists if `fields` has it.",
    )
    contacts = Contacts(
        "Each contact with the page and the way in which it was found; in lists if `fields` has it."
    )
    company = CompanyFacts(
        "Each fact about the company with the page and the way in which it was found; in lists if `fields` "
        "has it."
    )
    ways = Ways("Each way to reach the business without an e-mail address; in lists if `fields` has it.")

    class Meta:
        model = Domain
        exclude = (*LEASE_FIELDS, "tenant_id", "lost_claims")
        heavy = ("domain_metadata", *ON_DEMAND)
        read_from = dict.fromkeys(ON_DEMAND, ("id",))
        extra_kwargs = texts(DOMAIN_FIELDS)


class DomainsView(ListView):
    """Domains, ordered by name by default. ``domain_metadata`` is included if ``fields`` contains it."""

    queryset = Domain.objects.none()
    serializer_class = DomainRecord
    filterset_class = DomainFilter
    orderings = ("domain", "-domain", "updated_at", "-updated_at")

    def get_queryset(self) -> DomainQuerySet:
        asked = self.request.query_params.get("fields", "").split(",")
        return with_found(self.domains(), asked)


@named("RescanRule")
class RescanInput(StrictSerializer):
    """When a domain is re-scanned automatically."""

    rescan_days = serializers.IntegerField(
        min_value=0,
        max_value=MAX_RESCAN_DAYS,
        allow_null=True,
        required=False,
        help_text="Days from one scan to the next; 0: never; null: as the tenant's policy says.",
    )
    rescan_when = serializers.ChoiceField(
        RescanWhen.choices,
        required=False,
        help_text="The condition on which it is re-scanned when it is due.",
    )


class ErasureInput(StrictSerializer):
    reason = Text(max_length=LONGEST_REASON, required=False, default="", allow_blank=True)


class DomainView(ApiView, RetrieveAPIView[Domain]):
    """One domain with all results. PATCH sets when it is re-scanned automatically; DELETE erases it."""

    http_method_names = [*ApiView.http_method_names, "patch"]
    scopes = {"GET": Scope.READ, "PATCH": Scope.MANAGE, "DELETE": Scope.MANAGE}
    serializer_class = DomainRecord

    def get_queryset(self) -> DomainQuerySet:
        return self.domains()

    @extend_schema(request=RescanInput, responses=DomainRecord)
    def patch(self, request: Request, pk: uuid.UUID) -> Response:
        domain = get_object_or_404(self.domains(), pk=pk)
        changes = validate(RescanInput, request.data)
        if changes:
            actions.edit(self.domains().filter(pk=pk), changes, self.actor)
            domain.refresh_from_db()
        return Response(self.get_serializer(domain).data)

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "reason",
                {"type": "string", "minLength": 0, "maxLength": LONGEST_REASON},
                description="Why it is erased; stored with the erasure.",
            )
        ],
        responses={200: ErasureRecord, 202: ErasureRecord},
    )
    def delete(self, request: Request, pk: uuid.UUID) -> Response:
        """Erase the domain with everything found there. Its name is refused from then on.

        202 while rows are left: repeat the request, or, once the domain is gone, POST its name to
        ``/api/v3/suppressions/``.
        """
        domain = get_object_or_404(self.domains(), pk=pk)
        reason = validate(ErasureInput, request.query_params.dict())["reason"]
        done = erase(Subject(DOMAIN, domain.domain), self.tenant_id, self.actor, reason)
        if done.status_code == status.HTTP_201_CREATED:
            done.status_code = status.HTTP_200_OK
        return done


class ControlView(ApiView):
    """An action on one domain. Returns its new state, or 409 with the reason if it is not allowed."""

    scopes = {"POST": Scope.MANAGE}

    performs: Action

    @extend_schema(request=None, responses=DomainRecord)
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        domain = get_object_or_404(self.domains(), pk=pk)
        actions.perform_one(self.performs, domain, self.actor)
        return Response(DomainRecord(domain, context={"request": request, "view": self}).data)


class RescanView(ControlView):
    """Queue a new scan of a domain whose last one has ended."""

    performs = actions.RESCAN


class CancelView(ControlView):
    """End the scan that is pending, paused or running. Its job can still be queried."""

    performs = actions.CANCEL


class PauseView(ControlView):
    """Keep a pending domain from being scanned until it is resumed."""

    performs = actions.PAUSE


class ResumeView(ControlView):
    """Queue a paused domain again."""

    performs = actions.RESUME
