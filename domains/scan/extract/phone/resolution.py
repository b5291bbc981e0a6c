"""A candidate without country code -> its number: also behind a year, or with its area code behind it."""

from __future__ import annotations

from domains.scan.extract.phone import numbering
from domains.scan.extract.phone.digits import AREA_BEHIND, LOCAL, Piece, behind_year, tails
from domains.scan.extract.phone.evidence_order import in_order
from domains.scan.extract.phone.notation import Candidate, Resolved, lacks_trunk
from domains.scan.extract.phone.numbering import Number
from domains.scan.extract.phone.placed import north_american, placed
from domains.scan.extract.regions import Regions
from domains.scan.extract.words import table


def without_code(candidate: Candidate, regions: Regions, known: dict[str, Number]) -> Resolved | None:
    """The number, if it is written without country code.

    ``known``: the page's numbers with a country code, by the digits after the code.
    """
    digits = "".join(candidate.source[group.start : group.end] for group in candidate.piece.groups)
    for end in range(2):
        if number := known.get(digits[end:]):
            return Resolved(
                number, "the same number with its country code", candidate.piece.end, candidate.piece.start
            )
    if resolved := _behind_year(candidate, regions) or _bracketed_area_code(candidate, regions):
        return resolved
    resolved = (
        placed(candidate, regions) or _placed_tail(candidate, regions) or _area_code_last(candidate, regions)
    )
    if resolved and _contradicts(candidate, resolved):
        return north_american(candidate)  # "+212 555 0143" may lack its 1
    return resolved and _as_mobile(candidate, resolved)


def _as_mobile(candidate: Candidate, resolved: Resolved) -> Resolved:
    """With the digit that is dialled from abroad before mobile numbers, if a word calls it one: in Argentina
    "Cel. 341 418-2736" is +54 9 341 418 2736. WhatsApp may be on a fixed line, which is written with a zero.
    """
    number = resolved.number
    prefix = table("regions")["mobile_prefixes"].get(number.region, "")
    if not prefix:
        return resolved
    is_mobile = candidate.kind == "whatsapp" and lacks_trunk(candidate, number)
    if not is_mobile and candidate.label.word not in table("regions")["mobile_words"].split():
        return resolved
    mobile = numbering.international(f"+{number.country_code}{prefix}{number.national}")
    return resolved._replace(number=mobile) if mobile and mobile.line_type == "mobile" else resolved


def _placed_tail(candidate: Candidate, regions: Regions) -> Resolved | None:
    """The number without the first groups of digits, if it begins as a number does."""
    for tail in tails(candidate.piece, candidate.source):
        shortened = candidate._replace(piece=tail)
        if (candidate.source[tail.start] in "(\uff080" or north_american(shortened)) and (
            resolved := placed(shortened, regions)
        ):
            return resolved
    return None


def _behind_year(candidate: Candidate, regions: Regions) -> Resolved | None:
    """The number behind a year, if that is no part of it: "Seit 1998 22 418 27 36", unlike "2024 4182" in
    Denmark.
    """
    rest = behind_year(candidate.piece, candidate.source)
    if rest is None or rest.digits < LOCAL:
        return None
    resolved = placed(candidate._replace(piece=rest, place=_moved(candidate, rest)), regions)
    if resolved is None or resolved.end < candidate.piece.end:
        return None
    whole = placed(candidate, regions)
    return None if whole is not None and whole.end == candidate.piece.end else resolved


def _moved(candidate: Candidate, piece: Piece) -> int:
    """The place of a part of a candidate."""
    return candidate.place + piece.start - candidate.piece.start if candidate.place >= 0 else -1


def _area_code_last(candidate: Candidate, regions: Regions) -> Resolved | None:
    """The number, if its area code is behind it, as in text from right to left: "62418271 - 021"."""
    source, groups = candidate.source, candidate.piece.groups
    if len(groups) != 2 or not (regions.right_to_left and candidate.is_said):
        return None
    first, last = groups
    if source[last.start] != "0" or source[first.start] == "0" or not 1 < last.end - last.start < 5:
        return None
    digits = source[last.start : last.end] + source[first.start : first.end]
    for evidence in in_order(candidate, regions, american=False):
        number = numbering.national(digits, evidence.region)
        if number is not None and not number.former:
            return Resolved(number, evidence.how, last.end, candidate.piece.start)
    return None


def _bracketed_area_code(candidate: Candidate, regions: Regions) -> Resolved | None:
    """The number, if a word calls it one and its area code stands in brackets behind it: "4412877 (030)"."""
    area = AREA_BEHIND.match(candidate.source, candidate.piece.end)
    has_own = candidate.lead.strip(" \u00a0") or candidate.first_group[0] == "0"
    if area is None or has_own or not candidate.is_said:
        return None
    digits = "".join(candidate.source[group.start : group.end] for group in candidate.piece.groups)
    for evidence in in_order(candidate, regions, american=False):
        if area[1][0] != "0" and numbering.national(digits, evidence.region):
            continue  # it needs none
        number = numbering.national(f"{area[1]}{digits}", evidence.region)
        # In the number, no other area code may begin so: "(24) 4412877" is none of the area 2444.
        if number is not None and not number.former and numbering.subscriber(number).endswith(digits):
            return Resolved(number, evidence.how, candidate.piece.end, candidate.piece.start)
    return None


def _contradicts(candidate: Candidate, resolved: Resolved) -> bool:
    """Whether the country's code after a plus is another one than that of the number, or a part of it: it is
    mistyped.
    """
    code = candidate.first_group
    if not (candidate.has_plus and code in numbering.COUNTRY_CODES):
        return False
    return code != resolved.number.country_code or resolved.number.national.startswith(code)
