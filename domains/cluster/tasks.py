"""The tasks that django-q2 calls."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from domains.models import Domain
from domains.queue import schedule
from domains.runs.run import RunOptions, execute_run
from metrics import telemetry
from metrics.models import SchedulerMetric
from scrapersky.shutdown import stop_on_signals


def process_pending_domains(trigger: str = "schedule") -> dict[str, Any]:
    """One scheduled run. Returns its figures, or that no slot was free or scheduled work is paused.

    If the task is delivered twice, the second run claims other domains, or none. Another run is requested
    at the end if ``schedule.wake`` was called meanwhile, or if SCHEDULER_DRAIN is set and this run claimed
    SCHEDULER_BATCH_SIZE domains.
    """
    if pause := schedule.paused():
        return {"skipped": f"scheduled work is {pause}"}
    size = settings.SCHEDULER_BATCH_SIZE
    order = RunOptions(
        trigger=trigger,
        limit=size,
        concurrency=min(size, settings.FETCH_CONCURRENCY),
        slots=settings.SCHEDULER_MAX_INSTANCES,
    )
    if settings.SCHEDULER_DRAIN:
        _share_backlog(size)
    with stop_on_signals() as stop:
        record = execute_run(order, stop)
        if record is None:
            return {"skipped": "no free slot: SCHEDULER_MAX_INSTANCES runs are in progress"}
        full = record.domains_claimed >= size
        if not stop and (record.followed or (settings.SCHEDULER_DRAIN and full)):
            schedule.wake()
    return telemetry.figures(record)


def _share_backlog(size: int) -> None:
    """Request another run beside this one if more than ``size`` domains are due and a slot is free."""
    taken = SchedulerMetric.objects.running().filter(slot__isnull=False).count()
    if taken < settings.SCHEDULER_MAX_INSTANCES - 1 and Domain.objects.due()[size : size + 1].exists():
        schedule.wake()
