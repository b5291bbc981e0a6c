"""prune: deletes what is too old, and nothing that is still needed."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone
from django_q.models import Task

from domains.models import (
    AuditEntry,
    Batch,
    BatchJob,
    Delivery,
    Domain,
    IdempotentRequest,
    Page,
    Scan,
    Screenshot,
    Webhook,
)
from metrics import health, retention
from metrics.models import SchedulerMetric

pytestmark = pytest.mark.django_db


def ago(days):
    return timezone.now() - timedelta(days=days)


@pytest.fixture
def scan():
    def make(domain, days, scan_id=None):
        row = Scan.objects.create(
            id=scan_id or uuid.uuid4(),
            domain=domain,
            status="completed",
            queued_at=ago(days),
            finished_at=ago(days),
        )
        Page.objects.create(
            domain=domain, scan=row, url="https://x.com/", page_type="home", fetched_at=ago(days)
        )
        Screenshot.objects.create(domain=domain, scan=row, image=b"x", bytes=1, width=320, height=200)
        return row.pk

    return make


def test_old_scans_go_with_their_pages_except_each_domains_newest(scan):
    one, two = (Domain.objects.create(domain=name) for name in ("one.com", "two.com"))
    scan(one, 400)
    newest_of_one = scan(one, 300)
    scan(two, 200)
    kept = {newest_of_one, scan(two, 80), scan(two, 1)}
    call_command("prune")
    assert set(Scan.objects.values_list("pk", flat=True)) == kept
    assert set(Page.objects.values_list("scan_id", flat=True)) == kept
    assert set(Screenshot.objects.values_list("scan_id", flat=True)) == kept


def test_the_scan_that_the_domains_job_id_leads_to_stays(scan):
    domain = Domain.objects.create(domain="one.com", status="completed")
    current = scan(domain, 300, domain.scan_id)
    scan(domain, 100)
    call_command("prune")
    assert Scan.objects.filter(pk=current).exists()
    assert health.books()


def test_many_chunks_with_rows_that_stay_between_them(scan, monkeypatch):
    monkeypatch.setattr(retention, "CHUNK", 3)
    for n in range(5):
        domain = Domain.objects.create(domain=f"site-{n}.com")
        for days in (100 + n, 200 + n, 300 + n):
            scan(domain, days)
    assert retention.prune()["scans"] == 10
    assert Scan.objects.count() == 5


def test_a_pruning_that_takes_too_long_leaves_the_rest_for_the_next(scan, monkeypatch):
    monkeypatch.setattr(retention, "TIME_LIMIT", 0.0)
    domain = Domain.objects.create(domain="one.com")
    scan(domain, 300), scan(domain, 100)
    assert retention.prune()["scans"] == 0


def test_everything_else_that_grows(settings):
    settings.RETENTION_DAYS = settings.AUDIT_RETENTION_DAYS = 10
    user = User.objects.create_user("somebody")
    for days in (20, 5):
        run = SchedulerMetric.objects.start(slots=None, lease=timedelta(minutes=5), trigger="test")
        SchedulerMetric.objects.filter(pk=run.pk).update(
            timestamp=ago(days), finished_at=ago(days), status="completed"
        )
        batch = Batch.objects.create(created_at=ago(days), finished_at=ago(days))
        domain = Domain.objects.create(domain=f"{days}.com")
        BatchJob.objects.create(batch=batch, domain=domain, scan_id=domain.scan_id)
        webhook = Webhook.objects.create(url="https://x.com/", created_at=ago(days), subject_id=batch.pk)
        for status in ("delivered", "pending"):
            Delivery.objects.create(
                webhook=webhook, event="x", payload={}, status=status, created_at=ago(days)
            )
        Webhook.objects.create(url="https://x.com/", created_at=ago(days))
        IdempotentRequest.objects.create(caller="a", key=str(days), fingerprint="f", created_at=ago(days))
        Task.objects.create(id=str(days), name=str(days), func="f", started=ago(days), stopped=ago(days))
        AuditEntry.objects.create(domain=domain, actor="a", message="Paused.", created_at=ago(days))
        LogEntry.objects.create(user=user, action_time=ago(days), action_flag=CHANGE)
    call_command("prune")
    left = (SchedulerMetric, Batch, BatchJob, Task, AuditEntry, LogEntry)
    assert [model.objects.count() for model in left] == [1, 1, 1, 1, 1, 1]
    assert Webhook.objects.filter(subject_id=None).count() == 2  # standing orders are no history
    assert Webhook.objects.exclude(subject_id=None).count() == 1
    assert sorted(Delivery.objects.values_list("status", flat=True)) == ["delivered", "pending"]
    assert IdempotentRequest.objects.count() == 0  # answers are kept for a day


def test_a_dry_run_counts_and_deletes_nothing(scan, capsys):
    domain = Domain.objects.create(domain="one.com")
    scan(domain, 300), scan(domain, 200), scan(domain, 1)
    call_command("prune", "--dry-run")
    out = capsys.readouterr().out
    assert "scans                    2" in out
    assert "would be deleted" in out
    assert Scan.objects.count() == 3


def test_a_cluster_prunes_every_day():
    from domains.queue import schedule

    schedule.synchronise()
    stored = schedule.Schedule.objects.get(name=schedule.PRUNE_NAME)
    assert (stored.func, stored.schedule_type) == ("metrics.retention.prune", "D")
    from django.utils.module_loading import import_string

    assert import_string(stored.func) is retention.prune
