"""What a number itself tells of its country, where nothing else on its page does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from domains.scan.extract.phone import numbering
from domains.scan.extract.phone.notation import Candidate, divides_area
from domains.scan.extract.phone.numbering import Number
from domains.scan.extract.regions import HINT, Evidence, Regions
from domains.scan.extract.regions.country_names import speaks
from domains.scan.extract.words import depends_on_words, table

_NOT_DIGITS = re.compile(r"\D+")
MOST_LABELS = 4  # words before numbers that may tell a page's country


def telling_labels(candidates: Iterable[Candidate]) -> tuple[str, ...]:
    """The words before the numbers of a page that pages of few countries use."""
    words = dict.fromkeys(candidate.label.word for candidate in candidates if candidate.label.word)
    return tuple(word for word in words if word in table("regions")["labels"])[:MOST_LABELS]


def hints(candidate: Candidate, regions: Regions) -> Iterator[Evidence]:
    """The label of a number and the way it is written, then the labels of the page's other numbers. They tell
    nothing on a site that declares where it is.
    """
    if not regions.own:
        yield from _of_label(candidate.label.word, "its label", regions)
        yield from _of_notation(candidate)
        yield from _of_length(candidate, regions)
        for word in regions.labels:
            yield from _of_label(word, "a label on its page", regions)
    yield from _of_pairs(candidate, regions)
    if candidate.is_said and not regions.is_told:
        yield from _of_language(candidate, regions.base_language)


def _of_language(candidate: Candidate, language: str) -> Iterator[Evidence]:
    """The only country of the page's language in which the number is valid, or in which it is without a
    carrier's code or an area code of old.
    """
    countries = table("regions")["shared_languages"].get(language, "").split()
    found = (numbering.national(candidate.raw, one) for one in countries)
    valid = [number for number in found if number and _begins_as(candidate, number)]
    digits = _NOT_DIGITS.sub("", candidate.raw).removeprefix("0")
    exact = [number for number in valid if number.national == digits]
    if len(exact or valid) == 1:
        region = (exact or valid)[0].region
        yield Evidence(region, f"the only country of language {language} with such numbers", HINT)


def _begins_as(candidate: Candidate, number: Number) -> bool:
    """Whether a zero before the number is its country's trunk prefix, and the first group no part of its area
    code.
    """
    is_trunk = not candidate.first_group.startswith("0") or numbering.has_trunk_prefix(number)
    return is_trunk and not divides_area(candidate, number)


def _of_label(word: str, which: str, regions: Regions) -> Iterator[Evidence]:
    """The countries whose pages call a telephone so: it tells where a page of few words comes from. On a page
    in another language the word is that language's: "тел." on a Macedonian one is not Bulgarian.
    """
    for region in table("regions")["labels"].get(word, "").split():
        if not regions.has_telling_language or _is_understood(regions.base_language, region):
            yield Evidence(region, f"{which} {word!r}", HINT)


def _is_understood(language: str, region: str) -> bool:
    """Whether a country speaks a page's language, or one that is spoken beside it: short texts in Spanish
    look like Catalan ones, too.
    """
    beside = table("regions")["spoken_beside"].get(language, "").split()
    return any(speaks(one, region) for one in (language, *beside))


def _of_notation(candidate: Candidate) -> Iterator[Evidence]:
    """The country that alone writes a number so."""
    for region, pattern in _notations():
        if pattern.fullmatch(candidate.raw.lstrip()):
            yield Evidence(region, "its way of writing", HINT)


def _of_length(candidate: Candidate, regions: Regions) -> Iterator[Evidence]:
    """The country that alone has such numbers of those that speak the page's language: "0101 418 2736" is
    Egyptian in Arabic.
    """
    lengths = table("regions")["lengths"].get(regions.base_language, {})
    digits = "".join(filter(str.isdigit, candidate.raw)) if lengths else ""
    for region, pattern in lengths.items():
        if re.fullmatch(pattern, digits):
            yield Evidence(region, "its length and the page's language", HINT)


@depends_on_words
def _notations() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((region, re.compile(one)) for region, one in table("regions")["notations"].items())


def _of_pairs(candidate: Candidate, regions: Regions) -> Iterator[Evidence]:
    """The countries of the page's language that write numbers in groups of two: "05-36-41-82-73"."""
    if {group.end - group.start for group in candidate.piece.groups} == {2}:
        for region in table("regions")["pairs"].get(regions.base_language, "").split():
            yield Evidence(region, "groups of two digits and the page's language", HINT)
