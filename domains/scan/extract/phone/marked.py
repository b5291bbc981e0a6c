"""The numbers of a page beside which a code or a flag tells the country."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domains.scan.extract.phone import numbering
from domains.scan.extract.phone.labels import label_before
from domains.scan.extract.phone.notation import Candidate, Resolved, is_written_so
from domains.scan.extract.phone.numbering import NANP, Number
from domains.scan.extract.phone.resolution import first_in, north_american
from domains.scan.extract.regions import NEAR, Evidence
from domains.scan.extract.regions.marks import mark


def marked(candidates: Iterable[Candidate], coded: Mapping[int, Resolved]) -> dict[int, str]:
    """Where a number is -> the region of its mark. Empty if the marks may mean something else.

    ``coded``: those that are written with the code of their country, by index.
    """
    found: dict[int, str] = {}
    for index, candidate in enumerate(candidates):
        if candidate.how != "text":
            continue
        if one := mark(candidate.source, candidate.piece.start, candidate.piece.end):
            known = coded.get(index)
            is_number = _agrees(known.number, one.region) if known else _is_number(candidate, one.region)
            if not (is_number and (one.is_flag or _begins(candidate.source, one.start))):
                return {}
            found[candidate.place] = one.region
    return found if len({*found.values()}) > 1 else {}


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
