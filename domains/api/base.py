"""The base of all views: tenant, scopes, rate limit, strict validation of input."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated, NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from domains.api.authentication import BearerAuthentication, HasScope, TokenThrottle, caller
from domains.api.rate_limits import Allowance
from domains.models import Batch, Delivery, Domain, Page, Scan, Webhook
from domains.models.api_token import Scope
from domains.models.audit_entry import Actor
from domains.models.batch import BatchQuerySet
from domains.models.domain import DomainQuerySet
from domains.models.scan import ScanQuerySet
from domains.models.webhook import WebhookQuerySet
from domains.webhooks import events


class ApiView(APIView):
    """A view of one tenant's rows. Views use only the querysets below, which filter by tenant.

    ``scopes`` maps a method to the scope that it requires. ``public``: calls without a token are allowed.
    ``lists``: large fields are omitted unless requested.
    """

    http_method_names = ["get", "head", "post", "delete"]
    authentication_classes = (BearerAuthentication,)
    permission_classes = (HasScope,)
    throttle_classes = (TokenThrottle,)
    scopes: Mapping[str, Scope] = {"GET": Scope.READ}
    public: bool = False
    lists: bool = False
    allowance: Allowance | None = None

    @property
    def tenant_id(self) -> uuid.UUID:
        token = caller(self.request)
        if token is None:
            raise NotAuthenticated
        return token.tenant_id

    @property
    def actor(self) -> Actor:
        """The token of this request, for audit entries."""
        token = caller(self.request)
        if token is None:
            raise NotAuthenticated
        return Actor(f"API token {token}")

    def domains(self) -> DomainQuerySet:
        return Domain.objects.for_tenant(self.tenant_id)

    def scans(self) -> ScanQuerySet:
        return Scan.objects.for_tenant(self.tenant_id)

    def pages(self) -> QuerySet[Page]:
        return Page.objects.filter(domain__tenant_id=self.tenant_id)

    def batches(self) -> BatchQuerySet:
        return Batch.objects.for_tenant(self.tenant_id)

    def webhooks(self) -> WebhookQuerySet:
        """The tenant's webhooks, without callbacks of single jobs and batches."""
        return Webhook.objects.for_tenant(self.tenant_id).registered()

    def deliveries(self) -> QuerySet[Delivery]:
        return Delivery.objects.filter(webhook__in=self.webhooks()).select_related("webhook")

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        finished = super().finalize_response(request, response, *args, **kwargs)
        for name, value in self.allowance.headers.items() if self.allowance else ():
            finished[name] = value
        return finished


class Missing(APIView):
    """404 for unknown paths of the API, in the format of all errors."""

    schema = None

    def initial(self, request: Request, *_args: Any, **_kwargs: Any) -> None:
        raise NotFound(f"there is nothing at {request.path}; see /api/docs/")


class StrictSerializer(serializers.Serializer[Any]):
    """Input in which unknown fields are errors, so that a misspelt field is not ignored."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            refuse_unknown(data.keys(), self.fields.keys())
        return super().to_internal_value(data)


class Text(serializers.CharField):
    """A string; numbers and other values are not converted."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Flag(serializers.BooleanField):
    """true or false; other values are not converted."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


@extend_schema_field({"type": "string", "format": "uri", "maxLength": 2000})
class CallbackURL(Text):
    """A URL to which messages may be posted."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=2000, **options)

    def to_internal_value(self, data: Any) -> str:
        url = super().to_internal_value(data)
        try:
            events.check_url(url)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid_url") from None
        return url


def check_query(query: QueryDict, known: Collection[str], repeatable: Collection[str] = ()) -> None:
    """Raises ``ValidationError`` for unknown, repeated or empty query parameters, so that none is ignored."""
    refuse_unknown(query, known)
    if repeated := sorted(name for name in query if len(query.getlist(name)) > 1 and name not in repeatable):
        raise ValidationError({name: ["is given more than once"] for name in repeated}, code="repeated")
    if empty := sorted(name for name, values in query.lists() if not all(values)):
        raise ValidationError({name: ["is empty; leave it out"] for name in empty}, code="blank")


def refuse_unknown(given: Collection[str], known: Collection[str]) -> None:
    """Raises a ``ValidationError`` that lists the given names that are not known."""
    if unknown := sorted(set(given) - set(known)):
        message = f"unknown field; known are {', '.join(sorted(known))}"
        raise ValidationError({name: [message] for name in unknown}, code="unknown_field")


def validate(kind: type[serializers.Serializer[Any]], data: Any) -> dict[str, Any]:
    """The validated input; raises ``ValidationError``."""
    serializer = kind(data=data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)
