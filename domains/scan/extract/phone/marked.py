"""The numbers of a page beside which a code or a flag tells the country."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from domains.scan.extract.phone import numbering
from domains.scan.extract.phone.labels import TOKEN, kind_of, label_before, vocabulary
from domains.scan.extract.phone.notation import Candidate, Resolved, is_written_so
from domains.scan.extract.phone.numbering import NANP, Number
from domains.scan.extract.phone.placed import north_american
from domains.scan.extract.phone.prefixes import first_in
from domains.scan.extract.regions import NEAR, Evidence, Regions
from domains.scan.extract.regions.marks import Mark, mark, region_of
from domains.scan.extract.words import word_list

_SAID = frozenset(["phone", "fax", "whatsapp"])
_REACH = 40  # characters before a number that may call it one, behind its mark
_MOST_WORDS = 3  # of them
_SHORT = 3  # letters of a code
_MAY_BE_MARK = re.compile("(?<![^\\W_])[A-Z]{1,3}(?![^\\W_])|[\U0001f1e6-\U0001f1ff]")


def marked(
    candidates: Iterable[Candidate], coded: Mapping[int, Resolved], regions: Regions
) -> dict[int, str]:
    """Where a number is -> the region of its mark. Empty if the marks may mean something else.

    ``coded``: those that are written with the code of their country, by index.
    """
    found: dict[int, str] = {}
    last = -1  # where the number before it is that has a mark
    for index, candidate in enumerate(candidates):
        if candidate.how != "text" or candidate.place < 0:
            continue
        if one := _mark(candidate):
            known = coded.get(index)
            is_number = _agrees(known.number, one.region) if known else _is_number(candidate, one.region)
            if not (is_number and (one.is_flag or _begins(candidate.source, one.start))):
                return {}
            found[candidate.place] = one.region
            last = candidate.place
        elif last >= 0 and _goes_on(candidate, last) and _is_number(candidate, found[last]):
            found[candidate.place] = found[last]
    told = frozenset(found.values())
    return found if len(told) > 1 and not _are_departments(told, regions) else {}


def _goes_on(candidate: Candidate, last: int) -> bool:
    """Whether a number is on the line of another: "DE Tel. 030 4412877 Fax 030 4412878"."""
    return "\n" not in candidate.source[last : candidate.place]


def _are_departments(told: frozenset[str], regions: Regions) -> bool:
    """Whether all marks are names of departments, too, and the site is in none of these countries: "IT" and
    "HR" in Germany.
    """
    home = {evidence.region for evidence in regions.own}
    return bool(home) and home.isdisjoint(told) and told <= word_list("departments", "regions")


def _mark(candidate: Candidate) -> Mark | None:
    """The mark right before a number, or before the words that call it one ("DE Tel. 030"), or behind it."""
    text, start = candidate.source, candidate.piece.start
    begin = _begin_of_label(text, start) if candidate.label.kind in _SAID else start
    if begin == start:
        return mark(text, start, candidate.piece.end)
    return mark(text, start, start) or mark(text, begin, begin) or mark(text, start, candidate.piece.end)


def _begin_of_label(text: str, start: int) -> int:
    """Where the words that call a number one begin; the number's own place if there are none."""
    first, begin = max(text.rfind("\n", 0, start) + 1, start - _REACH), start
    if not _MAY_BE_MARK.search(text, max(0, first - _SHORT - 1), start):
        return start
    words = vocabulary()
    for token in [*TOKEN.finditer(text, first, start)][: -_MOST_WORDS - 1 : -1]:
        word = token[0].strip(".:'’")
        is_code = begin < start and word.isupper() and len(word) <= _SHORT and region_of(word)
        if is_code or not (kind_of(word.lower(), words) in _SAID or word.lower() in words.numbers):
            break
        begin = token.start()
    return begin


def _begins(text: str, start: int) -> bool:
    """Whether a code begins a line or a part of it, or follows a number or a word for telephone: unlike
    "OEM DE 030 103 601".
    """
    before = text[max(0, start - 8) : start].rstrip(" \u00a0([")[-1:]
    return not before.isalpha() or label_before(text, start).kind in {"phone", "fax", "whatsapp"}


def _is_number(candidate: Candidate, region: str) -> bool:
    """Whether it is a number of a region, and written as there."""
    evidence = Evidence(region, "", NEAR)
    resolved = first_in(candidate, region, "")
    if resolved is None or not _agrees(resolved.number, region):
        return False
    return is_written_so(candidate, resolved, evidence, north_american(candidate))


def _agrees(number: Number, region: str) -> bool:
    """Whether a number belongs to a region, or to one that shares its plan, outside of North America."""
    if number.region == region:
        return True
    return region not in NANP and number.country_code == str(numbering.code_of(region))
