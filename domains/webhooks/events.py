"""Which webhooks receive which message when a scan or a batch has ended. ``lane`` sends them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.dispatch import receiver

from domains.models import Batch, Delivery, Domain, Scan, Webhook, WebhookReceiver
from domains.models.scan import scans_ended
from domains.models.webhook import WebhookEvent
from domains.queue import batches
from domains.scan.names import canonical_domain
from domains.webhooks.samples import SAMPLES

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Message:
    """An event of a job or a batch (the subject)."""

    event: WebhookEvent
    tenant_id: uuid.UUID
    subject_id: uuid.UUID
    payload: dict[str, Any]

    def concerns(self, webhook: Webhook) -> bool:
        heard = self.event in webhook.events and webhook.subject_id in {None, self.subject_id}
        return heard and webhook.tenant_id == self.tenant_id


def check_url(url: str) -> None:
    """Raises ``ValueError`` with the reason if messages must not be posted to this URL."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be an http or https URL")
    if is_local_receiver(url):
        return
    if parts.port not in {None, 80, 443} or parts.username or parts.password:
        raise ValueError("must have neither a port other than 80 and 443 nor a user name")
    canonical_domain(parts.hostname)


def is_local_receiver(url: str) -> bool:
    """Whether the URL is on this machine. Such receivers are allowed with DEBUG only, on any port."""
    return settings.DEBUG and urlsplit(url).hostname in LOOPBACK


def call_back_scan(url: str, domain_id: uuid.UUID, scan_id: uuid.UUID, tenant_id: uuid.UUID) -> Webhook:
    """Send one message to this URL when the scan has ended, also if it ended a moment ago."""
    with transaction.atomic():
        Domain.objects.select_for_update().filter(pk=domain_id).first()  # its scan cannot end meanwhile
        webhook = _one_shot(url, tenant_id, scan_id, WebhookEvent.SCAN_FINISHED)
        if scan := Scan.objects.filter(pk=scan_id).first():
            _queue([_scan_message(scan)], [webhook])
        return webhook


def call_back_batch(url: str, batch: Batch) -> Webhook:
    """Send one message to this URL when the batch has ended. Call it in the transaction that stores it."""
    webhook = _one_shot(url, batch.tenant_id, batch.pk, WebhookEvent.BATCH_FINISHED)
    if batch.finished_at:
        _queue([_batch_message(batch)], [webhook])
    return webhook


def _one_shot(url: str, tenant_id: uuid.UUID, subject_id: uuid.UUID, event: WebhookEvent) -> Webhook:
    return Webhook.objects.create(url=url, tenant_id=tenant_id, subject_id=subject_id, events=[event])


@receiver(scans_ended)
def tell(scans: list[Scan], **_: Any) -> None:
    """Count the scans as ended in their batches and queue messages, in the transaction of the scans."""
    ended = [scan.pk for scan in scans]
    batches = Batch.objects.jobs_ended(ended)
    webhooks = Webhook.objects.listening({scan.tenant_id for scan in scans}, [*ended, *batches])
    if webhooks:
        prefetch_related_objects(scans, "domain")
        _queue(_messages(scans, batches), webhooks)


def _messages(scans: list[Scan], batches: list[uuid.UUID]) -> Iterator[Message]:
    for scan in scans:
        yield _scan_message(scan)
        yield from _contact_messages(scan)
    for batch in Batch.objects.filter(pk__in=batches):
        yield _batch_message(batch)


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
        "contacts": scan.result.get("contacts", []),
    }
    return Message(WebhookEvent.SCAN_FINISHED, scan.tenant_id, scan.pk, payload)


def _batch_message(batch: Batch) -> Message:
    totals = batches.progress(batch).totals
    payload = {"batch_id": batch.pk, "job_count": batch.job_count, "totals": totals}
    return Message(WebhookEvent.BATCH_FINISHED, batch.tenant_id, batch.pk, payload)


def _contact_messages(scan: Scan) -> Iterator[Message]:
    """At most one message: contacts added and removed since the last completed scan."""
    if changed := scan.changes.get("contacts"):
        payload = {"job_id": scan.pk, "domain_id": scan.domain_id, "domain": scan.domain.domain, **changed}
        yield Message(WebhookEvent.CONTACT_CHANGED, scan.tenant_id, scan.pk, payload)


def _queue(messages: Iterator[Message] | list[Message], webhooks: list[Webhook]) -> None:
    deliveries = [
        Delivery(
            webhook=webhook,
            receiver_id=webhook.receiver_id,
            event=message.event,
            domain_id=message.payload.get("domain_id"),
            payload=message.payload,
        )
        for message in messages
        for webhook in webhooks
        if message.concerns(webhook)
    ]
    Delivery.objects.bulk_create(deliveries)


def send_test(webhook: Webhook, event: WebhookEvent) -> Delivery:
    """Queue a message of this event with invented data, marked as a test.

    Its receiver is tried now, even if it rests.
    """
    with transaction.atomic():
        WebhookReceiver.objects.filter(webhook=webhook).end_rest()
        payload = {"test": True, **SAMPLES[event]}
        return Delivery.objects.create(
            webhook=webhook, receiver_id=webhook.receiver_id, event=event, payload=payload
        )
