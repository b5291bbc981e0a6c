"""What structured data says of the company: https://schema.org/Organization and its subtypes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from domains.scan.extract import identity
from domains.scan.extract.company import numbers
from domains.scan.extract.document import Document
from domains.scan.extract.regions import Regions
from domains.scan.extract.regions.country_names import country_of, is_country
from domains.scan.extract.structured import Thing, text_of
from domains.scan.extract.words import depends_on_words, table
from domains.scan.report import CompanyFact

MOST_ADDRESSES = 5
MOST_DAYS = 8  # of the week, and public holidays
LONGEST = 300  # characters of one fact
_LABELS = {"vatID": "vat id", "taxID": "tax id", "duns": "duns", "leiCode": "lei"}
_ADDRESS = {
    "street": "streetAddress",
    "postal_code": "postalCode",
    "locality": "addressLocality",
    "region": "addressRegion",
}
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_DAYS = {
    "monday": "Mo", "tuesday": "Tu", "wednesday": "We", "thursday": "Th", "friday": "Fr", "saturday": "Sa",
    "sunday": "Su", "publicholidays": "PH",
}  # fmt: skip
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def find(document: Document, things: tuple[Thing, ...], regions: Regions) -> Iterator[CompanyFact]:
    """The facts of the site's own organisations, the one with the most details first."""
    own = [thing for thing in things if not thing.foreign and identity.is_organisation(thing)]

    def countries() -> Sequence[str]:
        return tuple(dict.fromkeys(one.region for one in regions.own or regions.page))

    for thing in sorted(own, key=lambda one: -len(one.properties)):
        for rule in (_texts, _numbers, _addresses, _hours, _geo, _industry):
            for kind, value, country, details in rule(thing, countries):
                if value:
                    yield CompanyFact(kind, value[:LONGEST], thing.how, document.url, country, details)


_Found = Iterator[tuple[str, str, str, dict[str, str]]]  # kind, value, country, details
_Countries = Callable[[], Sequence[str]]


def _texts(thing: Thing, _countries: _Countries) -> _Found:
    yield "legal_name", thing.text("legalName"), "", {}
    yield "price_range", thing.text("priceRange"), "", {}
    year = _YEAR.match(thing.text("foundingDate"))
    yield "founded", year[0] if year else "", "", {}
    yield "employees", _employees(thing.properties.get("numberOfEmployees")), "", {}


def _employees(value: Any) -> str:
    """A number, or a range: "11-50"."""
    one = value[0] if isinstance(value, list) and value else value
    if isinstance(one, dict):
        low, high = text_of(one.get("minValue")), text_of(one.get("maxValue"))
        one = one.get("value") or (f"{low}-{high}" if low and high else low or high)
    found = re.fullmatch(r"\d[\d.,]{0,9}(?: ?[-–] ?\d[\d.,]{0,9})?\+?", text_of(one))
    return found[0].replace("–", "-").replace(" ", "") if found else ""


def _numbers(thing: Thing, countries: _Countries) -> _Found:
    """Numbers by the name of their property, or by what an ``identifier`` is called."""
    said = [(_LABELS[name], thing.text(name)) for name in _LABELS]
    identifiers = thing.properties.get("identifier")
    for one in identifiers if isinstance(identifiers, list) else [identifiers]:
        if isinstance(one, dict):
            said.append((text_of(one.get("propertyID") or one.get("name")), text_of(one.get("value"))))
    if code := thing.text("iso6523Code"):
        said.append(({"0060": "duns", "0199": "lei"}.get(code[:4], ""), code[5:]))
    for label, value in said:
        if label and value and (read := numbers.named(label, value, countries)):
            scheme, number = read
            yield scheme.kind, number, scheme.country, {"scheme": scheme.scheme}


def _addresses(thing: Thing, countries: _Countries) -> _Found:
    given = thing.properties.get("address") or thing.properties.get("location")
    for one in (given if isinstance(given, list) else [given])[:MOST_ADDRESSES]:
        inner = one.get("address") if isinstance(one, dict) else None
        place = inner if isinstance(inner, dict) else one
        if not isinstance(place, dict):
            continue
        said = Thing(frozenset(), place, thing.how)
        details = {name: said.text(written) for name, written in _ADDRESS.items()}
        if not details["street"] and not details["locality"]:
            continue
        country = country_of(said.text("addressCountry")) or _beside_town(details["locality"], countries)
        city = " ".join(filter(None, (details["postal_code"], details["locality"])))
        value = ", ".join(filter(None, (details["street"], city, details["region"])))
        yield "address", value, country, {name: text for name, text in details.items() if text}


def _beside_town(locality: str, countries: _Countries) -> str:
    """A country of the page that stands beside the town: "Республика Беларусь, г. Минск"."""
    parts = [part.strip() for part in locality.split(",")]
    named = {country_of(part) for part in parts if is_country(part)} if len(parts) > 1 else set()
    return next((country for country in countries() if country in named), "") if named else ""


def _hours(thing: Thing, _countries: _Countries) -> _Found:
    """In schema.org's short form: "Mo-Fr 09:00-18:00"."""
    yield "opening_hours", "; ".join(thing.texts("openingHours")), "", {}
    given = thing.properties.get("openingHoursSpecification")
    listed = given if isinstance(given, list) else [given]
    yield "opening_hours", "; ".join(filter(None, map(_opening, listed))), "", {}


def _opening(value: Any) -> str:
    if not isinstance(value, dict):
        return ""
    days = value.get("dayOfWeek")
    listed = days[:MOST_DAYS] if isinstance(days, list) else [days]
    names = [text_of(day).rpartition("/")[2].lower() for day in listed]
    short = ",".join(_DAYS[name] for name in names if name in _DAYS)
    opens, closes = (text_of(value.get(name))[:5] for name in ("opens", "closes"))
    return f"{short} {opens}-{closes}" if short and opens and closes else ""


def _geo(thing: Thing, _countries: _Countries) -> _Found:
    """Latitude and longitude in degrees: "52.52,13.405"."""
    given = thing.properties.get("geo")
    place = given[0] if isinstance(given, list) and given else given
    if not isinstance(place, dict):
        return
    said = Thing(frozenset(), place, thing.how)
    try:
        latitude, longitude = float(said.text("latitude")), float(said.text("longitude"))
    except ValueError:
        return
    if abs(latitude) <= 90 and abs(longitude) <= 180 and (latitude or longitude):
        yield "geo", f"{latitude},{longitude}", "", {}


def _industry(thing: Thing, _countries: _Countries) -> _Found:
    words = _industries()
    for name in sorted(thing.types & words.keys()):
        yield "industry", words[name], "", {}


@depends_on_words
def _industries() -> dict[str, str]:
    """A type in lower case -> its words: "autorepair" -> "Auto repair"."""
    return {name.lower(): _words(name) for name in table("company")["industries"]["types"].split()}


def _words(name: str) -> str:
    """ "HVACBusiness" -> "HVAC business", "AutoRepair" -> "Auto repair"."""
    first, *others = _CAPITAL.split(name)
    return " ".join([first, *(word if word.isupper() else word.lower() for word in others)])
