"""Health checks for load balancers, containers and operators."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.functions import Now
from django.utils import timezone
from django_q.models import OrmQ

from domains.models import Domain, Scan
from domains.queue import claims, schedule
from metrics import alerts, health
from metrics.models import Cluster, SchedulerMetric

pytestmark = pytest.mark.django_db


@pytest.fixture
def cluster():
    """A database on which a cluster has run; how long ago its last run was, in minutes."""
    schedule.synchronise()

    def last_run(minutes, **values):
        run = SchedulerMetric.objects.start(
            slots=None, lease=timedelta(minutes=5), trigger="schedule", **values
        )
        run.close("completed", 1, health_counts())
        moment = timezone.now() - timedelta(minutes=minutes)
        SchedulerMetric.objects.filter(pk=run.pk).update(timestamp=moment)
        return run

    return last_run


def health_counts():
    from metrics.run_counts import RunCounts

    return RunCounts()


@pytest.fixture(autouse=True)
def another():
    """A cluster that is alive."""
    return Cluster.objects.create(host="there", pid=1, workers=1)


def ready(client):
    answer = client.get("/health/ready")
    return answer.status_code, {name: check["ok"] for name, check in answer.json()["checks"].items()}


def test_live_asks_nothing_of_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/health/live").json() == {"status": "ok"}


def test_a_fresh_installation_is_ready(client):
    status, checks = ready(client)
    assert status == 200
    names = ["database", "migrations", "broker", "cluster", "scheduler", "disk", "log", "clock", "books"]
    assert checks == dict.fromkeys(names, True)


@pytest.mark.parametrize(("seconds", "status"), [(20, 200), (29, 503)])
def test_the_last_cluster_is_missed_within_30_seconds(client, seconds, status):
    Cluster.objects.update(seen_at=Now() - timedelta(seconds=seconds))
    answer = client.get("/health/ready")
    assert answer.status_code == status
    assert answer.json()["checks"]["cluster"]["ok"] is (status == 200)


def test_one_that_was_stopped_a_moment_ago_may_be_restarting(client):
    Cluster.objects.update(stopped_at=Now())
    assert ready(client)[0] == 200
    Cluster.objects.update(seen_at=Now() - timedelta(seconds=29))
    assert ready(client)[0] == 503


def test_nobody_is_missed_while_scheduled_work_is_paused(client):
    Cluster.objects.all().delete()
    MigrationRecorder.Migration.objects.update(applied=timezone.now() - timedelta(hours=1))
    schedule.pause("operator")
    assert ready(client)[0] == 200


@pytest.mark.parametrize(("seconds", "status"), [(100, 200), (130, 503)])
def test_the_first_cluster_has_two_minutes_to_start(client, seconds, status):
    Cluster.objects.all().delete()
    MigrationRecorder.Migration.objects.update(applied=timezone.now() - timedelta(seconds=seconds))
    assert ready(client)[0] == status


def test_a_scheduler_that_runs_is_fresh_and_one_that_stopped_is_not(client, cluster, settings):
    settings.SCHEDULER_INTERVAL_MINUTES = 2
    cluster(6)
    assert ready(client)[0] == 200
    SchedulerMetric.objects.all().delete()
    cluster(8)
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["status"] == "failing"
    assert "one is due every 2 min" in answer.json()["checks"]["scheduler"]["detail"]


def test_a_long_run_counts_as_fresh_until_its_process_dies(client, cluster):
    cluster(60)
    run = SchedulerMetric.objects.start(slots=1, lease=timedelta(minutes=5), trigger="schedule")
    assert ready(client)[0] == 200
    SchedulerMetric.objects.filter(pk=run.pk).update(
        lease_expires_at=Now() - timedelta(seconds=1), timestamp=Now() - timedelta(minutes=30)
    )
    assert ready(client)[0] == 503


def test_a_cluster_that_never_ran_is_missed_after_a_while(client, cluster):
    assert ready(client)[0] == 200
    schedule.Schedule.objects.filter(name=schedule.NAME).update(
        next_run=timezone.now() - timedelta(minutes=5)
    )
    assert ready(client)[1]["scheduler"] is False


def test_missing_migrations_are_told(client, monkeypatch):
    monkeypatch.setattr(health, "_migrated", False)
    (newest,) = MigrationLoader(connection).graph.leaf_nodes("metrics")
    MigrationRecorder(connection).record_unapplied(*newest)
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert "manage.py migrate" in answer.json()["checks"]["migrations"]["detail"]


def test_a_queue_that_nobody_empties_is_told(client, monkeypatch):
    monkeypatch.setattr(health, "BACKLOG_LIMIT", 2)
    now = timezone.now()
    OrmQ.objects.bulk_create([OrmQ(key="scrapersky", payload=str(n), lock=now) for n in range(3)])
    assert ready(client)[1]["broker"] is False


def test_a_database_that_fails_is_told_without_its_address(client, monkeypatch, caplog):
    def broken():
        from django.db import OperationalError

        raise OperationalError("connection to server at db.internal failed for user secret")

    monkeypatch.setattr(health, "_database", broken)
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert list(answer.json()["checks"]) == ["database"]
    assert "secret" not in answer.content.decode()
    (line,) = (record for record in caplog.records if record.name == "metrics.health")
    assert "failed for user secret" in line.getMessage()
    assert line.exc_info is None


def test_the_books_balance_through_a_domains_whole_life(queue, claim, report):
    queue("one.com", "two.com", "three.com")
    assert health.books() == "every domain is accounted for"
    (held, *_) = claim()
    claims.record(held, report(held.domain), None)
    assert health.books() == "every domain is accounted for"


def test_the_command_names_domains_that_are_unaccounted_for(queue, claim, report, capsys):
    queue("one.com", "two.com")
    first, second = claim()
    claims.record(first, report(first.domain), None)
    Scan.objects.all().delete()  # its record is lost
    Scan.objects.create(  # and one has a record before it has ended
        id=second.scan_id, domain_id=second.domain_id, status="completed", queued_at=timezone.now()
    )
    with pytest.raises(SystemExit) as status:
        call_command("health")
    assert status.value.code == 1
    assert "FAILING  books        unaccounted for: one.com, two.com" in capsys.readouterr().out


def test_ready_tells_of_books_that_were_found_wrong_and_right_again(client, queue, claim, report):
    queue("one.com")
    (held,) = claim()
    claims.record(held, report("one.com"), None)
    Scan.objects.all().delete()
    alerts.check_books()
    assert ready(client)[1]["books"] is False
    Domain.objects.all().delete()
    alerts.check_books()
    assert ready(client)[1]["books"] is True


def test_the_page_for_webmasters_names_the_crawler_and_how_to_keep_it_out(client, settings):
    settings.FETCH_USER_AGENT = "Mozilla/5.0 (compatible; AcmeBot/1.0)"
    page = client.get("/crawler").content.decode()
    assert settings.FETCH_USER_AGENT in page
    assert "User-agent: AcmeBot\nDisallow: /" in page
