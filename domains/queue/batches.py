"""Batches: domains submitted together under one id, and their progress."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now

from domains.lifecycle import FINAL, DomainStatus
from domains.models import Batch, BatchJob, Domain
from domains.models.audit_entry import Actor
from domains.queue import job_status, submission
from domains.queue.custom_fields import store as store_custom_fields
from domains.queue.submission import Submitted
from domains.scan.names import InvalidName, canonical_domain

ROWS = 2000  # rows of one INSERT


def submit_batch(
    texts: Sequence[str],
    *,
    tenant_id: uuid.UUID,
    max_pages: int,
    priority: int = 0,
    name: str = "",
    custom_fields: Mapping[str, Mapping[str, str]] | None = None,
    actor: Actor | None = None,
) -> tuple[Batch, list[Submitted]]:
    """Submit all texts in one transaction. Raises ``QueueFull`` if that exceeds the tenant's quota.

    Returns the batch, and the refused inputs in their order.

    ``custom_fields``: by text, stored with its domain. ``actor``: as in ``submission.submit``.

    A domain whose scan is already pending or running keeps its job, which is counted in this batch as well.
    """
    with transaction.atomic():
        batch = Batch.objects.create(tenant_id=tenant_id, name=name)
        # All chunks are one transaction here. All batches use the same order, so that two cannot deadlock.
        ordered = sorted(texts, key=_name)
        results = list(
            submission.submit(
                ordered,
                tenant_id=tenant_id,
                max_pages=max_pages,
                priority=priority,
                batch_id=batch.pk,
                actor=actor,
                within_quota=True,
            )
        )
        _join(batch, results)
        if custom_fields:
            told = ((result, custom_fields.get(result.text, {})) for result in results)
            store_custom_fields(told, tenant_id)
    places = {text: place for place, text in enumerate(texts)}
    refused = sorted((result for result in results if result.reason), key=lambda one: places[one.text])
    return batch, refused


def _name(text: str) -> str:
    try:
        return canonical_domain(text)
    except InvalidName:
        return ""


def _join(batch: Batch, results: list[Submitted]) -> None:
    domains = {result.scan_id: result.domain_id for result in results if result.scan_id and result.domain_id}
    rows = [
        BatchJob(batch=batch, scan_id=scan_id, domain_id=domain_id) for scan_id, domain_id in domains.items()
    ]
    BatchJob.objects.bulk_create(rows, batch_size=ROWS)
    # A scan may end at this moment. Because of the lock it ends either before, and is counted as ended here,
    # or after this transaction, and then finds the batch.
    mine = batch.jobs.values("scan_id")
    held = Domain.objects.filter(scan_id__in=mine).locked()
    states = held.values_list("status", flat=True)
    batch.job_count = len(rows)
    batch.open_jobs = sum(status not in FINAL for status in states)
    batch.finished_at = None if batch.open_jobs else Now()
    batch.save(update_fields=["job_count", "open_jobs", "finished_at"])
    batch.refresh_from_db()


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a job that has not started waits for, and until when (None: unknown).

    ``turn``: that a run claims it. ``retry``: the next attempt after a failure. ``site``: until requests may
    be sent to the site. ``resume``: that somebody resumes it. ``scheduler``: that somebody resumes scheduled
    work.
    """

    what: str
    until: datetime | None = None


UNBEGUN = (DomainStatus.PENDING, DomainStatus.PAUSED)
TIMED = ("retry", "site")  # waits whose end is known
WAITS = ("turn", "retry", "site", "resume", "scheduler")


def waiting(job: BatchJob, now: datetime, *, paused: bool) -> Waiting | None:
    """None if the job is running or has ended. ``paused``: scheduled work is paused."""
    domain = job.domain
    if domain.scan_id != job.scan_id:
        return None  # the domain has a later job
    if domain.status not in UNBEGUN:
        return None
    later = domain.next_attempt_at > now
    what = waits_for(domain.status, later=later, failed=bool(domain.last_error), paused=paused)
    return Waiting(what, domain.next_attempt_at if what in TIMED else None)


def waits_for(status: str, *, later: bool, failed: bool, paused: bool) -> str:
    """What a job waits for, given the ``status`` of its domain, which is one of ``UNBEGUN``.

    ``later``: its next attempt is not due yet. ``failed``: an attempt has failed. ``paused``: scheduled work
    is paused.
    """
    if status == DomainStatus.PAUSED:
        return "resume"
    if later:
        return "retry" if failed else "site"
    return "scheduler" if paused else "turn"


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """``totals`` counts jobs by status; ``progress`` goes from 0 to 1."""

    totals: dict[str, int]
    progress: float
    finished: bool

    @property
    def status(self) -> str:
        """ "pending" until the first job has started, "completed" when the last has ended."""
        if self.finished:
            return "completed"
        return "processing" if self.progress else "pending"


def progress(batch: Batch) -> BatchProgress:
    return progress_of(batch.jobs.count_by_status())


def progress_of(totals: dict[str, int]) -> BatchProgress:
    """``totals``: jobs by status."""
    whole = sum(totals.values())
    ended = sum(count for status, count in totals.items() if job_status.has_ended(status))
    done = sum(count * job_status.progress(status) for status, count in totals.items())
    return BatchProgress(totals, round(done / whole, 4) if whole else 1.0, ended == whole)
