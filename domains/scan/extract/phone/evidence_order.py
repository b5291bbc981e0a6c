"""The evidence for the country of a number, in the order in which it counts."""

from __future__ import annotations

from collections.abc import Iterator

from domains.scan.extract.phone import numbering
from domains.scan.extract.phone.hints import hints
from domains.scan.extract.phone.notation import Candidate
from domains.scan.extract.regions import HINT, NEAR, Evidence, Regions, is_other


def in_order(candidate: Candidate, regions: Regions, american: bool) -> Iterator[Evidence]:
    """The evidence for a number, what is nearest first. ``american``: whether it is written as in North
    America, which less evidence outweighs. Hints tell nothing beside a country or a city that is named near:
    the number is valid there, or left out.
    """
    if marked := regions.marks.get(candidate.place):
        yield Evidence(marked, "code or flag beside it", NEAR)
    if candidate.country:
        yield Evidence(candidate.country, "country of its own structured address", NEAR)
    is_sure = american or not candidate.is_likely
    end = candidate.place + max(1, candidate.piece.end - candidate.piece.start)
    named = False
    for evidence in _near(candidate, regions, end, is_sure):
        named = named or evidence.is_named or _begins_with_code(candidate, evidence)
        yield evidence
    if is_sure:
        yield from _beyond_doubt(candidate, regions, end, american)
        return
    for evidence in regions.page:
        if not (named and evidence.strength == HINT):
            yield evidence
    if not (named or candidate.is_announced):
        yield from hints(candidate, regions)
        yield from regions.fallback


def _near(candidate: Candidate, regions: Regions, end: int, is_sure: bool) -> Iterator[Evidence]:
    """What is near a number; and what the site declares, which tells more than the end of a longer name."""
    if candidate.place < 0:
        return
    yield from regions.near(candidate.place, end, named_only=is_sure)
    if not is_sure:
        yield from regions.city_near(candidate.place, end, in_names=False)
        yield from regions.own  # tells more than "Café Wien"
        yield from regions.city_near(candidate.place, end)


def _beyond_doubt(candidate: Candidate, regions: Regions, end: int, american: bool) -> Iterator[Evidence]:
    """The evidence that outweighs North American groups, and that tells bare digits from a number."""
    is_near = candidate.place >= 0
    may_be_beside = american and is_near and regions.codes and candidate.first_group != "1"
    if may_be_beside and not regions.is_american(candidate.place, end):
        yield from regions.coded_beside(candidate.place, end)
    yield from regions.own
    yield from regions.registered
    if american and is_near:
        yield from regions.city_of_language(candidate.place, end)
    if american and is_other(candidate.label.word):  # "Τηλ. 210 418 2736"
        yield from regions.of_letters
    if american:
        yield from regions.of_script
    if american and regions.coded and not (is_near and regions.is_american(candidate.place, end)):
        yield from regions.coded


def _begins_with_code(candidate: Candidate, evidence: Evidence) -> bool:
    """Whether the first group is the code of a region named near: "880-2-..." in Bangladesh, also in
    numbers of old.
    """
    return evidence.strength == NEAR and candidate.first_group == str(numbering.code_of(evidence.region))
