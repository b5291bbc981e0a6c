"""The layouts of exports. A row is a domain, a contact, or what a CRM imports. See ``LAYOUTS``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from domains.files import exports
from domains.files.exports import Row
from domains.models import Domain

Values = Mapping[str, Any]  # the columns of one domain that a layout reads, by name

CONTACT_KEYS = ("kind", "value", "extension", "owner", "role", "line_type", "page", "how")


@dataclass(frozen=True)
class Layout:
    """``columns``: the headers. ``reads``: the columns of a domain from which ``rows`` makes its rows."""

    label: str
    columns: Sequence[str]
    reads: Sequence[str]
    rows: Callable[[Values], Iterator[Row]]


def laid_out(domains: QuerySet[Domain], layout: Layout) -> Iterator[Row]:
    """The rows of all these domains."""
    for found in exports.rows(domains, layout.reads):
        yield from layout.rows(dict(zip(layout.reads, found, strict=True)))


def one_row_a_domain(columns: Sequence[str]) -> Layout:
    """The chosen columns of a domain."""
    return Layout("one row for each domain", columns, columns, lambda values: iter([tuple(values.values())]))


def _contacts(values: Values) -> Iterator[Row]:
    for contact in values["contacts"] or []:
        yield (
            *(values[name] for name in ("domain", "title", "legal_name", "country")),
            *map(contact.get, CONTACT_KEYS),
        )


def _hubspot(values: Values) -> Iterator[Row]:
    address = _address(values)
    yield (
        _name(values),
        values["domain"],
        _first(values["phone_numbers"]),
        address.get("street", ""),
        address.get("locality", ""),
        address.get("postal_code", ""),
        values["country"],
        values["description"],
        values["linkedin_url"],
        values["facebook_url"],
    )


def _pipedrive(values: Values) -> Iterator[Row]:
    yield (
        _name(values),
        values["postal_address"],
        f"https://{values['domain']}/",
        _first(values["email_addresses"]),
        _first(values["phone_numbers"]),
    )


def _mailchimp(values: Values) -> Iterator[Row]:
    for address in values["email_addresses"]:
        yield (address, _name(values), _first(values["phone_numbers"]), f"https://{values['domain']}/")


def _name(values: Values) -> str:
    """The name of the business, as far as it is known."""
    return str(values["legal_name"] or values["title"] or values["domain"])


def _first(found: Sequence[str]) -> str:
    return found[0] if found else ""


def _address(values: Values) -> Mapping[str, str]:
    facts = (fact for fact in values["company"] or [] if fact.get("kind") == "address")
    return next((fact.get("details") or {} for fact in facts), {})


_NAMED = ("domain", "legal_name", "title")
LAYOUTS = {
    "domains": one_row_a_domain(exports.COLUMNS),
    "contacts": Layout(
        "one row for each contact",
        ("domain", "title", "legal_name", "country", *CONTACT_KEYS),
        ("domain", "title", "legal_name", "country", "contacts"),
        _contacts,
    ),
    "hubspot": Layout(
        "companies for HubSpot",
        (
            *("Company name", "Company Domain Name", "Phone Number", "Street Address", "City", "Postal Code"),
            *("Country/Region", "Description", "LinkedIn Company Page", "Facebook Company Page"),
        ),
        (*(*_NAMED, "phone_numbers", "country", "description", "linkedin_url", "facebook_url", "company"),),
        _hubspot,
    ),
    "pipedrive": Layout(
        "organizations for Pipedrive",
        (
            *("Organization - Name", "Organization - Address", "Organization - Website"),
            *("Person - Email", "Person - Phone"),
        ),
        (*_NAMED, "postal_address", "email_addresses", "phone_numbers"),
        _pipedrive,
    ),
    "mailchimp": Layout(
        "one row for each e-mail address, for Mailchimp",
        ("Email Address", "Company", "Phone Number", "Website"),
        (*_NAMED, "email_addresses", "phone_numbers"),
        _mailchimp,
    ),
}
