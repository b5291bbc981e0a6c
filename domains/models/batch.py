"""Batch: domains submitted together (API, admin), and their jobs."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, models
from django.db.models import Case, Count, F, Func, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Now

from domains.models.domain import Domain, default_tenant
from domains.models.scan import Scan

FORGOTTEN = "forgotten"  # the status of a job whose record was pruned after a newer job


class BatchQuerySet(models.QuerySet["Batch"]):
    def for_tenant(self, tenant_id: uuid.UUID) -> BatchQuerySet:
        return self.filter(tenant_id=tenant_id)

    def jobs_ended(self, scans: Collection[uuid.UUID]) -> list[uuid.UUID]:
        """Count these jobs as ended in their batches. Returns the batches that have now ended.

        The update locks the batch, so if two jobs end at the same moment, exactly one of them is the last.
        Batches are locked in the order of their keys, so two writers cannot deadlock.
        """
        jobs = BatchJob.objects.filter(scan_id__in=scans).order_by("batch_id")
        waiting = dict(jobs.values_list("batch_id").annotate(Count("pk")))
        if not waiting:
            return []  # the usual case: one query
        for batch, ended in waiting.items():
            self.filter(pk=batch).update(open_jobs=F("open_jobs") - ended)
        batches = self.filter(pk__in=waiting, open_jobs=0, finished_at=None)
        done = list(batches.values_list("pk", flat=True))
        self.filter(pk__in=done).update(finished_at=Now())
        return done


class Batch(models.Model):
    """``open_jobs`` counts the jobs that have not ended; when it reaches 0, ``finished_at`` is set once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant_id = models.UUIDField(default=default_tenant)
    job_count = models.PositiveIntegerField(default=0)
    open_jobs = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=200, blank=True, default="", db_default="")
    note = models.TextField(blank=True, default="", db_default="", help_text="What people noted about it.")
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        db_table = "batches"
        verbose_name_plural = "batches"
        indexes = [models.Index(fields=["tenant_id", "-created_at"], name="batches_recent")]

    def __str__(self) -> str:
        return self.name or f"batch {self.id}"


class _InArray(Func):
    """Whether a value is one of an array."""

    arg_joiner = " = ANY("
    template = "(%(expressions)s))"
    output_field = models.BooleanField()


def _one_of(keys: models.QuerySet[Any, Any]) -> Any:
    return _InArray(F("pk"), ArraySubquery(keys)) if connection.vendor == "postgresql" else Q(pk__in=keys)


class BatchJobQuerySet(models.QuerySet["BatchJob"]):
    def with_states(self) -> BatchJobQuerySet:
        """Adds ``status`` and ``error`` of each job: from its domain if that is still at this job, else from
        the job's scan.

        One statement reads both, so a job that ends meanwhile is neither missed nor counted twice. Most
        domains are at their job still, which saves looking for the scan.
        """
        scan = Scan.objects.filter(pk=OuterRef("scan_id"))

        def either(running: str, ended: str, otherwise: str) -> Any:
            current = When(domain__scan_id=F("scan_id"), then=F(f"domain__{running}"))
            return Case(
                current,
                default=Coalesce(Subquery(scan.values(ended)), Value(otherwise)),
                output_field=models.TextField(),
            )

        return self.annotate(
            status=either("status", "status", FORGOTTEN), error=either("last_error", "error", "")
        )

    def of_domain(self) -> Any:
        """The condition that a domain has one of these jobs.

        PostgreSQL gets the keys as an array: with a subquery it may read all domains in the order of a list,
        in search of the few that have a job.
        """
        return _one_of(self.values("domain_id"))

    def of_scan(self) -> Any:
        """The same for the scans of these jobs."""
        return _one_of(self.values("scan_id"))

    def count_by_status(self) -> dict[str, int]:
        states: Any = self.with_states().order_by()
        return dict(states.values_list("status").annotate(Count("pk")))


class BatchJob(models.Model):
    """One job of a batch. A job belongs to several batches if its domain was already queued."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="jobs")
    domain = models.ForeignKey(Domain, on_delete=models.CASCADE, related_name="+")
    scan_id = models.UUIDField()

    objects = BatchJobQuerySet.as_manager()

    class Meta:
        db_table = "batch_jobs"
        constraints = [models.UniqueConstraint(fields=["batch", "scan_id"], name="batch_jobs_once")]
        indexes = [models.Index(fields=["scan_id"], name="batch_jobs_of_scan")]

    def __str__(self) -> str:
        return str(self.scan_id)
