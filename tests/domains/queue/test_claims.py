import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from domains.lifecycle import DomainStatus, Event
from domains.models import Domain, Page, Scan
from domains.queue import claims
from domains.queue.claim_types import ClaimLost, Failure
from domains.scan.report import ErrorKind
from tests.domains.conftest import LEASE, POLICY

pytestmark = pytest.mark.django_db

EXPIRED = timedelta(seconds=-1)
TIMEOUT = Failure(ErrorKind.TIMEOUT, "no answer within 20 s")


def names(granted):
    return [claim.domain for claim in granted]


def test_the_longest_due_is_claimed_first_and_priority_goes_before_it(queue, claim):
    queue("first.com", "second.com", "third.com")
    Domain.objects.filter(domain="third.com").update(priority=1)
    assert names(claim(2)) == ["third.com", "first.com"]
    assert names(claim(2)) == ["second.com"]
    assert names(claim(2)) == []


def test_only_what_is_pending_and_due_is_claimed(queue, claim):
    paused, later, _ = queue("paused.com", "later.com", "due.com")
    paused.happen(Event.PAUSE)
    Domain.objects.filter(pk=later.pk).update(next_attempt_at=Now() + timedelta(minutes=1))
    assert names(claim()) == ["due.com"]


def test_a_choice_of_domains_is_claimed_alone(queue, claim):
    _, wanted = queue("other.com", "wanted.com")
    assert names(claim(only=[wanted.pk])) == ["wanted.com"]


def test_success_sets_the_domain_writes_the_scan_and_its_pages(queue, claim, report):
    (row,) = queue("example.com")
    (held,) = claim()
    assert claims.record(held, report(), POLICY) is Event.COMPLETE
    row.refresh_from_db()
    assert (row.status, row.title, row.language) == ("completed", "Example", "en")
    assert row.email_addresses == ["info@example.com"]
    assert row.phone_numbers == ["+12025550143"]
    assert row.facebook_url == "https://www.facebook.com/example"
    assert (row.content_scrape_status, row.page_scrape_status) == ("complete", "complete")
    assert row.sitemap_monitor_status == "skipped"
    assert row.claim_token is None
    assert row.last_scan is not None
    scan = Scan.objects.get()
    assert (scan.id, scan.status, scan.attempts, scan.pages) == (row.scan_id, "completed", 1, 1)
    page = Page.objects.get()
    assert (page.url, page.page_type, page.http_status) == ("https://example.com/", "home", 200)
    assert page.contacts[0]["how"] == "mailto"


def test_a_failure_that_may_pass_is_queued_for_later(queue, claim):
    (row,) = queue("example.com")
    (held,) = claim()
    assert claims.record(held, TIMEOUT, POLICY) is Event.RETRY
    row.refresh_from_db()
    assert (row.status, row.attempts, row.error_kind) == ("pending", 1, "timeout")
    assert row.last_error == "no answer within 20 s"
    assert row.scan_id == held.scan_id
    assert claim() == []  # not due yet
    assert not Scan.objects.exists()


def test_the_last_attempt_fails_with_the_last_error(queue, claim):
    (row,) = queue("example.com", attempts=2)
    (held,) = claim()
    assert claims.record(held, TIMEOUT, POLICY) is Event.FAIL
    row.refresh_from_db()
    assert (row.status, row.attempts) == ("failed", 3)
    assert Scan.objects.get().error == "no answer within 20 s"


def test_a_forbidden_site_is_skipped_not_failed(queue, claim):
    (row,) = queue("example.com")
    (held,) = claim()
    claims.record(held, Failure(ErrorKind.ROBOTS, "robots.txt: Disallow: /"), POLICY)
    row.refresh_from_db()
    assert (row.status, row.error_kind) == ("skipped", "robots")


def test_given_back_it_is_due_at_once_and_has_its_attempt_again(queue, claim):
    queue("example.com")
    assert claims.release(claim()) == 1
    row = Domain.objects.get()
    assert (row.status, row.attempts, row.lost_claims) == ("pending", 0, 0)
    assert names(claim()) == ["example.com"]


def test_an_expired_claim_is_taken_back_and_its_late_result_refused(queue, claim, report):
    queue("example.com")
    (late,) = claim(lease=EXPIRED)
    assert claims.reclaim_expired() == 1
    with pytest.raises(ClaimLost):
        claims.record(late, report(title="Late"), POLICY)
    (newer,) = claim(quarantined=True)
    with pytest.raises(ClaimLost):
        claims.record(late, report(title="Late"), POLICY)
    assert claims.release([late]) == 0
    claims.record(newer, report(title="Newer"), POLICY)
    row = Domain.objects.get()
    assert (row.title, row.attempts) == ("Newer", 1)
    assert Scan.objects.count() == 1


def test_a_renewed_claim_is_not_taken_back(queue, claim):
    queue("example.com")
    held = claim(lease=EXPIRED)
    claims.renew(held, LEASE)
    assert claims.reclaim_expired() == 0


def test_a_domain_that_kills_its_workers_is_given_up(queue, claim):
    (row,) = queue("poison.com")
    for lost in range(claims.MOST_LOST_CLAIMS):
        assert names(claim(quarantined=lost > 0, lease=EXPIRED)) == ["poison.com"]
        claims.reclaim_expired()
    row.refresh_from_db()
    assert (row.status, row.error_kind) == ("failed", "internal")
    assert (
        row.last_error
        == "its claim was lost 10 times in a row: the machine or the process that scanned it died"
    )
    assert Scan.objects.get().status == "failed"


@pytest.mark.parametrize("died", [True, False])
def test_only_who_killed_its_process_stays_a_suspect(queue, claim, died):
    (row,) = queue("suspect.com", lost_claims=2)
    (held,) = claim(quarantined=True)
    claims.record(held, Failure(ErrorKind.INTERNAL, "killed by SIGKILL", died=died), POLICY)
    row.refresh_from_db()
    assert (row.status, row.attempts, row.lost_claims) == ("pending", 1, 2 if died else 0)


def test_in_the_place_of_large_ones_too_many_come_small_ones(queue, claim):
    queue("large-1.com", "large-2.com", "large-3.com", max_pages=claims.LARGE_SCAN_PAGES + 1, priority=1)
    queue("small-1.com", "small-2.com", "small-3.com")
    assert names(claim(4, most_large=1)) == ["large-1.com", "small-1.com", "small-2.com", "small-3.com"]
    assert names(claim(4, most_large=0)) == []
    assert names(claim(4)) == ["large-2.com", "large-3.com"]


def test_suspects_are_claimed_only_when_asked_for(queue, claim):
    queue("suspect.com", lost_claims=1)
    queue("fresh.com")
    assert claims.has_quarantined_due()
    assert names(claim()) == ["fresh.com"]
    assert names(claim(quarantined=True)) == ["suspect.com"]


def test_cancelling_ends_the_job_and_voids_a_running_result(queue, claim, report):
    queue("running.com", "waiting.com")
    (held,) = claim(1)
    assert len(claims.cancel(Domain.objects.all())) == 2
    with pytest.raises(ClaimLost):
        claims.record(held, report("running.com"), POLICY)
    assert set(Domain.objects.values_list("status", flat=True)) == {DomainStatus.CANCELLED}
    assert set(Scan.objects.values_list("status", flat=True)) == {DomainStatus.CANCELLED}
    assert claims.cancel(Domain.objects.all()) == []


def test_a_result_that_cannot_be_stored_leaves_nothing_half_written(queue, claim, report):
    (row,) = queue("example.com")
    (held,) = claim()
    with pytest.raises(UnicodeEncodeError):
        claims.record(held, report(title="broken \ud800 text"), POLICY)
    row.refresh_from_db()
    assert (row.status, row.title) == ("processing", "")
    assert not Scan.objects.exists()


def test_outcomes_recorded_together_are_written_all_or_none(queue, claim, report):
    queue("one.com", "two.com", "gone.com", "later.com")
    one, two, gone, later = claim()
    claims.cancel(Domain.objects.filter(domain="two.com"))
    outcomes = [
        (one, report("one.com", title="One")),
        (two, report("two.com")),
        (gone, Failure(ErrorKind.HTTP_4XX, "HTTP 404")),
        (later, TIMEOUT),
    ]
    with pytest.raises(ClaimLost):
        claims.record_all(outcomes, POLICY)
    assert Domain.objects.filter(status="processing", title="").count() == 3
    assert Scan.objects.get().status == "cancelled"
    del outcomes[1]
    assert claims.record_all(outcomes, POLICY) == [Event.COMPLETE, Event.FAIL, Event.RETRY]
    found = Domain.objects.order_by("domain").values_list("domain", "status", "title", "error_kind")
    assert list(found) == [
        ("gone.com", "failed", "", "http_4xx"),
        ("later.com", "pending", "", "timeout"),
        ("one.com", "completed", "One", ""),
        ("two.com", "cancelled", "", ""),
    ]
    assert dict(Page.objects.values_list("domain__domain", "url")) == {"one.com": "https://one.com/"}


@pytest.mark.django_db(transaction=True)
def test_a_group_waits_for_another_writer_before_it_locks_what_that_one_locks_next(queue, claim, report):
    """Else the two would wait for each other. Whoever locks rows locks them by name."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    queue("one.com", "two.com")
    held = sorted(claim(), key=lambda one: one.domain)
    outcomes = [(one, report(one.domain)) for one in reversed(held)]
    database = connection.settings_dict
    address = {
        "host": database["HOST"],
        "port": database["PORT"],
        "user": database["USER"],
        "password": database["PASSWORD"],
    }
    lock = "SELECT FROM domains WHERE id = %s FOR UPDATE NOWAIT"
    with ThreadPoolExecutor(1) as pool, psycopg.connect(dbname=database["NAME"], **address) as other:
        other.execute(lock, [held[0].domain_id])
        recording = pool.submit(record_in_a_thread, outcomes)
        while not other.execute(WAITING).fetchall():
            assert not recording.done()
        other.execute(lock, [held[1].domain_id])
        other.commit()
        assert recording.result(timeout=30) == [Event.COMPLETE, Event.COMPLETE]


WAITING = "SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"


def record_in_a_thread(outcomes):
    try:
        return claims.record_all(outcomes, POLICY)
    finally:
        connection.close()


def test_no_machines_own_clock_decides_about_a_claim(queue, claim, monkeypatch):
    queue("example.com", "other.com")

    def wrong():
        raise AssertionError("a machine's clock was asked")

    monkeypatch.setattr(timezone, "now", wrong)
    monkeypatch.setattr(time, "time", wrong)
    (kept,), (lost,) = claim(1, lease=EXPIRED), claim(1, lease=EXPIRED)
    claims.renew([kept], LEASE)
    assert claims.reclaim_expired() == 1
    assert claims.record(kept, TIMEOUT, POLICY) is Event.RETRY
    with pytest.raises(ClaimLost):
        claims.record(lost, TIMEOUT, POLICY)


def test_a_site_that_asked_for_a_rest_rests_for_every_tenant(queue, claim):
    queue("busy.test")
    claims.record(claim()[0], Failure(ErrorKind.RATE_LIMITED, "429", retry_after=3600), POLICY)
    (other,) = queue("busy.test", tenant_id="00000000-0000-0000-0000-000000000002")
    queue("free.test")
    assert [granted.domain for granted in claim()] == ["free.test"]
    other.refresh_from_db()
    assert other.next_attempt_at > timezone.now() + timedelta(minutes=59)
    assert (other.status, other.attempts) == ("pending", 0)
