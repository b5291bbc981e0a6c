"""What is told, once, and what becomes of failures; without sending any message."""

import random
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import F
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from domains.models import Change, NoticeReceiver, SavedFilter
from domains.notices import outbox, schedule, selection
from domains.notices.outbox import Outcome
from tests.domains.notices.conftest import CONTACTS, TITLE

pytestmark = pytest.mark.django_db
SENT = Outcome()
REFUSED = Outcome("404")
UNKNOWN = Outcome("no answer", unknown=True)


def later(**time):
    """Let time pass for all receivers."""
    NoticeReceiver.objects.update(
        next_at=F("next_at") - timedelta(**time), claimed_at=F("claimed_at") - timedelta(**time)
    )


def told(jobs):
    """The domains that messages name, in order."""
    return [
        line
        for job in jobs
        for line in job.message.body.splitlines()
        if line.endswith(".com") and line[0] != " "
    ]


def send_all(outcome=SENT):
    jobs = outbox.due(10)
    for job in jobs:
        outbox.record(job, outcome)
    return jobs


def test_a_change_is_told_once(follow, change):
    follow()
    assert outbox.due(10) == []
    change("alpha.com")
    later(minutes=1)
    (job,) = send_all()
    assert job.message.title == "1 change of 1 domain: Mine"
    later(days=1)
    assert send_all() == []
    change("beta.com")
    later(days=1)
    assert told(send_all()) == ["beta.com"]


def test_what_was_found_before_the_notice_is_not_told(follow, change):
    change("alpha.com")
    follow()
    assert outbox.due(10) == []


def test_at_once_is_at_most_every_ten_minutes_and_collects_the_rest(follow, change):
    follow()
    messages = []
    for minute in range(0, 60, 3):
        change(f"d{minute}.com")
        messages += send_all()
        later(minutes=3)
    assert len(messages) <= 6
    later(minutes=10)
    messages += send_all()
    assert told(messages) == [f"d{minute}.com" for minute in range(0, 60, 3)]


def test_no_receiver_gets_more_than_six_messages_an_hour_whatever_it_answers(follow, change):
    follow()
    dice, attempts = random.Random(3), []
    for minute in range(0, 180, 3):
        change()
        jobs = outbox.due(10)
        attempts += [minute for _ in jobs]
        for job in jobs:
            if dice.random() < 0.8:  # else the process dies
                outbox.record(job, dice.choice([SENT, SENT, REFUSED, UNKNOWN]))
        later(minutes=3)
    assert len(attempts) > 5
    assert max(sum(minute <= one < minute + 60 for one in attempts) for minute in range(180)) <= 6


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [(["contacts"], ["alpha.com"]), (["title"], ["beta.com"]), (["first"], ["gamma.com"]), (["company"], [])],
)
def test_only_the_kinds_that_were_asked_for(follow, change, kinds, expected):
    follow(kinds=kinds)
    for name, changes in {"alpha.com": CONTACTS, "beta.com": TITLE, "gamma.com": {}}.items():
        change(name, changes)
    assert told(outbox.due(10)) == expected


def test_other_kinds_of_the_same_scan_are_not_told(follow, change):
    follow(kinds=["title"])
    change("alpha.com", {**TITLE, **CONTACTS})
    assert "contacts" not in outbox.due(10)[0].message.body


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("country=DE", ["alpha.com"]),
        ("q=alph&country=DE", ["alpha.com"]),
        ("country=FR&wordpress=yes", []),
        ("status=pending&tenant=550e8400-e29b-41d4-a716-446655440000", ["alpha.com", "beta.com"]),
    ],
)
def test_only_domains_of_the_saved_filter(follow, change, viewer, query, expected):
    follow(saved_filter=SavedFilter.objects.create(user=viewer, name="f", query=query))
    change("alpha.com", country="DE")
    change("beta.com", country="FR")
    assert told(outbox.due(10)) == expected


def test_another_tenants_changes_are_not_told(follow, change):
    follow(tenant_id="11111111-1111-1111-1111-111111111111")
    change("alpha.com")
    assert outbox.due(10) == []


def test_a_digest_waits_for_its_hour_and_is_left_out_if_nothing_changed(follow, change):
    receiver = follow(how_often="daily", hour=8)
    outbox.plan(receiver.notice)
    change("alpha.com")
    assert outbox.due(10) == []
    later(days=1)
    assert told(send_all()) == ["alpha.com"]
    receiver.refresh_from_db()
    assert receiver.next_at.hour == 8
    later(days=1)
    assert send_all() == []
    receiver.refresh_from_db()
    assert receiver.next_at.hour == 8, "the next day, also if something changes at noon"
    change("beta.com")
    assert outbox.due(10) == []


def test_killed_between_claim_and_sending_the_same_is_told_again_and_says_so(follow, change):
    receiver = follow()
    change("alpha.com")
    (lost,) = outbox.due(10)
    change("beta.com")
    assert outbox.due(10) == [], "its claim holds"
    later(minutes=10)
    (again,) = outbox.due(10)
    assert again.message.body.startswith("This message may have been sent before")
    assert told([again]) == told([lost]) == ["alpha.com"]
    outbox.record(lost, SENT)  # too late
    receiver.refresh_from_db()
    assert (receiver.told_to, receiver.failures) == (0, 1)
    outbox.record(again, SENT)
    later(minutes=10)
    assert told(outbox.due(10)) == ["beta.com"]


def test_whose_acceptance_is_not_known_is_repeated_as_it_was(follow, change):
    follow()
    change("alpha.com")
    send_all(UNKNOWN)
    change("beta.com")
    later(minutes=10)
    (again,) = outbox.due(10)
    assert told([again]) == ["alpha.com"]
    assert "may have been sent before" in again.message.body


def test_what_was_refused_is_told_with_what_came_since(follow, change):
    follow()
    change("alpha.com")
    send_all(REFUSED)
    change("beta.com")
    later(minutes=10)
    (again,) = outbox.due(10)
    assert told([again]) == ["alpha.com", "beta.com"]
    assert "before" not in again.message.body.splitlines()[0]


@pytest.mark.parametrize("outcome", [REFUSED, UNKNOWN])
def test_after_many_failures_it_is_switched_off(follow, change, outcome):
    receiver = follow()
    change("alpha.com")
    for _ in range(schedule.MOST_FAILURES + 1):
        send_all(outcome)
        later(hours=6)
    receiver.refresh_from_db()
    assert receiver.off_at
    assert receiver.failures == schedule.MOST_FAILURES
    assert receiver.last_error == outcome.error
    assert outbox.due(10) == []


def test_a_success_forgets_the_failures(follow, change):
    receiver = follow()
    change("alpha.com")
    send_all(REFUSED)
    later(hours=1)
    send_all()
    receiver.refresh_from_db()
    assert (receiver.failures, receiver.last_error, receiver.off_at) == (0, "", None)
    assert receiver.last_sent_at


def test_a_failure_of_this_machine_is_not_the_receivers(follow, change):
    receiver = follow()
    change("alpha.com")
    send_all(Outcome("no memory", local=True))
    receiver.refresh_from_db()
    assert receiver.failures == 0
    later(minutes=2)
    assert told(outbox.due(10)) == ["alpha.com"]


def test_two_clusters_claim_a_message_once(follow, change):
    follow()
    change("alpha.com")
    (receiver,) = NoticeReceiver.objects.select_related("notice__user", "notice__saved_filter")
    assert outbox.due(10)
    assert outbox._look(receiver) is None, "read before the other had claimed it"


@pytest.mark.parametrize("change_of_user", [{"is_active": False}, {"is_staff": False}, "groups"])
def test_who_may_no_longer_look_is_told_nothing_also_not_later(follow, change, viewer, change_of_user):
    follow()
    change("alpha.com")
    if change_of_user == "groups":
        viewer.groups.clear()
    else:
        User.objects.update(**change_of_user)
    assert outbox.due(10) == []
    User.objects.update(is_active=True, is_staff=True, is_superuser=True)
    later(days=1)
    assert outbox.due(10) == []


def test_a_notice_that_is_switched_off_tells_nothing(follow, change):
    follow(active=False)
    change("alpha.com")
    assert outbox.due(10) == []


def test_one_receivers_failure_delays_no_other(follow, change):
    first = follow()
    NoticeReceiver.objects.create(notice=first.notice, url="json://192.0.2.2/", label="b", longest_body=1000)
    change("alpha.com")
    bad, good = outbox.due(10)
    outbox.record(bad, REFUSED)
    outbox.record(good, SENT)
    assert NoticeReceiver.objects.get(pk=good.receiver.pk).told_to == 1
    assert NoticeReceiver.objects.get(pk=bad.receiver.pk).told_to == 0


@pytest.mark.parametrize(
    ("query", "zone", "reason"),
    [
        ("action=1-2-3", "UTC", "its saved filter contains action, which a notice cannot follow"),
        ("country=DE", "Mars/Olympus", "no message could be made: ZoneInfoNotFoundError"),
    ],
)
def test_one_that_cannot_be_made_fails_and_the_others_are_sent(follow, change, viewer, query, zone, reason):
    saved = SavedFilter.objects.create(user=viewer, name="f", query=query)
    broken = follow(saved_filter=saved, time_zone=zone, how_often="daily")
    follow(name="Other")
    change("alpha.com")
    assert [job.message.title for job in send_all()] == ["1 change of 1 domain: Other"]
    broken.refresh_from_db()
    assert (broken.failures, broken.last_error) == (1, reason)
    assert outbox.due(10) == []


def test_a_user_with_many_slow_receivers_leaves_places_to_others(follow, change):
    for _ in range(5):
        follow()
    other = User.objects.create_superuser("other")
    follow(user=other)
    change("alpha.com")
    first = outbox.due(outbox.SENDERS)
    assert [job.receiver.notice.user_id == other.pk for job in first] == [False, False, True]
    assert len(first) == outbox.PER_USER + 1
    assert outbox.due(1, first) == []


def test_a_test_is_sent_at_once_and_once(follow):
    receiver = follow(active=False)
    NoticeReceiver.objects.update(test_at=Now(), next_at=Now() + timedelta(days=1))
    (job,) = outbox.due(10)
    assert job.is_test
    assert outbox.due(10) == []
    outbox.record(job, Outcome("401"))
    receiver.refresh_from_db()
    assert (receiver.test_error, receiver.failures) == ("401", 0)
    assert receiver.tested_at


def test_a_stop_gives_back_what_was_not_sent(follow, change):
    follow()
    change("alpha.com")
    (job,) = outbox.due(10)
    outbox.release([job])
    (again,) = outbox.due(10)
    assert "before" not in again.message.body.splitlines()[0]
    again.started = True
    outbox.release([again])
    assert outbox.due(10) == []
    later(minutes=10)
    assert "may have been sent before" in outbox.due(10)[0].message.body


def test_a_long_feed_is_read_in_pieces_and_told_in_several_messages(follow, change, monkeypatch):
    monkeypatch.setattr(selection, "PIECE", 2)
    monkeypatch.setattr(selection, "MOST_CHANGES", 4)
    receiver = follow(how_often="weekly")
    for number in range(9):
        change(f"d{number}.com")
    messages = []
    for _ in range(4):
        messages += send_all()
        later(minutes=10)
    assert [job.message.title.partition(":")[0] for job in messages] == [
        "4 changes of 4 domains",
        "4 changes of 4 domains",
        "1 change of 1 domain",
    ]
    receiver.refresh_from_db()
    assert receiver.told_to == 9


def test_an_erased_domain_is_not_told(follow, change):
    follow()
    change("alpha.com").delete()
    assert Change.objects.count() == 0
    assert outbox.due(10) == []


def test_a_poll_with_nothing_to_tell_is_one_query_and_writes_nothing(follow):
    follow()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        outbox.due(10)
    assert [one["sql"].partition(" ")[0] for one in queries] == ["SELECT"]
