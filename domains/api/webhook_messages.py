"""The messages that webhooks receive, for the schema: each event with its payload and header fields."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiResponse, OpenApiWebhook, extend_schema, extend_schema_field
from rest_framework import serializers

from domains.api.filters import ERROR_KINDS
from domains.api.found import Contact, ContactMoves, ContactName, DifferencesField, named
from domains.lifecycle import FINAL
from domains.models.webhook import WebhookEvent

_SIGNATURE = (
    "`t=<seconds>,v1=<hex>`: HMAC-SHA256 over `<seconds>.<body>` with the text of the secret as key. While a "
    "secret is being replaced, a second `v1=` follows."
)
HEADERS = [
    {"name": name, "in": "header", "required": True, "schema": {"type": "string"}, "description": told}
    for name, told in (
        ("X-ScraperSky-Event", "The event, as in the body."),
        ("X-ScraperSky-Signature", _SIGNATURE),
        ("webhook-id", "The id of the message, the same in each attempt."),
        ("webhook-timestamp", "When it was sent, in seconds since 1970."),
        ("webhook-signature", "`v1,<base64>`: the signature of Standard Webhooks; after a space, another."),
    )
]


class Payload(serializers.Serializer[Any]):
    test = serializers.BooleanField(
        required=False, help_text="true: this is a test message with invented data."
    )


class _OfDomain(Payload):
    job_id = serializers.UUIDField(help_text="The job whose scan has ended.")
    domain_id = serializers.UUIDField(help_text="The domain's id.")
    domain = serializers.CharField(help_text="The domain.")


class ScanFinished(_OfDomain):
    """A scan has ended."""

    status = serializers.ChoiceField(
        [(status.value, status.label) for status in sorted(FINAL)], help_text="How the scan ended."
    )
    error = serializers.CharField(help_text="Why it failed; empty if it did not.")
    error_kind = serializers.ChoiceField([*ERROR_KINDS, ("", "")], help_text="The kind of that error.")
    attempts = serializers.IntegerField(help_text="How many attempts it took.")
    pages = serializers.IntegerField(help_text="How many pages were read.")
    changes = DifferencesField(help_text="What differs from the scans before; empty if nothing does.")
    contacts = Contact(many=True, help_text="All contacts that this scan found.")


class BatchFinished(Payload):
    """All jobs of a batch have ended."""

    batch_id = serializers.UUIDField(help_text="The batch's id.")
    job_count = serializers.IntegerField(help_text="The number of its jobs.")
    totals = serializers.DictField(
        child=serializers.IntegerField(help_text="A number of jobs."), help_text="Jobs by status."
    )


class ContactChanged(_OfDomain, ContactMoves):
    """A scan found other contacts than the last completed scan."""

    added = ContactName(many=True, help_text="Contacts that the scan before did not find.")
    removed = ContactName(many=True, help_text="Contacts that this scan did not find any more.")


def _event_field(event: WebhookEvent) -> serializers.CharField:
    """One value, by which programs tell the kinds of messages apart."""
    constant = {"type": "string", "const": event.value}
    kind: type[serializers.CharField] = extend_schema_field(constant)(
        type("EventField", (serializers.CharField,), {})
    )
    return kind(help_text=f"The event: {event.label}.")


def _message(event: WebhookEvent, payload: type[Payload], told: str) -> OpenApiWebhook:
    fields = {
        "id": serializers.UUIDField(help_text="The id of the message, the same in each attempt."),
        "event": _event_field(event),
        "created_at": serializers.DateTimeField(help_text="When the event happened."),
        "data": payload(help_text="What happened."),
        "__doc__": told,
    }
    body = named(f"{payload.__name__}Message")(
        type(f"{payload.__name__}Message", (serializers.Serializer,), fields)
    )
    described = extend_schema(
        operation_id=event.value.replace(".", "_"),
        summary=told.removesuffix("."),
        description=f"{told} Any 2xx response within ten seconds is a success; otherwise it is sent again.",
        tags=["Webhooks"],
        request=body,
        responses={200: OpenApiResponse(description="The message was received.")},
    )
    return OpenApiWebhook(name=event.value, decorator=described)


SCAN_FINISHED = _message(WebhookEvent.SCAN_FINISHED, ScanFinished, "A scan has ended.")
BATCH_FINISHED = _message(WebhookEvent.BATCH_FINISHED, BatchFinished, "All jobs of a batch have ended.")
CONTACT_CHANGED = _message(
    WebhookEvent.CONTACT_CHANGED, ContactChanged, "A scan found other contacts than the last completed scan."
)
