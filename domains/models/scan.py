"""Scan: the immutable record of one finished scan."""

from __future__ import annotations

import uuid
from typing import Any, NoReturn

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.dispatch import Signal

from domains.lifecycle import FINAL
from domains.models.domain import Domain, default_tenant
from domains.scan.report import ErrorKind
from scrapersky.database.bulk_write import insert_objects
from scrapersky.formats import written

scans_ended = Signal()  # argument ``scans``: the stored rows; sent in their transaction

FINAL_CHOICES = [(status.value, status.label) for status in sorted(FINAL)]


class ScanQuerySet(models.QuerySet["Scan"]):
    def record(self, scans: list[Scan]) -> None:
        """Store scans that have ended, and send the signal ``scans_ended``."""
        insert_objects(self, scans)
        if scans:
            scans_ended.send(sender=Scan, scans=scans)

    def for_tenant(self, tenant_id: uuid.UUID) -> ScanQuerySet:
        return self.filter(tenant_id=tenant_id)

    def update(self, **_: Any) -> NoReturn:
        raise TypeError("a finished scan is never changed")


class Scan(models.Model):
    """One finished scan. ``id`` is the job id that its submission returned."""

    id = models.UUIDField(primary_key=True, editable=False)
    domain = models.ForeignKey(Domain, on_delete=models.CASCADE, related_name="scans")
    tenant_id = models.UUIDField(default=default_tenant)
    batch_id = models.UUIDField(null=True, blank=True)
    run_id = models.UUIDField(null=True, blank=True, help_text="The job_id of the run that recorded it.")
    status = models.CharField(max_length=12, choices=FINAL_CHOICES)
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, help_text="When its last attempt was claimed.")
    finished_at = models.DateTimeField(db_default=Now())
    pages = models.PositiveSmallIntegerField(default=0)
    bytes = models.PositiveBigIntegerField(default=0)
    result = models.JSONField(default=dict)
    changes = models.JSONField(
        default=dict, db_default={}, help_text="What differs from the scans before; empty where nothing does."
    )
    error = models.TextField(blank=True, default="")
    error_kind = models.CharField(
        max_length=20, blank=True, default="", choices=[(kind.value, kind.value) for kind in ErrorKind]
    )

    objects = ScanQuerySet.as_manager()

    class Meta:
        db_table = "scans"
        constraints = [
            models.CheckConstraint(condition=Q(status__in=sorted(FINAL)), name="scans_status_is_final"),
        ]
        indexes = [
            models.Index(fields=["domain", "-finished_at"], name="scans_of_domain"),
            models.Index(fields=["tenant_id", "-finished_at"], name="scans_recent"),
            models.Index(fields=["finished_at"], name="scans_age"),
            models.Index(fields=["run_id"], condition=Q(run_id__isnull=False), name="scans_of_run"),
            models.Index(fields=["batch_id"], condition=Q(batch_id__isnull=False), name="scans_of_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.status} scan of {written(self.finished_at)}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("a finished scan is never changed")
        super().save(*args, **{**kwargs, "force_insert": True})
