"""The dashboard of the admin: its data, and permissions."""

import json
import re
import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.db.models.functions import Now
from django.utils import timezone

from domains.admin import bounded_counts
from domains.lifecycle import Event, RunStatus
from domains.models import Domain
from domains.queue import claims, submission
from metrics import dashboard
from metrics.models import Alert, Cluster, SchedulerMetric
from metrics.run_counts import RunCounts
from tests.scan_endings import end_scan

pytestmark = pytest.mark.django_db

FIGURES = "/dashboard/figures/"


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch):
    """And time for all counts, however busy the machine is."""
    cache.clear()
    monkeypatch.setattr(bounded_counts, "PATIENCE", 60.0)


def run(minutes_ago=1, **values):
    started = timezone.now() - timedelta(minutes=minutes_ago)
    values = {"domains_processed": 10, "domains_successful": 9, "domains_failed": 1, **values}
    return SchedulerMetric.objects.create(
        trigger="schedule",
        status="completed",
        timestamp=started,
        finished_at=started,
        duration_seconds=4,
        **values,
    )


def submit(*names):
    return list(submission.submit(names, wake=False))


def test_an_empty_database_says_what_to_do(admin_client):
    html = admin_client.get("/admin/").content.decode()
    assert "Nothing here yet" in html
    assert 'name="domains"' in html


def test_counts_domains_by_state_and_failures_by_kind(admin_client):
    submit("a.com", "b.com", "c.com", "d.com")
    one, other = claims.claim(2, run_id=uuid.uuid4(), lease=timedelta(seconds=60))
    end_scan(one, Event.FAIL, error="no such name", error_kind="dns")
    end_scan(other, Event.SKIP, error="forbidden", error_kind="robots")
    live = admin_client.get("/admin/").context["live"]
    assert live["total"] == 4
    assert {state: count for state, count in live["states"].items() if count} == {
        "pending": 2,
        "failed": 1,
        "skipped": 1,
    }
    assert {(row["kind"], row["count"]) for row in live["failures"]} == {("dns", 1), ("robots", 1)}


def test_estimates_when_the_backlog_is_empty(admin_client):
    submit(*(f"site{number}.com" for number in range(20)))
    assert admin_client.get("/admin/").context["live"]["backlog"]["eta"] is None
    cache.clear()
    run(domains_processed=40)  # in four seconds; in the other minutes there was nothing to do
    backlog = admin_client.get("/admin/").context["live"]["backlog"]
    assert backlog["due"] == 20
    assert backlog["per_minute"] == pytest.approx(600)
    assert backlog["eta"] == pytest.approx(2)


def test_domains_that_are_claimed_separately_are_due_as_well(monkeypatch):
    submit("a.com", "b.com", "c.com")
    Domain.objects.filter(domain="a.com").update(lost_claims=1)
    Domain.objects.filter(domain="b.com").update(next_attempt_at=timezone.now() + timedelta(hours=1))
    assert dashboard._backlog()["due"] == 2
    monkeypatch.setattr(dashboard, "DUE_LIMIT", 1)
    assert (dashboard._backlog()["due"], dashboard._backlog()["capped"]) == (1, True)


def test_runs_at_the_same_time_share_their_time(admin_client):
    submit("a.com")
    for _ in range(3):
        run(minutes_ago=2, domains_processed=20)
    run(minutes_ago=40, domains_processed=1000)
    assert dashboard._backlog()["per_minute"] == pytest.approx(60 * 60 / 4, rel=0.05)


def test_the_estimate_counts_the_minutes_between_runs_that_wait_for_the_schedule(settings):
    settings.SCHEDULER_DRAIN, settings.SCHEDULER_BATCH_SIZE, settings.SCHEDULER_INTERVAL_MINUTES = (
        False,
        10,
        2,
    )
    submit(*(f"site{number}.com" for number in range(21)))
    run(domains_processed=40)
    assert dashboard._backlog()["eta"] == pytest.approx(2 * 2 * 60)


def test_a_silent_cluster_and_stuck_claims_are_named(admin_client):
    submit("a.com")
    claims.claim(1, run_id=uuid.uuid4(), lease=timedelta(seconds=60))
    Domain.objects.update(lease_expires_at=Now() - timedelta(seconds=1))
    response = admin_client.get("/admin/")
    assert response.context["live"]["scheduler"]["stuck"] == 1
    assert "none alive" in response.content.decode()
    Cluster.objects.create(host="worker-1", pid=1, workers=3)
    assert "1 with 3 workers" in admin_client.get("/admin/").content.decode()


def test_alerts_are_shown(admin_client):
    Alert.objects.create(name="scheduler", message="no run since noon")
    assert "No run since noon" in admin_client.get("/admin/").content.decode()
    admin_client.cookies["time_zone"] = "Asia/Tokyo"
    shown = admin_client.get("/admin/").content.decode(), admin_client.get(FIGURES).json()["live"]
    assert all(re.search(r"since \d{4}-\d\d-\d\d \d\d:\d\d JST", text) for text in shown)


@pytest.mark.parametrize(("period", "bars"), [("hour", 60), ("day", 24), ("week", 168), ("month", 30)])
def test_charts_have_a_bar_for_every_moment_of_the_period(admin_client, period, bars):
    run(minutes_ago=0)
    run(minutes_ago=0, domains_processed=10, domains_successful=5, domains_failed=5)
    chart = admin_client.get(FIGURES, {"period": period}).json()["chart"]
    assert {len(values) for values in chart.values() if isinstance(values, list)} == {bars}
    assert sum(chart["successful"]) == 14
    assert sum(chart["runs"]) == 2
    assert [rate for rate in chart["rate"] if rate is not None] == [70.0]


def test_charts_show_contacts_and_throughput(admin_client):
    run(minutes_ago=3, emails_found=7, phones_found=2)
    run(minutes_ago=3, emails_found=1)
    chart = admin_client.get(FIGURES).json()["chart"]
    assert (sum(chart["emails"]), sum(chart["phones"])) == (8, 2)
    assert max(chart["pace"]) == 20, "in a minute"


def test_the_numbers_of_contacts_are_stored_with_a_run():
    counts = RunCounts()
    counts.add(Event.COMPLETE, 10, emails=2, phones=1)
    counts.add(Event.COMPLETE, 10, emails=1)
    counts.add(Event.FAIL, 0)
    row = SchedulerMetric.objects.create(trigger="schedule")
    row.close(RunStatus.COMPLETED, 1.0, counts)
    assert (row.emails_found, row.phones_found, row.domains_processed) == (3, 1, 3)


def test_countries_are_left_to_a_refresh_if_counting_the_domains_takes_long(admin_client, monkeypatch):
    submit("a.com")
    Domain.objects.update(country="DE")
    usual = bounded_counts.PATIENCE
    monkeypatch.setattr(bounded_counts, "PATIENCE", -1.0)
    assert "Germany" not in admin_client.get("/admin/").content.decode()
    monkeypatch.setattr(bounded_counts, "PATIENCE", usual)
    assert "Germany" in admin_client.get(FIGURES).json()["live"]
    monkeypatch.setattr(bounded_counts, "PATIENCE", -1.0)
    assert "Germany" in admin_client.get("/admin/").content.decode(), "they are known now"


def test_countries_and_technologies_are_bars_that_lead_to_their_domains(admin_client):
    submit("a.com", "b.com", "c.com", "d.com")
    for held in claims.claim(3, run_id=uuid.uuid4(), lease=timedelta(seconds=60)):
        Domain.objects.filter(pk=held.domain_id).transition(Event.COMPLETE)
    Domain.objects.filter(domain__in=["a.com", "b.com"]).update(country="DE", tech_stack=["nginx", "<b>"])
    Domain.objects.filter(domain="c.com").update(country="FR", tech_stack=["nginx"])
    response = admin_client.get("/admin/")
    live = response.context["live"]
    assert [(bar.label, bar.count, bar.width) for bar in live["countries"]] == [
        ("Germany", 2, 100.0),
        ("France", 1, 50.0),
    ]
    assert [(bar.label, bar.count) for bar in live["technologies"]] == [("nginx", 3), ("<b>", 2)]
    html = response.content.decode()
    assert 'href="/admin/domains/domain/?country=DE"' in html
    assert 'href="/admin/domains/domain/?technology=%3Cb%3E"' in html


def test_the_live_part_answers_what_just_happened(admin_client):
    submit("fresh.com")
    answer = admin_client.get(FIGURES).json()
    assert "fresh.com" in answer["live"]
    json.dumps(answer)


def test_an_unknown_period_is_refused(admin_client):
    assert admin_client.get(FIGURES, {"period": "year"}).status_code == 400


def test_strangers_and_staff_without_permission_see_nothing(client):
    assert client.get(FIGURES).status_code == 403
    client.force_login(User.objects.create_user("nobody", is_staff=True))
    assert client.get(FIGURES).status_code == 403
    assert "group viewer" in client.get("/admin/").content.decode()


def test_few_queries_however_many_domains_failed(client, django_assert_max_num_queries):
    submit("a.com", "b.com", "c.com", "d.com")
    Domain.objects.update(last_error="no such name", error_kind="dns")
    run()
    user = User.objects.create_user("someone", is_staff=True)
    user.groups.add(Group.objects.get(name="operator"))
    client.force_login(user)
    with django_assert_max_num_queries(19):
        client.get("/admin/")


def test_scheduled_work_is_paused_and_resumed_by_those_who_may(admin_client, client):
    paused = admin_client.post("/dashboard/scheduler/", {"action": "pause", "reason": "deploy"}, follow=True)
    assert "by admin: deploy" in paused.content.decode()
    assert "Scheduled work is paused" in admin_client.get("/admin/domains/domain/").content.decode()
    assert client.post("/dashboard/scheduler/", {"action": "resume"}).status_code == 403
    admin_client.post("/dashboard/scheduler/", {"action": "resume"})
    assert "Scheduled work is paused" not in admin_client.get("/admin/domains/domain/").content.decode()
