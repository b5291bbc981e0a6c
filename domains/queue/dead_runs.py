"""Finds runs whose process is gone, frees their slots and returns their domains to the queue.

A run is known to be dead in one of these cases:

1. Its process is one of this machine and no longer exists (``process_identity``). Known at once.
2. Its process is not one of this machine, and has not reported for ``SILENCE``. Only a cluster that has
   itself reported without a gap may judge so (``silent``): after an outage of the database every run looks
   silent.
3. Its lease has expired: the process hangs, or no cluster was alive to detect its end.

If a living run was closed by mistake (2, 3), it notices this at its next report and stops. Its results are
refused.
"""

from __future__ import annotations

import logging

from django.db import transaction

from domains.models import Domain
from domains.queue import claims, schedule
from metrics.models import SchedulerMetric
from scrapersky import process_identity

logger = logging.getLogger(__name__)


def close(*, silent: bool = False) -> int:
    """Close the records of dead runs and end the leases of their claims. Returns the number of runs."""
    running = SchedulerMetric.objects.running()
    exists = {row.pk: process_identity.exists(row.process) for row in running.only("process")}
    gone = {pk for pk, found in exists.items() if found is False}
    if silent:
        unseen = SchedulerMetric.objects.silent().values_list("pk", flat=True)
        gone |= {pk for pk in unseen if exists.get(pk) is None}
    gone |= set(SchedulerMetric.objects.expired().values_list("pk", flat=True))
    return _close(gone) if gone else 0


def _close(keys: set[int]) -> int:
    with transaction.atomic():
        rows = SchedulerMetric.objects.running().filter(pk__in=keys).order_by("pk")
        dead = list(rows.select_for_update().values_list("pk", "job_id", "host"))
        SchedulerMetric.objects.filter(pk__in=[pk for pk, _, _ in dead]).abandon()
        claims.end_leases([run_id for _, run_id, _ in dead])
    for _, run_id, host in dead:
        logger.warning("the process of run %s on %s died", run_id, host, extra={"event": "run_abandoned"})
    return len(dead)


def recover(*, silent: bool = False) -> None:
    """Close dead runs and return their domains to the queue; if there were any, request a run."""
    if close(silent=silent):
        claims.reclaim_expired()
        schedule.wake()


def take_over() -> None:
    """At the start of a cluster: do the work that its predecessor left, without waiting for the schedule."""
    close()
    claims.reclaim_expired()
    if Domain.objects.due().exists():
        schedule.wake()
