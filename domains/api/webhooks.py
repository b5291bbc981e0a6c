"""Webhooks and their delivery log."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.generics import RetrieveDestroyAPIView, get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from domains.api.base import ApiView, CallbackURL, StrictSerializer, validate
from domains.api.idempotency import PARAMETER, idempotent
from domains.api.list_views import ChosenFields, ListView
from domains.models import Delivery, Webhook
from domains.models.api_token import Scope
from domains.models.webhook import WebhookEvent


class WebhookInput(StrictSerializer):
    url = CallbackURL()
    events = serializers.MultipleChoiceField(
        choices=WebhookEvent.choices, default=set(WebhookEvent.values), allow_empty=False
    )


class WebhookRecord(ChosenFields):
    class Meta:
        model = Webhook
        fields = ("id", "url", "events", "active", "created_at")
        heavy = ()


class NewWebhook(serializers.ModelSerializer[Webhook]):
    class Meta:
        model = Webhook
        fields = ("id", "url", "events", "active", "created_at", "secret")


class DeliveryRecord(ChosenFields):
    class Meta:
        model = Delivery
        exclude = ("webhook",)
        heavy = ("payload",)


class WebhooksView(ListView):
    """The tenant's webhooks. Callbacks of single jobs and batches are not listed."""

    scopes = {"GET": Scope.MANAGE, "POST": Scope.MANAGE}
    queryset = Webhook.objects.none()
    serializer_class = WebhookRecord
    orderings = ("created_at", "-created_at")

    def get_queryset(self) -> QuerySet[Webhook]:
        return self.webhooks()

    @extend_schema(request=WebhookInput, responses={201: NewWebhook}, parameters=[PARAMETER])
    @idempotent
    def post(self, request: Request) -> Response:
        """Register a URL for events. The secret with which messages are signed is returned only this once."""
        wanted = validate(WebhookInput, request.data)
        webhook = Webhook.objects.create(
            tenant_id=self.tenant_id, url=wanted["url"], events=sorted(wanted["events"])
        )
        return Response(NewWebhook(webhook).data, status=status.HTTP_201_CREATED)


class WebhookView(ApiView, RetrieveDestroyAPIView[Webhook]):
    """One webhook. Deleting it also deletes its deliveries."""

    scopes = {"GET": Scope.MANAGE, "DELETE": Scope.MANAGE}
    serializer_class = WebhookRecord

    def get_queryset(self) -> QuerySet[Webhook]:
        return self.webhooks()


class DeliveriesView(ListView):
    """The deliveries to a webhook, newest first."""

    scopes = {"GET": Scope.MANAGE}
    queryset = Delivery.objects.none()
    serializer_class = DeliveryRecord
    orderings = ("-created_at", "created_at")

    def get_queryset(self) -> QuerySet[Delivery]:
        return get_object_or_404(self.webhooks(), pk=self.kwargs["pk"]).deliveries.all()
