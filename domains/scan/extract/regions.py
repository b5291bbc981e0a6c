"""Where a number without a country code belongs to: what stands near it, then what its page says.

Each piece of evidence is a region and the words that tell it; ``phones`` takes the first one in which the
number is valid.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache, partial
from typing import NamedTuple

import phonenumbers

from domains.scan.extract import places
from domains.scan.extract.document import Document
from domains.scan.extract.numbering import NANP
from domains.scan.extract.places import Place
from domains.scan.extract.structured import Thing
from domains.scan.extract.words import depends_on_words, table

ABOVE, BELOW = 8, 4  # lines of an address above and below a number
REACH = 500  # characters of them
HEADING = 60  # characters of a line that may be a section's heading
MOST_LINKS = 300  # links to elsewhere looked at

_HOST = re.compile(r"https?://([^/?#:@\s]{1,253})", re.IGNORECASE)
_MAIL_DOMAIN = re.compile(r"@[\w.-]{1,80}\.([a-z]{2})\b")


_SECOND_LEVELS = frozenset(["com", "net", "org", "edu", "gov", "co", "ac"])

# How much a piece of evidence tells.
NEAR = "near"  # stands beside the number
OWN = "own"  # what the site says of itself
PAGE = "page"  # stands elsewhere on the page
HINT = "hint"  # leaves room for the configured region


class Evidence(NamedTuple):
    region: str
    how: str  # what it is, with the words that tell it
    strength: str = PAGE


class Regions:
    """The evidence of one page. ``codes``: (position, region) of the numbers that carry their country code,
    -1 for those that do not stand in the text; complete before the first question.
    """

    def __init__(self, document: Document, language: str, things: tuple[Thing, ...], default: str) -> None:
        self.document, self.language, self.things, self.default = document, language, things, default
        self.codes: list[tuple[int, str]] = []

    def near(self, start: int, end: int, named_only: bool = False) -> Iterator[Evidence]:
        """What the number's line, its address and its section say, the nearest first.

        ``named_only``: the names of countries, and nothing else.
        """
        text = self.document.text
        if named_only and not self._names_foreign:
            return
        first = text.rfind("\n", 0, start) + 1
        last = text.find("\n", end)
        last = len(text) if last < 0 else last
        yield from self._on_line(first, last, start, end, named_only)
        yield from self._around(first, last, named_only)
        yield from self._heading(first)
        if not named_only:
            yield from self._coded_neighbour(start)

    @cached_property
    def _names_foreign(self) -> bool:
        return any(place.region not in NANP for place in self.countries)

    def _on_line(self, first: int, last: int, start: int, end: int, named_only: bool) -> Iterator[Evidence]:
        """Before the number the nearest, then behind it the nearest; countries before postcodes."""
        for found in (self._countries_between, self._codes_between)[: 1 if named_only else 2]:
            places = found(first, last)
            before = sorted((one for one in places if one.end <= start), key=lambda one: -one.end)
            behind = sorted((one for one in places if one.start >= end), key=lambda one: one.start)
            for one in (*before, *behind):
                yield self._evidence(one, "on its line")

    def _around(self, first: int, last: int, named_only: bool) -> Iterator[Evidence]:
        """The lines of the address that it stands in, the nearest first."""
        text = self.document.text
        top = _lines_up(text, first, ABOVE)
        bottom = _lines_down(text, last, BELOW)
        found = [one for one in self._countries_between(top, first) if one.firm]
        found += [one for one in self._countries_between(last, bottom) if one.firm]
        if not named_only:
            found += [*self._codes_between(top, first), *self._codes_between(last, bottom)]

        def distance(one: Place) -> tuple[int, int]:
            if one.end <= first:
                return text.count("\n", one.end, first), 0 if self._addresses_first else 1
            return text.count("\n", last, one.start), 0 if not self._addresses_first else 1

        for one in sorted(found, key=distance):
            yield self._evidence(one, "in its address")

    @cached_property
    def _addresses_first(self) -> bool:
        """Whether the page writes addresses before their numbers, as the first number shows."""
        digits = re.search(r"\d(?:[ ().-]{0,3}\d){6}", self.document.text)
        firm = next((place.start for place in self.countries if place.firm), -1)
        return digits is None or firm <= digits.start()

    def _heading(self, first: int) -> Iterator[Evidence]:
        """The nearest short line above that names a country: "India Offices"."""
        text = self.document.text
        for place in reversed(self.countries):
            if place.end <= first:
                begin = text.rfind("\n", 0, place.start) + 1
                end = text.find("\n", place.end)
                if end - begin <= HEADING and place.firm:
                    yield self._evidence(place, "in the heading of its section")
                    return

    def _coded_neighbour(self, start: int) -> Iterator[Evidence]:
        """The nearest number with a country code within the same address."""
        text = self.document.text
        near = sorted(
            (abs(at - start), region) for at, region in self.codes if at >= 0 and abs(at - start) < REACH
        )
        for distance, region in near[:2]:
            low = min(start, *(at for at, _ in self.codes if abs(at - start) == distance))
            if text.count("\n", low, low + distance) <= ABOVE:
                yield Evidence(region, "country code of a neighbouring number", NEAR)

    def _countries_between(self, start: int, end: int) -> list[Place]:
        return [place for place in self.countries if start <= place.start < end]

    def _codes_between(self, start: int, end: int) -> list[Place]:
        return list(places.postcodes(self.document.text, start, end)) if end > start else []

    def _evidence(self, place: Place, where: str) -> Evidence:
        return Evidence(
            place.region, f"{place.kind} {self.document.text[place.start : place.end]!r} {where}", NEAR
        )

    @cached_property
    def countries(self) -> tuple[Place, ...]:
        return places.countries(self.document.text, self.language)

    @cached_property
    def own(self) -> tuple[Evidence, ...]:
        """What the site says of itself."""
        return _distinct(evidence for rule in _OWN_RULES for evidence in rule(self))

    @cached_property
    def page(self) -> tuple[Evidence, ...]:
        """What the page as a whole says, the strongest first, each region once; hints only where the site
        does not say where it is.
        """
        rules = _PAGE_RULES if self.own else (*_PAGE_RULES, *_HINT_RULES)
        return _distinct((*self.own, *(evidence for rule in rules for evidence in rule(self))))

    @cached_property
    def fallback(self) -> tuple[Evidence, ...]:
        """The configured region, where the page names no country."""
        if any(evidence.strength != HINT for evidence in self.page):
            return ()
        return (Evidence(self.default, "configured region"),)

    def city_near(self, start: int, end: int) -> Iterator[Evidence]:
        """Cities tell less: many a place in America is called like one."""
        text = self.document.text
        top, bottom = _lines_up(text, start, ABOVE), _lines_down(text, end, BELOW)
        found = sorted(places.cities(text, top, bottom), key=lambda one: abs(one.start - start))
        for one in found[:3]:
            yield self._evidence(one, "in its address")


def _distinct(found: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The first of each region."""
    seen: dict[str, Evidence] = {}
    for evidence in found:
        if evidence.region:
            seen.setdefault(evidence.region, evidence)
    return tuple(seen.values())


def _lines_up(text: str, position: int, count: int) -> int:
    lowest = max(0, position - REACH)
    for _ in range(count + 1):
        position = text.rfind("\n", lowest, position)
        if position < 0:
            return lowest
    return position + 1


def _lines_down(text: str, position: int, count: int) -> int:
    highest = min(len(text), position + REACH)
    for _ in range(count):
        position = text.find("\n", position + 1, highest)
        if position < 0:
            return highest
    return position


# The rules of a page. Each yields what it finds; the order is that of the tuples behind them.


def _own_domain(regions: Regions) -> Iterator[Evidence]:
    host = _host(regions.document.url)
    yield Evidence(_tld_region(host), f"top-level domain of {host}", OWN)


def _structured_address(regions: Regions) -> Iterator[Evidence]:
    for thing in regions.things:
        for country in thing.texts("addressCountry"):
            yield Evidence(places.country_of(country), f"{thing.how} address in {country!r}", OWN)


def _codes(regions: Regions) -> Iterator[Evidence]:
    for region, count in Counter(region for _, region in regions.codes).most_common(3):
        yield Evidence(region, f"country code of {count} other numbers")


def _own_names(regions: Regions) -> Iterator[Evidence]:
    document = regions.document
    for url in (document.related.get("canonical", ""), document.metas.get("og:url", ""), document.base):
        if host := _host(url):
            yield Evidence(_tld_region(host), f"the page's own name {host}", OWN)


def _declared(regions: Regions) -> Iterator[Evidence]:
    metas = regions.document.metas
    for name in ("geo.region", "geo.country", "business:contact_data:country_name", "og:country-name"):
        if value := metas.get(name, ""):
            yield Evidence(places.country_of(value.partition("-")[0]), f"meta {name} {value!r}", OWN)
    for value in (regions.language, metas.get("og:locale", "").replace("_", "-").lower()):
        region = value.rpartition("-")[2].upper() if "-" in value else ""
        if region in phonenumbers.SUPPORTED_REGIONS and value != "en-us":  # which tools write by themselves
            yield Evidence(region, f"declared language {value}", OWN)


def _registers(regions: Regions) -> Iterator[Evidence]:
    text = regions.document.text
    for match in _register_pattern().finditer(text):
        yield Evidence(table("regions")["business_ids"][match[0]], f"register or legal form {match[0]!r}")


def _named(regions: Regions) -> Iterator[Evidence]:
    """The countries of the page's addresses, the one named most first, where there are not many."""
    text = regions.document.text
    firm = Counter(place.region for place in regions.countries if place.firm)
    if 0 < len(firm) <= 3:
        for region, _ in firm.most_common():
            yield Evidence(region, "country named on the page")
    for place in regions.countries:
        if not place.firm and _speaks(regions.language, place.region):
            yield Evidence(place.region, f"{text[place.start : place.end]!r} in its own language")
            return


def _postcodes(regions: Regions) -> Iterator[Evidence]:
    text = regions.document.text
    for start, end in _ends(text):
        for place in places.postcodes(text, start, end):
            yield Evidence(place.region, f"postcode {text[place.start : place.end]!r} on the page")


def _cities(regions: Regions) -> Iterator[Evidence]:
    text = regions.document.text
    found = Counter(place.region for start, end in _ends(text) for place in places.cities(text, start, end))
    if len(found) <= 2:
        for region, _ in found.most_common(1):
            yield Evidence(region, "city named on the page", HINT)


def _only_places(regions: Regions) -> Iterator[Evidence]:
    """The one country that all places of the page's sentences lie in."""
    text = regions.document.text
    told = {place.region for place in regions.countries}
    for start, end in _ends(text):
        told.update(place.region for place in places.cities(text, start, end, anywhere=True))
    if len(told) == 1:
        yield Evidence(told.pop(), "the only country that the page speaks of", HINT)


def _currencies(regions: Regions) -> Iterator[Evidence]:
    signs = table("regions")["currencies"]
    found = {match[1] or match[2] for match in _currency_pattern().finditer(regions.document.text)}
    if len(told := {signs[sign] for sign in found}) == 1:
        yield Evidence(told.pop(), f"currency {found.pop()}", HINT)


def _mail_domains(regions: Regions) -> Iterator[Evidence]:
    for start, end in _ends(regions.document.text):
        for domain in _MAIL_DOMAIN.findall(regions.document.text, start, end):
            yield Evidence(_region_of(domain), f"e-mail address under .{domain}", HINT)


def _language(regions: Regions) -> Iterator[Evidence]:
    primary = regions.language.partition("-")[0]
    yield Evidence(table("regions")["languages"].get(primary, ""), f"language {primary}", HINT)


def _links(regions: Regions) -> Iterator[Evidence]:
    outside = regions.document.outside[:MOST_LINKS]
    found = Counter(_tld_region(_host(anchor.href)) for anchor in outside)
    found.pop("", None)
    if len(found) == 1:
        yield Evidence(next(iter(found)), "links to its domains", HINT)


Rule = Callable[[Regions], Iterator[Evidence]]
_OWN_RULES: tuple[Rule, ...] = (_own_domain, _structured_address, _own_names, _declared)
_PAGE_RULES: tuple[Rule, ...] = (_codes, _registers, _named, _postcodes)
_HINT_RULES: tuple[Rule, ...] = (_cities, _currencies, _mail_domains, _language, _links, _only_places)


def _ends(text: str, length: int = 3_000) -> tuple[tuple[int, int], ...]:
    """Where addresses stand: the beginning and the end."""
    if len(text) <= 2 * length:
        return ((0, len(text)),)
    return (0, length), (len(text) - length, len(text))


@depends_on_words
def _register_pattern() -> re.Pattern[str]:
    return _any_of(table("regions")["business_ids"])


@depends_on_words
def _currency_pattern() -> re.Pattern[str]:
    """A currency beside an amount."""
    signs = "|".join(map(re.escape, sorted(table("regions")["currencies"], key=len, reverse=True)))
    return re.compile(rf"(?<![^\W\d_])({signs})[ .\u00a0]?\d|(?<=\d)[ \u00a0]?({signs})(?!\w)")


def _any_of(phrases: dict[str, str]) -> re.Pattern[str]:
    """A pattern for whole words. Begins with a character class, which is found ten times faster."""
    first = "".join(sorted({phrase[0] for phrase in phrases}))
    longest_first = sorted(phrases, key=len, reverse=True)
    either = "|".join(rf"{re.escape(phrase)}" for phrase in longest_first)
    return re.compile(rf"(?=[{re.escape(first)}])(?<!\w)(?:{either})(?![^\W\d_])")


@lru_cache(maxsize=1_024)
def _speaks(language: str, region: str) -> bool:
    """Whether a page's language is one of a country's, as its names at home show."""
    return language.partition("-")[0] in places.languages_of(region)


def _tld_region(host: str) -> str:
    """The country of a host's top-level domain; one that is sold to everybody has a second level of its own."""
    *_, second, last = ["", "", *host.lower().split(".")]
    if second in _SECOND_LEVELS and last.upper() in phonenumbers.SUPPORTED_REGIONS:
        return last.upper()
    return _region_of(last)


@partial(depends_on_words, maxsize=1_024)
def _region_of(tld: str) -> str:
    data = table("regions")
    if tld in data["tlds"]:
        return str(data["tlds"][tld])
    region = tld.upper()
    return (
        region if region in phonenumbers.SUPPORTED_REGIONS and tld not in data["generic_tlds"].split() else ""
    )


def _host(url: str) -> str:
    match = _HOST.match(url)
    return match[1] if match else ""
