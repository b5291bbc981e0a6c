"""Deletes history that is older than the settings allow, in short transactions."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django_q.models import Task

from domains.models import (
    AuditEntry,
    Batch,
    Change,
    Delivery,
    DnsAnswer,
    ErasedDomain,
    IdempotentRequest,
    Page,
    RateWindow,
    Scan,
    Screenshot,
    Upload,
    Webhook,
    WebhookReceiver,
)
from domains.models.dns_answer import KEPT_FOR as DNS_KEPT_FOR
from domains.models.idempotent_request import KEPT_FOR
from domains.models.rate_window import FORGOTTEN_AFTER
from domains.models.upload import KEPT_FOR as UPLOAD_KEPT_FOR
from domains.models.webhook import DeliveryStatus
from domains.privacy import contact_retention
from metrics import prometheus
from metrics.models import CarriedTotal, SchedulerMetric

logger = logging.getLogger(__name__)

CHUNK = 500  # rows in one transaction
TIME_LIMIT = 600.0  # seconds for one day; the rest is deleted the next day


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows to delete, oldest first by ``age``. ``before`` is called with each chunk before its deletion."""

    name: str
    rows: QuerySet[Any]
    age: str
    before: Callable[[list[Any]], object] = len


def prune(*, dry_run: bool = False) -> dict[str, int]:
    """Delete what is too old, or only count it with ``dry_run``. Returns the number of rows by table."""
    deadline = time.monotonic() + TIME_LIMIT
    counts = {"contacts of domains": contact_retention.prune(timezone.now(), dry_run=dry_run)}
    for rule in rules(timezone.now()):
        counts[rule.name] = rule.rows.count() if dry_run else _delete(rule, deadline)
    if not dry_run:
        gone = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
        logger.info("pruned: %s", gone or "nothing was too old", extra={"event": "history_pruned"})
    return counts


def rules(now: datetime) -> Iterator[Rule]:
    cutoff = now - timedelta(days=settings.RETENTION_DAYS)
    yield Rule("scans", _old_scans(cutoff), "finished_at", _delete_dependent_rows)
    erased = ErasedDomain.objects.filter(erased_at__lt=cutoff)
    yield Rule("erased_domains", erased, "erased_at", ErasedDomain.objects.forget)
    yield Rule("batches", Batch.objects.filter(finished_at__lt=cutoff), "finished_at")
    yield Rule("scheduler_metrics", _old_runs(cutoff), "timestamp", _carry_totals)
    audited = now - timedelta(days=settings.AUDIT_RETENTION_DAYS)
    yield Rule("audit_entries", AuditEntry.objects.filter(created_at__lt=audited), "created_at")
    yield Rule("django_admin_log", LogEntry.objects.filter(action_time__lt=audited), "action_time")
    ended = Delivery.objects.exclude(status=DeliveryStatus.PENDING)
    yield Rule("webhook_deliveries", ended.filter(created_at__lt=cutoff), "created_at")
    callbacks = Webhook.objects.filter(subject_id__isnull=False, created_at__lt=cutoff)
    yield Rule("webhooks", callbacks, "created_at")
    used = Webhook.objects.filter(receiver=OuterRef("pk"))
    yield Rule("webhook_receivers", WebhookReceiver.objects.filter(~Exists(used)), "id")
    answered = IdempotentRequest.objects.filter(created_at__lt=now - KEPT_FOR)
    yield Rule("api_idempotent_requests", answered, "created_at")
    forgotten = Upload.objects.filter(created_at__lt=now - UPLOAD_KEPT_FOR)
    yield Rule("uploads", forgotten, "created_at")
    outdated = DnsAnswer.objects.filter(asked_at__lt=now - DNS_KEPT_FOR)
    yield Rule("dns_answers", outdated, "asked_at")
    idle = RateWindow.objects.filter(window__lt=now.timestamp() - FORGOTTEN_AFTER)
    yield Rule("api_rate_windows", idle, "window")
    yield Rule("django_q_task", Task.objects.filter(stopped__lt=cutoff), "stopped")
    yield Rule("django_session", Session.objects.filter(expire_date__lt=now), "expire_date")


def _old_scans(cutoff: datetime) -> QuerySet[Scan]:
    """Old scans, except the newest of each domain and the one with its current job id."""
    newer = Scan.objects.filter(domain=OuterRef("domain"), finished_at__gt=OuterRef("finished_at"))
    old = Scan.objects.filter(~Q(pk=F("domain__scan_id")), finished_at__lt=cutoff)
    return old.filter(Exists(newer))


def _old_runs(cutoff: datetime) -> QuerySet[SchedulerMetric]:
    return SchedulerMetric.objects.filter(timestamp__lt=cutoff, finished_at__isnull=False)


def _delete(rule: Rule, deadline: float) -> int:
    """Delete the rows in chunks. Returns their number.

    Each chunk starts at the age at which the one before ended, so rows that stay are read only once.
    """
    total = 0
    reached: dict[str, Any] = {}
    while time.monotonic() < deadline:
        with transaction.atomic():
            rows = rule.rows.filter(**reached).order_by(rule.age)
            chunk = list(rows.values_list("pk", rule.age)[:CHUNK])
            if not chunk:
                break
            keys = [key for key, _ in chunk]
            rule.before(keys)
            rule.rows.model._default_manager.filter(pk__in=keys).only("pk").delete()
        total += len(chunk)
        reached = {f"{rule.age}__gte": chunk[-1][1]}
    return total


def _delete_dependent_rows(scans: list[Any]) -> None:
    Page.objects.filter(scan__in=scans).delete()
    Screenshot.objects.filter(scan__in=scans).delete()
    Change.objects.forget(scans)


def _carry_totals(runs: list[Any]) -> None:
    """Add the counts of these runs to ``CarriedTotal``, so that the counters of /metrics do not decrease."""
    for sample, value in prometheus.run_samples(SchedulerMetric.objects.filter(pk__in=runs)).items():
        if value:
            CarriedTotal.objects.get_or_create(sample=sample)
            CarriedTotal.objects.filter(pk=sample).update(value=F("value") + value)
