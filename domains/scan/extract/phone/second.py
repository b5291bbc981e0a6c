"""A number whose area code or country is that of the number before it on its line."""

from __future__ import annotations

from domains.scan.extract.phone import numbering
from domains.scan.extract.phone.digits import LOCAL, Piece
from domains.scan.extract.phone.notation import Candidate, Resolved, is_range
from domains.scan.extract.phone.numbering import Number
from domains.scan.extract.words import table


def second(candidate: Candidate, first: Number | None) -> Resolved | None:
    """The number with the area code of the one right before it: "(0212) 235 21 94 / 238 24 84".

    It may have one digit more, as numbers of several lengths are in use in one town; in some countries one
    less. Mobile numbers have area codes in few. Bare digits may also be a whole number of the same country.
    """
    if first is None:
        return None
    if is_range(candidate, LOCAL):  # "(02) 2418 2736 - 2418 2737-38"
        *groups, _ = candidate.piece.groups
        candidate = candidate._replace(piece=Piece(candidate.piece.start, tuple(groups)))
    source, piece = candidate.source, candidate.piece
    has_own = candidate.lead.strip(" \u00a0") or source[piece.groups[0].start] == "0"
    if has_own or "/" in candidate.raw:  # "03-2141 8273/8274/8275"
        return None
    if whole := _whole_second(candidate, first):
        return whole
    is_mobile = first.line_type == "mobile" and first.region in table("regions")["mobile_areas"].split()
    if not (is_mobile or first.line_type.startswith("fixed")):
        return None
    subscriber = numbering.subscriber(first)
    area = first.national[: -len(subscriber)]
    digits = "".join(source[group.start : group.end] for group in piece.groups)
    longer = len(digits) - len(subscriber)
    if longer == 2 and (number := _mobile_second(digits, area, first.region)):
        return Resolved(number, "area code of the number before it", piece.end, piece.start)
    fewest = -1 if is_mobile or first.region in table("regions")["shorter_seconds"].split() else 0
    if not area or not fewest <= longer <= 1:
        return None
    alone = numbering.national(digits, first.region)
    if alone is not None and alone.line_type in numbering.SERVICE:
        return Resolved(alone, "country of the number before it", piece.end, piece.start)  # "444 0 184"
    number = numbering.international(f"+{first.country_code}{area}{digits}")
    how = "area code of the number before it"
    return Resolved(number, how, piece.end, piece.start) if number else None


def _mobile_second(digits: str, area: str, region: str) -> Number | None:
    """The mobile number with the prefix dialled inside its country: "(0341) 418-2736 / 15 418-2737"."""
    regions = table("regions")
    prefix = regions["local_mobile_prefixes"].get(region, "")
    if not (prefix and digits.startswith(prefix)):
        return None
    return numbering.national(f"0{area.removeprefix(regions['mobile_prefixes'][region])}{digits}", region)


def _whole_second(candidate: Candidate, first: Number) -> Resolved | None:
    """The bare digits as a whole number of the country of the one before it. It has as many digits, unless no
    number there has a trunk prefix: "+267 316 4182 / 74182736".
    """
    piece = candidate.piece
    if len(piece.groups) > 1 or candidate.only_behind:
        return None
    number = numbering.national(candidate.raw, first.region)
    if number is None or len(number.national) != piece.digits or number.former:
        return None
    if piece.digits != len(first.national) and numbering.has_trunk_prefix(number):
        return None
    return Resolved(number, "country of the number before it", piece.end, piece.start)
