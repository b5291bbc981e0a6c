"""Delivers messages: signed, posted through the fetcher's guard, tried again by django-q2.

Each message is signed with its webhook's secret: ``X-ScraperSky-Signature: t=<seconds>,v1=<hex>``, where
hex is HMAC-SHA256 over ``<seconds>.<body>``. A receiver compares it and refuses old times. A message may
arrive more than once; its ``id`` stays the same.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from dataclasses import replace
from datetime import timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django_q.tasks import schedule

from domains import engine
from domains.models import Delivery
from domains.models.webhook import DeliveryStatus
from domains.scan.fetch import Fetcher
from domains.scan.report import FetchError
from domains.webhooks import events

SIGNATURE = "X-ScraperSky-Signature"
TIMEOUT = 10.0  # seconds a receiver has to answer
WAITS = (60, 300, 1800, 7200, 21_600)  # seconds before the second attempt, the third, ...


def deliver(delivery_id: str) -> str:
    """One attempt; called by django-q2. A failed one puts the next on the schedule. What came of it."""
    rows = Delivery.objects.filter(pk=delivery_id, status=DeliveryStatus.PENDING, webhook__active=True)
    delivery = rows.select_related("webhook").first()
    if delivery is None:
        return "nothing to deliver"
    # Counted before it is sent: a message that kills its worker does not come back for ever.
    rows.update(attempts=F("attempts") + 1, attempted_at=Now())
    delivery.refresh_from_db(fields=["attempts"])
    try:
        delivery.http_status = _post(delivery)
        delivery.status = DeliveryStatus.DELIVERED
        delivery.error = ""
    except FetchError as error:
        delivery.http_status = error.status
        delivery.error = str(error)
        _try_again(delivery)
    delivery.save(update_fields=["http_status", "status", "error"])
    return delivery.error or delivery.status


def send_again(deliveries: QuerySet[Delivery]) -> list[Delivery]:
    """Begin anew with those that have failed; which they are."""
    with transaction.atomic():
        failed = list(deliveries.filter(status=DeliveryStatus.FAILED).select_for_update(of=("self",)))
        chosen = Delivery.objects.filter(pk__in=[row.pk for row in failed])
        chosen.update(status=DeliveryStatus.PENDING, attempts=0)
        for row in failed:
            events.send_soon(row)
    return failed


def _try_again(delivery: Delivery) -> None:
    if delivery.attempts > len(WAITS):
        delivery.status = DeliveryStatus.FAILED
        return
    wait = timedelta(seconds=WAITS[delivery.attempts - 1])
    schedule(events.DELIVER, str(delivery.pk), next_run=timezone.now() + wait)


def _post(delivery: Delivery) -> int:
    """Post the message; the status answered. Raises ``FetchError``, for an error status too."""
    body = message_body(delivery)
    headers = {
        "Content-Type": "application/json",
        SIGNATURE: signature(delivery.webhook.secret, body, int(time.time())),
    }
    with Fetcher(replace(engine.fetch_policy(), timeout=TIMEOUT)) as fetcher, fetcher.session() as session:
        return session.post(delivery.webhook.url, body, headers).status


def message_body(delivery: Delivery) -> bytes:
    message = {
        "id": delivery.pk,
        "event": delivery.event,
        "created_at": delivery.created_at,
        "data": delivery.payload,
    }
    return json.dumps(message, cls=DjangoJSONEncoder).encode()


def signature(secret: str, body: bytes, seconds: int) -> str:
    """The signature header's value for a body sent at this time (seconds since 1970)."""
    digest = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"
