"""Pausing and resuming scheduled work for all clusters."""

import threading

import pytest

from domains.cluster import tasks
from domains.models import Domain, RescanPolicy, SchedulerPause
from domains.queue import rescans, schedule
from metrics.models import SchedulerMetric
from tests.domains.conftest import statuses

pytestmark = pytest.mark.django_db


def test_nothing_scheduled_starts_while_paused(queue, run):
    queue("example.com")
    schedule.pause("tester", "maintenance")
    answer = tasks.process_pending_domains()
    assert "by tester: maintenance" in answer["skipped"]
    assert statuses() == {"example.com": "pending"}
    assert not SchedulerMetric.objects.exists()


def test_rescans_are_not_queued_while_paused(queue, claim, report):
    from domains.queue import claims
    from tests.domains.conftest import POLICY

    queue("example.com")
    claims.record(claim()[0], report(), POLICY)
    Domain.objects.update(last_scan="2020-01-01T00:00:00Z")
    RescanPolicy.objects.create(days=1, tenant_id=Domain.objects.get().tenant_id)
    schedule.pause("tester")
    assert rescans.queue_due() == 0
    schedule.resume()
    assert rescans.queue_due() == 1


def test_the_first_pause_stays_in_force_and_is_ended_once():
    first = schedule.pause("first", "reason")
    assert schedule.pause("second").paused_by == first.paused_by == "first"
    assert schedule.resume()
    assert not schedule.resume()
    assert schedule.paused() is None


def test_a_scheduled_run_under_way_releases_its_domains(queue, run, sites, monkeypatch):
    monkeypatch.setattr("domains.runs.run.PAUSE_CHECK_SECONDS", 0.0)
    answered, held = threading.Event(), threading.Event()

    def slow(path):
        answered.set()
        held.wait(10)
        return sites.default(path)

    sites.responders["slow.com"] = slow
    queue("slow.com")
    SchedulerPause.objects.create(paused_by="tester", reason="deploy")
    try:
        record = run(slots=1)
    finally:
        held.set()
    assert record.domains_returned == 1
    assert "paused" in record.error
    assert statuses() == {"slow.com": "pending"}


def test_a_run_by_hand_goes_on(queue, run):
    queue("example.com")
    schedule.pause("tester")
    assert run(slots=None).domains_successful == 1
