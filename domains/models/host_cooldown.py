"""Rest: until when a site asked not to be visited. It holds for every tenant's row of the domain."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import models
from django.db.models.functions import Now


class RestQuerySet(models.QuerySet["Rest"]):
    def grant(self, domain: str, seconds: float) -> None:
        """Let a site rest for so long; those that have rested are forgotten."""
        self.filter(until__lte=Now()).delete()
        self.update_or_create(domain=domain, defaults={"until": Now() + timedelta(seconds=seconds)})

    def now(self, domains: Collection[str]) -> dict[str, datetime]:
        """Which of these rest, and until when."""
        resting = self.filter(domain__in=domains, until__gt=Now())
        return dict(resting.values_list("domain", "until"))


class Rest(models.Model):
    domain = models.CharField(max_length=253, primary_key=True)
    until = models.DateTimeField()

    objects = RestQuerySet.as_manager()

    class Meta:
        db_table = "rests"

    def __str__(self) -> str:
        return f"{self.domain} until {self.until:%Y-%m-%d %H:%M:%S}"
