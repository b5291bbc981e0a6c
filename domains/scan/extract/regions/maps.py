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
from domains.scan.extract.words import table

MOST = 20  # maps looked at
LONGEST = 2_000  # characters of a map's URL
_QUERIES = ("q", "query", "daddr", "destination", "address", "text", "where1")
_PLACE = re.compile(r"/maps/(?:place|search|dir//?)/?([^/@?]{3,300})")
_SHOWN = re.compile(r"!2s([^!?&]{3,300})")
_FOR = re.compile(r"!3m2!1s[A-Za-z-]{2,7}!2s([a-z]{2})(?![a-z])")  # language and country for which it is made
_MADE_ANYWHERE = "US"  # the country of a map that nobody chose


def of_maps(document: Document, language: str) -> Iterator[Evidence]:
    """The country of the addresses on all maps, then that for which the maps were made, if it is one."""
    urls = list(islice(_urls(document), MOST))
    shown = {region for url in urls for address in _addresses(url) for region in _regions(address, language)}
    made = {region_of_tld(match[1]) for url in urls if (match := _FOR.search(url))}
    if len(shown) == 1:
        yield Evidence(shown.pop(), "address on a map", HINT)
    if len(made) == 1 and made != {_MADE_ANYWHERE}:
        yield Evidence(made.pop(), "country for which a map was made", HINT)


def _urls(document: Document) -> Iterator[str]:
    frames = (frame.attr("src") or frame.attr("data-src") or "" for frame in document.elements["iframe"])
    links = (anchor.href for anchor in document.outside)
    return (url for url in chain(frames, links) if _is_map(url[:LONGEST]))


def _is_map(url: str) -> bool:
    if "map" not in url and "waze." not in url:
        return False
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return False
    return google_maps.is_host(host) or host in table("regions")["maps"].split()


def _addresses(url: str) -> Iterator[str]:
    """The addresses in a map's URL."""
    query = parse_qs(urlsplit(url).query)
    yield from (value for name in _QUERIES for value in query.get(name, ())[:1])
    for pattern in (_PLACE, _SHOWN):
        if match := pattern.search(url[:LONGEST]):
            yield unquote_plus(match[1])


def _regions(address: str, language: str) -> set[str]:
    """The countries that an address names, or those of its cities."""
    places = [place for place in countries(address, language) if place.firm]
    places = places or list(cities(address, city_names(address, language)))
    return {place.region for place in places}
