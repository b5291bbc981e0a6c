"""Finds the names of cities in a text.

They are from GeoNames, if their name clearly means one city (``data/cities.txt``, written by
``data/place_names.py``). A name is looked for only if its longest word is among the words of the page.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from functools import cache

from domains.scan.extract.regions.country_names import names_in
from domains.scan.extract.regions.place import Place, is_in_address
from domains.scan.extract.regions.text_words import positions, words_of, words_of_page
from domains.scan.extract.words import DATA, depends_on_words, table

LINE = 80  # characters of a line before a city in capitals

Cities = Mapping[bytes, tuple[tuple[str, str], ...]]  # longest word of a name -> (name, region)


def city_names(text: str) -> Cities:
    """The cities that may be named in a text, also in capitals."""
    words = words_of_page(text)
    capitals = {word: word.capitalize() for word in words if word.isupper()}
    found = {word: tuple(_cities_of(word)) for word in _cities().keys() & words}
    for word in _cities().keys() & capitals.values():
        found[word.upper()] = tuple((name.upper(), region) for name, region in _cities_of(word))
    return found


def cities(
    text: str,
    names: Cities,
    start: int = 0,
    end: int = sys.maxsize,
    anywhere: bool = False,
) -> Iterator[Place]:
    """Those of ``city_names`` between two positions that are written as in an address: alone on a line, or
    next to a comma or a postcode. ``anywhere``: also those in sentences.
    """
    found: dict[int, tuple[int, str]] = {}
    here = names.keys() & words_of(text[start:end]) if names else ()
    for name, region in sorted((pair for word in here for pair in names[word]), key=_longest_first):
        for at in positions(text, name, start, end):
            stop = at + len(name)
            if not (text[at - 1 : at].isalpha() or text[stop : stop + 1].isalnum()):
                found.setdefault(at, (stop, region))
    for at, (stop, region) in sorted(found.items()):
        if text[at:stop].isupper() and not _behind_number(text, at):
            continue  # headings and brands are in capitals
        if anywhere or is_in_address(text, at, stop):
            yield Place(at, stop, region, "city")


def _cities_of(word: bytes) -> Iterator[tuple[str, str]]:
    """(name, region) of each city whose longest word is this one."""
    unsure = _unsure()
    for pair in _cities()[word].split("\t"):
        region, _, name = pair.partition("=")
        if name not in unsure:
            yield name, region


def _longest_first(city: tuple[str, str]) -> tuple[int, str]:
    return -len(city[0]), city[0]


def _behind_number(text: str, at: int) -> bool:
    """Whether a postcode or the number of a house or a box stands before a position on its line."""
    line = text[max(0, at - LINE) : at].rpartition("\n")[2]
    return any(map(str.isdigit, line))


@cache
def _cities() -> dict[bytes, str]:
    """Longest word -> the names with it: "CC=name", parted by tabs."""
    lines = (DATA / "cities.txt").read_bytes().splitlines()
    parts = (line.partition(b"\t") for line in lines)
    return {word: names.decode() for word, _, names in parts}


@depends_on_words
def _unsure() -> frozenset[str]:
    """Names of cities that are also common words."""
    return frozenset({*table("places")["words"].split(), *names_in("en").regions})
