"""Finds the names of cities in a text.

They are from GeoNames, if their name clearly means one city (``data/cities.txt``), and from CLDR, which
names the largest cities in many languages (``data/zones.txt``); ``data/place_names.py`` writes both. A name
is looked for only if its longest word is among the words of the page.

Many names are common words or people's too: "Date" is in Japan, "Welkom" in South Africa, "Garcia" in Mexico.
They mean the city only beside a postcode or the number of a house.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from domains.scan.extract.regions.country_names import named_as, names_in
from domains.scan.extract.regions.place import Place, begins_part, is_in_address
from domains.scan.extract.regions.text_words import positions, words_of, words_of_page
from domains.scan.extract.words import DATA, depends_on_words, table

LINE = 80  # characters of a line before a city
MOST_WORDS = 7  # of the name of a street
_PHONE = 6  # digits of a line that are more than the number of a house
# A number that a name calls: "Chesterfield: 01246 418273", and no date.
_CALLS = re.compile(r" ?: {0,2}(?!\d\d?[-./]\d\d?[-./])\(?0(?:[ ()/.-]{0,2}\d){8,11}(?!\d)")
_MARK_BEHIND = re.compile(r"[ \u00a0]?(?:$|[\n,.:;)\]/|·•–—-]|\(?\+?\d[\d ()]{5})")
_WORD_BEFORE = re.compile(r"(?<!\w)([^\W\d_][\w'’&.-]{0,40}) $")
_WORD_BEHIND = re.compile(r" ([^\W\d_]{2,16})")
_POSTCODE_BEHIND = re.compile(r",? ?[-–(]{0,2} ?\d{3}")
_STREET_PART = re.compile(r"[^\d,;:|·•()\n]*\Z")  # of a line before a city, back to a number or a mark


class City(NamedTuple):
    """``is_word``: the name is a word's or a person's, too; ``is_thing``: things are called by it, as in
    "Oxford shoes", "eau de Cologne".
    """

    name: str
    region: str
    is_word: bool
    is_thing: bool = False


Cities = Mapping[bytes, tuple[City, ...]]  # longest word of a name -> the cities


def city_names(text: str, language: str = "") -> Cities:
    """The cities that may be named in a text in a language (BCP 47), also in capitals."""
    words = words_of_page(text)
    capitals = _in_capitals(words)
    found = {word: tuple(_cities_of(word)) for word in _cities().keys() & words}
    for word in _cities().keys() & capitals.keys():
        found[capitals[word]] = _large(_cities_of(word))
    line = named_as(language)
    named = _cities_in(line if line in _zones() else "en")  # pages can name any number of languages
    for word in named.keys() & words:
        found[word] = (*found.get(word, ()), *named[word])
    for word in named.keys() & capitals.keys():
        found[capitals[word]] = (*found.get(capitals[word], ()), *_large(named[word]))
    return found


def _in_capitals(words: Iterable[bytes]) -> dict[bytes, bytes]:
    """The words in capitals, by how names write them: "Zürich" -> "ZÜRICH"."""
    found: dict[bytes, bytes] = {}
    for word in words:
        if word.isascii():
            if word.isupper():
                found[word.capitalize()] = word
        elif (name := word.decode("utf-8", "ignore")).isupper():
            found[name.capitalize().encode()] = word
    return found


def _large(named: Iterable[City]) -> tuple[City, ...]:
    return tuple(city._replace(name=city.name.upper()) for city in named)


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
    found: dict[int, City] = {}
    here = names.keys() & words_of(text[start:end]) if names else ()
    for city in sorted((city for word in here for city in names[word]), key=_longest_first):
        for at in positions(text, city.name, start, end):
            stop = at + len(city.name)
            if not (text[at - 1 : at].isalpha() or text[stop : stop + 1].isalnum()):
                found.setdefault(at, city)
    for at, city in sorted(found.items()):
        stop = at + len(city.name)
        if city.name.isupper() and not _behind_number(text, at):
            continue  # headings and brands are in capitals
        is_unsure = city.is_word or (city.is_thing and not _stands_alone(text, at, stop))
        if is_unsure and not _is_numbered(text, at, stop):
            continue
        is_there = anywhere or is_in_address(text, at, stop) or _is_called_town(text, at)
        if is_there and not _names_street(text, at, stop):
            yield Place(at, stop, city.region, "city", firm=begins_part(text, at))


def _cities_of(word: bytes) -> Iterator[City]:
    """Each city whose longest word is this one."""
    unsure, people, sure = _unsure(), _people(), _sure()
    for entry in _cities()[word].split("\t"):
        region, mark, name = entry[:2], entry[2], entry[3:]
        if name not in unsure:
            yield City(name, region, (mark == "~" and name not in sure) or name in people, name in sure)


def ends_name(text: str, at: int) -> bool:
    """Whether the name of a city ends a longer one, as that of a restaurant: "Café Wien", not "Büro Wien"."""
    before = _WORD_BEFORE.search(text, max(0, at - LINE), at)
    return before is not None and before[1][0].isupper() and before[1].lower() not in _offices()


def _is_called_town(text: str, at: int) -> bool:
    """Whether a word for a town stands before a name: "г. Киев", "м.Львів". No mark need follow then."""
    return _word_before(text, at) in _towns()


def _word_before(text: str, at: int) -> str:
    """What stands before a position on its line, back to a space, in small letters."""
    *_, before = ["", *text[max(0, at - LINE) : at].rpartition("\n")[2].split()]
    return before.lower()


def _stands_alone(text: str, at: int, stop: int) -> bool:
    """Whether a name has marks or the ends of a line on both sides, or is that of an office there."""
    words = _WORD_BEHIND.match(text, stop)
    known = _offices() | _businesses()
    if words and words[1].lower() in known:
        return True
    is_begin = begins_part(text, at) or _word_before(text, at) in known
    return is_begin and _MARK_BEHIND.match(text, stop) is not None


def _longest_first(city: City) -> tuple[int, str]:
    return -len(city.name), city.name


def _is_numbered(text: str, at: int, stop: int) -> bool:
    """Whether a postcode or the number of a house stands beside a name, or a house or a street on the line
    above it; or whether it calls a number at the beginning of a line.
    """
    if _behind_number(text, at) or _POSTCODE_BEHIND.match(text, stop):
        return True
    above, _, before = text[max(0, at - LINE) : at].rpartition("\n")
    if before.strip():
        return False
    if _CALLS.match(text, stop):
        return True
    street = above.rpartition("\n")[2]
    digits = sum(map(str.isdigit, street))
    return 0 < digits < _PHONE or (not digits and _is_street(street))


def _is_street(line: str) -> bool:
    """Whether a line names a street, by its first or last word."""
    words = line.replace(".", ". ").split()
    if not 1 < len(words) < MOST_WORDS:
        return False
    before, behind = _streets()
    is_named = not any(word.islower() for word in words[:-1])
    return words[0].strip(".,").lower() in before or (is_named and words[-1].strip(".,").lower() in behind)


def _names_street(text: str, at: int, stop: int) -> bool:
    """Whether a street is called by the name: "Oxford Street", "Via Milano", "Place du Val d'Aran"."""
    before, behind = _streets()
    following = _WORD_BEHIND.match(text, stop)
    if following and following[1].lower() in behind:
        return True
    if text[at - 1 : at] not in {" ", "'", "’"}:
        return False
    part = _STREET_PART.search(text[max(0, at - LINE) : at])
    words = part[0].lower().replace("'", "' ").replace("’", "' ").split() if part else []
    if len(words) > 1 and words[-1] in _links():
        return any(word.strip(".") in before for word in words[:-1])
    return bool(words) and words[-1].strip(".") in before


def _behind_number(text: str, at: int) -> bool:
    """Whether a postcode or the number of a house or a box stands before a position on its line."""
    line = text[max(0, at - LINE) : at].rpartition("\n")[2]
    return any(map(str.isdigit, line))


@cache
def _cities() -> dict[bytes, str]:
    """Longest word -> the names with it: "CC=name", or "CC~name" if it is a word too, parted by tabs."""
    lines = (DATA / "cities.txt").read_bytes().splitlines()
    parts = (line.partition(b"\t") for line in lines)
    return {word: names.decode() for word, _, names in parts}


@depends_on_words
def _cities_in(line: str) -> dict[bytes, list[City]]:
    """The cities of ``zones.txt`` by their longest words: in English, in a language and in their own ones.
    ``line``: the code of the language there.
    """
    lines, unsure, people, sure = _zones(), _unsure(), _people(), _sure()
    found: dict[bytes, list[City]] = defaultdict(list)
    for code in dict.fromkeys(("en", "*", line)):
        for entry in filter(None, lines.get(code, "").split("\t")):
            region, name = entry[:2], entry[3:]
            if name not in unsure:
                found[max(words_of(name), key=len)].append(City(name, region, name in people, name in sure))
    for region, names in table("places")["well_known_cities"].items():
        for name in (one.replace("_", " ") for one in names.split()):
            found[max(words_of(name), key=len)].append(City(name, region, is_word=False, is_thing=True))
    return dict(found)


@cache
def _zones() -> dict[str, str]:
    """Code of a language -> the cities in it: "CC=name", parted by tabs."""
    lines = (DATA / "zones.txt").read_text(encoding="utf-8").splitlines()
    return {code: rest for code, _, rest in (line.partition("\t") for line in lines)}


@depends_on_words
def _unsure() -> frozenset[str]:
    """Names of cities that are also common words."""
    words = (word.replace("_", " ") for word in table("places")["words"].split())
    return frozenset({*words, *names_in("en").regions})


@depends_on_words
def _people() -> frozenset[str]:
    """Names of cities that are also names of people and firms."""
    return frozenset(table("places")["people"].split())


@depends_on_words
def _sure() -> frozenset[str]:
    """Names of cities that are words in some language, but no common ones."""
    return frozenset(table("places")["cities"].split())


@depends_on_words
def _offices() -> frozenset[str]:
    return frozenset(table("places")["offices"].split())


@depends_on_words
def _towns() -> frozenset[str]:
    """Words for a town before its name."""
    return frozenset(table("places")["towns_before"].split())


@depends_on_words
def _links() -> frozenset[str]:
    return frozenset(table("places")["street_links"].split())


@depends_on_words
def _businesses() -> frozenset[str]:
    return frozenset(table("places")["businesses"].split())


@depends_on_words
def _streets() -> tuple[frozenset[str], frozenset[str]]:
    """What the lines of streets begin and end with."""
    before, behind = table("places")["streets_before"].split(), table("places")["streets_behind"].split()
    return frozenset(before), frozenset(behind)
