"""Erasing values, listing what was erased (as hashes), and finding what is stored about a value."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.generics import RetrieveDestroyAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from domains.api.base import ApiView, Flag, StrictSerializer, Text, validate
from domains.api.found import named
from domains.api.list_views import ChosenFields, ListView
from domains.api.vocabulary import SUPPRESSION_FIELDS, texts
from domains.models import Erasure, Suppression
from domains.models.api_token import Scope
from domains.models.audit_entry import Actor
from domains.models.erasure import LONGEST_REASON
from domains.models.suppression import SubjectKind
from domains.privacy import erasure, exchange, search
from domains.scan.names import InvalidName
from domains.scan.redaction import LONGEST_VALUE, Subject

TIME_LIMIT = 20.0  # seconds of one request; a larger erasure is continued by the next request


@named("Value")
class ValueInput(StrictSerializer):
    """A value to look for."""

    value = Text(
        max_length=LONGEST_VALUE,
        help_text="A domain, an e-mail address, a phone number, or `person:` and a name.",
    )


@named("ErasureOrder")
class SuppressionInput(StrictSerializer):
    """A value to be erased, or the hash of one that another installation has erased."""

    value = Text(
        max_length=LONGEST_VALUE,
        required=False,
        help_text="A domain, an e-mail address, a phone number, or `person:` and a name; it is erased.",
    )
    reason = Text(
        max_length=LONGEST_REASON,
        required=False,
        default="",
        allow_blank=True,
        help_text="Why it is erased; stored with the erasure.",
    )
    preview = Flag(required=False, default=False, help_text="Only count the rows.")
    kind = serializers.ChoiceField(
        SubjectKind.choices, required=False, help_text="Instead of a value: what the hash is of."
    )
    digest = Text(
        max_length=64,
        required=False,
        help_text="Instead of a value: the hash, as a list of suppressions contains it.",
    )
    key_id = Text(max_length=16, required=False, help_text="Instead of a value: the key of the hash.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        hashed = [name for name in ("kind", "digest", "key_id") if name in attrs]
        if ("value" in attrs) == bool(hashed) or len(hashed) not in {0, 3}:
            raise ValidationError("give either value, or kind, digest and key_id", code="invalid")
        return attrs


@named("ErasureResult")
class ErasureRecord(serializers.Serializer[Any]):
    """What an erasure has done."""

    kind = serializers.ChoiceField(SubjectKind.choices, help_text="What the value was understood as.")
    finished = serializers.BooleanField(help_text="If false, repeat the request to continue.")
    counts = serializers.DictField(
        child=serializers.IntegerField(help_text="A number of rows."), help_text="Rows by table."
    )


@named("Suppression")
class SuppressionRecord(ChosenFields):
    """The hash of an erased value, which is not stored again."""

    class Meta:
        model = Suppression
        fields = ("id", "kind", "digest", "key_id", "created_at")
        heavy = ()
        extra_kwargs = texts(SUPPRESSION_FIELDS)


@named("StoredDomain")
class PersonalDataAtDomain(serializers.Serializer[Any]):
    """What is stored about the value at one domain."""

    id = serializers.UUIDField(help_text="The domain's id.")
    domain = serializers.CharField(help_text="The domain.")
    tenant_id = serializers.UUIDField(help_text="The tenant to whom the domain belongs.")
    first_seen = serializers.DateTimeField(help_text="When the first scan that is stored ended.")
    last_seen = serializers.DateTimeField(allow_null=True, help_text="When the last scan ended.")
    stored = serializers.DictField(
        child=serializers.ListField(
            child=serializers.DictField(
                child=serializers.JSONField(help_text="The part of a column that names the value."),
                help_text="A row: its columns.",
            ),
            help_text="Rows of a table.",
        ),
        help_text="Rows by table.",
    )


class PersonalData(serializers.Serializer[Any]):
    """Everything that is stored about a value."""

    kind = serializers.ChoiceField(SubjectKind.choices, help_text="What the value was understood as.")
    value = serializers.CharField(help_text="The value as it is stored.")
    suppressed = serializers.BooleanField(help_text="Whether it was erased, and is not stored again.")
    domains_total = serializers.IntegerField(help_text="At how many domains it was found.")
    domains = PersonalDataAtDomain(many=True, help_text="The domains, at most 1000.")
    other = serializers.DictField(
        child=serializers.IntegerField(help_text="A number of rows."),
        help_text="Rows by table that contain the value in text.",
    )


def subject_of(value: str) -> Subject:
    """Raises ``ValidationError``."""
    try:
        return erasure.parse(value)
    except InvalidName as error:
        raise ValidationError({"value": [str(error)]}, code="invalid_value") from error


def erase(subject: Subject, tenant_id: uuid.UUID, actor: Actor, reason: str) -> Response:
    """Erase the subject. The response is 201 when it is done, 202 while rows are left."""
    done = erasure.erase(subject, tenant_id, actor, reason, TIME_LIMIT)
    code = status.HTTP_201_CREATED if done.finished_at else status.HTTP_202_ACCEPTED
    return Response(describe(done), status=code)


def describe(done: Erasure) -> dict[str, Any]:
    return {"kind": done.kind, "finished": done.finished_at is not None, "counts": done.counts}


class SuppressionsView(ListView):
    """The tenant's suppressions, newest first: hashes of what was erased, never the values."""

    scopes = {"GET": Scope.MANAGE, "POST": Scope.MANAGE}
    queryset = Suppression.objects.none()
    serializer_class = SuppressionRecord
    orderings = ("-created_at", "created_at")

    def get_queryset(self) -> QuerySet[Suppression]:
        return Suppression.objects.of_tenant(self.tenant_id)

    @extend_schema(
        request=SuppressionInput,
        responses={200: ErasureRecord, 201: ErasureRecord, 202: ErasureRecord},
    )
    def post(self, request: Request) -> Response:
        """Erase a value of this tenant everywhere, and never store it again.

        202 while rows are left: repeat the request. With ``preview`` nothing is erased; 200 with the number
        of rows. With ``kind``, ``digest`` and ``key_id`` a hash of another installation is stored.
        """
        wanted = validate(SuppressionInput, request.data)
        if "digest" in wanted:
            return self._take_hash(wanted)
        subject = subject_of(wanted["value"])
        if wanted["preview"]:
            counts = erasure.preview(subject, self.tenant_id)
            return Response({"kind": subject.kind, "finished": False, "counts": counts})
        return erase(subject, self.tenant_id, self.actor, wanted["reason"])

    def _take_hash(self, wanted: dict[str, Any]) -> Response:
        try:
            exchange.take_hash(wanted, self.tenant_id)
        except ValueError as error:
            raise ValidationError({"digest": [str(error)]}, code="invalid_value") from error
        body = {"kind": wanted["kind"], "finished": True, "counts": {}}
        return Response(body, status=status.HTTP_201_CREATED)


class SuppressionView(ApiView, RetrieveDestroyAPIView[Suppression]):
    """One suppression. Deleting it lets the value be stored again."""

    scopes = {"GET": Scope.MANAGE, "DELETE": Scope.MANAGE}
    serializer_class = SuppressionRecord

    def get_queryset(self) -> QuerySet[Suppression]:
        return Suppression.objects.of_tenant(self.tenant_id)


class PersonalDataView(ApiView):
    """What is stored about a value."""

    scopes = {"POST": Scope.READ}

    @extend_schema(request=ValueInput, responses={200: PersonalData})
    def post(self, request: Request) -> Response:
        """Everything of this tenant that is stored about a domain, e-mail address, phone number or person.

        The value is sent in the body, so that no log of URLs contains it.
        """
        subject = subject_of(validate(ValueInput, request.data)["value"])
        return Response(search.find(subject, self.tenant_id))
