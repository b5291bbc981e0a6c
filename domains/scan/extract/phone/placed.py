"""A number without country code -> the country in which it is valid, by the evidence for it."""

from __future__ import annotations

from domains.scan.extract.phone import numbering
from domains.scan.extract.phone.coded import without_plus
from domains.scan.extract.phone.evidence_order import in_order
from domains.scan.extract.phone.notation import Candidate, Resolved, divides_area, is_written_so, lacks_trunk
from domains.scan.extract.phone.prefixes import first_in
from domains.scan.extract.regions import BEGIN, BESIDE, HINT, OWN, Evidence, Regions, is_other
from domains.scan.extract.regions.country_names import speaks
from domains.scan.extract.words import table

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
    return None if _is_near_americans(candidate, candidate.piece.end, regions) else found


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
            or (american and _is_at_home(candidate, resolved, evidence, regions))
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


def _is_at_home(candidate: Candidate, resolved: Resolved, evidence: Evidence, regions: Regions) -> bool:
    """Whether a site of this country calls the number by a word in other letters than Latin ones, or writes
    them in the country's language: "Тел. (812) 418-2736" on a Russian site is in no American area. On other
    sites both must hold, and the first digits be an area code there; or it must be a country that writes
    numbers as North America does, but for brackets around digits of mobiles.
    """
    if evidence.strength == HINT or evidence.how == BESIDE:
        name = "american_groups" if evidence.how == BESIDE else "american_groups_in_own_letters"
        is_mobile = resolved.number.line_type == "mobile" and "(" in candidate.raw
        if evidence.region in table("regions")[name].split() and not is_mobile:
            return not _is_near_americans(candidate, resolved.end, regions)
    is_called = is_other(candidate.label.word)
    is_spoken = speaks(regions.language, evidence.region)
    if any(own.region == evidence.region for own in regions.own):  # it may be named near the number, too
        return is_called or (is_spoken and is_other(regions.document.text[:BEGIN]))
    if not (is_called and is_spoken):
        return False
    area, *_ = numbering.groups(resolved.number)
    return candidate.first_group == area and not _is_near_americans(candidate, resolved.end, regions)


def _is_near_americans(candidate: Candidate, end: int, regions: Regions) -> bool:
    """Whether anything near a number, which ends there, names a country of North America or the Caribbean."""
    place = candidate.place
    return place >= 0 and regions.is_american(place, place + end - candidate.piece.start)


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
