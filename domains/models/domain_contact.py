"""DomainContact: at which domains a contact was found, as an index to find it among millions of rows.

A row holds 8 bytes of the contact's hash instead of the contact. For an e-mail address at another domain,
there is also a row with the hash of that domain, so that erasing a domain also finds the addresses at it. A
row stays until the contact is erased or pruned, even if the newest scan no longer finds the contact: older
scans still contain it.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from functools import lru_cache

from django.db import models

from domains.models.domain import Domain
from domains.scan.redaction import Subject
from scrapersky.database.bulk_write import insert_each


@lru_cache(maxsize=4096)
def contact_key(subject: Subject) -> int:
    """A signed number of 64 bits.

    Two subjects may have the same one, though rarely. So who looks up a key must check the rows.
    """
    text = f"{subject.kind}:{subject.value}".encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big", signed=True)


def contact_keys(domain: str, contacts: Iterable[Subject]) -> set[int]:
    """The keys of a domain's contacts; its own name is left out, as its row is found by name."""
    return {
        contact_key(subject) for contact in contacts for subject in contact.wider if subject.value != domain
    }


class DomainContactQuerySet(models.QuerySet["DomainContact"]):
    def add(self, found: Iterable[tuple[uuid.UUID, set[int]]]) -> None:
        """Store the keys of each domain, in the caller's transaction. Keys that are already stored stay."""
        pairs = [(key, domain_id) for domain_id, keys in found for key in sorted(keys)]
        if pairs:
            keys, domains = zip(*pairs, strict=True)
            insert_each(self, {}, {"key": keys, "domain_id": domains}, ignore_conflicts=True)

    def of(self, subject: Subject) -> DomainContactQuerySet:
        return self.filter(key=contact_key(subject))


class DomainContact(models.Model):
    domain = models.ForeignKey(Domain, on_delete=models.CASCADE, related_name="contact_keys")
    key = models.BigIntegerField()

    objects = DomainContactQuerySet.as_manager()

    class Meta:
        db_table = "domain_contacts"
        constraints = [models.UniqueConstraint(fields=["key", "domain"], name="domain_contacts_once")]

    def __str__(self) -> str:
        return str(self.key)
