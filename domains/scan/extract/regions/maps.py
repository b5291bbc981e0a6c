"""What the maps that a page embeds or links to tell of its country: the address that they show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice
from urllib.parse import parse_qs, unquote_plus, urlsplit

from domains.scan.extract import google_maps
from domains.scan.extract.document import Document
from domains.scan.extract.regions.cities import cities, city_names
from domains.scan.extract.regions.evidence import HINT, Evidence
from domains.scan.extract.regions.named_countries import countries
from domains.scan.extract.regions.top_level_domains import region_of_tld

MOST = 20  # maps looked at
LONGEST = 2_000  # characters of a map's URL
_QUERIES = ("q", "query", "daddr", "destination")
_PLACE = re.compile(r"/maps/(?:place|search|dir//?)/?([^/@?]{3,300})")
_SHOWN = re.compile(r"!2s([^!?&]{3,300})")
_FOR = re.compile(r"!3m2!1s[A-Za-z-]{2,7}!2s([a-z]{2})(?![a-z])")  # language and country for which it is made
_MADE_ANYWHERE = "us"  # the country of a map that nobody chose


def of_maps(document: Document, language: str) -> Iterator[Evidence]:
    """The countries of the addresses on maps, then those for which the maps were made."""
    found = list(islice(_urls(document), MOST))
    for url in found:
        for address in _addresses(url):
            yield from _of_address(address, language)
    for url in found:
        made = _FOR.search(url)
        if made and made[1] != _MADE_ANYWHERE:
            yield Evidence(region_of_tld(made[1]), f"map for {made[1]!r}", HINT)


def _urls(document: Document) -> Iterator[str]:
    frames = (frame.attr("src") or frame.attr("data-src") or "" for frame in document.elements["iframe"])
    links = (anchor.href for anchor in document.outside)
    return (url for url in chain(frames, links) if _is_map(url[:LONGEST]))


def _is_map(url: str) -> bool:
    if "google." not in url or "map" not in url:
        return False
    try:
        return google_maps.is_host((urlsplit(url).hostname or "").removeprefix("www."))
    except ValueError:
        return False


def _addresses(url: str) -> Iterator[str]:
    """The addresses in a map's URL."""
    query = parse_qs(urlsplit(url).query)
    yield from (value for name in _QUERIES for value in query.get(name, ())[:1])
    for pattern in (_PLACE, _SHOWN):
        if match := pattern.search(url[:LONGEST]):
            yield unquote_plus(match[1])


def _of_address(address: str, language: str) -> Iterator[Evidence]:
    address = address[:300]
    places = [place for place in countries(address, language) if place.firm]
    places = places or list(cities(address, city_names(address, language)))
    if len({place.region for place in places}) == 1:
        yield Evidence(places[-1].region, f"map of {address!r}", HINT)
