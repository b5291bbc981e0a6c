"""Webhooks: registering, trying and changing them, and the log of what was sent to them."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.generics import RetrieveAPIView, RetrieveDestroyAPIView, get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from domains.api.base import ApiView, CallbackURL, Flag, StrictSerializer, validate
from domains.api.errors import Conflict
from domains.api.found import named
from domains.api.idempotency import PARAMETER, idempotent
from domains.api.list_views import ChosenFields, ListView
from domains.models import Delivery, Webhook
from domains.models.api_token import Scope
from domains.models.webhook import DeliveryStatus, WebhookEvent
from domains.webhooks import delivery, events

LONGEST_OVERLAP = 168  # hours


@named("WebhookOrder")
class WebhookInput(StrictSerializer):
    """A URL to be registered for events."""

    url = CallbackURL(help_text="Receives the messages. With DEBUG it may be on this machine, on any port.")
    events = serializers.MultipleChoiceField(
        choices=WebhookEvent.choices,
        default=set(WebhookEvent.values),
        allow_empty=False,
        help_text="The events that are sent; all of them by default.",
    )


@named("WebhookChange")
class WebhookChanges(StrictSerializer):
    """What to change of a webhook."""

    url = CallbackURL(required=False, help_text="The new URL.")
    events = serializers.MultipleChoiceField(
        choices=WebhookEvent.choices, required=False, allow_empty=False, help_text="The new events."
    )
    active = Flag(required=False, help_text="false: nothing is sent.")


@named("WebhookTest")
class TestInput(StrictSerializer):
    """Which event to try."""

    event = serializers.ChoiceField(
        WebhookEvent.choices, default=WebhookEvent.SCAN_FINISHED, help_text="The event of the test message."
    )


@named("SecretRotation")
class RotationInput(StrictSerializer):
    """How a secret is replaced."""

    overlap_hours = serializers.IntegerField(
        min_value=0,
        max_value=LONGEST_OVERLAP,
        default=24,
        help_text="For so many hours, messages are signed with the previous secret as well.",
    )


WEBHOOK_TEXTS = {
    "id": {"help_text": "The webhook's id."},
    "url": {"help_text": "Where messages are posted to."},
    "events": {"help_text": "The events that are sent."},
    "active": {"help_text": "If false, nothing is sent."},
    "created_at": {"help_text": "When it was registered."},
    "secret": {"help_text": "The key of the signatures; shown only this once."},
}


@named("Webhook")
class WebhookRecord(ChosenFields):
    """A URL that receives events."""

    failures = serializers.IntegerField(
        read_only=True, help_text="Failed attempts in a row at the host of the URL; 0 after a success."
    )
    rests_until = serializers.DateTimeField(
        read_only=True,
        allow_null=True,
        help_text="Nothing is sent before, because the last attempts failed. Null or past: it is sent.",
    )

    class Meta:
        model = Webhook
        fields = (
            *("id", "url", "events", "active", "created_at", "former_secret_until"),
            *("failures", "rests_until"),
        )
        heavy = ()
        read_from = {"failures": (), "rests_until": ()}
        extra_kwargs = WEBHOOK_TEXTS


@named("WebhookWithSecret")
class NewWebhook(serializers.ModelSerializer[Webhook]):
    """A webhook with its secret."""

    class Meta:
        model = Webhook
        fields = ("id", "url", "events", "active", "created_at", "former_secret_until", "secret")
        extra_kwargs = WEBHOOK_TEXTS


@named("Delivery")
class DeliveryRecord(ChosenFields):
    """A message to a webhook, and what became of it."""

    webhook_id = serializers.UUIDField(read_only=True, help_text="The webhook that it is sent to.")
    body = serializers.SerializerMethodField(help_text="The text that is posted and signed.")

    class Meta:
        model = Delivery
        exclude = ("webhook", "receiver", "answer_text")  # a receiver may answer anything: for operators only
        heavy = ("payload", "body")
        read_from = {"body": ("event", "payload", "created_at"), "webhook_id": ("webhook",)}
        extra_kwargs = {
            "id": {"help_text": "The message's id, the same in each attempt."},
            "event": {"help_text": "What the message tells."},
            "payload": {"help_text": "The data of the message."},
            "status": {"help_text": "Whether it was delivered, has failed, or is still being sent."},
            "attempts": {"help_text": "How often it was sent."},
            "http_status": {"help_text": "The status of the last response; null if there was none."},
            "error": {"help_text": "Why the last attempt failed; empty if it did not."},
            "created_at": {"help_text": "When the event happened."},
            "attempted_at": {"help_text": "When it was sent last; null if it was not yet."},
            "next_attempt_at": {"help_text": "While pending: when it is sent, unless its receiver rests."},
        }

    def get_body(self, row: Delivery) -> str:
        return delivery.message_body(row).decode()


class WebhooksView(ListView):
    """The tenant's webhooks. Callbacks of single jobs and batches are not listed."""

    scopes = {"GET": Scope.MANAGE, "POST": Scope.MANAGE}
    queryset = Webhook.objects.none()
    serializer_class = WebhookRecord
    orderings = ("created_at", "-created_at")

    def get_queryset(self) -> QuerySet[Webhook]:
        return self.webhooks().with_rests()

    @extend_schema(
        request=WebhookInput,
        responses={201: NewWebhook},
        parameters=[PARAMETER],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Register a URL for events. The secret with which messages are signed is returned only this once.

        403 `quota_exceeded` if the tenant has as many webhooks as it may have.
        """
        wanted = validate(WebhookInput, request.data)
        Webhook.objects.check_quota(self.tenant_id)
        webhook = Webhook.objects.create(
            tenant_id=self.tenant_id, url=wanted["url"], events=sorted(wanted["events"])
        )
        return Response(NewWebhook(webhook).data, status=status.HTTP_201_CREATED)


class WebhookView(ApiView, RetrieveDestroyAPIView[Webhook]):
    """One webhook. Deleting it also deletes its deliveries."""

    http_method_names = [*ApiView.http_method_names, "patch"]
    scopes = {"GET": Scope.MANAGE, "PATCH": Scope.MANAGE, "DELETE": Scope.MANAGE}
    serializer_class = WebhookRecord

    def get_queryset(self) -> QuerySet[Webhook]:
        return self.webhooks().with_rests()

    @extend_schema(
        request=WebhookChanges,
        responses=WebhookRecord,
    )
    def patch(self, request: Request, pk: uuid.UUID) -> Response:
        """Change the URL or the events, or stop and start it."""
        webhook = get_object_or_404(self.webhooks(), pk=pk)
        changes = validate(WebhookChanges, request.data)
        for name, value in changes.items():
            setattr(webhook, name, sorted(value) if name == "events" else value)
        webhook.save(update_fields=list(changes))
        return Response(self.get_serializer(self.get_object()).data)


class WebhookTestView(ApiView):
    """Try a webhook."""

    scopes = {"POST": Scope.MANAGE}

    @extend_schema(
        request=TestInput,
        responses={202: DeliveryRecord},
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """Send a message with invented data, signed like all others, and marked with `"test": true`.

        A running cluster sends it at once, and only once. The delivery contains the result.
        """
        webhook = get_object_or_404(self.webhooks(), pk=pk)
        wanted = validate(TestInput, request.data)
        if not webhook.active:
            raise Conflict("this webhook is not active", code="action_refused")
        sent = events.send_test(webhook, WebhookEvent(wanted["event"]))
        return _delivery_answer(sent, status.HTTP_202_ACCEPTED)


class WebhookSecretView(ApiView):
    """Replace a webhook's secret."""

    scopes = {"POST": Scope.MANAGE}

    @extend_schema(
        request=RotationInput,
        responses=NewWebhook,
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """Make a new secret, which is returned only this once.

        During the overlap each message has two signatures, so that the receiver can be changed meanwhile.
        """
        webhook = get_object_or_404(self.webhooks(), pk=pk)
        hours = validate(RotationInput, request.data)["overlap_hours"]
        webhook.rotate_secret(timedelta(hours=hours))
        return Response(NewWebhook(webhook).data)


class DeliveriesView(ListView):
    """The deliveries to a webhook, newest first. `fields=id,status,body` returns what was posted."""

    scopes = {"GET": Scope.MANAGE}
    queryset = Delivery.objects.none()
    serializer_class = DeliveryRecord
    orderings = ("-created_at", "created_at")

    def get_queryset(self) -> QuerySet[Delivery]:
        return get_object_or_404(self.webhooks(), pk=self.kwargs["pk"]).deliveries.all()


class DeliveryView(ApiView, RetrieveAPIView[Delivery]):
    """One delivery, with the body that is posted."""

    scopes = {"GET": Scope.MANAGE}
    serializer_class = DeliveryRecord

    def get_queryset(self) -> QuerySet[Delivery]:
        return self.deliveries()


class ResendView(ApiView):
    """Send a message again."""

    scopes = {"POST": Scope.MANAGE}

    @extend_schema(request=None, responses={202: DeliveryRecord})
    def post(self, request: Request, pk: uuid.UUID) -> Response:  # noqa: ARG002
        """Send a message again that was delivered or has failed, with the same id; 409 if it is pending."""
        wanted = get_object_or_404(self.deliveries(), pk=pk)
        ended = (DeliveryStatus.DELIVERED, DeliveryStatus.FAILED)
        if not delivery.send_again(Delivery.objects.filter(pk=wanted.pk), ended):
            raise Conflict("this message is still being sent", code="action_refused")
        wanted.refresh_from_db()
        return _delivery_answer(wanted, status.HTTP_202_ACCEPTED)


def _delivery_answer(row: Delivery, code: int) -> Response:
    return Response(DeliveryRecord(row).data, status=code)
