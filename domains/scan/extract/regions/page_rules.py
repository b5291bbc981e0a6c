"""The rules for the country of a page, each of which yields the evidence that it finds.

The order of the rules is that of the three tuples: what the site declares about itself, what else is on the
page, hints.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import phonenumbers
import re2

from domains.scan.extract.regions.cities import cities
from domains.scan.extract.regions.country_names import country_of, speaks
from domains.scan.extract.regions.evidence import HINT, OWN, Evidence
from domains.scan.extract.regions.maps import of_maps
from domains.scan.extract.regions.page_facts import PageFacts
from domains.scan.extract.regions.postcodes import postcodes
from domains.scan.extract.regions.top_level_domains import host_of, region_of_host, region_of_tld
from domains.scan.extract.visible import utf8
from domains.scan.extract.words import depends_on_words, table

MOST_LINKS = 300  # links to elsewhere looked at
LEAST_LETTERS = 8  # of a script that tells a country
_MAIN_REGIONS = frozenset(regions[0] for regions in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.values())
_ASCII = re.compile("[\x00-\x7f]+")
_MAIL_DOMAIN = re.compile(r"@[\w.-]{1,80}\.([a-z]{2})\b")
_WRITTEN_HOST = re.compile(r"(?<![\w.@/-])((?:[a-z\d][a-z\d-]{0,40}\.){2,3}[a-z]{2})(?![\w@-]|\.\w)")


def _own_domain(page: PageFacts) -> Iterator[Evidence]:
    host = host_of(page.document.url)
    yield Evidence(region_of_host(host), f"top-level domain of {host}", OWN)


def _structured_address(page: PageFacts) -> Iterator[Evidence]:
    for thing in page.things:
        for country in thing.texts("addressCountry"):
            yield Evidence(country_of(country), f"{thing.how} address in {country!r}", OWN)


def _codes(page: PageFacts) -> Iterator[Evidence]:
    for region, times in Counter(region for _, region in page.codes).most_common(3):
        yield Evidence(region, f"country code of {times} other numbers")


def _own_names(page: PageFacts) -> Iterator[Evidence]:
    document = page.document
    for url in (document.related.get("canonical", ""), document.metas.get("og:url", ""), document.base.url):
        if host := host_of(url):
            yield Evidence(region_of_host(host), f"the page's own name {host}", OWN)


def _declared(page: PageFacts) -> Iterator[Evidence]:
    metas = page.document.metas
    for name in ("geo.region", "geo.country", "business:contact_data:country_name", "og:country-name"):
        if value := metas.get(name, ""):
            yield Evidence(country_of(value.partition("-")[0]), f"meta {name} {value!r}", OWN)
    for value in (page.language, metas.get("og:locale", "").replace("_", "-").lower()):
        region = value.rpartition("-")[2].upper() if "-" in value else ""
        if region in phonenumbers.SUPPORTED_REGIONS and value != "en-us":  # which tools write by themselves
            yield Evidence(region, f"declared language {value}", OWN)


def _registers(page: PageFacts) -> Iterator[Evidence]:
    yield from of_registers(page.registers, "business_ids")
    yield from of_tax_numbers(page)


def _shared_registers(page: PageFacts) -> Iterator[Evidence]:
    """Of countries that share a register's name, that of the page's language first."""
    found = of_registers(page.registers, "shared_ids")
    at_home = {one.region for one in page_language(page)}
    yield from sorted(found, key=lambda one: one.region not in at_home)


def of_registers(registers: Iterable[tuple[str, int]], kind: str) -> Iterator[Evidence]:
    """The countries of registers, some of which the length of the number tells apart."""
    regions, lengths = table("regions")[kind], table("regions")["ids_by_length"]
    for name, digits in registers:
        told = regions.get(name, "")
        for region in (told and lengths.get(name, {}).get(f"{digits}", told)).split():
            yield Evidence(region, f"register or legal form {name!r}")


def of_tax_numbers(page: PageFacts) -> Iterator[Evidence]:
    for region in page.taxed:
        yield Evidence(region, "code of a tax number")


def _named(page: PageFacts) -> Iterator[Evidence]:
    """The countries of the page's addresses, the most frequent first, if there are not many."""
    text = page.document.text
    firm = Counter(place.region for place in page.countries if place.firm and not page.is_foreign_name(place))
    if 0 < len(firm) <= 3:
        for region, _ in firm.most_common():
            yield Evidence(region, "country named on the page")
    for place in page.countries:
        if not place.firm and speaks(page.language, place.region):
            yield Evidence(place.region, f"{text[place.start : place.end]!r} in its own language")
            return


def _postcodes(page: PageFacts) -> Iterator[Evidence]:
    text = page.document.text
    for start, end in page.ends:
        for place in postcodes(text, start, end):
            yield Evidence(place.region, f"postcode {text[place.start : place.end]!r} on the page")


def _cities(page: PageFacts) -> Iterator[Evidence]:
    text = page.document.text
    found = Counter(
        place.region for start, end in page.ends for place in cities(text, page.cities, start, end)
    )
    if len(found) <= 2:
        for region, _ in found.most_common(1):
            yield Evidence(region, "city named on the page", HINT)


def _only_places(page: PageFacts) -> Iterator[Evidence]:
    """The country that contains all places named in the page's sentences, if it is one."""
    text = page.document.text
    told = {place.region for place in page.countries}
    for start, end in page.ends:
        told.update(place.region for place in cities(text, page.cities, start, end, anywhere=True))
    if len(told) == 1:
        yield Evidence(told.pop(), "the only country that the page speaks of", HINT)


def _currencies(page: PageFacts) -> Iterator[Evidence]:
    signs = table("regions")["currencies"]
    if not _amount_in_text().search(utf8(page.document.text)):
        return
    found = {match[1] or match[2] for match in _currency_pattern().finditer(page.document.text)}
    if len(told := {signs[sign] for sign in found}) == 1:
        yield Evidence(told.pop(), f"currency {found.pop()}", HINT)


def _mail_domains(page: PageFacts) -> Iterator[Evidence]:
    for start, end in page.ends:
        for domain in _MAIL_DOMAIN.findall(page.document.text, start, end):
            yield Evidence(region_of_tld(domain), f"e-mail address under .{domain}", HINT)


def _written_hosts(page: PageFacts) -> Iterator[Evidence]:
    """The country of the names of hosts that are written in the text, if it is one: "www.acme.co.tz"."""
    text = page.document.text
    names = {name for start, end in page.ends for name in _WRITTEN_HOST.findall(text, start, end)}
    if len(found := {region_of_host(name) for name in names} - {""}) == 1:
        yield Evidence(found.pop(), "name of a host in the text", HINT)


def sold_domain(page: PageFacts) -> Iterator[Evidence]:
    """A country's top-level domain, even if it is sold to everybody."""
    host = host_of(page.document.url)
    region = host.rpartition(".")[2].upper()
    if region in _MAIN_REGIONS:
        yield Evidence(region, f"top-level domain of {host}", HINT)


def _sold_domain_and_language(page: PageFacts) -> Iterator[Evidence]:
    for evidence in sold_domain(page):
        if page.has_telling_language and speaks(page.language, evidence.region):
            yield evidence._replace(how=f"{evidence.how} and its language")


def page_language(page: PageFacts) -> Iterator[Evidence]:
    regions = table("regions")["languages"]
    by_length = table("regions")["languages_by_postcode"].get(page.base_language, {})
    if told := by_length and by_length.get(f"{page.length_of_postcodes}"):
        for region in told.split():
            yield Evidence(region, f"language {page.base_language} and length of postcodes", HINT)
        return
    language = page.language if page.language in regions else page.base_language
    if language == "zh" and _is_traditional(page):
        language = "zh-hant"
    for region in regions.get(language, "").split():
        yield Evidence(region, f"language {language}", HINT)


def _is_traditional(page: PageFacts) -> bool:
    """Whether a Chinese text has more letters of the traditional form than of the simplified one."""
    text = "".join(page.document.text[start:end] for start, end in page.ends)
    traditional, simplified = (table("regions")[form] for form in ("traditional", "simplified"))
    return sum(map(text.count, traditional)) > sum(map(text.count, simplified))


def _script(page: PageFacts) -> Iterator[Evidence]:
    """The country that writes the letters of a part of the text, if there is only one such country."""
    text = page.document.text
    if text.isascii():
        return
    others = _ASCII.sub("", "".join(text[start:end] for start, end in page.ends))
    found = [region for region, letters in _scripts() if len(letters.findall(others)) >= LEAST_LETTERS]
    if len(found) == 1:
        yield Evidence(found[0], "letters of its text", HINT)


def _maps(page: PageFacts) -> Iterator[Evidence]:
    yield from of_maps(page.document, page.language)


def _alternates(page: PageFacts) -> Iterator[Evidence]:
    """The country for which all other versions of the page are, if it is one."""
    declared = (relation.element.attr("hreflang") or "" for relation in page.document.relations)
    found = {language.rpartition("-")[2].upper() for language in declared if len(language) > 3}
    if len(told := found & phonenumbers.SUPPORTED_REGIONS) == 1 and told != {"US"}:
        yield Evidence(told.pop(), "country of its other versions", HINT)


def _links(page: PageFacts) -> Iterator[Evidence]:
    outside = page.document.outside[:MOST_LINKS]
    found = Counter(region_of_host(host_of(anchor.href)) for anchor in outside)
    found.pop("", None)
    if len(found) == 1:
        yield Evidence(next(iter(found)), "links to its domains", HINT)


Rule = Callable[[PageFacts], Iterator[Evidence]]
OWN_RULES: tuple[Rule, ...] = (_own_domain, _structured_address, _own_names, _declared)
PAGE_RULES: tuple[Rule, ...] = (_codes, _registers, _named, _postcodes, _shared_registers)
HINT_RULES: tuple[Rule, ...] = (
    _maps,
    _cities,
    _currencies,
    _mail_domains,
    _written_hosts,
    _sold_domain_and_language,
    _alternates,
    page_language,
    _script,
    _links,
    _only_places,
)


@depends_on_words
def _scripts() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (region, re.compile(f"[{letters}]")) for letters, region in table("regions")["scripts"].items()
    )


@depends_on_words
def _amount_in_text() -> re2._Regexp[str]:
    signs = "|".join(map(re2.escape, table("regions")["currencies"]))
    return re2.compile(rf"(?:{signs})[ .\x{{a0}}]?\pN|\pN[ \x{{a0}}]?(?:{signs})")


@depends_on_words
def _currency_pattern() -> re.Pattern[str]:
    """A currency beside an amount."""
    signs = "|".join(map(re.escape, sorted(table("regions")["currencies"], key=len, reverse=True)))
    return re.compile(rf"(?<![^\W\d_])({signs})[ .\u00a0]?\d|(?<=\d)[ \u00a0]?({signs})(?!\w)")
