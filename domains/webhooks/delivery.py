"""Delivers messages to webhooks: signed, through the fetcher's address checks, with retries.

1. ``events`` stores a ``Delivery`` in the transaction of what it reports, and queues ``deliver`` as a task
   when that transaction is committed. A rolled back scan therefore sends nothing.
2. ``deliver`` counts the attempt before it sends the message: if sending kills the worker, the attempt is
   counted nevertheless, and the message is not sent for ever.
3. The message is posted with signatures (see ``signatures``). The receiver computes the same values and
   refuses old times.
4. On any 2xx response the delivery is ``delivered``. Otherwise ``deliver`` is scheduled again after
   ``WAITS``, in a task of its own; when all waits are used up, the delivery is ``failed``. A test is not
   repeated.
5. If a worker dies after sending and before step 4 is stored, django-q2 delivers the task again, and the
   receiver gets the message twice. Its ``id`` is then the same.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import requests
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django_q.tasks import schedule

from domains import scan_setup
from domains.models import Delivery
from domains.models.webhook import DeliveryStatus
from domains.scan.fetch import Fetcher
from domains.scan.report import ErrorKind, FetchError
from domains.webhooks import events, signatures

EVENT = "X-ScraperSky-Event"
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


def send_again(
    deliveries: QuerySet[Delivery], ended: Sequence[DeliveryStatus] = (DeliveryStatus.FAILED,)
) -> list[Delivery]:
    """Queue those of these deliveries that have ended like this again, with attempts from 0. Returns them."""
    with transaction.atomic():
        found = list(deliveries.filter(status__in=ended).select_for_update(of=("self",)))
        chosen = Delivery.objects.filter(pk__in=[row.pk for row in found])
        chosen.update(status=DeliveryStatus.PENDING, attempts=0)
        for row in found:
            events.send_soon(row)
    return found


def _try_again(delivery: Delivery) -> None:
    if delivery.is_test or delivery.attempts > len(WAITS):
        delivery.status = DeliveryStatus.FAILED
        return
    wait = timedelta(seconds=WAITS[delivery.attempts - 1])
    schedule(events.DELIVER, str(delivery.pk), next_run=timezone.now() + wait)


def _post(delivery: Delivery) -> int:
    """Post the message and return the HTTP status. Raises ``FetchError``, also for an error status."""
    body = message_body(delivery)
    headers = {
        "Content-Type": "application/json",
        EVENT: delivery.event,
        **signatures.headers(delivery.webhook.secrets, str(delivery.pk), body, int(time.time())),
    }
    if events.is_local_receiver(delivery.webhook.url):
        return _post_locally(delivery.webhook.url, body, headers)
    policy = replace(scan_setup.fetch_policy(), timeout=TIMEOUT)
    with Fetcher(policy) as fetcher, fetcher.session() as session:
        return session.post(delivery.webhook.url, body, headers).status


def _post_locally(url: str, body: bytes, headers: dict[str, str]) -> int:
    """To a program on this machine, in development: on any port, which the fetcher refuses."""
    with requests.Session() as session:
        session.trust_env = False  # no proxy leads to this machine
        try:
            answer = session.post(url, body, headers=headers, timeout=TIMEOUT, allow_redirects=False)
        except requests.RequestException as error:
            raise FetchError(ErrorKind.CONNECT, str(error)) from error
    if not answer.ok or answer.is_redirect:
        raise FetchError(ErrorKind.HTTP_5XX, f"status {answer.status_code}", status=answer.status_code)
    return answer.status_code


def message_body(delivery: Delivery) -> bytes:
    message = {
        "id": delivery.pk,
        "event": delivery.event,
        "created_at": delivery.created_at,
        "data": delivery.payload,
    }
    return json.dumps(message, cls=DjangoJSONEncoder).encode()
