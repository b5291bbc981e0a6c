import json
import logging
import threading
import uuid
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from domains import scan_setup
from domains.lifecycle import RunStatus
from domains.models import Domain, Scan
from domains.queue import claims
from domains.runs import run as run_module
from domains.runs.result_writer import ResultWriter
from domains.scan.fetch import Fetcher
from metrics.models import SchedulerMetric
from scrapersky.shutdown import StopRequest
from tests.domains.conftest import statuses
from tests.sites import html, page

pytestmark = pytest.mark.django_db


def test_pending_domains_are_completed_and_counted(queue, run, sites):
    queue(*(f"site-{n}.test" for n in range(20)))
    record = run()
    assert set(statuses().values()) == {"completed"}
    assert (record.status, record.domains_claimed, record.domains_processed) == ("completed", 20, 20)
    assert (record.domains_successful, record.success_rate, record.slot) == (20, 1.0, None)
    assert record.bytes_fetched > 0
    assert (record.emails_found, record.phones_found) == (
        20,
        Domain.objects.exclude(phone_numbers=[]).count(),
    )
    assert set(sites.homes().values()) == {1}
    assert Domain.objects.get(domain="site-3.test").email_addresses == ["info@site-3.test"]
    assert set(Scan.objects.values_list("run_id", flat=True)) == {record.job_id}


def test_the_limit_is_kept_and_nothing_else_is_touched(queue, run):
    queue(*(f"site-{n}.test" for n in range(10)))
    assert run(limit=3).domains_claimed == 3
    assert sorted(statuses().values()) == ["completed"] * 3 + ["pending"] * 7


def test_without_a_limit_everything_due_is_drained(queue, run):
    queue(*(f"site-{n}.test" for n in range(50)))
    assert run(limit=None, concurrency=4).domains_successful == 50


@pytest.mark.parametrize(
    ("in_flight", "finished", "nothing_due", "waits"),
    [
        (40, 0, False, True),  # claims wait for threads
        (40, 8, False, False),  # a thread would be idle
        (20, 0, True, True),
        (20, 4, True, False),  # few are left: each is stored at once
        (1, 0, True, False),
    ],
)
def test_outcomes_are_gathered_where_that_keeps_no_thread_idle(in_flight, finished, nothing_due, waits):
    order = run_module.RunOptions("test", None, concurrency=32)
    run = run_module._Run(order, StopRequest(), SchedulerMetric(slot=1), timedelta(minutes=5))
    run.in_flight = dict.fromkeys(range(in_flight))
    run.claim_again = float("inf") if nothing_due else 0.0
    for _ in range(finished):
        run.finished.put(None)
    assert run.more_will_end(1) is waits


def test_every_kind_of_outcome_has_its_count(queue, run, sites):
    queue("good.test", "gone.test", "busy.test", "closed.test")
    sites.responders["gone.test"] = lambda path: html(page("gone"), 404)
    sites.responders["busy.test"] = lambda path: html(page("busy"), 503 if path == "/" else 404)
    sites.responders["closed.test"] = lambda path: (
        200,
        {"Content-Type": "text/plain"},
        b"User-agent: *\nDisallow: /\n",
    )
    record = run()
    assert statuses() == {
        "good.test": "completed",
        "gone.test": "failed",
        "busy.test": "pending",
        "closed.test": "skipped",
    }
    counted = (
        record.domains_successful,
        record.domains_failed,
        record.domains_retried,
        record.domains_skipped,
    )
    assert counted == (1, 1, 1, 1)
    assert record.success_rate == 0.25
    assert sites.seen["closed.test", "/"] == 0


def test_an_empty_run_leaves_a_record_and_a_line(run, caplog):
    with caplog.at_level(logging.INFO, "metrics.telemetry"):
        record = run()
    assert (record.status, record.domains_processed, record.success_rate) == ("completed", 0, 0.0)
    (line,) = [r.getMessage() for r in caplog.records if "SCHEDULER_METRICS" in r.getMessage()]
    told = json.loads(line.partition("SCHEDULER_METRICS: ")[2])
    assert told["job_id"] == str(record.job_id)
    assert {"timestamp", "duration_seconds", "domains_successful", "domains_skipped"} <= told.keys()


def test_an_error_of_ours_is_recorded_as_internal_and_stops_nothing(queue, run, monkeypatch):
    queue("breaks.test", "good.test")
    scan_site = scan_setup.scan_site

    def broken(session, request, **options):
        if request.domain == "breaks.test":
            raise ZeroDivisionError("planted")
        return scan_site(session, request, **options)

    monkeypatch.setattr(scan_setup, "scan_site", broken)
    record = run()
    assert statuses() == {"breaks.test": "pending", "good.test": "completed"}
    assert record.domains_retried == 1
    assert (
        Domain.objects.get(domain="breaks.test").last_error
        == "unexpected error in the scan: ZeroDivisionError: planted"
    )


def test_a_result_that_cannot_be_stored_is_recorded_as_that(queue, run, monkeypatch):
    queue("odd.test", "good.test")
    columns = claims.scan_rows.domain_columns

    def odd(report, metadata):
        found = columns(report, metadata)
        return {**found, "title": "\ud800"} if report.domain == "odd.test" else found

    monkeypatch.setattr(claims.scan_rows, "domain_columns", odd)
    run()
    row = Domain.objects.get(domain="odd.test")
    assert (row.status, row.error_kind) == ("pending", "internal")
    assert "could not be stored" in row.last_error
    assert statuses()["good.test"] == "completed"


def test_one_lost_claim_spoils_no_other_result(queue, claim, report):
    queue(*(f"site-{n}.test" for n in range(5)))
    held = claim()
    claims.cancel(Domain.objects.filter(domain="site-2.test"))
    told = []
    recorder = ResultWriter(lambda operation, what: operation(), lambda *outcome: told.append(outcome))
    recorder.record([(one, report(one.domain)) for one in held])
    assert statuses() == dict.fromkeys((one.domain for one in held), "completed") | {
        "site-2.test": "cancelled"
    }
    assert (recorder.counts.successful, recorder.counts.refused, len(told)) == (4, 1, 4)


def test_a_stopped_run_returns_what_it_has_not_finished(queue, run, sites):
    queue("hangs.test", "waits.test")
    stop, release = StopRequest(), threading.Event()

    def hang(path):
        stop.request()
        release.wait(30)
        return html(page())

    sites.responders["hangs.test"] = hang
    record = run(stop, concurrency=1)
    release.set()
    assert set(statuses().values()) == {"pending"}
    assert set(Domain.objects.values_list("attempts", flat=True)) == {0}
    assert (record.status, record.domains_returned) == ("partial", 1)


def test_what_a_dead_run_held_is_taken_back_and_scanned_alone(queue, run, claim, monkeypatch):
    queue("lost-1.test", "lost-2.test")
    claim(lease=timedelta(seconds=-1))
    queue("fresh.test")
    SchedulerMetric.objects.create(
        trigger="test", slot=1, lease_expires_at=Now() - timedelta(seconds=1), status=RunStatus.RUNNING
    )
    apart = []

    class InThisProcess:
        """In the place of the child processes, which know no sites of this test."""

        def __init__(self, blocked):
            pass

        def scan(self, held, stop):
            apart.append(held.domain)
            with Fetcher(scan_setup.fetch_policy()) as fetcher:
                return scan_setup.scan(fetcher, held, stop)

        def close(self):
            pass

    monkeypatch.setattr(run_module, "IsolatedScans", InThisProcess)
    run(slots=1)
    assert set(statuses().values()) == {"completed"}
    assert sorted(apart) == ["lost-1.test", "lost-2.test"]
    assert SchedulerMetric.objects.filter(status=RunStatus.ABANDONED, slot=None).count() == 1


def test_every_seat_taken_means_no_run(run):
    lease = timedelta(seconds=60)
    assert SchedulerMetric.objects.start(slots=1, lease=lease, trigger="other")
    assert run(slots=1) is None
    assert run(slots=2) is not None


def test_a_run_given_up_for_dead_stops_and_stays_abandoned(queue, run, settings, monkeypatch):
    queue(*(f"site-{n}.test" for n in range(30)))
    settings.CLAIM_LEASE_SECONDS = 2
    settle = run_module._Run.settle

    def doomed(self, ended):
        settle(self, ended)
        self.renewed = self.reported = 0.0  # both are due at once, however fast the domains are
        SchedulerMetric.objects.filter(pk=self.record.pk).update(status=RunStatus.ABANDONED)

    monkeypatch.setattr(run_module._Run, "settle", doomed)
    record = run(concurrency=1)
    assert record.status == RunStatus.ABANDONED
    assert record.domains_processed < 30


def test_a_run_that_breaks_says_so_and_frees_its_seat(queue, run, monkeypatch):
    queue("site.test")

    def broken(*_):
        raise RuntimeError("planted")

    monkeypatch.setattr(run_module._Run, "start", broken)
    with pytest.raises(RuntimeError, match="planted"):
        run(slots=1)
    record = SchedulerMetric.objects.get()
    assert (record.status, record.error, record.slot) == ("failed", "RuntimeError: planted", None)


def test_large_sites_leave_threads_to_the_small_ones(queue, run, sites, settings):
    """Six sites of sixty pages come first; at most half of the four threads are theirs."""
    settings.FETCH_DELAY_SECONDS = 0.02
    large = queue(*(f"large-{n}.test" for n in range(6)), max_pages=60, priority=1)
    queue(*(f"small-{n}.test" for n in range(40)))
    links = "".join(f'<a href="/{n}">{n}</a>' for n in range(60))
    for row in large:
        sites.responders[row.domain] = lambda path: html(page(path, links + path))
    assert run(limit=None, concurrency=4).domains_successful == 46
    ended = list(Scan.objects.order_by("finished_at").values_list("domain__domain", flat=True))
    last_small = max(place for place, name in enumerate(ended) if name.startswith("small"))
    assert sum(name.startswith("large") for name in ended[:last_small]) <= 2
    assert Scan.objects.filter(domain__domain="large-0.test").get().pages == 60


def test_sites_of_one_address_take_turns(queue, run, sites, monkeypatch):
    """Twelve sites, two at a time, in one run; waiting for a turn costs no attempt."""
    policy = scan_setup.fetch_policy
    monkeypatch.setattr(
        scan_setup, "fetch_policy", lambda *of: replace(policy(*of), per_address=2, unlimited=())
    )
    monkeypatch.setattr(run_module, "BUSY_SECONDS", 0.1)
    rows = queue(*(f"site-{n}.test" for n in range(12)))
    here, most, lock = Counter(), [], threading.Lock()

    def slow(path):
        with lock:
            here["now"] += 1
            most.append(here["now"])
        threading.Event().wait(0.05)
        with lock:
            here["now"] -= 1
        return html(page("slow"))

    sites.responders.update({row.domain: slow for row in rows})
    record = run(limit=None)
    assert (record.status, record.domains_claimed, record.domains_successful) == ("completed", 12, 12)
    assert max(most) <= 2
    assert set(Domain.objects.values_list("attempts", flat=True)) == {1}


def test_a_domain_of_two_tenants_is_not_scanned_twice_at_once(queue):
    queue("shared.test")
    queue("shared.test", tenant_id="00000000-0000-0000-0000-000000000002")
    assert [claim.domain for claim in claims.claim(5, run_id=uuid.uuid4(), lease=timedelta(1))] == [
        "shared.test"
    ]
    assert claims.claim(5, run_id=uuid.uuid4(), lease=timedelta(1)) == []
