"""Erasure: who erased what kind of value, when, why, and how many rows. Never the value."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from domains.models.audit_entry import LONGEST_ACTOR
from domains.models.suppression import SubjectKind, Suppression

LONGEST_REASON = 500


class Erasure(models.Model):
    """``finished_at`` is null while it is unfinished: erasing the same value again continues it.

    ``counts`` is the number of erased or changed rows by table. ``tenant_id`` is null for all tenants.
    """

    tenant_id = models.UUIDField("tenant", null=True, blank=True)
    kind = models.CharField(max_length=10, choices=SubjectKind.choices)
    suppression = models.ForeignKey(Suppression, null=True, on_delete=models.SET_NULL, related_name="+")
    actor = models.CharField(max_length=LONGEST_ACTOR)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=LONGEST_REASON, blank=True, default="")
    counts = models.JSONField(default=dict)
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "erasures"
        indexes = [models.Index(fields=["tenant_id", "-started_at"], name="erasures_recent")]

    def __str__(self) -> str:
        return f"{self.kind} by {self.actor}"

    def count(self, table: str, rows: int) -> None:
        """Add to the counts, in the transaction that changed the rows."""
        if rows:
            self.counts[table] = self.counts.get(table, 0) + rows
            self.save(update_fields=["counts"])
