"""Custom fields: the other columns of the file in which a domain was submitted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domains.models import Domain, DomainContact
from domains.models.domain_contact import contact_keys
from domains.queue.submission import Submitted
from domains.scan.redaction import emails_in


def store(submitted: Iterable[tuple[Submitted, Mapping[str, str]]]) -> None:
    """Store the fields of accepted inputs, and at which domains their e-mail addresses stand.

    The addresses can then be found and erased. Of a domain that was submitted twice the first fields count.
    """
    fields: dict[str, Mapping[str, str]] = {}
    keys = {}
    for result, own in submitted:
        if own and result.domain_id:
            fields[result.domain] = {**own, **fields.get(result.domain, {})}
            keys[result.domain] = result.domain_id
    Domain.objects.set_custom_fields({keys[name]: own for name, own in fields.items()})
    emails = {name: emails_in(" ".join(own.values())) for name, own in fields.items()}
    DomainContact.objects.add((keys[name], contact_keys(name, found)) for name, found in emails.items())
