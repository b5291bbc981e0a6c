"""Evidence on a page for the region of its numbers: what the site declares, its text, and hints.

Each piece of evidence is a region, with the words that indicate it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache, partial
from itertools import count, islice
from typing import NamedTuple

import phonenumbers
import re2

from domains.scan.extract.document import Document
from domains.scan.extract.phone.numbering import NANP
from domains.scan.extract.regions import places
from domains.scan.extract.regions.places import Place
from domains.scan.extract.structured import Thing
from domains.scan.extract.words import depends_on_words, table

MOST_LINKS = 300  # links to elsewhere looked at
LEAST_LETTERS = 8  # of a script that tells a country
_HOST = re.compile(r"https?://([^/?#:@\s]{1,253})", re.IGNORECASE)
_MAIL_DOMAIN = re.compile(r"@[\w.-]{1,80}\.([a-z]{2})\b")
_WRITTEN_HOST = re.compile(r"(?<![\w.@/-])((?:[a-z\d][a-z\d-]{0,40}\.){2,3}[a-z]{2})(?![\w@-]|\.\w)")
_REGISTERED = re.compile(r"[\s.:#-]{0,4}(?:[Nn](?:[ro]|º|°)?[.:]?\s?)?[A-Z]{0,3}[\s-]?\d")
_SECOND_LEVELS = frozenset(["com", "net", "org", "edu", "gov", "co", "ac"])

# The strength of a piece of evidence.
NEAR = "near"  # beside the number
OWN = "own"  # declared by the site
PAGE = "page"  # elsewhere on the page
HINT = "hint"  # weak; the configured region may be preferred


class Evidence(NamedTuple):
    region: str
    how: str  # what it is, with the words that tell it
    strength: str = PAGE


class Page:
    """The evidence on one page. ``codes``: (position, region) of the numbers with a country code; the
    position is -1 for numbers outside of the text. It must be complete before any evidence is read.
    """

    def __init__(self, document: Document, language: str, things: tuple[Thing, ...], default: str) -> None:
        self.document, self.language, self.things, self.default = document, language, things, default
        self.codes: list[tuple[int, str]] = []

    @property
    def right_to_left(self) -> bool:
        """Whether the page's language is written from right to left."""
        return self.language.partition("-")[0] in table("regions")["right_to_left"].split()

    @cached_property
    def _other_letters(self) -> bool:
        return self.language.partition("-")[0] in table("regions")["other_letters"].split()

    def is_foreign_name(self, place: Place) -> bool:
        """Whether a country is named in Latin letters on a page in other letters, as menus do."""
        return self._other_letters and self.document.text[place.start : place.end].isascii()

    @cached_property
    def countries(self) -> tuple[Place, ...]:
        return places.countries(self.document.text, self.language)

    @cached_property
    def cities(self) -> places.Cities:
        """The cities that may be named somewhere."""
        return places.city_names(self.document.text)

    @cached_property
    def registers(self) -> tuple[tuple[str, bool], ...]:
        """The registers and legal forms named in the text, and whether a number follows."""
        text = self.document.text
        if not _register_in_text().search(text):
            return ()
        found = _register_pattern().finditer(text)
        return tuple((match[0], _REGISTERED.match(text, match.end()) is not None) for match in found)

    @property
    def registered(self) -> Iterator[Evidence]:
        """Where the site is registered under a number."""
        return _of_registers(
            [(name, numbered) for name, numbered in self.registers if numbered], "business_ids"
        )

    @cached_property
    def coded(self) -> tuple[Evidence, ...]:
        """The one country of all numbers with a country code, on a page that is not in English."""
        found = {region for _, region in self.codes}
        if len(found) != 1 or found & NANP or self.language.partition("-")[0] in {"", "en"}:
            return ()
        return (Evidence(found.pop(), "country code of all other numbers"),)

    @cached_property
    def own(self) -> Iterable[Evidence]:
        """What the site declares about itself."""
        return Remembered(_distinct(evidence for rule in _OWN_RULES for evidence in rule(self)))

    @cached_property
    def page(self) -> Iterable[Evidence]:
        """The evidence of the whole page, strongest first, each region once. Hints are included only if
        the site does not declare where it is.
        """
        return Remembered(_distinct(self._everything()))

    def _everything(self) -> Iterator[Evidence]:
        yield from self.own
        for rule in _PAGE_RULES:
            yield from rule(self)
        if not self.own:
            for rule in _HINT_RULES:
                yield from rule(self)

    @property
    def fallback(self) -> tuple[Evidence, ...]:
        """The configured region, if the page names no country."""
        if any(evidence.strength != HINT for evidence in self.page):
            return ()
        return (Evidence(self.default, "configured region"),)


class Remembered:
    """What an iterator gives: each item is computed for its first reader, and kept for the others."""

    def __init__(self, source: Iterator[Evidence]) -> None:
        self._source, self._read = source, list[Evidence]()

    def __bool__(self) -> bool:
        return any(True for _ in self)

    def __iter__(self) -> Iterator[Evidence]:
        for place in count():
            if place == len(self._read):
                self._read.extend(islice(self._source, 1))
            if place == len(self._read):
                return
            yield self._read[place]


def _distinct(found: Iterable[Evidence]) -> Iterator[Evidence]:
    """The first of each region."""
    seen = {""}
    for evidence in found:
        if evidence.region not in seen:
            seen.add(evidence.region)
            yield evidence


# The rules for a page. Each yields what it finds. Their order is that of the tuples after them.


def _own_domain(page: Page) -> Iterator[Evidence]:
    host = _host(page.document.url)
    yield Evidence(_tld_region(host), f"top-level domain of {host}", OWN)


def _structured_address(page: Page) -> Iterator[Evidence]:
    for thing in page.things:
        for country in thing.texts("addressCountry"):
            yield Evidence(places.country_of(country), f"{thing.how} address in {country!r}", OWN)


def _codes(page: Page) -> Iterator[Evidence]:
    for region, times in Counter(region for _, region in page.codes).most_common(3):
        yield Evidence(region, f"country code of {times} other numbers")


def _own_names(page: Page) -> Iterator[Evidence]:
    document = page.document
    for url in (document.related.get("canonical", ""), document.metas.get("og:url", ""), document.base):
        if host := _host(url):
            yield Evidence(_tld_region(host), f"the page's own name {host}", OWN)


def _declared(page: Page) -> Iterator[Evidence]:
    metas = page.document.metas
    for name in ("geo.region", "geo.country", "business:contact_data:country_name", "og:country-name"):
        if value := metas.get(name, ""):
            yield Evidence(places.country_of(value.partition("-")[0]), f"meta {name} {value!r}", OWN)
    for value in (page.language, metas.get("og:locale", "").replace("_", "-").lower()):
        region = value.rpartition("-")[2].upper() if "-" in value else ""
        if region in phonenumbers.SUPPORTED_REGIONS and value != "en-us":  # which tools write by themselves
            yield Evidence(region, f"declared language {value}", OWN)


def _registers(page: Page) -> Iterator[Evidence]:
    yield from _of_registers(page.registers, "business_ids")


def _shared_registers(page: Page) -> Iterator[Evidence]:
    yield from _of_registers(page.registers, "shared_ids")


def _of_registers(registers: Iterable[tuple[str, bool]], kind: str) -> Iterator[Evidence]:
    regions = table("regions")[kind]
    for name, _ in registers:
        for region in regions.get(name, "").split():
            yield Evidence(region, f"register or legal form {name!r}")


def _named(page: Page) -> Iterator[Evidence]:
    """The countries of the page's addresses, the most frequent first, if there are not many."""
    text = page.document.text
    firm = Counter(place.region for place in page.countries if place.firm and not page.is_foreign_name(place))
    if 0 < len(firm) <= 3:
        for region, _ in firm.most_common():
            yield Evidence(region, "country named on the page")
    for place in page.countries:
        if not place.firm and _speaks(page.language, place.region):
            yield Evidence(place.region, f"{text[place.start : place.end]!r} in its own language")
            return


def _postcodes(page: Page) -> Iterator[Evidence]:
    text = page.document.text
    for start, end in _ends(text):
        for place in places.postcodes(text, start, end):
            yield Evidence(place.region, f"postcode {text[place.start : place.end]!r} on the page")


def _cities(page: Page) -> Iterator[Evidence]:
    text = page.document.text
    found = Counter(
        place.region for start, end in _ends(text) for place in places.cities(text, page.cities, start, end)
    )
    if len(found) <= 2:
        for region, _ in found.most_common(1):
            yield Evidence(region, "city named on the page", HINT)


def _only_places(page: Page) -> Iterator[Evidence]:
    """The country that contains all places named in the page's sentences, if it is one."""
    text = page.document.text
    told = {place.region for place in page.countries}
    for start, end in _ends(text):
        told.update(place.region for place in places.cities(text, page.cities, start, end, anywhere=True))
    if len(told) == 1:
        yield Evidence(told.pop(), "the only country that the page speaks of", HINT)


def _currencies(page: Page) -> Iterator[Evidence]:
    signs = table("regions")["currencies"]
    if not _amount_in_text().search(page.document.text):
        return
    found = {match[1] or match[2] for match in _currency_pattern().finditer(page.document.text)}
    if len(told := {signs[sign] for sign in found}) == 1:
        yield Evidence(told.pop(), f"currency {found.pop()}", HINT)


def _mail_domains(page: Page) -> Iterator[Evidence]:
    for start, end in _ends(page.document.text):
        for domain in _MAIL_DOMAIN.findall(page.document.text, start, end):
            yield Evidence(_region_of(domain), f"e-mail address under .{domain}", HINT)


def _written_hosts(page: Page) -> Iterator[Evidence]:
    """The country of the names of hosts that are written in the text, if it is one: "www.acme.co.tz"."""
    text = page.document.text
    names = {name for start, end in _ends(text) for name in _WRITTEN_HOST.findall(text, start, end)}
    if len(found := {_tld_region(name) for name in names} - {""}) == 1:
        yield Evidence(found.pop(), "name of a host in the text", HINT)


def _sold_domain(page: Page) -> Iterator[Evidence]:
    """A top-level domain that is sold to everybody, where the page's language is spoken."""
    host = _host(page.document.url)
    region = host.rpartition(".")[2].upper()
    if page.language.partition("-")[0] not in {"", "en"} and _speaks(page.language, region):
        yield Evidence(region, f"top-level domain of {host} and its language", HINT)


def _language(page: Page) -> Iterator[Evidence]:
    regions = table("regions")["languages"]
    language = page.language if page.language in regions else page.language.partition("-")[0]
    for region in regions.get(language, "").split():
        yield Evidence(region, f"language {language}", HINT)


def _script(page: Page) -> Iterator[Evidence]:
    """The country that writes the letters of a part of the text, if there is only one such country."""
    text = page.document.text
    if text.isascii():
        return
    ends = "".join(text[start:end] for start, end in _ends(text))
    found = [region for region, letters in _scripts() if len(letters.findall(ends)) >= LEAST_LETTERS]
    if len(found) == 1:
        yield Evidence(found[0], "letters of its text", HINT)


def _links(page: Page) -> Iterator[Evidence]:
    outside = page.document.outside[:MOST_LINKS]
    found = Counter(_tld_region(_host(anchor.href)) for anchor in outside)
    found.pop("", None)
    if len(found) == 1:
        yield Evidence(next(iter(found)), "links to its domains", HINT)


Rule = Callable[[Page], Iterator[Evidence]]
_OWN_RULES: tuple[Rule, ...] = (_own_domain, _structured_address, _own_names, _declared)
_PAGE_RULES: tuple[Rule, ...] = (_codes, _registers, _named, _postcodes, _shared_registers)
_HINT_RULES: tuple[Rule, ...] = (
    _cities,
    _currencies,
    _mail_domains,
    _written_hosts,
    _sold_domain,
    _language,
    _script,
    _links,
    _only_places,
)


def _ends(text: str, length: int = 3_000) -> tuple[tuple[int, int], ...]:
    """Where addresses usually are: the beginning and the end."""
    if len(text) <= 2 * length:
        return ((0, len(text)),)
    return (0, length), (len(text) - length, len(text))


# Most pages contain none of them. re2 finds that out in one pass, however many patterns there are.


@depends_on_words
def _scripts() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (region, re.compile(f"[{letters}]")) for letters, region in table("regions")["scripts"].items()
    )


@depends_on_words
def _register_in_text() -> re2._Regexp[str]:
    return re2.compile("|".join(map(re2.escape, _register_names())))


@depends_on_words
def _amount_in_text() -> re2._Regexp[str]:
    signs = "|".join(map(re2.escape, table("regions")["currencies"]))
    return re2.compile(rf"(?:{signs})[ .\x{{a0}}]?\pN|\pN[ \x{{a0}}]?(?:{signs})")


@depends_on_words
def _register_pattern() -> re.Pattern[str]:
    return _any_of(_register_names())


def _register_names() -> dict[str, str]:
    names: dict[str, str] = table("regions")["business_ids"] | table("regions")["shared_ids"]
    return names


@depends_on_words
def _currency_pattern() -> re.Pattern[str]:
    """A currency beside an amount."""
    signs = "|".join(map(re.escape, sorted(table("regions")["currencies"], key=len, reverse=True)))
    return re.compile(rf"(?<![^\W\d_])({signs})[ .\u00a0]?\d|(?<=\d)[ \u00a0]?({signs})(?!\w)")


def _any_of(phrases: dict[str, str]) -> re.Pattern[str]:
    """A pattern for whole words. Begins with a character class, which is found ten times faster."""
    first = "".join(sorted({phrase[0] for phrase in phrases}))
    longest_first = sorted(phrases, key=len, reverse=True)
    spaced = "|".join(re.escape(phrase) for phrase in longest_first if not places.is_unspaced(phrase))
    others = "|".join(re.escape(phrase) for phrase in longest_first if places.is_unspaced(phrase))
    return re.compile(rf"(?=[{re.escape(first)}])(?:(?<!\w)(?:{spaced})(?![^\W\d_])|{others or '(?!)'})")


@lru_cache(maxsize=1_024)
def _speaks(language: str, region: str) -> bool:
    """Whether a page's language is a language of this country."""
    return language.partition("-")[0] in places.languages_of(region)


def _tld_region(host: str) -> str:
    """The country of a host's top-level domain.

    Domains that are sold world-wide need a second level of the country.
    """
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
