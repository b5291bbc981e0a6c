"""BlockedDomain: an entry of the block list. Such a domain is never visited."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now

from domains.scan.names import InvalidName, canonical_domain, with_parents


class BlockedDomainQuerySet(models.QuerySet["BlockedDomain"]):
    def reasons(self, among: Iterable[str] | None = None) -> dict[str, str]:
        """Blocked domains with their reasons; with ``among`` only those that apply to these hosts."""
        rows = self
        if among is not None:
            rows = self.filter(domain__in={name for host in among for name in with_parents(host)})
        return dict(rows.values_list("domain", "reason"))


class BlockedDomain(models.Model):
    """Applies to every tenant, and to all hosts below the domain."""

    domain = models.CharField(max_length=253, unique=True)
    reason = models.CharField(max_length=200, blank=True, default="", help_text="Shown to who submits it.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = BlockedDomainQuerySet.as_manager()

    class Meta:
        db_table = "blocked_domains"
        ordering = ["domain"]

    def __str__(self) -> str:
        return self.domain

    def clean(self) -> None:
        try:
            self.domain = canonical_domain(self.domain)
        except InvalidName as error:
            raise ValidationError({"domain": str(error)}) from error
