"""Webhook: a URL that receives events. Delivery: one message to one webhook, with its result."""

from __future__ import annotations

import base64
import secrets
import uuid
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from domains.models.domain import default_tenant
from domains.models.webhook_receiver import WebhookReceiver
from scrapersky.formats import written

SECRET_PREFIX = "whsec_"  # noqa: S105  what stands before each secret


class WebhookEvent(models.TextChoices):
    SCAN_FINISHED = "scan.finished", "a scan has ended"
    BATCH_FINISHED = "batch.finished", "the last scan of a batch has ended"
    CONTACT_CHANGED = "contact.changed", "a scan found other contacts than the one before"


class DeliveryStatus(models.TextChoices):
    PENDING = "pending", "pending"
    DELIVERED = "delivered", "delivered"
    FAILED = "failed", "failed"


class QuotaExceeded(ValueError):
    """A tenant may have no more of something, for instance of webhooks."""


def new_secret() -> str:
    """In the format of Standard Webhooks: base64 of 256 random bits after a prefix."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def all_events() -> list[str]:
    return list(WebhookEvent.values)


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def for_tenant(self, tenant_id: uuid.UUID) -> WebhookQuerySet:
        return self.filter(tenant_id=tenant_id)

    def listening(self, tenants: Collection[uuid.UUID], subjects: Collection[uuid.UUID]) -> list[Webhook]:
        """Active webhooks of these tenants, for all subjects or for one of these jobs or batches."""
        wanted = Q(subject_id=None) | Q(subject_id__in=subjects)
        return list(self.filter(wanted, tenant_id__in=tenants, active=True))

    def registered(self) -> WebhookQuerySet:
        """Registered webhooks: all but callbacks of single jobs and batches."""
        return self.filter(subject_id=None)

    def with_rests(self) -> WebhookQuerySet:
        """Adds ``failures`` and ``rests_until`` of the receivers."""
        failures = Coalesce("receiver__failures", 0)
        return self.annotate(failures=failures, rests_until=F("receiver__rests_until"))

    def check_quota(self, tenant_id: uuid.UUID) -> None:
        """Raises ``QuotaExceeded`` if the tenant may register no further webhook."""
        quota = settings.WEBHOOKS_PER_TENANT
        if quota and self.for_tenant(tenant_id).registered()[:quota].count() >= quota:
            raise QuotaExceeded(f"this tenant has {quota} webhooks already, as many as WEBHOOKS_PER_TENANT")


class Webhook(models.Model):
    """A URL to which events are posted.

    With a ``subject_id`` it receives events of that job or batch only; a ``callback_url`` is stored like
    this. The secret is stored unhashed, because it is needed for signing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant_id = models.UUIDField(default=default_tenant)
    url = models.URLField(max_length=2000)
    events = models.JSONField(default=all_events)
    subject_id = models.UUIDField(null=True, blank=True, editable=False)
    secret = models.CharField(max_length=100, default=new_secret, editable=False)
    former_secret = models.CharField(
        max_length=100, blank=True, default="", db_default="", editable=False, help_text="The one before."
    )
    former_secret_until = models.DateTimeField(
        null=True, editable=False, help_text="Until then messages are signed with both."
    )
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    receiver = models.ForeignKey(
        WebhookReceiver, models.DO_NOTHING, null=True, editable=False, db_index=False, db_constraint=False
    )

    objects = WebhookQuerySet.as_manager()

    class Meta:
        db_table = "webhooks"
        indexes = [models.Index(fields=["tenant_id", "subject_id"], name="webhooks_listening")]

    def __str__(self) -> str:
        return self.url

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store it with the receiver of its URL.

        Messages that wait are from now on sent to this receiver too.
        """
        fields = kwargs.get("update_fields")
        if fields is None or {"url", "tenant_id"} & set(fields):
            self.receiver = WebhookReceiver.objects.of(self.tenant_id, self.url)
            if fields is not None:
                kwargs["update_fields"] = {*fields, "receiver"}
            if not self._state.adding:
                self.deliveries.pending().update(receiver=self.receiver)
        super().save(*args, **kwargs)

    @property
    def secrets(self) -> list[str]:
        """The secrets that sign messages now, the newest first."""
        former = self.former_secret_until and self.former_secret_until > timezone.now()
        return [self.secret, self.former_secret] if former else [self.secret]

    def rotate_secret(self, keep: timedelta) -> None:
        """Replace the secret. For the time ``keep``, messages are also signed with the previous secret."""
        self.former_secret, self.former_secret_until = self.secret, timezone.now() + keep
        self.secret = new_secret()
        self.save(update_fields=["secret", "former_secret", "former_secret_until"])


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def pending(self) -> DeliveryQuerySet:
        return self.filter(status=DeliveryStatus.PENDING)

    def due(self) -> DeliveryQuerySet:
        """Pending messages whose ``next_attempt_at`` has passed, by the database's clock."""
        return self.pending().filter(next_attempt_at__lte=Now())


class Delivery(models.Model):
    """One message to one webhook: its payload, attempts, and the last response.

    While it is ``pending``, ``next_attempt_at`` is when it is sent next; while it is being sent, when it is
    sent again if the process that sends it dies.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=30, choices=WebhookEvent.choices)
    domain_id = models.UUIDField(null=True, editable=False, help_text="The domain that it is about, if one.")
    payload = models.JSONField(encoder=DjangoJSONEncoder)
    status = models.CharField(max_length=10, choices=DeliveryStatus.choices, default=DeliveryStatus.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    http_status = models.PositiveSmallIntegerField(null=True)
    error = models.TextField(blank=True, default="")
    answer_text = models.TextField(
        "text of the answer",
        blank=True,
        default="",
        db_default="",
        help_text="The beginning of the answer, if the receiver refused the last attempt.",
    )
    created_at = models.DateTimeField(db_default=Now())
    attempted_at = models.DateTimeField(null=True)
    next_attempt_at = models.DateTimeField(db_default=Now())
    receiver = models.ForeignKey(  # found by an index of its own, below
        WebhookReceiver, models.DO_NOTHING, null=True, editable=False, db_index=False, db_constraint=False
    )

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        db_table = "webhook_deliveries"
        verbose_name_plural = "deliveries"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=DeliveryStatus.values), name="webhook_deliveries_status"
            )
        ]
        indexes = [
            models.Index(fields=["webhook", "-created_at"], name="webhook_deliveries_recent"),
            models.Index(fields=["created_at"], name="webhook_deliveries_age"),
            # For the messages that are due to a receiver.
            models.Index(
                fields=["receiver", "next_attempt_at"],
                condition=Q(status=DeliveryStatus.PENDING),
                name="webhook_deliveries_due",
            ),
            models.Index(
                fields=["domain_id"],
                condition=Q(domain_id__isnull=False),
                name="webhook_deliveries_of_domain",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} of {written(self.created_at)}"

    @property
    def is_test(self) -> bool:
        """Whether it was sent to try the webhook. It is attempted once."""
        return bool(self.payload.get("test"))
