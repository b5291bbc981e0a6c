"""WebhookReceiver: a host to which one tenant's messages are posted, and how it answered lately."""

from __future__ import annotations

import uuid
from datetime import timedelta
from urllib.parse import urlsplit

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

FAILURES_BEFORE_REST = 5  # failed attempts in a row, of whichever messages
FIRST_REST = timedelta(minutes=1)
LONGEST_REST = timedelta(hours=6)
HOST_LENGTH = 300


def rest_after(failures: int) -> timedelta:
    """The rest after so many failures in a row; each one is twice as long as the one before."""
    doublings = min(failures - FAILURES_BEFORE_REST, 20)
    return min(FIRST_REST * 2**doublings, LONGEST_REST) if doublings >= 0 else timedelta(0)


class WebhookReceiverQuerySet(models.QuerySet["WebhookReceiver"]):
    def of(self, tenant_id: uuid.UUID, url: str) -> WebhookReceiver:
        """The receiver of a tenant's messages to this URL, stored if it is new."""
        row, _ = self.get_or_create(tenant_id=tenant_id, host=urlsplit(url).netloc.lower()[:HOST_LENGTH])
        return row

    def awake(self) -> WebhookReceiverQuerySet:
        """Those that do not rest now, by the database's clock."""
        return self.filter(Q(rests_until__isnull=True) | Q(rests_until__lte=Now()))

    def failing(self) -> WebhookReceiverQuerySet:
        """Those that rest, or have rested and accepted no message since."""
        return self.filter(failures__gte=FAILURES_BEFORE_REST)

    def note_success(self) -> None:
        self.filter(failures__gt=0).update(failures=0, rests_until=None)

    def note_failure(self) -> None:
        """Count a failure of each, and let those rest that failed too often."""
        self.update(failures=F("failures") + 1)
        for row in self.failing():
            self.filter(pk=row.pk).update(rests_until=Now() + rest_after(row.failures))

    def end_rest(self) -> None:
        """End their rest. They still count as failing until they accept a message."""
        self.filter(rests_until__isnull=False).update(rests_until=None)


class WebhookReceiver(models.Model):
    """All messages of a tenant to one host share its limits and its rest, also those of callbacks."""

    tenant_id = models.UUIDField()
    host = models.CharField(max_length=HOST_LENGTH, help_text="With the port, if the URL has one.")
    failures = models.PositiveIntegerField(default=0, help_text="Failed attempts since the last success.")
    rests_until = models.DateTimeField(null=True, help_text="Nothing is sent before.")
    served_at = models.DateTimeField(null=True, help_text="When a message was last taken for it.")

    objects = WebhookReceiverQuerySet.as_manager()

    class Meta:
        db_table = "webhook_receivers"
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "host"], name="webhook_receivers_tenant_host")
        ]

    def __str__(self) -> str:
        return self.host
