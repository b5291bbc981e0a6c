"""Posts messages to webhooks: signed, and through the fetcher's address checks.

1. ``events`` stores a ``Delivery`` in the transaction of what it reports. A rolled back scan therefore sends
   nothing.
2. ``lane`` takes due messages from the ``outbox`` and posts them with ``send``, in threads of its own.
3. The message is posted with signatures (see ``signatures``). The receiver computes the same values, and
   refuses messages with an old time. Any 2xx response is a success.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import replace

import requests
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Now

from domains import scan_setup
from domains.models import Delivery, Webhook, WebhookReceiver
from domains.models.webhook import DeliveryStatus
from domains.scan.fetch import Fetcher
from domains.scan.report import ErrorKind, FetchError
from domains.webhooks import events, signatures
from domains.webhooks.outbox import Attempt

EVENT = "X-ScraperSky-Event"
TIMEOUT = 10.0  # seconds that a receiver may take to answer
LONGEST_ANSWER = 1024  # bytes of a refusal that are stored


def new_fetcher() -> Fetcher:
    """The fetcher of all messages of a process, so that the certificate authorities are loaded once."""
    return Fetcher(replace(scan_setup.fetch_policy(), timeout=TIMEOUT, per_address=0))


def send(message: Delivery, fetcher: Fetcher) -> Attempt:
    """Post a message with its webhook once. Uses no database."""
    try:
        return Attempt(_post(message, fetcher))
    except FetchError as error:
        # Without NUL, which PostgreSQL does not store.
        answer = error.body[:LONGEST_ANSWER].decode(errors="replace").replace("\0", "")
        return Attempt(error.status, str(error), error.local, answer)


def send_again(
    deliveries: QuerySet[Delivery], ended: Sequence[DeliveryStatus] = (DeliveryStatus.FAILED,)
) -> list[Delivery]:
    """Queue again those of these deliveries whose status is in ``ended``, with attempts from 0. Returns them.

    Their receivers are tried again now, even if they rest.
    """
    present = Webhook.objects.filter(pk=OuterRef("webhook")).values("receiver")
    with transaction.atomic():
        found = list(deliveries.filter(status__in=ended).select_for_update(of=("self",)))
        chosen = Delivery.objects.filter(pk__in=[row.pk for row in found])
        chosen.update(
            status=DeliveryStatus.PENDING, attempts=0, next_attempt_at=Now(), receiver=Subquery(present)
        )
        WebhookReceiver.objects.filter(delivery__in=chosen).end_rest()
    return found


def deliver(delivery_id: str) -> str:
    """Does nothing. Earlier versions queued a task for each message, and some may still wait in the queue."""
    return f"the cluster's lane for messages sends {delivery_id}"


def _post(delivery: Delivery, fetcher: Fetcher) -> int:
    """Post the message and return the HTTP status. Raises ``FetchError``, also for an error status."""
    body = message_body(delivery)
    headers = {
        "Content-Type": "application/json",
        EVENT: delivery.event,
        **signatures.headers(delivery.webhook.secrets, str(delivery.pk), body, int(time.time())),
    }
    if events.is_local_receiver(delivery.webhook.url):
        return _post_locally(delivery.webhook.url, body, headers)
    with fetcher.session() as session:
        return session.post(delivery.webhook.url, body, headers).status


def _post_locally(url: str, body: bytes, headers: dict[str, str]) -> int:
    """Post to a program on this machine, in development. Any port is allowed; the fetcher would refuse it."""
    with requests.Session() as session:
        session.trust_env = False  # no proxy leads to this machine
        try:
            answer = session.post(url, body, headers=headers, timeout=TIMEOUT, allow_redirects=False)
        except requests.RequestException as error:
            raise FetchError(ErrorKind.CONNECT, str(error)) from error
    status = answer.status_code
    if not 200 <= status < 300:
        raise FetchError(ErrorKind.HTTP_5XX, f"status {status}", status=status, body=answer.content)
    return status


def message_body(delivery: Delivery) -> bytes:
    message = {
        "id": delivery.pk,
        "event": delivery.event,
        "created_at": delivery.created_at,
        "data": delivery.payload,
    }
    return json.dumps(message, cls=DjangoJSONEncoder).encode()
