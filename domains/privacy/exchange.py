"""Writes suppressions as lines of JSON for another installation, and reads such lines or plain values."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from domains.models import Domain, Scan, Suppression
from domains.models.audit_entry import Actor
from domains.models.suppression import OwnedSubject, SubjectKind, digests, key_id
from domains.privacy import erasure
from domains.scan.names import InvalidName
from domains.scan.redaction import DOMAIN, Subject, people_in, subjects_of

HEX = frozenset("0123456789abcdef")
CHUNK = 200  # rows read at a time


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one line; with a ``reason`` it was refused."""

    line: int
    reason: str = ""


def export(tenant_id: uuid.UUID | None) -> Iterator[str]:
    """The lines, each a JSON object: kind, digest, key_id, created_at.

    The other installation needs the same key.
    """
    rows = Suppression.objects.of_tenant(tenant_id).order_by("pk")
    for row in rows.iterator(chunk_size=1000):
        yield json.dumps(
            {
                "kind": row.kind,
                "digest": row.digest,
                "key_id": row.key_id,
                "created_at": row.created_at.isoformat(),
            }
        )


def take(lines: Iterable[str], tenant_id: uuid.UUID | None, actor: Actor, reason: str) -> Iterator[Taken]:
    """Import lines of ``export``, or plain values, which are erased. Repeatable; empty lines are ignored."""
    for number, text in enumerate(lines, start=1):
        line = text.strip()
        if not line:
            continue
        try:
            if line.startswith("{"):
                take_hash(json.loads(line), tenant_id)
            else:
                erasure.erase(erasure.parse(line), tenant_id, actor, reason)
        except (InvalidName, ValueError, KeyError, TypeError) as error:
            yield Taken(number, str(error))
        else:
            yield Taken(number)


def take_hash(entry: dict[str, str], tenant_id: uuid.UUID | None) -> None:
    """Store a hash that another installation made. Raises ``ValueError`` if it could have no effect."""
    kind, digest, key = (str(entry[name]) for name in ("kind", "digest", "key_id"))
    if kind not in SubjectKind.values or len(digest) != 64 or set(digest) - HEX:
        raise ValueError("not a suppression: kind or digest is not valid")
    if key not in {key_id(known) for known in settings.SUPPRESSION_KEYS}:
        raise ValueError(f"its key {key} is not in SUPPRESSION_KEY; add the key of the other installation")
    Suppression.objects.bulk_create(
        [Suppression(tenant_id=tenant_id, kind=kind, digest=digest, key_id=key)], ignore_conflicts=True
    )


def apply(actor: Actor, reason: str) -> int:
    """Erase what is stored although it is suppressed, after an import of hashes or the restoring of a backup.

    Reads the names of all domains and the contacts of all their scans. Returns the number of erased values.
    """
    return sum(
        _erase_again(found, actor, reason)
        for rows in (
            Domain.objects.only("tenant_id", "domain", "email_addresses", "phone_numbers"),
            Scan.objects.only("tenant_id", "result"),
        )
        for found in _stored(rows)
    )


def _erase_again(found: set[OwnedSubject], actor: Actor, reason: str) -> int:
    """Erase those of the subjects that are suppressed: for their tenant, or for all if suppressed for all."""
    suppressed = Suppression.objects.among(found)
    for tenant_id, subject in sorted(suppressed):
        for_all = Suppression.objects.of_tenant(None).filter(digest__in=digests(subject)).exists()
        erasure.erase(subject, None if for_all else tenant_id, actor, reason)
    return len(suppressed)


def _stored(rows: QuerySet[Any]) -> Iterator[set[OwnedSubject]]:
    """The subjects that the rows contain, some rows at a time."""
    after: dict[str, uuid.UUID] = {}
    while chunk := list(rows.filter(**after).order_by("pk")[:CHUNK]):
        after = {"pk__gt": chunk[-1].pk}
        yield {(row.tenant_id, each) for row in chunk for one in _named(row) for each in one.wider}


def _named(row: Domain | Scan) -> Iterator[Subject]:
    if isinstance(row, Scan):
        yield from subjects_of(row.result.get("contacts") or [])
        yield from people_in(row.result.get("company") or [])
        return
    yield Subject(DOMAIN, row.domain)
    for kind, values in (("email", row.email_addresses), ("phone", row.phone_numbers)):
        for value in values:
            yield Subject.of_stored(kind, value, settings.DEFAULT_PHONE_REGION)
