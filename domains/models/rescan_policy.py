"""RescanPolicy: after how many days a tenant's domains are scanned again automatically."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from domains.models.domain import MAX_RESCAN_DAYS, RescanWhen, default_tenant


class RescanPolicy(models.Model):
    """Without one, nothing is re-scanned automatically. A domain's ``rescan_days`` takes precedence."""

    tenant_id = models.UUIDField(
        "tenant",
        unique=True,
        default=default_tenant,
        help_text="Whose domains are scanned again. Without tenants of your own, keep it as it is.",
    )
    days = models.PositiveSmallIntegerField(
        validators=[MaxValueValidator(MAX_RESCAN_DAYS)],
        help_text="Days from one scan of a domain to the next; 0: never.",
    )
    when = models.CharField(max_length=8, choices=RescanWhen.choices, default=RescanWhen.ALWAYS)

    class Meta:
        db_table = "rescan_policies"
        verbose_name = "re-scan policy"
        verbose_name_plural = "re-scan policies"
        constraints = [
            models.CheckConstraint(condition=Q(when__in=RescanWhen.values), name="rescan_policies_when"),
            models.CheckConstraint(condition=Q(days__lte=MAX_RESCAN_DAYS), name="rescan_policies_days"),
        ]

    def __str__(self) -> str:
        return f"every {self.days} days" if self.days else "never"
