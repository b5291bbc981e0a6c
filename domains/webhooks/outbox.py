"""The queue of messages to webhooks, and their results. The only module that writes pending deliveries.

Messages are claimed like domains, with shorter leases:

1. ``claim`` takes due messages, but none for a receiver that rests. The receiver that was served longest ago
   comes first. The attempt is counted before the message is sent, so a message that kills its process is not
   sent for ever.
2. Until ``LEASE`` has passed, no other process takes the message. If the process dies, the message is sent
   again afterwards. Its receiver may then get it twice, with the same ``id``.
3. ``record`` stores the result, if the attempt is still the latest one. After a failure the message is due
   again after the next of ``WAITS``. After the last of them it is ``failed``. A test is not repeated.
4. ``release`` returns messages that were not sent.

Limits: one cluster sends ``SENDERS`` messages at the same time, at most ``PER_TENANT`` of one tenant and
``PER_RECEIVER`` to one receiver. A receiver whose latest attempt failed gets one at a time.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Now

from domains.models import Delivery, Suppression, WebhookReceiver
from domains.models.webhook import DeliveryStatus
from domains.models.webhook_receiver import WebhookReceiverQuerySet

SENDERS = 16
PER_TENANT = 8
PER_RECEIVER = 4
LEASE = timedelta(seconds=60)  # several times what one attempt may take
WAITS = (60, 300, 1800, 7200, 21_600)  # seconds before the second attempt, the third, ...
LONGEST_WAIT = timedelta(days=3)  # a message that is due for longer, because its receiver rests, fails
CHUNK = 500  # rows of old messages that are changed at once
INACTIVE = "not sent: the webhook is not active"
GIVEN_UP = f"not sent: its receiver has accepted nothing for {LONGEST_WAIT.days} days"


@dataclass(frozen=True, slots=True)
class Attempt:
    """The result of an attempt. ``error`` is empty if the message was accepted.

    ``status`` is the HTTP status, if there was one. ``local``: this machine may have caused the error, so it
    is not counted as a failure of the receiver. ``answer``: the beginning of the text with which the receiver
    refused the message.
    """

    status: int | None
    error: str = ""
    local: bool = False
    answer: str = ""


def claim(limit: int, sending: Collection[Delivery] = ()) -> list[Delivery]:
    """Claim up to ``limit`` due messages in one short transaction.

    ``sending``: those that are being sent now.
    """
    tenants = Counter(one.webhook.tenant_id for one in sending)
    receivers = Counter(one.receiver_id for one in sending)
    _assign_receivers()
    if not _receivers_in_turn(limit, tenants).exists():
        return []  # without a transaction, for which SQLite would lock out all other writers
    with transaction.atomic():
        chosen: list[uuid.UUID] = []
        # Receivers that another cluster serves at this moment are skipped.
        locked = _receivers_in_turn(limit, tenants).select_for_update(skip_locked=True, no_key=True)
        for receiver in locked:
            allowed = 1 if receiver.failures else PER_RECEIVER
            room = min(
                allowed - receivers[receiver.pk],
                PER_TENANT - tenants[receiver.tenant_id],
                limit - len(chosen),
            )
            if room > 0:
                due = receiver.delivery_set.due().order_by("next_attempt_at")
                keys = due.values_list("pk", flat=True)[:room]
                tenants[receiver.tenant_id] += len(keys)
                chosen += keys
        return _take(chosen)


def _receivers_in_turn(limit: int, sending: Counter[uuid.UUID]) -> WebhookReceiverQuerySet:
    """Receivers that are awake and have due messages, the one first that was served longest ago."""
    full = [tenant for tenant, count in sending.items() if count >= PER_TENANT]
    waiting = Exists(Delivery.objects.due().filter(receiver=OuterRef("pk")))
    rows = WebhookReceiver.objects.awake().exclude(tenant_id__in=full).filter(waiting)
    in_turn = rows.order_by(F("served_at").asc(nulls_first=True), "pk")
    # More than are needed, because some of them may have reached their own limit.
    return in_turn[: limit + SENDERS]


def _take(chosen: Collection[uuid.UUID]) -> list[Delivery]:
    """Count an attempt of each; messages of webhooks that are not active fail instead."""
    if not chosen:
        return []
    rows = Delivery.objects.filter(pk__in=chosen)
    rows.filter(webhook__active=False).update(status=DeliveryStatus.FAILED, error=INACTIVE)
    rows = rows.pending()
    rows.update(attempts=F("attempts") + 1, attempted_at=Now(), next_attempt_at=Now() + LEASE)
    taken = list(rows.select_related("webhook", "receiver").order_by("created_at"))
    WebhookReceiver.objects.filter(pk__in={one.receiver_id for one in taken}).update(served_at=Now())
    return taken


def _assign_receivers() -> None:
    """Set the receiver of messages and webhooks that an earlier version stored without one."""
    for delivery in Delivery.objects.pending().filter(receiver=None).select_related("webhook")[:CHUNK]:
        webhook = delivery.webhook
        receiver = WebhookReceiver.objects.of(webhook.tenant_id, webhook.url)
        type(webhook).objects.filter(pk=webhook.pk).update(receiver=receiver)
        Delivery.objects.filter(pk=delivery.pk).update(receiver=receiver)


def record(sent: Delivery, attempt: Attempt) -> None:
    """Store the result of an attempt, unless the message was claimed again meanwhile."""
    held = Delivery.objects.filter(pk=sent.pk, attempts=sent.attempts).pending()
    receiver = WebhookReceiver.objects.filter(pk__in=[sent.receiver_id])
    with transaction.atomic():  # the receiver first, as in ``claim``, so that the two cannot deadlock
        answer = "" if attempt.answer and _may_repeat_erased(sent) else attempt.answer
        if not attempt.error:
            receiver.note_success()
            held.update(http_status=attempt.status, error="", answer_text="", status=DeliveryStatus.DELIVERED)
            return
        if not attempt.local:
            receiver.note_failure()
            _give_up_old(receiver)
        told = {"http_status": attempt.status, "error": attempt.error, "answer_text": answer}
        held.update(**told, **_after_failure(sent))


def _may_repeat_erased(sent: Delivery) -> bool:
    """Whether values were erased that an answer could contain."""
    return Suppression.objects.apply_to({sent.webhook.tenant_id})


def _after_failure(sent: Delivery) -> dict[str, object]:
    if sent.is_test or sent.attempts > len(WAITS):
        return {"status": DeliveryStatus.FAILED}
    return {"next_attempt_at": Now() + timedelta(seconds=WAITS[sent.attempts - 1])}


def _give_up_old(receiver: WebhookReceiverQuerySet) -> None:
    """Messages that have been due for very long, because their receiver rests, fail."""
    waiting = Delivery.objects.pending().filter(
        receiver__in=receiver, next_attempt_at__lt=Now() - LONGEST_WAIT
    )
    old = list(waiting.values_list("pk", flat=True)[:CHUNK])
    if old:
        Delivery.objects.filter(pk__in=old).update(status=DeliveryStatus.FAILED, error=GIVEN_UP)


def release(unsent: Collection[Delivery]) -> None:
    """Return messages to the queue whose attempt did not take place."""
    for one in unsent:
        held = Delivery.objects.filter(pk=one.pk, attempts=one.attempts).pending()
        held.update(attempts=F("attempts") - 1, next_attempt_at=Now())
