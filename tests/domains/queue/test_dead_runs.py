"""A dead run gives back its slot and its domains, and a living one nothing."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django_q.models import OrmQ

from domains.models import Domain
from domains.queue import claims, dead_runs
from metrics.models import SILENCE, SchedulerMetric
from scrapersky import process_identity

pytestmark = pytest.mark.django_db
LEASE = timedelta(minutes=5)
HERE = process_identity.own()
GONE = f"{HERE.rpartition('/')[0]}/1"  # this process id, but started a moment after the boot
ELSEWHERE = f"other-boot/1{HERE[-20:]}"


@pytest.fixture
def run(queue):
    """A run in slot 1 with one claimed domain, that reported so many seconds ago."""

    def make(process, seconds=0):
        queue("held.com")
        row = SchedulerMetric.objects.start(slots=1, lease=LEASE, trigger="test", host="it", process=process)
        claims.claim(1, run_id=row.job_id, lease=LEASE)
        SchedulerMetric.objects.update(seen_at=Now() - timedelta(seconds=seconds))
        return row

    return make


def free():
    """The statuses of run and domain, and whether the slot is free."""
    claims.reclaim_expired()
    taken = SchedulerMetric.objects.running().filter(slot=1).exists()
    return SchedulerMetric.objects.get().status, Domain.objects.get().status, not taken


SILENT = SILENCE.total_seconds() + 1
KEPT = ("running", "processing", False)
FREED = ("abandoned", "pending", True)


@pytest.mark.parametrize(
    ("process", "seconds", "judge_silence", "after"),
    [
        pytest.param(GONE, 0, False, FREED, id="its process is gone"),
        pytest.param(HERE, SILENT, True, KEPT, id="its process exists, whatever it reports"),
        pytest.param(ELSEWHERE, SILENT, True, FREED, id="silent on another machine"),
        pytest.param(ELSEWHERE, SILENT, False, KEPT, id="silent, but nobody may judge"),
        pytest.param(ELSEWHERE, SILENT - 5, True, KEPT, id="heard on another machine"),
        pytest.param("", SILENT, True, FREED, id="silent, of a machine without identities"),
    ],
)
def test_who_is_dead(run, process, seconds, judge_silence, after):
    run(process, seconds)
    dead_runs.close(silent=judge_silence)
    assert free() == after


def test_a_run_whose_lease_has_expired_is_dead_wherever_it_was(run):
    run(HERE)
    SchedulerMetric.objects.update(lease_expires_at=Now())
    assert dead_runs.close() == 1
    assert free() == FREED


def test_after_a_death_a_run_is_requested_and_without_one_none(run):
    row = run(HERE)
    dead_runs.recover()
    assert not OrmQ.objects.exists()
    SchedulerMetric.objects.filter(pk=row.pk).update(process=GONE)
    dead_runs.recover()
    assert Domain.objects.get().status == "pending"
    assert OrmQ.objects.count() == 1


def test_a_cluster_that_starts_asks_for_a_run_if_there_is_work(queue):
    dead_runs.take_over()
    assert not OrmQ.objects.exists()
    queue("one.com")
    dead_runs.take_over()
    assert OrmQ.objects.count() == 1


def test_a_run_that_was_given_up_by_mistake_notices_it(run):
    row = run(ELSEWHERE, SILENT)
    dead_runs.close(silent=True)
    assert not row.renew(LEASE)
