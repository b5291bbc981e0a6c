"""Numbers of five or six digits, which the other modules take for codes and figures.

In a few small countries they are whole numbers. In others they lack an area code: that of another number of
the page, written in the same way ("(05351) 9-14-83" and then "Fax 9-27-36"), or one that the page states.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import NamedTuple

from domains.scan.extract.phone import labels, numbering, refusals
from domains.scan.extract.phone.digits import Group, Piece
from domains.scan.extract.phone.labels import ANNOUNCED, TOKEN, Label
from domains.scan.extract.phone.notation import Candidate, Resolved
from domains.scan.extract.phone.numbering import Number
from domains.scan.extract.regions import HINT, Regions
from domains.scan.extract.words import depends_on_words, table

MOST = 100  # such digits looked at in a page
LINES = 3  # between a number with an area code and one without, if no word calls it a number
REACH = 300  # characters of them
_SHORT = re.compile(  # not behind an area code: "04849 5-12-34", "(04849) 5-12-34"
    r"\d(?<![\w.,/+(%€$£#№-].)(?<!\d[ \u00a0].)(?<!\d\d\)[ \u00a0].)(?<!\d\d\).)(?:[ \u00a0.-]?\d){4,5}"
    r"(?![ \u00a0]?[.,:/-]?[ \u00a0]?\d|[\w%€$£@])"
)
_LOCAL = re.compile(r"\d{1,2}-\d\d-\d\d")
_WITH_AREA = re.compile(r"[) \u00a0](\d{1,2}-\d\d-\d\d)$")
_GROUP = re.compile(r"\d+")
_SAID = frozenset(["phone", "fax", "whatsapp"])


class Written(NamedTuple):
    """A number of the text and where it ends; how many digits are behind its area code, if it is parted."""

    end: int
    number: Number
    local: int = 0

    @classmethod
    def of(cls, text: str, found: Resolved) -> Written:
        local = _WITH_AREA.search(text, max(found.begin, found.end - 9), found.end)
        return cls(found.end, found.number, len(local[1]) - 2 if local else 0)


def short_numbers(text: str, regions: Regions, others: list[Written]) -> Iterator[tuple[Candidate, Resolved]]:
    """``others``: the other numbers of the text, in its order."""
    known = [one for one in others if one.local]
    for match in islice(_SHORT.finditer(text), MOST):
        candidate = _candidate(text, *match.span())
        if candidate.label.kind == "other":
            continue
        if not known and _LOCAL.fullmatch(match[0]):
            known = list(_stated(text, regions))
        if resolved := _without_area(candidate, known) or _whole(candidate, regions):
            if _LOCAL.fullmatch(candidate.raw):
                known.append(Written(match.end(), resolved.number, candidate.piece.digits))
            yield candidate, resolved


def _stated(text: str, regions: Regions) -> Iterator[Written]:
    """For each area code that a page states, "код города 8172", a number with that code for each length."""
    for match in islice(_area_code().finditer(text), MOST):
        evidence = next(iter(regions.page), None)
        if evidence and evidence.strength != HINT:
            code = f"+{numbering.code_of(evidence.region)}{match[1].lstrip('0')}"
            for local in (5, 6):
                yield Written(match.end(), Number(f"{code}{'0' * local}", evidence.region, "", ""), local)


def _candidate(text: str, start: int, end: int) -> Candidate:
    label = labels.label_before(text, start)
    kind = label.kind if label.kind in {"fax", "whatsapp"} else "phone"
    if kind == "phone" and labels.is_fax_behind(text, end):
        kind = "fax"
    groups = tuple(Group(*group.span()) for group in _GROUP.finditer(text, start, end))
    return Candidate(text, Piece(start, groups), kind, "text", start, label)


def _without_area(candidate: Candidate, known: list[Written]) -> Resolved | None:
    """The number with the area code of the nearest one before it that is written so, or of the first behind.

    Without a word that calls it a number it must end a line soon below, as in a table of departments.
    """
    piece, text = candidate.piece, candidate.source
    if not (known and _LOCAL.fullmatch(candidate.raw)):
        return None
    same = [one for one in known if one.local == piece.digits]
    before = max((one for one in same if one.end <= piece.start), default=None, key=lambda one: one.end)
    model = before or next(iter(same), None)
    if model is None:
        return None
    if not _is_named(candidate):
        between = text[before.end : piece.start] if before else ""
        is_below = 0 < between.count("\n") <= LINES and len(between) <= REACH
        if not (is_below and text[piece.end : piece.end + 1] in {"", "\n"}):
            return None
    digits = candidate.raw.replace("-", "")
    number = numbering.international(model.number.value[: -len(digits)] + digits)
    return _resolved(candidate, number, "area code of another number", model.number.region)


def _whole(candidate: Candidate, regions: Regions) -> Resolved | None:
    """The number in a country with so few digits, if the first evidence is that it belongs there."""
    piece, text = candidate.piece, candidate.source
    if not _is_named(candidate) or refusals.run_refused(text, piece.start, piece.end, Label(ANNOUNCED)):
        return None
    evidence = next(chain(regions.near(piece.start, piece.end), regions.page), None)
    if evidence is None or evidence.region not in table("regions")["short_numbers"].split():
        return None
    number = numbering.national(candidate.raw, evidence.region)
    return _resolved(candidate, number, evidence.how, evidence.region)


def _resolved(candidate: Candidate, number: Number | None, how: str, region: str) -> Resolved | None:
    if number is None or number.region != region:
        return None
    return Resolved(number, how, candidate.piece.end, candidate.piece.start)


@depends_on_words
def _area_code() -> re.Pattern[str]:
    words = "|".join(re.escape(word.replace("_", " ")) for word in table("labels")["area_code"].split())
    return re.compile(rf"(?:{words})[ \u00a0:(–-]{{0,4}}(\d{{3,6}})(?!\d)", re.IGNORECASE)


def _is_named(candidate: Candidate) -> bool:
    """Whether the word right before the digits calls them a number, without others in between."""
    label = candidate.label
    if label.kind not in _SAID:
        return False
    line = labels.line_before(candidate.source, candidate.piece.start, 0).lower()
    words = [token.strip(".:'’") for token in TOKEN.findall(line)]
    numbers = labels.vocabulary().numbers
    last = next((word for word in reversed(words) if word not in numbers), "")
    return last == label.word or not (last or label.word.isascii())
