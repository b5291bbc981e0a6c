"""A cluster reports that it is alive, and judges others only while it reports without a gap itself."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from metrics import cluster_monitor
from metrics.cluster_monitor import ClusterMonitor
from metrics.models import SILENCE, Cluster, SchedulerMetric

pytestmark = pytest.mark.django_db


@pytest.fixture
def passes(monkeypatch):
    """Let so many seconds pass for the cluster itself."""
    now = [1000.0]
    monkeypatch.setattr(cluster_monitor.time, "monotonic", lambda: now[0])

    def go_on(seconds):
        now[0] += seconds

    return go_on


@pytest.fixture
def silent():
    """A cluster and a run of another machine that have not reported for some time."""
    long_ago = Now() - SILENCE - timedelta(seconds=1)
    Cluster.objects.create(host="killed", pid=1, workers=2, seen_at=long_ago)
    SchedulerMetric.objects.start(slots=1, lease=timedelta(minutes=5), trigger="test", process="other/1/2/3")
    SchedulerMetric.objects.update(seen_at=long_ago)


def given_up():
    """Whether the cluster and the run were."""
    return not Cluster.objects.filter(host="killed").exists(), not SchedulerMetric.objects.running().exists()


def test_it_reports_and_says_when_it_stops():
    monitor = ClusterMonitor()
    monitor.beat()
    first = Cluster.objects.get().seen_at
    monitor.beat()
    assert Cluster.objects.get().seen_at > first
    assert Cluster.objects.alive().exists()
    monitor.close()
    assert not Cluster.objects.alive().exists()
    assert Cluster.objects.exists()  # until when one was alive


def test_who_is_silent_is_given_up_when_it_has_listened_for_long_enough(silent, passes):
    monitor = ClusterMonitor()
    monitor.beat()
    assert given_up() == (False, False)
    passes(SILENCE.total_seconds() + 1)
    monitor.beat()
    assert given_up() == (True, True)


def test_after_an_outage_nobody_is_given_up_at_once(silent, passes):
    monitor = ClusterMonitor()
    monitor.beat()
    passes(SILENCE.total_seconds() + 1)
    Cluster.objects.filter(pk=monitor.cluster.pk).update(seen_at=Now() - 2 * cluster_monitor.GAP)
    monitor.beat()
    assert given_up() == (False, False)
