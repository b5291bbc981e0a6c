"""What passes between the queue and a scan: a claim one way, its outcome the other. Values only."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from domains.models import Domain
from domains.queue.earlier_scans import EarlierScans
from domains.scan.report import ErrorKind, SiteReport

# Columns of a domain that its claim brings along under the same names.
KEPT = (
    "tenant_id", "domain", "scan_id", "batch_id", "max_pages", "queued_at", "only_if_sitemap_changed"
)  # fmt: skip
CLAIM_FIELDS = (*KEPT, "claim_token", "claimed_by", "attempts", "claimed_at")  # what Claim.of reads


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to scan one domain until its lease runs out. ``attempts`` includes this one.

    ``run_id`` is the job_id of the run that holds it, ``earlier`` what is known of the domain. Token, run
    and time are None in the claim that stands for a domain which nobody holds (see ``of``).
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
        """The claim that stands on a row now; without a token where it is not claimed."""
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

    ``retry_after`` in seconds, as the site asked. ``local``: it may be this machine's network that
    failed, not the site.
    """

    kind: ErrorKind
    message: str
    retry_after: float | None = None
    local: bool = False


class ClaimLost(Exception):
    """The claim is no longer ours: its lease ran out, or the domain was cancelled. The result is void."""


Outcome = SiteReport | Failure
