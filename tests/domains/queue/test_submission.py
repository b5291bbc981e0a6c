import uuid

import pytest

from domains.lifecycle import Event
from domains.models import AuditEntry, Domain
from domains.models.audit_entry import Actor
from domains.queue import claims, submission
from domains.queue.claim import Failure
from domains.scan.report import ErrorKind
from tests.domains.conftest import POLICY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def wakes(monkeypatch, django_capture_on_commit_callbacks):
    """How often a run was asked for, without a queue."""
    asked = []
    monkeypatch.setattr(submission.schedule, "wake", lambda: asked.append(1))
    return asked


def submit(*texts, **options):
    return list(submission.submit(texts, **options))


def test_a_new_domain_is_pending_with_a_job():
    (result,) = submit("https://www.Example.com/about")
    row = Domain.objects.get()
    assert (row.domain, row.status, row.max_pages) == ("example.com", "pending", 5)
    assert (result.domain, result.domain_id, result.scan_id) == ("example.com", row.pk, row.scan_id)
    assert result.queued
    assert row.content_scrape_status == "queued"


def test_the_same_domain_keeps_its_job_while_it_waits_or_runs(claim):
    (first,) = submit("example.com")
    (waiting,) = submit("http://example.com")
    claim()
    (running,) = submit("www.example.com")
    assert first.scan_id == waiting.scan_id == running.scan_id
    assert not waiting.queued
    assert not running.queued
    assert Domain.objects.get().status == "processing"


def test_a_paused_domain_stays_paused():
    (first,) = submit("example.com")
    Domain.objects.get().happen(Event.PAUSE)
    (again,) = submit("example.com")
    assert again.scan_id == first.scan_id
    assert Domain.objects.get().status == "paused"


def test_a_finished_domain_is_scanned_again_under_a_new_job(claim, report):
    (first,) = submit("example.com")
    claims.record(*claim(), report(), POLICY)
    (again,) = submit("example.com", max_pages=9)
    row = Domain.objects.get()
    assert again.queued
    assert again.scan_id != first.scan_id
    assert (row.status, row.attempts, row.max_pages, row.title) == ("pending", 0, 9, "Example")
    assert row.scans.get().id == first.scan_id


def test_one_bad_line_never_stops_the_rest():
    good, bad, twice = submit("example.com", "not a domain", "EXAMPLE.com")
    assert (bad.line, bad.text, bad.scan_id) == (2, "not a domain", None)
    assert bad.reason
    assert good.queued
    assert not twice.queued
    assert twice.scan_id == good.scan_id
    assert Domain.objects.count() == 1


def test_tenants_do_not_see_each_other():
    (ours,) = submit("example.com")
    (theirs,) = submit("example.com", tenant_id=uuid.uuid4())
    assert ours.scan_id != theirs.scan_id
    assert Domain.objects.count() == 2


def test_urgent_makes_a_waiting_retry_due_now(claim):
    submit("example.com")
    claims.record(*claim(), Failure(ErrorKind.TIMEOUT, "slow"), POLICY)
    assert claim() == []
    submit("example.com")
    assert claim() == []
    submit("example.com", urgent=True)
    assert [held.domain for held in claim()] == ["example.com"]


@pytest.mark.parametrize("max_pages", [0, 1001, -1])
def test_max_pages_has_bounds(max_pages):
    with pytest.raises(ValueError, match="not between 1 and 1000"):
        submit("example.com", max_pages=max_pages)


def test_more_than_a_chunk_keeps_order_and_counts(monkeypatch):
    monkeypatch.setattr(submission, "CHUNK", 3)
    results = submit(*(f"site-{n}.com" for n in range(10)))
    assert [result.line for result in results] == list(range(1, 11))
    assert Domain.objects.count() == 10


@pytest.mark.django_db(transaction=True)
def test_a_run_is_asked_for_after_the_commit(wakes):
    submit("example.com")
    assert wakes == [1]
    submit("example.com")
    assert wakes == [1]  # nothing new was queued
    submit("other.com", wake=False)
    assert wakes == [1]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"priority": 101}, "priority: 101 is not between -100 and 100"),
        ({"priority": -101}, "priority: -101 is not between -100 and 100"),
        ({"max_pages": 0}, "max_pages: 0 is not between 1 and 1000"),
    ],
)
def test_what_is_outside_its_range_is_refused(options, words):
    with pytest.raises(ValueError, match=words):
        submit("example.com", **options)
    assert not Domain.objects.exists()


def test_an_actor_leaves_an_entry_for_each_scan_that_was_queued():
    submit("one.com", "one.com", "two.com", "not a name", actor=Actor("alice"))
    submit("one.com")
    entries = AuditEntry.objects.order_by("domain__domain").values_list("domain__domain", "actor", "message")
    assert list(entries) == [("one.com", "alice", "Submitted."), ("two.com", "alice", "Submitted.")]
