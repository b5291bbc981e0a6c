"""The counts of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from domains.lifecycle import Event

ENDINGS = ("successful", "failed", "skipped")  # the outcomes that are not tried again
OUTCOMES = (*ENDINGS, "retried")
_COUNTED = {
    Event.COMPLETE: "successful",
    Event.FAIL: "failed",
    Event.SKIP: "skipped",
    Event.RETRY: "retried",
}


@dataclass
class RunCounts:
    """The outcomes of the domains that a run has claimed."""

    claimed: int = 0
    successful: int = 0
    failed: int = 0
    skipped: int = 0
    retried: int = 0
    returned: int = 0
    refused: int = 0
    bytes: int = 0
    emails: int = 0  # that completed scans found, known ones included; the same for phones
    phones: int = 0

    @property
    def processed(self) -> int:
        return self.successful + self.failed + self.skipped + self.retried

    def add(self, event: Event, size: int, emails: int = 0, phones: int = 0) -> None:
        name = _COUNTED[event]
        setattr(self, name, getattr(self, name) + 1)
        self.bytes += size
        self.emails += emails
        self.phones += phones

    def columns(self) -> dict[str, Any]:
        """The columns of ``scheduler_metrics``."""
        return {
            "domains_claimed": self.claimed,
            "domains_processed": self.processed,
            "domains_successful": self.successful,
            "domains_failed": self.failed,
            "domains_skipped": self.skipped,
            "domains_retried": self.retried,
            "domains_returned": self.returned,
            "results_refused": self.refused,
            "bytes_fetched": self.bytes,
            "emails_found": self.emails,
            "phones_found": self.phones,
            "success_rate": round(self.successful / self.processed, 4) if self.processed else 0.0,
        }
