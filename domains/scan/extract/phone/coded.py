"""Numbers that are written with their country code."""

from __future__ import annotations

import re

from domains.scan.extract.phone import numbering
from domains.scan.extract.phone.adjacent import before_another
from domains.scan.extract.phone.notation import Candidate, Resolved
from domains.scan.extract.phone.numbering import Number
from domains.scan.extract.phone.prefixes import CODED, first_in, prefixes
from domains.scan.extract.regions import Regions
from domains.scan.extract.words import table

_ABROAD = re.compile(r"\D{0,8}00[ -]?[1-9(]")
_OWN_CODE = "its own country code"
_TRUNK_EIGHT = "8"  # dialled before area codes in Russia: "+8 (495) 418-27-36". No country has this code.


def with_code(candidate: Candidate, right_to_left: bool = False) -> Resolved | None:
    """The number, if it is written with its country code, after a plus or an international prefix.

    ``right_to_left``: whether the page is written so; then the code may come last: "5201 221 41 963+",
    "5201221 41 00963".
    """
    piece = candidate.piece
    if right_to_left and (number := _code_last(candidate)):
        return Resolved(number, _OWN_CODE, piece.end, piece.start)
    if piece.carrier:
        return first_in(candidate, "BR", "Brazil's place for a carrier's code")
    begin = piece.groups[0].start
    if candidate.source[begin] == "0" and (number := _dialled_abroad(candidate)):
        return Resolved(number, _OWN_CODE, piece.end, piece.start)
    if not candidate.has_plus and not (candidate.source[begin] == "0" and _ABROAD.match(candidate.raw)):
        return None
    first = candidate.first_group
    if first in {"0011", _TRUNK_EIGHT}:
        return None  # Australia's prefix before no code, or a plus before none
    if pair := before_another(candidate, numbering.international):
        return Resolved(pair[0], _OWN_CODE, pair[1], piece.start, before_another=True)
    for text, end in prefixes(candidate):
        if number := numbering.international(text):
            return Resolved(number, _OWN_CODE, end, piece.start)
    region = table("regions")["cut_codes"].get(first, "")
    if region and len(piece.groups) > 1:
        rest = candidate.source[piece.groups[1].start : piece.end]
        number = numbering.national(rest, region)
        return Resolved(number, _OWN_CODE, piece.end, piece.start) if number else None
    return None


def _dialled_abroad(candidate: Candidate) -> Number | None:
    """The number behind Australia's 0011, or behind North America's 011 and a country's code as a group of
    its own: 011 is an area code in other countries.
    """
    source, groups = candidate.source, candidate.piece.groups
    prefix, *rest = [source[group.start : group.end] for group in groups[:3]]
    has_code = len(rest) == 2 and rest[0] in numbering.COUNTRY_CODES
    if not (rest and prefix == "0011") and not (has_code and prefix == "011"):
        return None
    return numbering.international(source[groups[1].start : candidate.piece.end])


def _code_last(candidate: Candidate) -> Number | None:
    source, groups = candidate.source, candidate.piece.groups
    code = source[groups[-1].start : groups[-1].end]
    is_dialled = code.startswith("00") and code[2:] in numbering.COUNTRY_CODES and len(groups) > 1
    code = code[2:] if is_dialled else code
    if candidate.has_plus or not (is_dialled or source[groups[-1].end : groups[-1].end + 1] == "+"):
        return None
    if len(groups) > 1 and code not in numbering.COUNTRY_CODES:
        return None
    digits = [source[group.start : group.end] for group in groups[:-1]]
    orders = (digits, digits[::-1])
    return next(filter(None, (numbering.international(f"+{code} {' '.join(one)}") for one in orders)), None)


def without_plus(candidate: Candidate, regions: Regions) -> Resolved | None:
    """A country code as a group of its own before more digits than a national number has: "974 4432 1857".
    With fewer digits the page must speak its country's language, or begin another number so: "961 5 418 273".
    """
    groups, first = candidate.piece.groups, candidate.first_group
    is_said = candidate.is_said or candidate.source.startswith("(0)", groups[0].end + 1)  # "27 (0)21 ..."
    if not is_said or len(groups) < 2 or first not in numbering.COUNTRY_CODES or first == "1":
        return None
    for text, end in prefixes(candidate):
        number = numbering.international(text)
        digits = len(number.value) - 1 if number and number.country_code == first else 0
        if number and (digits > CODED or (digits == CODED and regions.agrees(number))):
            return Resolved(number, "its own country code, without plus", end, candidate.piece.start)
    return None
