"""The values between queue and scan: ``Claim`` to the scan, ``Outcome`` back."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from domains.models import Domain
from domains.queue.earlier_scans import EarlierScans
from domains.scan.report import ErrorKind, SiteReport

# Columns of a domain that its claim contains under the same names.
KEPT = (
    "tenant_id", "domain", "scan_id", "batch_id", "max_pages", "queued_at", "only_if_sitemap_changed"
)  # fmt: skip
CLAIM_FIELDS = (*KEPT, "claim_token", "claimed_by", "attempts", "claimed_at")  # what Claim.of reads


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to scan one domain until its lease expires. ``attempts`` includes this one.

    ``run_id`` is the ``job_id`` of the run, ``earlier`` the results of earlier scans. ``token``, ``run_id``
    and ``claimed_at`` are None for a domain that is not claimed (see ``of``).
    """

    domain_id: uuid.UUID
    tenant_id: uuid.UUID
    domain: str
    scan_id: uuid.UUID
    batch_id: uuid.UUID | None
    attempts: int
    max_pages: int
    queued_at: datetime
    token: uuid.UUID | None
    run_id: uuid.UUID | None
    claimed_at: datetime | None
    only_if_sitemap_changed: bool = False
    earlier: EarlierScans = field(default_factory=EarlierScans)

    @classmethod
    def of(cls, row: Domain) -> Claim:
        """The current claim of a row; without a token if it is not claimed."""
        kept = {name: getattr(row, name) for name in KEPT}
        return cls(
            domain_id=row.pk,
            token=row.claim_token,
            run_id=row.claimed_by,
            attempts=row.attempts,
            claimed_at=row.claimed_at,
            **kept,
        )


@dataclass(frozen=True, slots=True)
class Failure:
    """A scan that gave no result.

    ``retry_after`` in seconds, from Retry-After. ``local``: the cause may be this machine's network.
    ``proxy``: a proxy failed, so the attempt is not counted. ``died``: the scan killed its child process, so
    the domain stays in quarantine.
    """

    kind: ErrorKind
    message: str
    retry_after: float | None = None
    local: bool = False
    proxy: bool = False
    died: bool = False


class ClaimLost(Exception):
    """The claim is no longer valid, so the result is refused.

    Its lease has expired, or the domain was cancelled or erased.
    """


Outcome = SiteReport | Failure
