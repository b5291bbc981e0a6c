"""What countries are called: in English, in a page's language, and in their own languages.

Names are from CLDR (``data/countries.txt``, written by ``data/place_names.py``). ``data/regions.toml`` adds
further names, and states and counties that are often named without their country.
"""

from __future__ import annotations

import re
from collections import ChainMap, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache, partial
from typing import NamedTuple

from domains.scan.extract.regions.text_words import is_unspaced, words_of
from domains.scan.extract.words import DATA, depends_on_words, table


@partial(depends_on_words, maxsize=4_096)
def country_of(name: str) -> str:
    """The region code for a name in any language, or a code of two or three letters; "" if unknown."""
    name = name.strip()
    if len(name) == 2 and name.upper() in codes():
        return name.upper()
    folded = name.casefold()
    return _every_name().get(folded, "")


def is_country(name: str) -> bool:
    """Whether a name is a whole country's, and not that of a part or city that ``country_of`` knows too."""
    return name.strip() not in table("regions")["names_of_parts"] and bool(country_of(name))


@cache
def languages_of(region: str) -> frozenset[str]:
    """The languages whose name of a country is one of its names in its own languages."""
    lines = _lines()
    at_home = {pair[3:] for pair in lines["*"].split("\t") if pair[:2] == region}
    names = {
        code: {pair[3:] for pair in line.split("\t") if pair[:2] == region} for code, line in lines.items()
    }
    return frozenset(code.removesuffix("-latn") for code, found in names.items() if found & at_home)


@lru_cache(maxsize=1_024)
def speaks(language: str, region: str) -> bool:
    """Whether a page's language is a language of this country."""
    return language.partition("-")[0] in languages_of(region)


@cache
def codes() -> frozenset[str]:
    """The two-letter codes of all countries and territories."""
    return frozenset(pair[:2] for pair in _lines()["en"].split("\t"))


@depends_on_words
def _every_name() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _lines().values():
        for pair in line.split("\t"):
            found.setdefault(pair[3:].casefold(), pair[:2])
    for name in _rather_other_names():
        found.pop(name.casefold(), None)
    return found | {name.casefold(): region for name, region in _further_names().items()}


@depends_on_words
def _further_names() -> dict[str, str]:
    """Other names of countries, and their parts that are named without them -> region."""
    names: dict[str, str] = table("regions")["names"] | table("regions")["names_of_parts"]
    for region, parts in table("regions")["subdivisions"].items():
        names |= dict.fromkeys((*parts.get("telling", ()), *_counties(parts)), region)
    return names


def subdivisions(region: str) -> tuple[str, ...]:
    """The names of a country's states, provinces and counties, also those that other places have too."""
    parts = table("regions")["subdivisions"].get(region, {})
    return (*parts.get("telling", ()), *_counties(parts), *parts.get("others", ()))


def _counties(parts: Mapping[str, list[str]]) -> Iterator[str]:
    return (f"{word} {name}" for name in parts.get("counties", ()) for word in ("Co.", "County"))


def named_as(language: str) -> str:
    """The line of names for a language (BCP 47, lower case)."""
    return "zh-hant" if language in {"zh-tw", "zh-hk", "zh-mo", "zh-hant"} else language.partition("-")[0]


class CountryNames(NamedTuple):
    """By the longest word of each name: the usual ones, and those that a language adds. Of scripts without
    spaces, a pattern for all. And their regions.
    """

    by_word: tuple[Mapping[bytes, tuple[tuple[str, str], ...]], ...]
    unspaced: re.Pattern[str]
    regions: Mapping[str, str]


def names_in(language: str) -> CountryNames:
    """What countries are called in English, at home and in a language (BCP 47, lower case)."""
    line = named_as(language)
    return _names_in(line if line in _lines() else "en")  # pages can name any number of languages


@depends_on_words
def _names_in(line: str) -> CountryNames:
    usual, others = _usual_names(), _rather_other_names()
    own = {name: region for name, region in _written(_named(line)).items() if name not in usual | others}
    regions = ChainMap(own, usual)
    unspaced = sorted(filter(is_unspaced, regions), key=len, reverse=True)
    by_word = (_usual_by_word(), _by_word(own))
    return CountryNames(by_word, re.compile("|".join(map(re.escape, unspaced))), regions)


@depends_on_words
def _rather_other_names() -> dict[str, str]:
    """The names of countries that are not looked for, because they are rather those of towns and people."""
    names = table("regions")["not_countries"]["others"].split()
    return _written({name.replace("_", " "): "" for name in names})


@depends_on_words
def _usual_names() -> dict[str, str]:
    """The names that are looked for in a page of any language."""
    return _written(_named("en") | _named("*") | _further_names())


@depends_on_words
def _usual_by_word() -> dict[bytes, tuple[tuple[str, str], ...]]:
    return _by_word(_usual_names())


def _named(line: str) -> dict[str, str]:
    return {pair[3:]: pair[:2] for pair in _lines()[line].split("\t")}


def _written(names: dict[str, str]) -> dict[str, str]:
    """Names as they are, and in capitals."""
    return names | {name.upper(): region for name, region in names.items() if len(name) > 3}


def _by_word(names: Mapping[str, str]) -> dict[bytes, tuple[tuple[str, str], ...]]:
    grouped = defaultdict(list)
    for name, region in names.items():
        if words := words_of(name):  # vowel signs are no letters, and parts of their words
            grouped[max(words, key=len)].append((name, region))
    return {word: tuple(found) for word, found in grouped.items()}


@cache
def _lines() -> dict[str, str]:
    """Code of a language -> the names in it: "CC=name", parted by tabs."""
    lines = (DATA / "countries.txt").read_text(encoding="utf-8").splitlines()
    return {code: rest for code, _, rest in (line.partition("\t") for line in lines)}
