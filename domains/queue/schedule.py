"""When the batch processor runs: its django-q2 schedules, requests for a run, and the scheduler pause."""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_q.models import OrmQ, Schedule
from django_q.tasks import async_task

from domains.models import SchedulerPause
from metrics.models import SchedulerMetric

logger = logging.getLogger(__name__)

NAME = "process pending domains"
TASK = "domains.cluster.tasks.process_pending_domains"
PRUNE_NAME = "prune history"
PRUNE_TASK = "metrics.retention.prune"
RESCAN_NAME = "queue re-scans"
RESCAN_TASK = "domains.queue.rescans.queue_due"


def synchronise() -> None:
    """Make the stored schedules equal to the settings. Called whenever a cluster starts."""
    interval = settings.SCHEDULER_INTERVAL_MINUTES
    change = _keep(NAME, TASK, schedule_type=Schedule.MINUTES, minutes=interval)
    _keep(PRUNE_NAME, PRUNE_TASK, schedule_type=Schedule.DAILY)
    _keep(RESCAN_NAME, RESCAN_TASK, schedule_type=Schedule.HOURLY)
    logger.info(
        "scheduler: every %d min, %d domains a run, at most %d runs at a time%s",
        interval,
        settings.SCHEDULER_BATCH_SIZE,
        settings.SCHEDULER_MAX_INSTANCES,
        change,
        extra={"event": "schedule_set"},
    )


def _keep(name: str, task: str, **how: object) -> str:
    """Store one schedule, due now if it is new or changed. Returns a text that says which."""
    wanted = {"func": task, "repeats": -1, "cluster": None, **how}
    with transaction.atomic():
        schedule, created = Schedule.objects.select_for_update().get_or_create(
            name=name, defaults={**wanted, "next_run": timezone.now()}
        )
        changed = {key: value for key, value in wanted.items() if getattr(schedule, key) != value}
        if changed:
            Schedule.objects.filter(pk=schedule.pk).update(**changed, next_run=timezone.now())
    return " (new schedule)" if created else " (schedule changed)" if changed else ""


def wake() -> None:
    """Request a run now. If all slots are taken, a running run is marked to be followed by another."""
    if not SchedulerMetric.objects.request_follow_up(settings.SCHEDULER_MAX_INSTANCES):
        async_task(TASK, trigger="submission", q_options={"group": NAME})


def pause(by: str, reason: str = "") -> SchedulerPause:
    """Pause scheduled work in all clusters until ``resume``. Returns the pause that is now in force.

    Scheduled runs in progress release their domains within seconds. If work is already paused, nothing
    changes. Runs that were started by hand (``process_domains``) are not paused.
    """
    row, created = SchedulerPause.objects.get_or_create(pk=1, defaults={"paused_by": by, "reason": reason})
    if created:
        row.refresh_from_db()
        logger.warning("scheduled work is %s", row, extra={"event": "scheduler_paused"})
    return row


def resume() -> bool:
    """Resume scheduled work, and request a run at once. Returns False if it was not paused."""
    deleted, _ = SchedulerPause.objects.filter(pk=1).delete()
    if deleted:
        logger.warning("scheduled work is resumed", extra={"event": "scheduler_resumed"})
        transaction.on_commit(wake)
    return bool(deleted)


def paused() -> SchedulerPause | None:
    """The pause in force, if there is one."""
    return SchedulerPause.objects.filter(pk=1).first()


def waiting() -> int:
    """Tasks in the queue that no worker has taken yet."""
    count: int = OrmQ.objects.filter(lock__lte=timezone.now()).count()
    return count
