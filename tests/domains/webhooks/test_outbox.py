"""Which messages are sent next, and what becomes of them; without sending any."""

import uuid
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from domains.models import Delivery, Webhook, WebhookReceiver
from domains.models.domain import default_tenant
from domains.models.webhook_receiver import FAILURES_BEFORE_REST, LONGEST_REST, rest_after
from domains.webhooks import events, outbox
from domains.webhooks.outbox import PER_RECEIVER, PER_TENANT, SENDERS, Attempt

pytestmark = pytest.mark.django_db
REFUSED = Attempt(500, "HTTP 500")
ACCEPTED = Attempt(204)


def wait(webhook, count=1, **fields):
    """Let so many messages to this webhook wait."""
    rows = [
        Delivery(
            webhook=webhook, receiver_id=webhook.receiver_id, event="scan.finished", payload={}, **fields
        )
        for _ in range(count)
    ]
    return Delivery.objects.bulk_create(rows)


def hook(host="a.example.com", tenant=None, **fields):
    return Webhook.objects.create(url=f"https://{host}/in", tenant_id=tenant or default_tenant(), **fields)


def hosts(messages):
    return Counter(message.receiver.host for message in messages)


def fail(webhook, times):
    """Let so many attempts fail, without their waits."""
    for _ in range(times):
        wait(webhook)
        WebhookReceiver.objects.update(rests_until=None)
        outbox.record(outbox.claim(1)[0], REFUSED)
    return WebhookReceiver.objects.get(pk=webhook.receiver_id)


def test_one_tenants_messages_leave_places_to_another():
    many = [hook(f"{letter}.example.com") for letter in "abc"]
    for webhook in many:
        wait(webhook, 100)
    other = hook("z.example.com", uuid.uuid4())
    wait(other, 2)
    first = outbox.claim(SENDERS)
    assert hosts(first) == {"a.example.com": PER_RECEIVER, "b.example.com": PER_RECEIVER, "z.example.com": 2}
    assert PER_TENANT == 2 * PER_RECEIVER
    assert outbox.claim(SENDERS - len(first), first) == []


def test_receivers_take_turns():
    for letter in "abcd":
        wait(hook(f"{letter}.example.com", uuid.uuid4()), 20)
    served = [hosts(outbox.claim(PER_RECEIVER)).most_common() for _ in range(5)]
    assert [host[0] for ((host, _),) in served] == ["a", "b", "c", "d", "a"]


def test_callbacks_to_one_host_share_its_places():
    for number in range(20):
        wait(hook(subject_id=uuid.uuid4(), events=[str(number)]))
    assert len(outbox.claim(SENDERS)) == PER_RECEIVER


def test_a_receiver_that_failed_is_asked_one_at_a_time_until_it_answers():
    webhook = hook()
    fail(webhook, 1)
    wait(webhook, 10)
    (trial,) = outbox.claim(SENDERS)
    assert outbox.claim(SENDERS, [trial]) == []
    outbox.record(trial, ACCEPTED)
    assert len(outbox.claim(SENDERS)) == PER_RECEIVER


def test_one_that_failed_often_in_a_row_rests_longer_each_time_and_success_ends_it():
    webhook = hook()
    rests = []
    for _ in range(4):
        receiver = fail(webhook, 1 if rests else FAILURES_BEFORE_REST)
        now = WebhookReceiver.objects.annotate(now=Now()).get().now
        rests.append(round((receiver.rests_until - now).total_seconds()))
    assert rests == [60, 120, 240, 480]
    wait(webhook)
    assert outbox.claim(SENDERS) == []
    WebhookReceiver.objects.update(rests_until=Now())
    outbox.record(outbox.claim(SENDERS)[0], ACCEPTED)
    receiver.refresh_from_db()
    assert (receiver.failures, receiver.rests_until) == (0, None)


def test_no_rest_is_longer_than_the_longest():
    assert rest_after(FAILURES_BEFORE_REST - 1) == timedelta(0)
    assert rest_after(1_000_000) == LONGEST_REST


def test_a_fault_of_this_machine_is_not_the_receivers():
    webhook = hook()
    wait(webhook)
    outbox.record(outbox.claim(1)[0], Attempt(None, "no network", local=True))
    assert WebhookReceiver.objects.get().failures == 0
    assert Delivery.objects.get().status == "pending"


@pytest.mark.parametrize("way", ["test", "resend"])
def test_a_test_and_a_message_sent_again_end_the_rest(way):
    webhook = hook()
    receiver = fail(webhook, FAILURES_BEFORE_REST)
    if way == "test":
        events.send_test(webhook, "scan.finished")
    else:
        from domains.webhooks import delivery

        Delivery.objects.update(status="failed")
        delivery.send_again(Delivery.objects.all())
    receiver.refresh_from_db()
    assert (receiver.failures, receiver.rests_until) == (FAILURES_BEFORE_REST, None)
    assert len(outbox.claim(SENDERS)) == 1


def test_what_waited_for_days_at_a_receiver_that_rests_fails():
    webhook = hook()
    old = wait(webhook, 3, next_attempt_at=Now() - outbox.LONGEST_WAIT - timedelta(minutes=1))
    young = wait(webhook, 1, next_attempt_at=Now() - outbox.LONGEST_WAIT + timedelta(minutes=5))
    fail(webhook, 1)
    left = dict(Delivery.objects.values_list("pk", "status"))
    assert Counter(left[row.pk] for row in old) == {"failed": 2, "pending": 1}  # one was tried
    assert left[young[0].pk] == "pending"


def test_a_message_is_taken_once_and_again_when_its_lease_has_expired():
    wait(hook())
    (late,) = outbox.claim(SENDERS)
    assert outbox.claim(SENDERS) == []
    Delivery.objects.update(next_attempt_at=Now())
    (again,) = outbox.claim(SENDERS)
    assert (late.attempts, again.attempts) == (1, 2)
    outbox.record(late, REFUSED)
    row = Delivery.objects.get()
    assert (row.status, row.error) == ("pending", "")
    outbox.record(again, ACCEPTED)
    assert Delivery.objects.get().status == "delivered"


def test_an_attempt_that_did_not_take_place_is_not_counted():
    wait(hook())
    outbox.release(outbox.claim(SENDERS))
    (again,) = outbox.claim(SENDERS)
    assert again.attempts == 1


def test_messages_of_a_webhook_that_was_stopped_fail():
    webhook = hook()
    wait(webhook, 2)
    webhook.active = False
    webhook.save(update_fields=["active"])
    assert outbox.claim(SENDERS) == []
    assert set(Delivery.objects.values_list("status", "error")) == {("failed", outbox.INACTIVE)}


def test_messages_follow_a_webhook_that_moves_away_from_a_receiver_that_rests():
    webhook = hook()
    fail(webhook, FAILURES_BEFORE_REST)
    Delivery.objects.update(next_attempt_at=Now())
    webhook.url = "https://b.example.com/in"
    webhook.save(update_fields=["url"])
    assert hosts(outbox.claim(SENDERS)) == {"b.example.com": PER_RECEIVER}


def test_what_an_earlier_version_stored_gets_its_receiver():
    webhook = hook()
    wait(webhook, 2)
    Delivery.objects.update(receiver=None)
    Webhook.objects.update(receiver=None)
    assert hosts(outbox.claim(SENDERS)) == {"a.example.com": 2}
    webhook.refresh_from_db()
    assert webhook.receiver.host == "a.example.com"


def test_due_messages_of_a_receiver_are_read_from_an_index():
    wait(hook(), 2)
    with CaptureQueriesContext(connection) as context:
        outbox.claim(SENDERS)
    reads = [query["sql"] for query in context if '"next_attempt_at" ASC' in query["sql"]]
    how = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(how + reads[0].replace("%", "%%"))
        assert "webhook_deliveries_due" in str(cursor.fetchall())
