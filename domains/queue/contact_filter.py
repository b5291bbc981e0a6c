"""Removes from a scan's rows what must not be stored: suppressed contacts and persons, and personal data.

It is applied when outcomes are recorded, to all rows of a group of scans with one look-up. It also filters
contacts of earlier scans, which unchanged pages and the list of changes repeat. Nothing can be taken out of a
screenshot: a scan from which something was left out has none.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from domains.models import DomainContact, PrivacyPolicy, Suppression
from domains.models.domain_contact import contact_keys
from domains.queue.scan_rows import ScanOutcomeRows
from domains.scan import result_changes
from domains.scan.redaction import EMAIL, PERSON, Redactor, Subject, emails_in, people_in, subjects_of

# The notes of a result with the number of contacts that were removed.
SUPPRESSED = "suppressed"
PERSONAL = "personal_left_out"

Contacts = dict[uuid.UUID, set[Subject]]  # by domain


def leave_out(endings: Sequence[ScanOutcomeRows]) -> tuple[list[ScanOutcomeRows], Contacts]:
    """The rows without contacts that must not be stored, and the contacts that remain in them.

    The notes of a result contain the number of contacts that were removed.
    """
    found = {ending.held.domain_id: _subjects(ending) for ending in endings}
    suppressed = _suppressed(endings, found)
    strict = PrivacyPolicy.objects.without_personal_addresses({ending.held.tenant_id for ending in endings})
    cleaned = []
    for ending in endings:
        hidden = suppressed.get(ending.held.domain_id, set())
        personal = set(_personal(ending)) - hidden if ending.held.tenant_id in strict else set()
        kept = _without_people(ending) if ending.held.tenant_id in strict else ending
        if hidden or personal:
            kept = _without(kept, hidden | personal, {SUPPRESSED: len(hidden), PERSONAL: len(personal)})
        if kept is not ending:
            found[ending.held.domain_id] = _subjects(kept)
        cleaned.append(kept)
    return cleaned, found


def index(endings: Sequence[ScanOutcomeRows], found: Contacts) -> None:
    """Store at which domains the contacts were found."""
    held = (ending.held for ending in endings)
    DomainContact.objects.add(
        (each.domain_id, contact_keys(each.domain, found[each.domain_id])) for each in held
    )


def _suppressed(endings: Sequence[ScanOutcomeRows], found: Contacts) -> Contacts:
    """For each domain, its contacts that are suppressed, or that are addresses at a suppressed domain."""
    tenants = {ending.held.domain_id: ending.held.tenant_id for ending in endings}
    if not tenants or not Suppression.objects.apply_to(set(tenants.values())):
        return {}
    hidden = Suppression.objects.matching(
        (tenants[domain_id], each)
        for domain_id, contacts in found.items()
        for contact in contacts
        for each in contact.wider
    )
    return {
        domain_id: {
            contact
            for contact in contacts
            if any((tenants[domain_id], each) in hidden for each in contact.wider)
        }
        for domain_id, contacts in (found.items() if hidden else ())
    }


def _subjects(ending: ScanOutcomeRows) -> set[Subject]:
    """Contacts, persons of imprints, and e-mail addresses in titles and descriptions."""
    found = {Subject.of_contact(*each) for each in {(one["kind"], one["value"]) for one in _contacts(ending)}}
    found.update(people_in(list(_facts(ending))))
    home = ending.scan.result.get("home", {})
    for text in {home.get("title"), home.get("description"), *(page.title for page in ending.pages)}:
        found.update(emails_in(text or ""))
    return found


def _contacts(ending: ScanOutcomeRows) -> Iterator[dict[str, Any]]:
    """Every contact in the rows; some occur several times."""
    yield from ending.scan.result.get("contacts", ())
    for moved in (ending.scan.changes.get("contacts") or {}).values():
        yield from moved
    for page in ending.pages:
        yield from page.contacts


def _facts(ending: ScanOutcomeRows) -> Iterator[dict[str, Any]]:
    """Every fact about the company in the rows; some occur several times."""
    yield from ending.scan.result.get("company", ())
    for moved in (ending.scan.changes.get("company") or {}).values():
        yield from moved
    for page in ending.pages:
        yield from page.details.get("company", ())


def _personal(ending: ScanOutcomeRows) -> Iterator[Subject]:
    """E-mail addresses that are not those of a role. Lists of changes do not say whether an address is."""
    roles = {contact["value"] for contact in _contacts(ending) if contact.get("role")}
    emails = (contact for contact in _contacts(ending) if contact["kind"] == EMAIL)
    return subjects_of([contact for contact in emails if contact["value"] not in roles])


def _without(
    ending: ScanOutcomeRows, hidden: Iterable[Subject], counts: Mapping[str, int]
) -> ScanOutcomeRows:
    redactor = Redactor(list(hidden))
    scan, pages = ending.scan, ending.pages
    scan.result = with_notes(redactor.json(scan.result), counts)
    scan.changes = result_changes.remaining(redactor.json(scan.changes))
    for page in pages:
        for name in ("title", "url", "email_addresses", "phone_numbers", "contacts", "details"):
            setattr(page, name, redactor.json(getattr(page, name)))
    columns = {name: redactor.json(value) for name, value in ending.columns.items()}
    if "domain_metadata" in columns:
        columns["domain_metadata"] = scan.result
    return replace(ending, columns=columns, screenshot=None)


def _without_people(ending: ScanOutcomeRows) -> ScanOutcomeRows:
    """The rows without the facts that are the name of a person; texts that contain it stay."""
    scan, facts = ending.scan, list(_facts(ending))
    people = {(fact["kind"], fact["value"]) for fact in facts if fact.get("personal")}
    if not people:
        return ending

    def impersonal(found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            fact for fact in found if (fact["kind"], fact["value"]) not in people and fact["kind"] != PERSON
        ]

    scan.result = {**scan.result, "company": impersonal(scan.result.get("company", ()))}
    if moved := scan.changes.get("company"):
        less = {way: impersonal(found) for way, found in moved.items()}
        scan.changes = result_changes.remaining({**scan.changes, "company": less})
    for page in ending.pages:
        if "company" in page.details:
            page.details = {**page.details, "company": impersonal(page.details["company"])}
    columns = {**ending.columns, "domain_metadata": scan.result}
    if ("legal_name", columns.get("legal_name")) in people:
        columns["legal_name"] = ""
    return replace(ending, columns=columns, screenshot=None)


def with_notes(result: dict[str, Any], counts: Mapping[str, int]) -> dict[str, Any]:
    """The result with those of these counts in its notes that are not 0."""
    told = {name: count for name, count in counts.items() if count}
    return {**result, "notes": {**result.get("notes", {}), **told}} if result else result
