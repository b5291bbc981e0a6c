"""The status of a job, for every job id that a submission has returned."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domains.lifecycle import FINAL, DomainStatus
from domains.models import Domain, Scan
from domains.models.batch import FORGOTTEN

HALF_WAY = 0.5  # a running scan: the number of pages is not known in advance


@dataclass(frozen=True, slots=True)
class Job:
    """One scan, pending, running or finished. ``result_data`` is None until it has completed."""

    job_id: uuid.UUID
    status: str
    domain: str
    domain_id: uuid.UUID
    result_data: dict[str, Any] | None
    error: str | None
    error_kind: str | None
    attempts: int
    created_at: datetime
    updated_at: datetime

    @property
    def progress(self) -> float:
        return progress(self.status)

    @property
    def finished(self) -> bool:
        return has_ended(self.status)


def has_ended(status: str) -> bool:
    """Whether a job in this state has ended; one whose record was pruned has."""
    return status in FINAL or status == FORGOTTEN


def progress(status: str) -> float:
    """The progress of a scan in this status, from 0 to 1."""
    if has_ended(status):
        return 1.0
    return HALF_WAY if status == DomainStatus.PROCESSING else 0.0


def find(job_id: uuid.UUID, tenant_id: uuid.UUID | None) -> Job | None:
    """The job with this id; ``tenant_id`` None looks among all tenants.

    The live state is read first and the finished scans after it: a scan that ends between the two is
    then found finished. The other way round it would be found nowhere.
    """
    mine = {} if tenant_id is None else {"tenant_id": tenant_id}
    domain = Domain.objects.filter(scan_id=job_id, **mine).only(*_DOMAIN_FIELDS).first()
    if domain and domain.status not in FINAL:
        return _live_job(domain)
    scan = Scan.objects.filter(pk=job_id, **mine).select_related("domain").only(*_SCAN_FIELDS).first()
    if scan:
        return _finished_job(scan)
    return _live_job(domain) if domain else None  # its Scan row was pruned; the outcome is still known


_DOMAIN_FIELDS = (
    "scan_id", "status", "domain", "last_error", "error_kind", "attempts", "queued_at", "updated_at"
)  # fmt: skip
_SCAN_FIELDS = (
    "domain__domain", "status", "result", "error", "error_kind", "attempts", "queued_at", "finished_at"
)  # fmt: skip


def _live_job(domain: Domain) -> Job:
    return Job(
        job_id=domain.scan_id,
        status=domain.status,
        domain=domain.domain,
        domain_id=domain.pk,
        result_data=None,
        error=domain.last_error or None,
        error_kind=domain.error_kind or None,
        attempts=domain.attempts,
        created_at=domain.queued_at,
        updated_at=domain.updated_at,
    )


def _finished_job(scan: Scan) -> Job:
    return Job(
        job_id=scan.pk,
        status=scan.status,
        domain=scan.domain.domain,
        domain_id=scan.domain_id,
        result_data=scan.result or None,
        error=scan.error or None,
        error_kind=scan.error_kind or None,
        attempts=scan.attempts,
        created_at=scan.queued_at,
        updated_at=scan.finished_at,
    )
