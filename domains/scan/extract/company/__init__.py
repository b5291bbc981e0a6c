"""Facts about the company that runs the site: names, numbers, addresses and others.

They come from structured data (``structured_facts``) and from imprints: text with the legal details of a
company, on any page. In this text, labels (``vocabulary``) precede the numbers (``numbers``), the legal name
(``names``), the address (``addresses``) and the person responsible (``people``). Text about other companies
(hosts, designers, authorities) is left out. Most pages have no such labels and take almost no time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from domains.scan.extract.company import (
    addresses,
    countries,
    founding,
    names,
    numbers,
    people,
    places,
    structured_facts,
)
from domains.scan.extract.company.address import Address
from domains.scan.extract.company.countries import Countries
from domains.scan.extract.company.templates import is_unfilled
from domains.scan.extract.company.text import LabelledText
from domains.scan.extract.company.vocabulary import before_addresses, labels, labels_within
from domains.scan.extract.document import Document
from domains.scan.extract.regions import Regions
from domains.scan.extract.structured import Thing
from domains.scan.report import CompanyFact

IN_TEXT = "imprint"  # how
ADDRESS_LINES, LONGEST_ADDRESS = 6, 400  # of what is read behind a label for an address
MOST_BEFORE = 2  # lines from a label to its address: itself, and a name
_GLUED = re.compile(r"(?m)^(\d{1,2})(?=[^\W\d_a-z][^\W\d_A-Z]{3})")  # of a heading: "3Hébergement"


def find(document: Document, things: tuple[Thing, ...], regions: Regions) -> tuple[CompanyFact, ...]:
    """The facts about the company, those from structured data first; each kind and value once.

    What a template holds in their place is left out. ``regions``: the evidence for the country of the page,
    after ``phones`` has completed it.
    """
    indicated = countries.of_page(regions)
    found = (*structured_facts.find(document, things, regions), *_in_text(document, indicated))
    kinds = {fact.kind for fact in found}
    if "address" not in kinds:
        placed = _unlabelled_addresses(document, indicated)
        found = (*found, *(fact for fact in placed if fact.kind not in kinds))
    if "founded" not in kinds:
        own_names = [fact.value for fact in found if fact.kind == "legal_name"]
        found = (*found, *_founded(document, own_names))
    facts = [fact for fact in found if not is_unfilled((fact.value, *fact.details.values()))]
    once = {(fact.kind, fact.value.casefold()): fact for fact in reversed(facts)}
    return tuple(fact for fact in facts if once[fact.kind, fact.value.casefold()] is fact)


def _in_text(document: Document, indicated: Countries) -> Iterator[CompanyFact]:
    text = document.text
    found = labels(text)
    is_bare = not found and bool(numbers.alone(text, indicated))
    if is_bare:
        found = labels_within(text)
    elif not found:
        yield from _labelled_addresses(document, indicated)
        return
    if _GLUED.search(text):
        apart = _GLUED.sub(r"\1 ", text)
        if len(headings := labels(apart)) > len(found):  # else it is a name, such as "3Dental"
            text, found = apart, headings
    said = LabelledText(text, found, document.host)
    page = document.url
    known = numbers.find(said, indicated)
    own = dict.fromkeys(number.scheme.country for number in known if number.scheme.country)
    given = addresses.find(said, lambda: tuple(dict.fromkeys((*own, *indicated()))))
    home = [country for country in (*own, *(place.country for place in given)) if country]
    name = _name(said, known, given, home)
    if not (name or known or given):
        return
    persons = people.find(said)
    if name and not any(place.street.endswith(name) for place in given):  # "Via Roma snc"
        is_person = names.is_sole_traders(name, home) or any(person.name in name for person in persons)
        yield CompanyFact("legal_name", name, IN_TEXT, page, personal=is_person)
    for number in known:
        details = {"scheme": number.scheme.scheme} | ({"register": number.court} if number.court else {})
        yield CompanyFact(number.scheme.kind, number.value, IN_TEXT, page, number.scheme.country, details)
    for place in given:
        yield _address(place, page)
    for person in persons:
        yield CompanyFact("person", person.name, IN_TEXT, page, details={"role": person.role}, personal=True)


def _labelled_addresses(document: Document, indicated: Countries) -> Iterator[CompanyFact]:
    """The addresses behind labels for them and those in elements for addresses, on a page that gives no
    further details of a company.
    """
    text = document.text
    begins = [text.rfind("\n", 0, start) + 1 for start in before_addresses(text)]
    labelled = [(text[begin:][:LONGEST_ADDRESS], text[:begin][-LONGEST_ADDRESS:]) for begin in begins]
    for part, above in (*labelled, *((part, "") for part in places.marked(document))):
        part = "\n".join(part.split("\n", ADDRESS_LINES)[:ADDRESS_LINES])
        said = LabelledText(part, labels_within(part), document.host)
        for place in addresses.find(said, indicated):
            if place.line <= MOST_BEFORE:
                yield from _named_above(
                    [*above.split("\n")[-MOST_BEFORE - 1 : -1], *said.lines[: place.line + 1]], document.url
                )
                yield _address(place, document.url)


def _unlabelled_addresses(document: Document, indicated: Countries) -> Iterator[CompanyFact]:
    """The addresses of the first part of the page that is likely to give its own, and does."""
    for part in places.unmarked(document):
        said = LabelledText(part, labels_within(part), document.host)
        if found := addresses.find(said, indicated, everywhere=True):
            yield from _named_above(said.lines[: found[0].line + 1], document.url)
            yield from (_address(place, document.url) for place in found)
            return


def _named_above(lines: list[str], page: str) -> Iterator[CompanyFact]:
    """The name with its legal form on the last of these lines, that of an address, or directly above it."""
    if name := names.last_of(lines[-MOST_BEFORE - 1 :]):
        yield CompanyFact("legal_name", name, IN_TEXT, page)


def _founded(document: Document, own_names: list[str]) -> Iterator[CompanyFact]:
    if year := founding.find(document.text, document.host, own_names):
        yield CompanyFact("founded", year, IN_TEXT, document.url)


def _address(place: Address, page: str) -> CompanyFact:
    parts = place._asdict()
    details = {name: parts[name] for name in ("street", "postal_code", "locality", "region") if parts[name]}
    return CompanyFact("address", place.value, IN_TEXT, page, place.country, details)


def _name(said: LabelledText, known: list[numbers.Number], given: list[Address], countries: list[str]) -> str:
    if not (known or given):
        return names.stated(said)
    lines = [said.line_of(number.position) for number in known]
    return names.find(said, [place.line for place in given], lines, countries)
