"""Prevents an import from storing erased domains and contacts again."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from django.conf import settings

from domains.models import Domain, DomainContact, Suppression
from domains.models.domain_contact import contact_keys
from domains.queue.submission import ERASED
from domains.scan.redaction import Redactor, Subject

REDACTED = ("title", "description", "notes", "email_addresses", "phone_numbers", "domain_metadata")


def refuse(rows: Mapping[int, Domain]) -> dict[int, str]:
    """For rows whose domain was erased: the reason, by position."""
    names: dict[uuid.UUID, set[str]] = defaultdict(set)
    for row in rows.values():
        names[row.tenant_id].add(row.domain)
    erased = {tenant: Suppression.objects.names(found, tenant) for tenant, found in names.items()}
    return {place: ERASED for place, row in rows.items() if row.domain in erased[row.tenant_id]}


def leave_out(rows: Sequence[Domain]) -> None:
    """Remove suppressed contacts from unsaved rows."""
    wanted = {(row.tenant_id, each) for row in rows for contact in _contacts(row) for each in contact.wider}
    hidden = Suppression.objects.among(wanted)
    for row in rows if hidden else ():
        own = [
            contact
            for contact in _contacts(row)
            if any((row.tenant_id, each) in hidden for each in contact.wider)
        ]
        redactor = Redactor(own)
        for name in REDACTED if own else ():
            setattr(row, name, redactor.json(getattr(row, name)))


def index(rows: Sequence[Domain]) -> None:
    """Store at which domains the contacts were found."""
    DomainContact.objects.add((row.pk, contact_keys(row.domain, _contacts(row))) for row in rows)


def _contacts(row: Domain) -> Iterator[Subject]:
    for kind, values in (("email", row.email_addresses), ("phone", row.phone_numbers)):
        for value in values:
            yield Subject.of_stored(kind, value, settings.DEFAULT_PHONE_REGION)
