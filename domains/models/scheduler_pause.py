"""SchedulerPause: while its only row exists, no cluster starts scheduled work."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from scrapersky.formats import written


class SchedulerPause(models.Model):
    """``paused_by`` is the name of a user or of the command. The primary key is always 1."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    paused_at = models.DateTimeField(db_default=Now())
    paused_by = models.CharField(max_length=150)
    reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        db_table = "scheduler_pause"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="scheduler_pause_one_row")]

    def __str__(self) -> str:
        reason = f": {self.reason}" if self.reason else ""
        return f"paused since {written(self.paused_at)} by {self.paused_by}{reason}"
