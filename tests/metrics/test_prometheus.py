"""/metrics: the same values from every process, and counters that never decrease."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.db.models.functions import Now
from django.utils import timezone

from domains.models import Domain
from domains.queue import claims, schedule
from domains.queue.claim_types import Failure
from domains.scan.report import ErrorKind
from metrics import prometheus, retention
from metrics.models import Cluster, SchedulerMetric
from metrics.run_counts import RunCounts
from tests.domains.conftest import POLICY

pytestmark = pytest.mark.django_db


@pytest.fixture
def scrape(client):
    def read():
        cache.delete("prometheus")
        answer = client.get("/metrics")
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        lines = answer.content.decode().splitlines()
        return {
            name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line[0] != "#")
        }

    return read


@pytest.fixture
def run():
    def make(status="completed", seconds=1.0, days=0, **counts):
        row = SchedulerMetric.objects.start(slots=None, lease=timedelta(minutes=5), trigger="schedule")
        row.close(status, seconds, RunCounts(**counts))
        moment = timezone.now() - timedelta(days=days)
        SchedulerMetric.objects.filter(pk=row.pk).update(timestamp=moment)

    return make


def test_domains_by_state_and_failures_by_kind(scrape, queue, claim, report):
    queue("one.com", "two.com", "three.com", "four.com")
    for held, kind in zip(claim(2), [ErrorKind.HTTP_4XX, ErrorKind.ROBOTS], strict=True):
        claims.record(held, Failure(kind, "no"), POLICY)
    samples = scrape()
    assert samples['scrapersky_domains{status="pending"}'] == 2
    assert samples['scrapersky_domains{status="failed"}'] == 1
    assert samples['scrapersky_domains{status="skipped"}'] == 1
    assert samples['scrapersky_domains{status="completed"}'] == 0
    assert samples['scrapersky_failures{error_kind="http_4xx"}'] == 1
    assert samples['scrapersky_failures{error_kind="robots"}'] == 1


def test_the_backlog_counts_what_is_due_suspects_too(scrape):
    for name, minutes, lost in [("one.com", -10, 0), ("two.com", -30, 1), ("later.com", 30, 0)]:
        Domain.objects.create(
            domain=name, lost_claims=lost, next_attempt_at=timezone.now() + timedelta(minutes=minutes)
        )
    samples = scrape()
    assert samples["scrapersky_due_domains"] == 2
    assert samples["scrapersky_oldest_due_age_seconds"] == pytest.approx(1800, abs=30)


def test_runs_are_counted_and_measured(scrape, run):
    run(seconds=0.3, claimed=3, successful=2, failed=1, bytes=5000)
    run(seconds=40, successful=4, bytes=10)
    run("partial", seconds=7, retried=1, returned=2)
    samples = scrape()
    assert samples['scrapersky_runs_total{status="completed"}'] == 2
    assert samples['scrapersky_runs_total{status="partial"}'] == 1
    assert samples['scrapersky_outcomes_total{outcome="successful"}'] == 6
    assert samples['scrapersky_outcomes_total{outcome="returned"}'] == 2
    assert samples["scrapersky_fetched_bytes_total"] == 5010
    buckets = [
        samples[f'scrapersky_run_duration_seconds_bucket{{le="{le}"}}'] for le in (0.1, 0.5, 10, 60, "+Inf")
    ]
    assert buckets == [0, 1, 2, 3, 3]
    assert samples["scrapersky_run_duration_seconds_sum"] == pytest.approx(47.3)
    assert samples["scrapersky_run_duration_seconds_count"] == 3


def test_pruning_takes_nothing_from_the_counters(scrape, run, settings):
    settings.RETENTION_DAYS = 30
    run(seconds=2, days=40, successful=4, bytes=100)
    run("failed", seconds=3, days=50, failed=1)
    run(seconds=1, successful=1, bytes=1)
    before = {name: value for name, value in scrape().items() if "_total" in name or "_duration_" in name}
    assert before['scrapersky_outcomes_total{outcome="successful"}'] == 5
    for _ in range(2):
        retention.prune()
        assert before.items() <= scrape().items()
    assert SchedulerMetric.objects.count() == 1


def test_clusters_that_are_alive_and_an_overdue_scheduler(scrape):
    Cluster.objects.create(host="a", pid=1, workers=2)
    Cluster.objects.create(host="b", pid=2, workers=4, seen_at=Now() - timedelta(seconds=20))
    Cluster.objects.create(host="gone", pid=3, workers=8, seen_at=Now() - timedelta(minutes=5))
    schedule.synchronise()
    schedule.Schedule.objects.filter(name=schedule.NAME).update(
        next_run=timezone.now() - timedelta(minutes=2)
    )
    samples = scrape()
    assert (samples["scrapersky_clusters"], samples["scrapersky_cluster_workers"]) == (2, 6)
    assert samples["scrapersky_scheduler_lag_seconds"] == pytest.approx(120, abs=20)


def test_many_scrapes_in_a_moment_cost_one(client, django_assert_num_queries):
    cache.delete("prometheus")
    first = client.get("/metrics").content
    with django_assert_num_queries(0):
        assert client.get("/metrics").content == first
    cache.delete("prometheus")


def test_without_a_database_it_says_so_and_nothing_else(scrape, monkeypatch):
    assert scrape()["scrapersky_database_up"] == 1

    def gone():
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(prometheus, "now", gone)
    assert scrape() == {"scrapersky_database_up": 0}
