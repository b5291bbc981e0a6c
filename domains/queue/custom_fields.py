"""Custom fields: the other columns of the file in which a domain was submitted."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.db import transaction

from domains.models import Domain, DomainContact, Suppression
from domains.models.domain_contact import contact_keys
from domains.queue.submission import Submitted
from domains.scan.redaction import Redactor, Subject, subjects_in

Fields = Mapping[str, str]


def store(submitted: Iterable[tuple[Submitted, Fields]], tenant_id: uuid.UUID) -> None:
    """Store the fields of accepted inputs, without erased values.

    Contacts and persons in the fields are indexed, so that they can be found and erased. If a domain was
    submitted twice, its first value of a field counts.
    """
    fields: dict[str, Fields] = {}
    keys = {}
    for result, own in submitted:
        if own and result.domain_id:
            fields[result.domain] = {**own, **fields.get(result.domain, {})}
            keys[result.domain] = result.domain_id
    named = {name: _subjects(own) for name, own in fields.items()}
    with transaction.atomic():
        for name, gone in _erased(named, tenant_id).items():
            fields[name] = Redactor(list(gone)).json(fields[name])
            named[name] -= gone
        Domain.objects.set_custom_fields({keys[name]: own for name, own in fields.items()})
        DomainContact.objects.add((keys[name], contact_keys(name, found)) for name, found in named.items())


def _subjects(fields: Fields) -> set[Subject]:
    return {found for text in fields.values() for found in subjects_in(text, settings.DEFAULT_PHONE_REGION)}


def _erased(named: Mapping[str, set[Subject]], tenant_id: uuid.UUID) -> dict[str, set[Subject]]:
    """For each domain: what is suppressed for the tenant, or is an address at a suppressed domain."""
    everything = set().union(*named.values())
    hidden = Suppression.objects.among([(tenant_id, each) for one in everything for each in one.wider])

    def gone(found: set[Subject]) -> set[Subject]:
        return {one for one in found if any((tenant_id, each) in hidden for each in one.wider)}

    return {name: erased for name, found in named.items() if hidden and (erased := gone(found))}
