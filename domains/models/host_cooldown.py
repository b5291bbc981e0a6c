"""HostCooldown: the time until which a site must not be visited, for all tenants (from Retry-After)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import models
from django.db.models.functions import Now

from scrapersky.formats import written


class HostCooldownQuerySet(models.QuerySet["HostCooldown"]):
    def start(self, domain: str, seconds: float) -> None:
        """Start a cooldown of so many seconds for a site. Deletes cooldowns that have ended."""
        self.filter(until__lte=Now()).delete()
        self.update_or_create(domain=domain, defaults={"until": Now() + timedelta(seconds=seconds)})

    def active(self, domains: Collection[str]) -> dict[str, datetime]:
        """Those of these domains that must not be visited now, with the end of their cooldowns."""
        cooling = self.filter(domain__in=domains, until__gt=Now())
        return dict(cooling.values_list("domain", "until"))


class HostCooldown(models.Model):
    domain = models.CharField(max_length=253, primary_key=True)
    until = models.DateTimeField()

    objects = HostCooldownQuerySet.as_manager()

    class Meta:
        db_table = "rests"

    def __str__(self) -> str:
        return f"{self.domain} until {written(self.until, seconds=True)}"
