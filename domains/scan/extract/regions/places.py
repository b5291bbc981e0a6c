"""Finds places in a text: names of countries, postcodes in a format of only one country, cities.

Names of countries are from CLDR, in the page's language, in English and in the countries' own languages
(``data/countries.txt``). Cities are from GeoNames, if their name clearly means one city
(``data/cities.txt``). ``data/place_names.py`` writes both files. A name is looked for only if its longest
word is among the words of the page.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache, partial
from typing import NamedTuple

from domains.scan.extract.words import DATA, depends_on_words, table

MOST = 400  # places of one kind looked at in a page
LINE = 80  # characters of a line before a city in capitals
# UTF-8 bytes with a space for whatever in ASCII is no letter: words at a twentieth of the cost.
_TO_WORDS = bytes(code if code > 127 or chr(code).isalpha() else 32 for code in range(256))
_SIGNS = re.compile(
    "[\u0080-\u00bf\u055d\u0589\u060c\u061b\u061f\u06d4\u0964\u0965\u2000-\u206f\u3000-\u3004\u3008-\u3020\uff00-\uff20]+"
)  # that stand beside words
# First bytes of the letters of scripts without spaces; the others may be in any text.
_SPACED = bytes(sorted({*range(256)} - {0xE0, 0xE1, *range(0xE3, 0xEE)}))
_LETTERS = re.compile(r"[^\W\d_]+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# Where a postcode may begin. A character class first is found ten times faster than a \\b.
_CODE_BEGINS = re.compile(r"[A-Z\d〒](?<![\w./-].)(?=[A-Za-z]{0,16}[.,]{0,2} {0,2}[-–]? ?\d)")
_WORD_BEFORE = re.compile(r"[^\W_]\.? $")
_GLUE = re.compile(r"[\s,;/&·|]{0,3}((?:[^\W\d_]{1,4}\s{1,2}){0,3})")


class Place(NamedTuple):
    """A place that a text names. ``kind``: "country", "postcode" or "city". ``firm``: written as in an
    address or a heading, not as a word in a sentence.
    """

    start: int
    end: int
    region: str
    kind: str
    firm: bool = True


def countries(text: str, language: str) -> tuple[Place, ...]:
    """The countries named in a text, in its order, without destinations of deliveries."""
    names = _names(language)
    found = sorted({*_spaced(text, names), *_unspaced(text, names)})
    kept: list[tuple[int, int, str]] = []
    for start, end, region in found:
        if kept and start < kept[-1][1]:
            if end > kept[-1][1]:
                kept[-1] = (start, end, region)  # "Papua New Guinea" and not "Guinea"
            continue
        kept.append((start, end, region))
    return tuple(_without_lists(text, [one for one in kept if _is_meant(text, *one)]))


def postcodes(text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[Place]:
    """The postcodes between two positions."""
    pattern = _postcode_pattern()
    for begin in _CODE_BEGINS.finditer(text, start, end):
        match = pattern.match(text, begin.start())
        if match is not None:
            region = match.lastgroup or ""
            if region == "prefix":
                region = str(table("regions")["postcode_prefixes"][match["prefix"]])
            yield Place(match.start(), match.end(), region, "postcode")


Cities = Mapping[bytes, tuple[tuple[str, str], ...]]  # longest word of a name -> (name, region)


def city_names(text: str) -> Cities:
    """The cities that may be named in a text, also in capitals."""
    words = _words(text)
    capitals = {word: word.capitalize() for word in words if word.isupper() and len(word) > 3}
    found = {word: tuple(_cities_of(word)) for word in _cities().keys() & words}
    for word in _cities().keys() & capitals.values():
        found[word.upper()] = tuple((name.upper(), region) for name, region in _cities_of(word))
    return found


def _cities_of(word: bytes) -> Iterator[tuple[str, str]]:
    """(name, region) of each city whose longest word is this one."""
    unsure = _unsure()
    for pair in _cities()[word].split("\t"):
        region, _, name = pair.partition("=")
        if name not in unsure:
            yield name, region


def _longest_first(city: tuple[str, str]) -> tuple[int, str]:
    return -len(city[0]), city[0]


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
    here = names.keys() & _words_of(text[start:end]) if names else ()
    for name, region in sorted((pair for word in here for pair in names[word]), key=_longest_first):
        for at in _positions(text, name, start, end):
            stop = at + len(name)
            if not (text[at - 1 : at].isalpha() or text[stop : stop + 1].isalnum()):
                found.setdefault(at, (stop, region))
    for at, (stop, region) in sorted(found.items()):
        if text[at:stop].isupper() and not _behind_number(text, at):
            continue  # headings and brands are in capitals
        if anywhere or _is_address(text, at, stop):
            yield Place(at, stop, region, "city")


def _behind_number(text: str, at: int) -> bool:
    """Whether a postcode or the number of a house or a box stands before a position on its line."""
    line = text[max(0, at - LINE) : at].rpartition("\n")[2]
    return any(map(str.isdigit, line))


@partial(depends_on_words, maxsize=4_096)
def country_of(name: str) -> str:
    """The region code for a name or a code of a country, in any language; "" if unknown."""
    name = name.strip()
    if len(name) == 2 and name.upper() in _codes():
        return name.upper()
    folded = name.casefold()
    return _every_name().get(folded, "")


@cache
def languages_of(region: str) -> frozenset[str]:
    """The languages whose name of a country is one of its names in its own languages."""
    lines = _lines("countries")
    at_home = {pair[3:] for pair in lines["*"].split("\t") if pair[:2] == region}
    names = {
        code: {pair[3:] for pair in line.split("\t") if pair[:2] == region} for code, line in lines.items()
    }
    return frozenset(code for code, found in names.items() if found & at_home)


@cache
def _codes() -> frozenset[str]:
    return frozenset(pair[:2] for pair in _lines("countries")["en"].split("\t"))


@depends_on_words
def _every_name() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _lines("countries").values():
        for pair in line.split("\t"):
            found.setdefault(pair[3:].casefold(), pair[:2])
    return found | {name.casefold(): region for name, region in _further_names().items()}


@depends_on_words
def _further_names() -> dict[str, str]:
    """Other names of countries, and their parts that are named without them -> region."""
    data = table("regions")
    counties = ((region, name) for region, names in data["counties"].items() for name in names.split())
    names: dict[str, str] = data["names"]
    return {f"{word} {name}": region for region, name in counties for word in ("Co.", "County")} | names


class _Names(NamedTuple):
    """By the longest word of each name; of scripts without spaces, a pattern for all, and their regions."""

    by_word: Mapping[bytes, tuple[tuple[str, str], ...]]
    unspaced: re.Pattern[str]
    regions: Mapping[str, str]


@depends_on_words
def _names(language: str) -> _Names:
    """What countries are called in English, at home and in a language (BCP 47, lower case)."""
    lines = _lines("countries")
    own = lines.get(
        "zh-hant" if language in {"zh-tw", "zh-hk", "zh-mo", "zh-hant"} else language.partition("-")[0]
    )
    regions: dict[str, str] = {}
    for line in (lines["en"], lines["*"], own or ""):
        for pair in line.split("\t") if line else ():
            regions[pair[3:]] = pair[:2]
    regions |= _further_names()
    regions |= {name.upper(): region for name, region in regions.items() if len(name) > 3}
    unspaced = sorted((name for name in regions if is_unspaced(name)), key=len, reverse=True)
    grouped = defaultdict(list)
    for name, region in regions.items():
        if words := _words(name):  # vowel signs are no letters, and parts of their words
            grouped[max(words, key=len)].append((name, region))
    by_word = {word: tuple(found) for word, found in grouped.items()}
    return _Names(by_word, re.compile("|".join(map(re.escape, unspaced))), regions)


def longest_word(name: str) -> str:
    """The longest word of a name: a text with the name contains it."""
    return max(_LETTERS.findall(name), key=len, default="")


def is_unspaced(name: str) -> bool:
    """Whether a name is in a script without spaces between words."""
    return _UNSPACED.search(name) is not None


@cache
def _lines(file: str) -> dict[str, str]:
    """First field -> the rest of its line."""
    lines = (DATA / f"{file}.txt").read_text(encoding="utf-8").splitlines()
    return {code: rest for code, _, rest in (line.partition("\t") for line in lines)}


@cache
def _cities() -> dict[bytes, str]:
    """Longest word -> the names with it: "CC=name", parted by tabs."""
    lines = (DATA / "cities.txt").read_bytes().splitlines()
    parts = (line.partition(b"\t") for line in lines)
    return {word: names.decode() for word, _, names in parts}


@depends_on_words
def _unsure() -> frozenset[str]:
    """Names of cities that are also common words."""
    return frozenset({*table("places")["words"].split(), *_names("en").regions})


@depends_on_words
def _postcode_pattern() -> re.Pattern[str]:
    data = table("regions")
    shapes = "|".join(f"(?P<{region}>{shape})" for region, shape in data["postcodes"].items())
    prefixes = "|".join(data["postcode_prefixes"])
    return re.compile(
        rf"(?:{shapes}|(?P<prefix>{prefixes})-?(?:\d{{4,6}}|\d{{3}} \d\d) {{1,2}}[A-ZÀ-Þ][a-zà-ÿ])"
    )


@lru_cache(maxsize=2)
def _words(text: str) -> frozenset[bytes]:
    """The words of a page's text; kept, as it is looked through for countries and for cities."""
    return _words_of(text)


def _words_of(text: str) -> frozenset[bytes]:
    words = set(text.encode("utf-8", "ignore").translate(_TO_WORDS).split())
    if not text.isascii():
        others = b" ".join(word for word in words if not word.isascii())
        words.update(_SIGNS.sub(" ", others.decode("utf-8", "ignore")).encode().split())
    return frozenset(words)


def _spaced(text: str, names: _Names) -> Iterator[tuple[int, int, str]]:
    for word in names.by_word.keys() & _words(text):
        for name, region in names.by_word[word]:
            for start in _positions(text, name):
                end = start + len(name)
                if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
                    yield start, end, region


def _positions(text: str, name: str, start: int = 0, end: int = sys.maxsize) -> Iterator[int]:
    """Where a name begins."""
    at = text.find(name, start, end)
    for _ in range(MOST):
        if at < 0:
            return
        yield at
        at = text.find(name, at + len(name), end)


def _unspaced(text: str, names: _Names) -> Iterator[tuple[int, int, str]]:
    if not text.isascii() and text.encode("utf-8", "ignore").translate(None, _SPACED):
        for match in names.unspaced.finditer(text):
            yield match.start(), match.end(), names.regions[match[0]]


class _Rules(NamedTuple):
    phrases: Mapping[str, tuple[str, ...]]  # name of a country -> those that hold it
    followers: frozenset[str]
    ambiguous: frozenset[str]
    words: frozenset[str]
    offices: frozenset[str]
    suffixes: tuple[str, ...]
    destinations: frozenset[str]
    lists: frozenset[str]


@depends_on_words
def _rules() -> _Rules:
    data = table("regions")
    other, going = data["not_countries"], data["destinations"]
    return _Rules(
        _by_name(other["phrases"]),
        frozenset(other["followers"].split()),
        frozenset(other["ambiguous"].split()),
        frozenset(other["words"].split()),
        frozenset(other["offices"].split()),
        tuple(other["suffixes"].split()),
        frozenset(going["words"].split()),
        frozenset(going["lists"].split()),
    )


def _by_name(phrases: list[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for phrase in phrases:
        for name in _names("en").regions:
            if name in phrase:
                found[name].append(phrase)
    return {name: tuple(some) for name, some in found.items()}


@depends_on_words
def _us_state() -> re.Pattern[str]:
    """What follows the name of an American town: ", MO 65265", ", Missouri"."""
    names = "|".join(re.escape(name.replace("_", " ")) for name in table("places")["us_states"].split())
    codes = "|".join(table("places")["us_state_codes"].split())
    return re.compile(rf",? ?(?:{codes})\b|,? \d{{5}}\b|, (?:{names})(?!\w)")


def _is_meant(text: str, start: int, end: int, _region: str) -> bool:
    """Whether a country's name means the country, and not a state, a street, a town or a person."""
    rules = _rules()
    if text.startswith(rules.suffixes, end) and is_unspaced(text[end - 1]):
        return False
    around = text[max(0, start - 20) : end + 20]
    if any(phrase in around for phrase in rules.phrases.get(text[start:end], ())):
        return False
    if _us_state().match(text, end):
        return False
    after = re.match(r" ([^\W\d_]{1,20}\.?)", text[end : end + 24])
    if text[start:end] in rules.words and (after or _WORD_BEFORE.search(text, max(0, start - 3), start)):
        return False
    if after is None:
        return text[start:end] not in rules.ambiguous or not _behind_a_name(text, start)
    if after[1] in rules.followers:
        return False
    if text[start:end] not in rules.ambiguous:
        return True
    return not _behind_a_name(text, start) and (after[1].islower() or after[1] in rules.offices)


def _behind_a_name(text: str, start: int) -> bool:
    """Whether the word right before is capitalised, as in "Kathy Ireland" and not in "Cork, Ireland"."""
    before = re.search(r"([^\W\d_]+) $", text[max(0, start - 24) : start])
    return before is not None and before[1][0].isupper() and not before[1].isupper()


def _without_lists(text: str, found: list[tuple[int, int, str]]) -> Iterator[Place]:
    """Each as a place, without those in a list of several countries or after a "to"."""
    groups: list[list[tuple[int, int, str]]] = []
    for one in found:
        if groups and _joined(text, groups[-1][-1][1], one[0]):
            groups[-1].append(one)
        else:
            groups.append([one])
    for group in groups:
        regions = {region for _, _, region in group}
        if (
            len(regions) > 2
            or (len(regions) == 2 and _lists_two(text, group))
            or _is_going(text, group[0][0])
        ):
            continue
        for start, end, region in group:
            yield Place(start, end, region, "country", _is_address(text, start, end))


def _joined(text: str, end: int, start: int) -> bool:
    between = text[end:start]
    match = _GLUE.fullmatch(between) if len(between) < 20 and "\n" not in between else None
    return match is not None and _rules().lists.issuperset(match[1].lower().split())


def _lists_two(text: str, group: list[tuple[int, int, str]]) -> bool:
    """ "Austria and Switzerland" are two; "Hong Kong, China" is one place."""
    between = text[group[0][1] : group[-1][0]]
    return any(letter.isalpha() for letter in between) or "&" in between or "/" in between


def _is_going(text: str, start: int) -> bool:
    """Whether the name follows "to" or a similar word."""
    rules = _rules()
    words = re.findall(r"\w+", text[max(0, start - 32) : start].rpartition("\n")[2])[-3:]
    for word in reversed(words):
        if word.lower() in rules.destinations:
            return True
        if word.lower() not in rules.lists:
            return False
    return False


def _is_address(text: str, start: int, end: int) -> bool:
    """Whether a name begins a line, or follows a comma, a bracket, a dash or a postcode."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if (
        not before
        or before[-1] in "\n([{|/"
        or before.rstrip(" ")[-1:] in {",", "-", "–", "—", "|", "·", "•", ";", ":", "\n"}
    ):
        return True
    return before.rstrip(" ")[-1:].isdigit() or after[:1] in {"\n", ",", ":", ")", ""} or after[1:2].isdigit()
