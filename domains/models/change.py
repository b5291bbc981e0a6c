"""Change: an entry in the feed of changes, for each first scan and each later scan with differences.

A reader follows the feed with one number: the last one it has read. It misses nothing and reads nothing
twice, because numbers become visible in ascending order:

1. ``record`` runs at the end of the transaction that stores the scans. It adds to ``ChangeCounter.last``,
   which locks that row until the transaction has ended.
2. A second writer of the same tenant waits in ``record`` for that lock. PostgreSQL makes a transaction
   visible before it releases its locks, so the numbers of the first are visible before the second gets any.
3. So if a number is visible, all lower ones are too. ``number > last read`` in ascending order therefore
   continues exactly where the reader stopped, whatever the time stamps say.
4. A transaction that is rolled back gives its numbers back with the counter. SQLite has one writer at a time.

An erased domain has an entry of its own, ``ErasedDomain``, numbered by the same counter.

A sequence or an auto-increment key would not have this property: it is assigned before the commit, so a lower
number may become visible after a higher one was read. The lock ends with the transaction, so it also works
behind a pooler.

Tenants are locked in the order of their ids, and after all other rows, so two writers cannot deadlock.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import F, Max
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Now

from domains.models.domain import default_tenant
from domains.models.scan import Scan
from scrapersky.database.bulk_write import insert_each


@dataclass(frozen=True, slots=True)
class Bounds:
    """Which numbers a tenant's feed has: those above ``pruned`` up to ``last``."""

    pruned: int
    last: int


class ChangeQuerySet(models.QuerySet["Change"]):
    def record(self, scans: Sequence[Scan]) -> None:
        """Append these stored scans to the feeds of their tenants, as the last statement of a transaction."""
        by_tenant: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
        for scan in scans:
            by_tenant[scan.tenant_id].append(scan.pk)
        for tenant_id in sorted(by_tenant):
            keys = by_tenant[tenant_id]
            last = ChangeCounter.objects.take(tenant_id, len(keys))
            numbers = range(last - len(keys) + 1, last + 1)
            insert_each(self, {"tenant_id": tenant_id}, {"scan_id": keys, "number": list(numbers)})

    def following(self, tenant_id: uuid.UUID, number: int, last: int) -> ChangeQuerySet:
        """The entries of a tenant after ``number`` up to ``last``, with scans and ``contacts``."""
        later = self.filter(tenant_id=tenant_id, number__gt=number, number__lte=last).order_by("number")
        contacts = later.annotate(contacts=KeyTransform("contacts", "scan__result"))
        return contacts.select_related("scan__domain").defer("scan__result", "scan__domain__domain_metadata")

    def forget(self, scans: Collection[uuid.UUID]) -> None:
        """Delete the entries of scans that are pruned, and note it for readers who have not read them."""
        gone = self.filter(scan__in=scans)
        ChangeCounter.objects.tell_pruned(gone)
        gone.delete()


class Change(models.Model):
    """``number`` counts the entries of a tenant from 1, in the order in which they became visible."""

    scan = models.OneToOneField(Scan, on_delete=models.CASCADE, primary_key=True, related_name="change")
    tenant_id = models.UUIDField(default=default_tenant)
    number = models.BigIntegerField()

    objects = ChangeQuerySet.as_manager()

    class Meta:
        db_table = "changes"
        constraints = [models.UniqueConstraint(fields=["tenant_id", "number"], name="changes_in_order")]

    def __str__(self) -> str:
        return f"change {self.number}"


class ErasedDomainQuerySet(models.QuerySet["ErasedDomain"]):
    def record(self, tenant_id: uuid.UUID, domain_id: uuid.UUID) -> None:
        """Append an erased domain to the feed, as the last statement of the transaction that erases it."""
        number = ChangeCounter.objects.take(tenant_id, 1)
        self.create(tenant_id=tenant_id, domain_id=domain_id, number=number)

    def following(self, tenant_id: uuid.UUID, number: int, last: int) -> ErasedDomainQuerySet:
        """The entries of a tenant after ``number`` up to ``last``."""
        return self.filter(tenant_id=tenant_id, number__gt=number, number__lte=last).order_by("number")

    def forget(self, keys: Collection[int]) -> None:
        """Note, for readers, that these entries are pruned."""
        ChangeCounter.objects.tell_pruned(self.filter(pk__in=keys))


class ErasedDomain(models.Model):
    """An entry of the feed that says that a domain was erased. It has the domain's id, never its name."""

    tenant_id = models.UUIDField(default=default_tenant)
    number = models.BigIntegerField()
    domain_id = models.UUIDField()
    erased_at = models.DateTimeField(db_default=Now())

    objects = ErasedDomainQuerySet.as_manager()

    class Meta:
        db_table = "erased_domains"
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "number"], name="erased_domains_in_order")
        ]
        indexes = [models.Index(fields=["erased_at"], name="erased_domains_age")]

    def __str__(self) -> str:
        return f"erasure {self.number}"


def following(tenant_id: uuid.UUID, number: int, last: int, count: int) -> list[Change | ErasedDomain]:
    """The first entries of a tenant's feed after ``number``, of both kinds, in order.

    ``last`` is the highest number that was visible before. Everything up to it is visible to both statements;
    beyond it, the second one might see an entry that follows one that the first did not see.
    """
    changes = Change.objects.following(tenant_id, number, last)[:count]
    erased = ErasedDomain.objects.following(tenant_id, number, last)[:count]
    return sorted([*changes, *erased], key=lambda entry: entry.number)[:count]


class ChangeCounterQuerySet(models.QuerySet["ChangeCounter"]):
    def take(self, tenant_id: uuid.UUID, count: int) -> int:
        """Reserve so many numbers.

        Returns the last one. Locks the tenant's feed until the transaction ends.
        """
        row = self.filter(pk=tenant_id)
        if not row.update(last=F("last") + count):
            self.bulk_create([ChangeCounter(tenant_id=tenant_id)], ignore_conflicts=True)
            row.update(last=F("last") + count)
        return row.values_list("last", flat=True).get()

    def tell_pruned(self, gone: models.QuerySet[Any]) -> None:
        """Note that these entries, of either kind, are about to be deleted for their age."""
        for tenant_id, number in list(gone.values_list("tenant_id").annotate(Max("number")).order_by()):
            self.filter(pk=tenant_id, pruned__lt=number).update(pruned=number)

    def bounds(self, tenant_id: uuid.UUID) -> Bounds:
        found = self.filter(pk=tenant_id).values_list("pruned", "last").first()
        return Bounds(*found) if found else Bounds(0, 0)


class ChangeCounter(models.Model):
    """``last`` is the highest number of a tenant's feed, ``pruned`` the highest one that was pruned."""

    tenant_id = models.UUIDField(primary_key=True, default=default_tenant)
    last = models.BigIntegerField(default=0)
    pruned = models.BigIntegerField(default=0)

    objects = ChangeCounterQuerySet.as_manager()

    class Meta:
        db_table = "change_counters"

    def __str__(self) -> str:
        return f"changes up to {self.last}"
