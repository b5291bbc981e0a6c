"""PrivacyPolicy: rules of one tenant that are stricter than the settings."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from domains.models.domain import default_tenant

LONGEST_RETENTION = 36_500  # days


class PrivacyPolicyQuerySet(models.QuerySet["PrivacyPolicy"]):
    def without_personal_addresses(self, tenants: Collection[uuid.UUID]) -> set[uuid.UUID]:
        """Those of the tenants for which personal e-mail addresses are left out."""
        if not settings.STORE_PERSONAL_ADDRESSES:
            return set(tenants)
        if not self.exists():  # the usual case, in a fraction of the time
            return set()
        strict = self.filter(tenant_id__in=set(tenants), store_personal_addresses=False)
        return set(strict.values_list("tenant_id", flat=True))


class PrivacyPolicy(models.Model):
    tenant_id = models.UUIDField(
        "tenant",
        default=default_tenant,
        unique=True,
        help_text="Whose domains it is about. Without tenants of your own, keep it as it is.",
    )
    contact_retention_days = models.PositiveIntegerField(
        "days that contacts are kept",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_RETENTION)],
        help_text="Contacts of domains not seen for so many days are deleted; empty: as the setting says.",
    )
    store_personal_addresses = models.BooleanField(
        "personal addresses",
        default=True,
        help_text="Whether e-mail addresses of persons are stored, or only those of roles.",
    )

    objects = PrivacyPolicyQuerySet.as_manager()

    class Meta:
        db_table = "privacy_policies"
        verbose_name_plural = "privacy policies"

    def __str__(self) -> str:
        return str(self.tenant_id)
