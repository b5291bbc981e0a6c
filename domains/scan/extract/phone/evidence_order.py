"""The evidence for the country of a number, in the order in which it counts."""

from __future__ import annotations

from collections.abc import Iterator

from domains.scan.extract.phone import numbering
from domains.scan.extract.phone.hints import hints
from domains.scan.extract.phone.notation import Candidate
from domains.scan.extract.regions import HINT, NEAR, Evidence, Regions, is_other


def in_order(candidate: Candidate, regions: Regions, american: bool) -> Iterator[Evidence]:
    """The evidence for a number, what is nearest first. ``american``: whether it is written as in North
    America, which less evidence outweighs.
    """
    if marked := regions.marks.get(candidate.place):
        yield Evidence(marked, "code or flag beside it", NEAR)
    if candidate.country:
        yield Evidence(candidate.country, "country of its own structured address", NEAR)
    is_sure = american or not candidate.is_likely
    end = candidate.place + max(1, candidate.piece.end - candidate.piece.start)
    named = False
    if candidate.place >= 0:
        for evidence in regions.near(candidate.place, end, named_only=is_sure):
            named = named or _begins_with_code(candidate, evidence.region)
            yield evidence
        if not is_sure:
            yield from regions.city_near(candidate.place, end, in_names=False)
            yield from regions.own  # tells more than "Café Wien"
            yield from regions.city_near(candidate.place, end)
    if is_sure:
        yield from _beyond_doubt(candidate, regions, end, american)
        return
    for evidence in regions.page:
        if not (named and evidence.strength == HINT):
            yield evidence
    if not (named or candidate.is_announced):
        yield from hints(candidate, regions)
        yield from regions.fallback


def _beyond_doubt(candidate: Candidate, regions: Regions, end: int, american: bool) -> Iterator[Evidence]:
    """The evidence that outweighs North American groups, and that tells bare digits from a number."""
    yield from regions.own
    yield from regions.registered
    is_near = candidate.place >= 0
    if american and is_near:
        yield from regions.city_of_language(candidate.place, end)
    if american and is_other(candidate.label.word):  # "Τηλ. 210 418 2736"
        yield from regions.of_letters
    if american and regions.coded and not (is_near and regions.is_american(candidate.place, end)):
        yield from regions.coded


def _begins_with_code(candidate: Candidate, region: str) -> bool:
    """Whether the first group is the code of a region: "880-2-..." in Bangladesh, also in numbers of old."""
    return candidate.first_group == str(numbering.code_of(region))
