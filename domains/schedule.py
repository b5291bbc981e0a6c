"""When the batch processor runs: its django-q2 schedule, and a wake-up right after a submission."""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_q.models import OrmQ, Schedule
from django_q.tasks import async_task

from metrics.models import SchedulerMetric

logger = logging.getLogger(__name__)

NAME = "process pending domains"
TASK = "domains.tasks.process_pending_domains"


def synchronise() -> Schedule:
    """Make the stored schedule equal to the settings. Called whenever a cluster starts."""
    with transaction.atomic():
        wanted = {
            "func": TASK,
            "schedule_type": Schedule.MINUTES,
            "minutes": settings.SCHEDULER_INTERVAL_MINUTES,
            "repeats": -1,
            "cluster": None,
        }
        schedule, created = Schedule.objects.select_for_update().get_or_create(
            name=NAME, defaults={**wanted, "next_run": timezone.now()}
        )
        changed = {key: value for key, value in wanted.items() if getattr(schedule, key) != value}
        if changed:
            Schedule.objects.filter(pk=schedule.pk).update(**changed, next_run=timezone.now())
    logger.info(
        "scheduler: every %d min, batch size %d, at most %d runs at a time%s",
        settings.SCHEDULER_INTERVAL_MINUTES,
        settings.SCHEDULER_BATCH_SIZE,
        settings.SCHEDULER_MAX_INSTANCES,
        " (new schedule)" if created else " (schedule changed)" if changed else "",
    )
    return schedule


def wake() -> None:
    """Ask for a run now. While every seat is taken, a running run is asked to have one follow it."""
    if not SchedulerMetric.objects.ask_to_follow(settings.SCHEDULER_MAX_INSTANCES):
        async_task(TASK, trigger="submission", q_options={"group": NAME})


def waiting() -> int:
    """Tasks in the queue that no worker has taken yet."""
    return OrmQ.objects.filter(lock__lte=timezone.now()).count()
