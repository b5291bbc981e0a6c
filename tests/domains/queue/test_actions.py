"""Actions on domains by users and API tokens, and their audit entries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_q.models import OrmQ

from domains.lifecycle import Event, TransitionRefused
from domains.models import AuditEntry, BlockedDomain, Domain, Scan
from domains.models.audit_entry import Actor
from domains.queue import actions, claims
from domains.queue.actions import ActionRefused

pytestmark = pytest.mark.django_db

SOMEBODY = Actor("API token crm (ssk_1234567...)")


def states():
    return dict(Domain.objects.values_list("domain", "status"))


def entries():
    return [(entry.domain.domain, entry.actor, entry.message) for entry in AuditEntry.objects.order_by("pk")]


def test_happens_to_those_that_allow_it_and_leaves_an_entry_for_each(queue):
    first, second, third = queue("one.com", "two.com", "three.com")
    second.happen(Event.PAUSE)
    changed = actions.perform(actions.PAUSE, Domain.objects.all(), SOMEBODY, "on holiday")
    assert (changed.count, changed.more) == (2, False)
    assert set(states().values()) == {"paused"}
    told = "Paused. Reason: on holiday"
    assert sorted(entries()) == [(first.domain, SOMEBODY.name, told), (third.domain, SOMEBODY.name, told)]


def test_nothing_is_kept_of_what_did_not_happen(queue):
    (row,) = queue("one.com")
    with pytest.raises(TransitionRefused, match="cannot resume a domain that is pending"):
        actions.perform_one(actions.RESUME, row, SOMEBODY)
    assert entries() == []


def test_a_chunk_and_its_entries_are_stored_together(queue, monkeypatch):
    queue("one.com", "two.com", "three.com")
    monkeypatch.setattr(actions, "CHUNK", 2)
    record, calls = AuditEntry.objects.record, []

    def fail_the_second_time(*args):
        calls.append(args)
        if len(calls) == 2:
            raise RuntimeError("the second chunk")
        record(*args)

    monkeypatch.setattr(AuditEntry.objects, "record", fail_the_second_time)
    with pytest.raises(RuntimeError):
        actions.perform(actions.PAUSE, Domain.objects.all(), SOMEBODY)
    assert sorted(states().values()) == ["paused", "paused", "pending"]
    assert len(entries()) == 2


def test_what_one_call_does_not_reach_is_left_for_the_next(queue, monkeypatch):
    queue("one.com", "two.com", "three.com")
    monkeypatch.setattr(actions, "MAX_DOMAINS", 2)
    assert actions.perform(actions.CANCEL, Domain.objects.all(), SOMEBODY) == actions.Changed(2, more=True)
    assert actions.perform(actions.CANCEL, Domain.objects.all(), SOMEBODY) == actions.Changed(1, more=False)
    assert Scan.objects.count() == 3


@pytest.mark.parametrize("action", [actions.PAUSE, actions.CANCEL])
def test_each_chunk_locks_its_rows_once(queue, action):
    queue("one.com", "two.com")
    with CaptureQueriesContext(connection) as context:
        actions.perform(action, Domain.objects.all(), SOMEBODY)
    reads = [sql for sql in (query["sql"] for query in context) if sql.startswith("SELECT")]
    assert len([sql for sql in reads if 'FROM "domains"' in sql]) == 2  # the keys, then the locked rows


def test_a_rescan_keeps_pages_and_priority_whatever_range_they_had(queue):
    (row,) = queue("one.com", max_pages=9, priority=3000)
    claims.cancel(Domain.objects.all())
    row.refresh_from_db()
    before = row.scan_id
    actions.perform_one(actions.RESCAN, row, SOMEBODY)
    assert row.scan_id != before
    assert (row.status, row.max_pages, row.priority) == ("pending", 9, 3000)
    assert OrmQ.objects.count() == 1  # a run was asked for
    assert entries() == [("one.com", SOMEBODY.name, "Queued for a scan.")]


def test_what_was_put_on_the_block_list_is_not_scanned_again_and_the_reason_is_told(queue):
    row, _ = queue("shop.example.com", "other.com")
    claims.cancel(Domain.objects.all())
    BlockedDomain.objects.create(domain="example.com", reason="the owner asked")
    row.refresh_from_db()
    with pytest.raises(ActionRefused, match="is on the block list: the owner asked"):
        actions.perform_one(actions.RESCAN, row, SOMEBODY)
    assert actions.perform(actions.RESCAN, Domain.objects.all(), SOMEBODY).count == 1
    assert states() == {"shop.example.com": "cancelled", "other.com": "pending"}


def test_columns_that_people_decide_about(queue):
    queue("one.com")
    actions.edit(Domain.objects.all(), {"priority": 7}, SOMEBODY, "urgent")
    assert Domain.objects.get().priority == 7
    assert entries() == [("one.com", SOMEBODY.name, "Priority set to 7. Reason: urgent")]
    with pytest.raises(TypeError, match="use transition"):
        actions.edit(Domain.objects.all(), {"status": "completed"}, SOMEBODY)


def test_an_entry_outlives_its_user(queue, django_user_model):
    queue("one.com")
    user = django_user_model.objects.create_user("alice")
    actions.perform(actions.PAUSE, Domain.objects.all(), Actor("alice", user.pk))
    user.delete()
    assert entries() == [("one.com", "alice", "Paused.")]
