"""Who is told when a scan or a batch has ended, and what. ``delivery`` does the telling."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django_q.tasks import async_task

from domains import bulk
from domains.models import Batch, Delivery, Domain, Scan, Webhook
from domains.models.webhook import WebhookEvent
from domains.scan.names import canonical_domain

DELIVER = "domains.delivery.deliver"


@dataclass(frozen=True, slots=True)
class Message:
    """Something that happened to a job or a batch (the subject)."""

    event: WebhookEvent
    subject_id: uuid.UUID
    payload: dict[str, Any]

    def concerns(self, webhook: Webhook) -> bool:
        return self.event in webhook.events and webhook.subject_id in {None, self.subject_id}


def check_url(url: str) -> None:
    """Raises ``ValueError`` with the reason where no message may be posted to this URL."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be an http or https URL")
    if parts.port not in {None, 80, 443} or parts.username or parts.password:
        raise ValueError("must have neither a port other than 80 and 443 nor a user name")
    canonical_domain(parts.hostname)


def call_back_scan(url: str, domain_id: uuid.UUID, scan_id: uuid.UUID, tenant_id: uuid.UUID) -> Webhook:
    """Have one URL told when this scan has ended, even if it just has."""
    with transaction.atomic():
        Domain.objects.select_for_update().filter(pk=domain_id).first()  # its scan cannot end meanwhile
        webhook = _one_shot(url, tenant_id, scan_id, WebhookEvent.SCAN_FINISHED)
        if scan := Scan.objects.filter(pk=scan_id).first():
            _queue([_scan_message(scan)], [webhook])
        return webhook


def call_back_batch(url: str, batch: Batch) -> Webhook:
    """Have one URL told when this batch has finished. Call it in the transaction that stores the batch."""
    webhook = _one_shot(url, batch.tenant_id, batch.pk, WebhookEvent.BATCH_FINISHED)
    if batch.finished_at:
        _queue([_batch_message(batch)], [webhook])
    return webhook


def _one_shot(url: str, tenant_id: uuid.UUID, subject_id: uuid.UUID, event: WebhookEvent) -> Webhook:
    return Webhook.objects.create(url=url, tenant_id=tenant_id, subject_id=subject_id, events=[event])


@receiver(post_save, sender=Scan)
def scan_ended(instance: Scan, **_: Any) -> None:
    """Count the scan in its batches and queue what others shall be told, in the scan's transaction."""
    batches = Batch.objects.job_ended(instance.pk)
    webhooks = Webhook.objects.listening(instance.tenant_id, [instance.pk, *batches])
    if webhooks:
        _queue(_messages(instance, batches, webhooks), webhooks)


def _messages(scan: Scan, batches: list[uuid.UUID], webhooks: list[Webhook]) -> Iterator[Message]:
    yield _scan_message(scan)
    for batch in Batch.objects.filter(pk__in=batches):
        yield _batch_message(batch)
    if any(WebhookEvent.CONTACT_CHANGED in webhook.events for webhook in webhooks):
        yield from _contact_messages(scan)


def _scan_message(scan: Scan) -> Message:
    payload = {
        "job_id": scan.pk,
        "domain_id": scan.domain_id,
        "domain": scan.domain.domain,
        "status": scan.status,
        "error": scan.error,
        "error_kind": scan.error_kind,
        "attempts": scan.attempts,
        "pages": scan.pages,
        "changes": scan.changes,
    }
    return Message(WebhookEvent.SCAN_FINISHED, scan.pk, payload)


def _batch_message(batch: Batch) -> Message:
    totals = bulk.progress(batch).totals
    payload = {"batch_id": batch.pk, "job_count": batch.job_count, "totals": totals}
    return Message(WebhookEvent.BATCH_FINISHED, batch.pk, payload)


def _contact_messages(scan: Scan) -> Iterator[Message]:
    """At most one: what this scan found that the completed one before it did not, and the reverse."""
    if changed := scan.changes.get("contacts"):
        payload = {"job_id": scan.pk, "domain_id": scan.domain_id, "domain": scan.domain.domain, **changed}
        yield Message(WebhookEvent.CONTACT_CHANGED, scan.pk, payload)


def _queue(messages: Iterator[Message] | list[Message], webhooks: list[Webhook]) -> None:
    deliveries = [
        Delivery(webhook=webhook, event=message.event, payload=message.payload)
        for message in messages
        for webhook in webhooks
        if message.concerns(webhook)
    ]
    Delivery.objects.bulk_create(deliveries)
    for delivery in deliveries:
        send_soon(delivery)


def send_soon(delivery: Delivery) -> None:
    """Have the queue deliver it, once the present transaction is stored."""
    transaction.on_commit(partial(async_task, DELIVER, str(delivery.pk)))
