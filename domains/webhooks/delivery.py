"""Delivers messages to webhooks: signed, through the fetcher's address checks, with retries.

1. ``events`` stores a ``Delivery`` in the transaction of what it reports, and queues ``deliver`` as a task
   when that transaction is committed. A rolled back scan therefore sends nothing.
2. ``deliver`` counts the attempt before it sends the message: if sending kills the worker, the attempt is
   counted nevertheless, and the message is not sent for ever.
3. The message is posted with a signature: ``X-ScraperSky-Signature: t=<seconds>,v1=<hex>``, where hex is
   HMAC-SHA256 with the webhook's secret over ``<seconds>.<body>``. The receiver computes the same value and
   refuses old times.
4. On any 2xx response the delivery is ``delivered``. Otherwise ``deliver`` is scheduled again after
   ``WAITS``, in a task of its own; when all waits are used up, the delivery is ``failed``.
5. If a worker dies after sending and before step 4 is stored, django-q2 delivers the task again, and the
   receiver gets the message twice. Its ``id`` is then the same.
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
TIMEOUT = 10.0  # seconds that a receiver may take to answer
WAITS = (60, 300, 1800, 7200, 21_600)  # seconds before the second attempt, the third, ...


def deliver(delivery_id: str) -> str:
    """One attempt, called by django-q2. A failed one schedules the next. Returns the error or the status."""
    rows = Delivery.objects.filter(pk=delivery_id, status=DeliveryStatus.PENDING, webhook__active=True)
    delivery = rows.select_related("webhook").first()
    if delivery is None:
        return "nothing to deliver"
    # Counted before it is sent: see step 2 above.
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
    """Queue the failed ones of these deliveries again, with attempts from 0. Returns them."""
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
    """Post the message and return the HTTP status. Raises ``FetchError``, also for an error status."""
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
    """The value of the signature header for a body sent at this time (seconds since 1970)."""
    digest = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"
