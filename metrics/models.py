"""SchedulerMetric: the record of one run, which also holds its slot while it runs.

Cluster: a running cluster. Alert: a current problem. WatchLease: which process checks for problems.
CarriedTotal: the counts of pruned runs.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.db.models.functions import Now

from domains.lifecycle import RunStatus
from metrics.run_counts import RunCounts
from metrics.runbook import RUNBOOK
from scrapersky.formats import written

BEAT_SECONDS = 5.0  # how often clusters and runs report that they are alive
SILENCE = timedelta(seconds=25)  # one that has not reported for this long is not alive


class SchedulerMetricQuerySet(models.QuerySet["SchedulerMetric"]):
    def running(self) -> SchedulerMetricQuerySet:
        return self.filter(status=RunStatus.RUNNING)

    def expired(self) -> SchedulerMetricQuerySet:
        """Runs in progress whose lease has expired: their process hangs or is gone."""
        return self.running().filter(lease_expires_at__lte=Now())

    def silent(self) -> SchedulerMetricQuerySet:
        """Runs in progress that have not reported for ``SILENCE``."""
        return self.running().filter(seen_at__lte=Now() - SILENCE)

    def heard(self) -> SchedulerMetricQuerySet:
        """Runs in progress that are neither expired nor silent."""
        return self.running().filter(lease_expires_at__gt=Now()).exclude(seen_at__lte=Now() - SILENCE)

    def abandon(self) -> int:
        """Close the records of the selected runs in progress, and free their slots."""
        return self.running().update(
            status=RunStatus.ABANDONED, slot=None, finished_at=Now(), error="the process of this run died"
        )

    def start(self, *, slots: int | None, lease: timedelta, **values: Any) -> SchedulerMetric | None:
        """Open the record of a run. Returns None if all slots are taken.

        ``slots`` is the number of slots for all machines that share the database; None: no slot is needed.
        A unique index on the slots of running rows ensures that each slot is held by one run.
        """
        values |= {"lease_expires_at": Now() + lease, "seen_at": Now()}
        if slots is None:
            return self._open(values)
        taken = set(self.running().values_list("slot", flat=True))
        for slot in sorted(set(range(1, slots + 1)) - taken):
            try:
                with transaction.atomic():
                    return self._open({**values, "slot": slot})
            except IntegrityError:
                continue  # another run took this slot a moment ago
        return None

    def _open(self, values: dict[str, Any]) -> SchedulerMetric:
        row = self.create(**values)
        row.refresh_from_db()
        return row

    def request_follow_up(self, slots: int) -> bool:
        """If all slots are taken, mark a running run to be followed by another. Returns whether it was.

        Runs of dead processes are not counted: the next run takes their slots.
        """
        heard = self.heard().filter(slot__isnull=False)
        running = list(heard.values_list("pk", flat=True)[:slots])
        if len(running) < slots:
            return False
        return bool(self.running().filter(pk=running[0]).update(followed=True))


class SchedulerMetric(models.Model):
    """One run of the batch processor.

    ``job_id`` is the run id. ``domains_processed`` counts outcomes: successful, failed, skipped and retried.
    ``success_rate`` is successful / processed, from 0 to 1; 0 for an empty run. ``slot`` is held while the
    status is ``running``. ``process`` identifies its process (see ``scrapersky.process_identity``), which
    updates ``seen_at`` every few seconds. After ``lease_expires_at`` the run counts as dead in any case.
    """

    job_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    status = models.CharField(max_length=10, choices=RunStatus.choices, default=RunStatus.RUNNING)
    trigger = models.CharField(max_length=20, help_text="schedule, submission, command ...")
    host = models.CharField(max_length=255, blank=True, default="")
    process = models.CharField(max_length=120, default="", db_default="", editable=False)
    seen_at = models.DateTimeField(null=True, editable=False)
    timestamp = models.DateTimeField(db_default=Now(), help_text="When the run started.")
    finished_at = models.DateTimeField(null=True)
    duration_seconds = models.FloatField(default=0)
    domains_claimed = models.PositiveIntegerField(default=0)
    domains_processed = models.PositiveIntegerField(default=0)
    domains_successful = models.PositiveIntegerField(default=0)
    domains_failed = models.PositiveIntegerField(default=0)
    domains_skipped = models.PositiveIntegerField(default=0)
    domains_retried = models.PositiveIntegerField(default=0)
    domains_returned = models.PositiveIntegerField(default=0, help_text="Given back unprocessed.")
    results_refused = models.PositiveIntegerField(default=0, help_text="Late results of lost claims.")
    success_rate = models.FloatField(default=0)
    bytes_fetched = models.PositiveBigIntegerField(default=0)
    emails_found = models.PositiveIntegerField(
        default=0, db_default=0, help_text="E-mail addresses that its scans found."
    )
    phones_found = models.PositiveIntegerField(
        default=0, db_default=0, help_text="Phone numbers that its scans found."
    )
    error = models.TextField(blank=True, default="")
    slot = models.PositiveSmallIntegerField(null=True, editable=False, db_column="seat")
    lease_expires_at = models.DateTimeField(null=True, editable=False)
    followed = models.BooleanField(
        default=False, editable=False, help_text="Another run shall follow at once."
    )

    objects = SchedulerMetricQuerySet.as_manager()

    class Meta:
        db_table = "scheduler_metrics"
        verbose_name = "run"
        constraints = [
            models.CheckConstraint(condition=Q(status__in=RunStatus.values), name="scheduler_metrics_status"),
            models.CheckConstraint(
                condition=Q(success_rate__gte=0, success_rate__lte=1), name="scheduler_metrics_success_rate"
            ),
            models.UniqueConstraint(
                fields=["slot"],
                condition=Q(status=RunStatus.RUNNING),
                name="scheduler_metrics_one_run_a_seat",
            ),
        ]
        indexes = [
            models.Index(fields=["-timestamp"], name="scheduler_metrics_recent"),
            models.Index(
                fields=["lease_expires_at"],
                condition=Q(status=RunStatus.RUNNING),
                name="scheduler_metrics_leases",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trigger} run of {written(self.timestamp)}"

    def close(self, status: RunStatus, seconds: float, counts: RunCounts, *, error: str = "") -> None:
        """Store the end of the run and free its slot. If it was already abandoned, that status is kept."""
        values = {**counts.columns(), "duration_seconds": round(seconds, 3), "error": error}
        with transaction.atomic():
            row = SchedulerMetric.objects.select_for_update().get(pk=self.pk)
            if row.status == RunStatus.RUNNING:
                values["status"] = status
            SchedulerMetric.objects.filter(pk=self.pk).update(**values, slot=None, finished_at=Now())
        self.refresh_from_db()

    def renew(self, lease: timedelta) -> bool:
        """Report that this run is alive. Returns False if it was already abandoned."""
        rows = SchedulerMetric.objects.running().filter(pk=self.pk)
        return bool(rows.update(lease_expires_at=Now() + lease, seen_at=Now()))


class ClusterQuerySet(models.QuerySet["Cluster"]):
    def alive(self) -> ClusterQuerySet:
        return self.filter(seen_at__gt=Now() - SILENCE, stopped_at__isnull=True)


class Cluster(models.Model):
    """One ``qcluster``. It updates ``seen_at`` every few seconds, and sets ``stopped_at`` when it is stopped.

    Rows of clusters that are not alive are deleted by the next one that is.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    host = models.CharField(max_length=255)
    pid = models.PositiveIntegerField()
    workers = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())
    stopped_at = models.DateTimeField(null=True)

    objects = ClusterQuerySet.as_manager()

    class Meta:
        db_table = "clusters"

    def __str__(self) -> str:
        return f"{self.host} {self.pid}"


class Alert(models.Model):
    """A current problem. The row exists as long as the problem, so that only one message is sent.

    ``host`` is set if the problem is one machine's own; the name ends with it. ``sent_at`` is None until the
    message has been sent.
    """

    name = models.CharField(max_length=300, primary_key=True)
    host = models.CharField(max_length=255, default="", db_default="")
    message = models.TextField()
    raised_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "alerts"

    def __str__(self) -> str:
        return f"{self.name}: {self.message}"

    @property
    def kind(self) -> str:
        """The key of its entry in ``metrics.runbook``."""
        return next(kind for kind in RUNBOOK if self.name.startswith(kind))


class WatchLeaseQuerySet(models.QuerySet["WatchLease"]):
    def take(self, name: str, holder: uuid.UUID, lease: timedelta) -> bool:
        """Take or renew a lease. Returns False if another process holds it."""
        values = {"holder": holder, "expires_at": Now() + lease}
        free = Q(holder=holder) | Q(expires_at__lte=Now())
        if self.filter(free, name=name).update(**values):
            return True
        return self.get_or_create(name=name, defaults=values)[1]


class WatchLease(models.Model):
    """The right to check for problems and to send alerts. All clusters and web processes compete for it.

    There is one row for the installation, named "", and one for each machine, named by its host name. Whoever
    holds a lease renews it at each check; after ``expires_at`` another process takes it.
    """

    name = models.CharField(max_length=255, primary_key=True)
    holder = models.UUIDField()
    expires_at = models.DateTimeField()

    objects = WatchLeaseQuerySet.as_manager()

    class Meta:
        db_table = "watch_leases"

    def __str__(self) -> str:
        return f"{self.name} until {self.expires_at}"


class CarriedTotal(models.Model):
    """What pruned runs had added to a counter of /metrics, because counters must never decrease."""

    sample = models.CharField(max_length=200, primary_key=True)
    value = models.FloatField(default=0)

    class Meta:
        db_table = "carried_totals"

    def __str__(self) -> str:
        return self.sample
