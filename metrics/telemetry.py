"""What a run counts, and the line it leaves in the log."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from domains.lifecycle import Event

if TYPE_CHECKING:
    from metrics.models import SchedulerMetric

logger = logging.getLogger(__name__)

_COUNTED = {
    Event.COMPLETE: "successful",
    Event.FAIL: "failed",
    Event.SKIP: "skipped",
    Event.RETRY: "retried",
}


@dataclass
class Counts:
    """What became of the domains that a run claimed."""

    claimed: int = 0
    successful: int = 0
    failed: int = 0
    skipped: int = 0
    retried: int = 0
    returned: int = 0
    refused: int = 0
    bytes: int = 0

    @property
    def processed(self) -> int:
        return self.successful + self.failed + self.skipped + self.retried

    def add(self, event: Event, size: int) -> None:
        name = _COUNTED[event]
        setattr(self, name, getattr(self, name) + 1)
        self.bytes += size

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
            "success_rate": round(self.successful / self.processed, 4) if self.processed else 0.0,
        }


def figures(run: SchedulerMetric) -> dict[str, Any]:
    """A run's record as JSON values, the same for the log line, the command and the API."""
    return {
        "job_id": str(run.job_id),
        "status": run.status,
        "trigger": run.trigger,
        "host": run.host,
        "timestamp": run.timestamp.isoformat(),
        "duration_seconds": run.duration_seconds,
        "domains_claimed": run.domains_claimed,
        "domains_processed": run.domains_processed,
        "domains_successful": run.domains_successful,
        "domains_failed": run.domains_failed,
        "domains_skipped": run.domains_skipped,
        "domains_retried": run.domains_retried,
        "domains_returned": run.domains_returned,
        "results_refused": run.results_refused,
        "success_rate": run.success_rate,
        "bytes_fetched": run.bytes_fetched,
        "error": run.error,
    }


def log_run(run: SchedulerMetric) -> None:
    logger.info("SCHEDULER_METRICS: %s", json.dumps(figures(run)))
