"""Suppressions as lines of JSON, to carry them to another installation, and reading them or plain values."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings

from domains.models import Suppression
from domains.models.audit_entry import Actor
from domains.models.suppression import SubjectKind, key_id
from domains.privacy import erasure
from domains.scan.names import InvalidName

HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one line; with a ``reason`` it was refused."""

    line: int
    reason: str = ""


def export(tenant_id: uuid.UUID | None) -> Iterator[str]:
    """One JSON object a line: kind, digest, key_id, created_at. The other installation needs the same key."""
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
    """Store a hash that another installation made. Raises ``ValueError`` where it could have no effect."""
    kind, digest, key = (str(entry[name]) for name in ("kind", "digest", "key_id"))
    if kind not in SubjectKind.values or len(digest) != 64 or set(digest) - HEX:
        raise ValueError("not a suppression: kind or digest is not valid")
    if key not in {key_id(known) for known in settings.SUPPRESSION_KEYS}:
        raise ValueError(f"its key {key} is not in SUPPRESSION_KEY; add the key of the other installation")
    Suppression.objects.bulk_create(
        [Suppression(tenant_id=tenant_id, kind=kind, digest=digest, key_id=key)], ignore_conflicts=True
    )
