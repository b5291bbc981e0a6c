"""A number without country code -> the country in which it is valid, by the evidence for it."""

from __future__ import annotations

from domains.scan.extract.phone import numbering
from domains.scan.extract.phone.coded import without_plus
from domains.scan.extract.phone.evidence_order import in_order
from domains.scan.extract.phone.notation import Candidate, Resolved, divides_area, is_written_so, lacks_trunk
from domains.scan.extract.phone.prefixes import first_in
from domains.scan.extract.regions import HINT, OWN, Evidence, Regions, is_other
from domains.scan.extract.regions.country_names import speaks
from domains.scan.extract.words import table

_BEGIN = 1_000  # characters of a text that show its letters
_NORTH_AMERICAN_GROUPS = (3, 3, 4)  # 3 3 2 2 is written in Turkey, Russia, Colombia ...


def placed(candidate: Candidate, regions: Regions) -> Resolved | None:
    """The number in the first country in which it is valid; else as in North America, if it is written so, or
    by a country code without plus.
    """
    american = north_american(candidate)
    found = _by_evidence(candidate, regions, american)
    if found is None:
        if american:
            return _code_of_language(candidate, regions) or american
        return without_plus(candidate, regions)
    return (_is_part(candidate, found) and without_plus(candidate, regions)) or found


def _code_of_language(candidate: Candidate, regions: Regions) -> Resolved | None:
    """The number, if its first group is the code of a country that speaks the page's language, and nothing
    near names North America: "(507) 231-4182" on a page in Spanish is Panamanian.
    """
    spoken_in = table("regions")["shared_languages"].get(regions.base_language)
    found = without_plus(candidate._replace(usual=True), regions) if spoken_in else None
    if found is None or found.number.region not in spoken_in.split():
        return None
    end = candidate.place + candidate.piece.end - candidate.piece.start
    return None if candidate.place >= 0 and regions.is_american(candidate.place, end) else found


def _by_evidence(candidate: Candidate, regions: Regions, american: Resolved | None) -> Resolved | None:
    """The number in the first region in which it is valid.

    If the site declares several, the first one in which it also has the trunk prefix that it needs. If hints
    name several, one comes first in which all digits are the number, and the first ones its area code:
    "Telf. 0424-418.27.63" is Venezuelan, "Telf. 06 2-418-273" is in Ecuador and not in Peru.
    """
    tried: set[str] = set()
    lacking: Resolved | None = None
    part: Resolved | None = None
    for evidence in in_order(candidate, regions, american is not None):
        if evidence.region in tried:
            continue  # later evidence demands no less
        if lacking and evidence.strength != OWN:
            return lacking
        tried.add(evidence.region)
        resolved = first_in(candidate, evidence.region, evidence.how)
        if resolved and (
            is_written_so(candidate, resolved, evidence, american)
            or (american and _is_at_home(candidate, evidence, regions))
        ):
            if evidence.strength == HINT and (
                _is_part(candidate, resolved) or divides_area(candidate, resolved.number)
            ):
                part = part or resolved
            elif american or evidence.strength != OWN or not lacks_trunk(candidate, resolved.number):
                return resolved
            else:
                lacking = lacking or resolved
    return lacking or part


def _is_part(candidate: Candidate, resolved: Resolved) -> bool:
    """Whether a number leaves digits of its candidate, and these are no further number."""
    return resolved.end < candidate.piece.end and not resolved.before_another


def _is_at_home(candidate: Candidate, evidence: Evidence, regions: Regions) -> bool:
    """Whether a site of this country calls the number by a word in other letters than Latin ones, or writes
    them in the country's language: "Тел. (812) 418-2736" on a Russian site is in no American area.
    """
    if evidence.strength != OWN:
        return False
    begin = regions.document.text[:_BEGIN]
    is_spoken = speaks(regions.language, evidence.region) and is_other(begin)
    return is_spoken or is_other(candidate.label.word)


def north_american(candidate: Candidate) -> Resolved | None:
    """The number if it is grouped as in North America; digits without groups are not."""
    source, groups = candidate.source, candidate.piece.groups
    if len(groups) < 3:
        return None
    lengths = tuple([end - start for start, end in groups])
    skip = 1 if lengths[0] == 1 and source[groups[0].start] == "1" else 0
    used = groups[skip : skip + 3]
    if lengths[skip : skip + 3] != _NORTH_AMERICAN_GROUPS:
        return None
    digits = "".join(source[group.start : group.end] for group in used)
    number = numbering.national(digits, "US")
    how = "written as in North America"
    return Resolved(number, how, used[-1].end, candidate.piece.start) if number else None
