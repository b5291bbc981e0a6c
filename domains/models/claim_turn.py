"""ClaimTurn: the tenant that a round of claims served last. The next round begins with the one after it."""

from __future__ import annotations

import uuid

from django.db import models


class ClaimTurnQuerySet(models.QuerySet["ClaimTurn"]):
    def store(self, tenant_id: uuid.UUID) -> None:
        """Store the tenant that was served last.

        If two rounds end at once, one value overwrites the other. Then the next round may begin with another
        tenant, which does no harm.
        """
        row = self.filter(pk=1)
        if not row.update(tenant_id=tenant_id):
            self.bulk_create([ClaimTurn(tenant_id=tenant_id)], ignore_conflicts=True)


class ClaimTurn(models.Model):
    """The primary key is always 1. No row: no round of claims has served several tenants yet."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    tenant_id = models.UUIDField()

    objects = ClaimTurnQuerySet.as_manager()

    class Meta:
        db_table = "claim_turn"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="claim_turn_one_row")]

    def __str__(self) -> str:
        return str(self.tenant_id)
