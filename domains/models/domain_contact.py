"""DomainContact: at which domains a contact was found, as an index to find it among millions of rows.

A row holds 8 bytes of the contact's hash instead of the contact. Of an e-mail address at another domain that
domain has a row too, so that erasing a domain also finds the addresses at it. A row stays until the contact
is erased or pruned, also where the newest scan no longer finds it: older scans still contain it.
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
    """A signed number of 64 bits. Two subjects share one so rarely that whoever looks up checks the rows."""
    text = f"{subject.kind}:{subject.value}".encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big", signed=True)


def contact_keys(domain: str, contacts: Iterable[Subject]) -> set[int]:
    """The keys of a domain's contacts; its own name is left out, as its row is found by name."""
    return {
        contact_key(subject) for contact in contacts for subject in contact.wider if subject.value != domain
    }


class DomainContactQuerySet(models.QuerySet["DomainContact"]):
    def add(self, found: Iterable[tuple[uuid.UUID, set[int]]]) -> None:
        """Store the keys of each domain, in the caller's transaction. Known ones are left alone."""
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
