"""The figures of a run, and its log line SCHEDULER_METRICS."""

from __future__ import annotations

import json
import logging
from typing import Any

from metrics.models import SchedulerMetric

logger = logging.getLogger(__name__)


def figures(run: SchedulerMetric) -> dict[str, Any]:
    """The record of a run as JSON values, for the log line, the command and the API."""
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
    logger.info("SCHEDULER_METRICS: %s", json.dumps(figures(run)), extra={"event": "run_finished"})
