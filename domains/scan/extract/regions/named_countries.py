"""Finds the names of countries in a text, and leaves out those that mean something else.

A name may also be that of a state, a street, a town or a person, a word of the language, one in a list of
countries, or a destination of deliveries. A name is looked for only if its longest word is among the words of
the page.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from domains.scan.extract.phone.labels import kind_of, vocabulary
from domains.scan.extract.regions.country_names import CountryNames, names_in
from domains.scan.extract.regions.place import Place, is_in_address
from domains.scan.extract.regions.text_words import is_unspaced, positions, words_of_page
from domains.scan.extract.words import depends_on_words, table

# First bytes of the letters of scripts without spaces; the others may be in any text.
_SPACED = bytes(sorted({*range(256)} - {0xE0, 0xE1, *range(0xE3, 0xEE)}))
_WORD_BEFORE = re.compile(r"[^\W_]\.? $")
_WORD_BEHIND = re.compile(r" ([^\W\d_]{1,20}\.?)")
_TOWN_BEHIND = re.compile(r" ([^\W\d_a-z][^\W\d_]{2,20})")
_STREET_BEFORE = re.compile(r"([^\W\d_]{1,12}[./]?) (?:d[eiou]s? |del(?:la)? |da |d['’]|de la )?$")
_MISSION_BEFORE = re.compile(
    r"([^\W\d_]{4,12})(?: General)? (?:of|d[aeiou]|des|della) (?:the |la )?$", re.IGNORECASE
)
_GLUE = re.compile(r"[\s,;/&·|]{0,3}((?:[^\W\d_]{1,4}\s{1,2}){0,3})")


def countries(text: str, language: str) -> tuple[Place, ...]:
    """The countries named in a text, in its order, without destinations of deliveries."""
    names = names_in(language)
    found = sorted({*_spaced(text, names), *_unspaced(text, names)})
    kept: list[tuple[int, int, str]] = []
    for start, end, region in found:
        if kept and start < kept[-1][1]:
            if end > kept[-1][1]:
                kept[-1] = (start, end, region)  # "Papua New Guinea" and not "Guinea"
            continue
        kept.append((start, end, region))
    return tuple(_without_lists(text, [one for one in kept if _is_meant(text, *one)]))


def _spaced(text: str, names: CountryNames) -> Iterator[tuple[int, int, str]]:
    words = words_of_page(text)
    named = (pair for some in names.by_word for word in some.keys() & words for pair in some[word])
    for name, region in named:
        for start in positions(text, name):
            end = start + len(name)
            if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
                yield start, end, region


def _unspaced(text: str, names: CountryNames) -> Iterator[tuple[int, int, str]]:
    if not text.isascii() and text.encode("utf-8", "ignore").translate(None, _SPACED):
        for match in names.unspaced.finditer(text):
            yield match.start(), match.end(), names.regions[match[0]]


class _Rules(NamedTuple):
    phrases: Mapping[str, tuple[str, ...]]  # name of a country -> those that hold it
    followers: frozenset[str]
    streets: frozenset[str]
    missions: frozenset[str]
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
        frozenset(other["streets"].split()),
        frozenset(other["missions"].lower().split()),
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
        for name in names_in("en").regions:
            if name in phrase:
                found[name].append(phrase)
    return {name: tuple(some) for name, some in found.items()}


@depends_on_words
def state_behind_town() -> re.Pattern[str]:
    """The name of an American state behind a town: "Rochester, Minnesota"."""
    names = "|".join(re.escape(name.replace("_", " ")) for name in table("places")["us_states"].split())
    return re.compile(rf", (?:{names})(?!\w)")


@depends_on_words
def _us_state() -> re.Pattern[str]:
    """What follows the name of an American town: ", MO 65265", ", Missouri"."""
    codes = "|".join(table("places")["us_state_codes"].split())
    return re.compile(rf",? ?(?:{codes})\b|,? \d{{5}}\b|{state_behind_town().pattern}")


def _is_meant(text: str, start: int, end: int, _region: str) -> bool:
    """Whether a country's name means the country, and not a state, a street, a town or a person."""
    rules = _rules()
    if text.startswith(rules.suffixes, end) and is_unspaced(text[end - 1]):
        return False
    around = text[max(0, start - 20) : end + 20]
    if any(phrase in around for phrase in rules.phrases.get(text[start:end], ())):
        return False
    if is_american_town(text, end) or _names_street(text, start) or _is_represented(text, start):
        return False
    after = _WORD_BEHIND.match(text, end, end + 24)
    if text[start:end] in rules.words and (after or _WORD_BEFORE.search(text, max(0, start - 3), start)):
        return False
    if after is None:
        return text[start:end] not in rules.ambiguous or not _behind_a_name(text, start)
    if after[1] in rules.followers:
        return False
    if text[start:end] not in rules.ambiguous:
        return True
    return not _behind_a_name(text, start) and (after[1].islower() or after[1] in rules.offices)


def is_american_town(text: str, end: int) -> bool:
    """Whether an American state or ZIP code follows a name: "Mexico, MO 65265", and not "Mexico 06700 Roma
    Norte", where the postcode belongs to the town behind it.
    """
    state = _us_state().match(text, end)
    if state is None or not text[state.end() - 1].isdigit():
        return state is not None
    town = _TOWN_BEHIND.match(text, state.end())
    return town is None or kind_of(town[1].lower(), vocabulary()) != ""


def _names_street(text: str, start: int) -> bool:
    """Whether the word right before is one for a street: "Calle Portugal 4", "Avenue d'Italie"."""
    before = _STREET_BEFORE.search(text, max(0, start - 24), start)
    return before is not None and before[1] in _rules().streets


def _is_represented(text: str, start: int) -> bool:
    """Whether it is the country of an embassy, which is in another one: "High Commission of India, Suva"."""
    before = _MISSION_BEFORE.search(text, max(0, start - 36), start)
    return before is not None and before[1].lower() in _rules().missions


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
            yield Place(start, end, region, "country", is_in_address(text, start, end))


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
