"""A group of digits -> the number that it is, and the evidence. Determines the order of the evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from domains.scan.extract.phone import numbering
from domains.scan.extract.phone.adjacent import before_another
from domains.scan.extract.phone.digits import AREA_BEHIND, LOCAL, Piece, behind_year, tails
from domains.scan.extract.phone.hints import hints
from domains.scan.extract.phone.notation import (
    Candidate,
    Resolved,
    is_range,
    is_written_so,
    lacks_trunk,
)
from domains.scan.extract.phone.numbering import Number
from domains.scan.extract.regions import HINT, NEAR, OWN, Evidence, Regions, is_other
from domains.scan.extract.regions.country_names import speaks
from domains.scan.extract.words import table

_ABROAD = re.compile(r"\D{0,8}00[ -]?[1-9(]")
_ZERO_TWICE = re.compile(r"\(0\)(?=[ \u00a0-]?0)")  # the trunk prefix: "+49 (0) 030 ..."
_ENDS = 5  # ends of a number that are tried
_MOST_DIGITS = 17  # of a number, a prefix for abroad included
CODED = 10  # digits that may be a number with a country code
_BEGIN = 1_000  # characters of a text that show its letters
_OWN_CODE = "its own country code"
_TRUNK_EIGHT = "8"  # dialled before area codes in Russia: "+8 (495) 418-27-36". No country has this code.
_NORTH_AMERICAN_GROUPS = (3, 3, 4)  # 3 3 2 2 is written in Turkey, Russia, Colombia ...


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
    for text, end in _prefixes(candidate):
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
        _placed(candidate, regions) or _placed_tail(candidate, regions) or _area_code_last(candidate, regions)
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
            resolved := _placed(shortened, regions)
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
    resolved = _placed(candidate._replace(piece=rest, place=_moved(candidate, rest)), regions)
    if resolved is None or resolved.end < candidate.piece.end:
        return None
    whole = _placed(candidate, regions)
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
    for evidence in _in_order(candidate, regions, american=False):
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
    for evidence in _in_order(candidate, regions, american=False):
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


def _placed(candidate: Candidate, regions: Regions) -> Resolved | None:
    american = north_american(candidate)
    found = _by_evidence(candidate, regions, american)
    if found is None:
        return (american and _code_of_language(candidate, regions)) or (
            american or _own_code_without_plus(candidate, regions)
        )
    return (_is_part(candidate, found) and _own_code_without_plus(candidate, regions)) or found


def _by_evidence(candidate: Candidate, regions: Regions, american: Resolved | None) -> Resolved | None:
    """The number in the first region in which it is valid.

    If the site declares several, the first one in which it also has the trunk prefix that it needs. If hints
    name several, one comes first in which all digits are the number, and the first ones its area code:
    "Telf. 0424-418.27.63" is Venezuelan, "Telf. 06 2-418-273" is in Ecuador and not in Peru.
    """
    tried: set[str] = set()
    lacking: Resolved | None = None
    part: Resolved | None = None
    for evidence in _in_order(candidate, regions, american is not None):
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
                _is_part(candidate, resolved) or _divides_area(candidate, resolved.number)
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


def _divides_area(candidate: Candidate, number: Number) -> bool:
    """Whether the first group, which is more than a trunk prefix, ends inside the number's area code."""
    written = candidate.first_group.removeprefix("0")
    area = number.national[: -len(numbering.subscriber(number))]
    return bool(written) and len(written) < len(area) and area.startswith(written)


def _is_at_home(candidate: Candidate, evidence: Evidence, regions: Regions) -> bool:
    """Whether a site of this country calls the number by a word in other letters than Latin ones, or writes
    them in the country's language: "Тел. (812) 418-2736" on a Russian site is in no American area.
    """
    if evidence.strength != OWN:
        return False
    begin = regions.document.text[:_BEGIN]
    is_spoken = speaks(regions.language, evidence.region) and is_other(begin)
    return is_spoken or is_other(candidate.label.word)


def _in_order(candidate: Candidate, regions: Regions, american: bool) -> Iterator[Evidence]:
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


def first_in(candidate: Candidate, region: str, how: str) -> Resolved | None:
    """The beginning of a candidate that is a number in a region: before another one, or the longest."""
    if pair := before_another(candidate, partial(numbering.national, region=region)):
        return Resolved(pair[0], how, pair[1], candidate.piece.start, before_another=True)
    for text, end in _prefixes(candidate):
        if number := numbering.national(text, region):
            return Resolved(number, how, end, candidate.piece.start)
    return None


def _prefixes(candidate: Candidate) -> Iterator[tuple[str, int]]:
    """The candidate's text up to the end of each of its last groups, the longest first."""
    groups = candidate.piece.groups
    left = candidate.piece.digits if len(groups) > _ENDS else 0
    while left > _MOST_DIGITS and len(groups) > 1:
        left -= groups[-1].end - groups[-1].start
        groups = groups[:-1]
    if len(groups) > 1 and is_range(candidate):
        groups = groups[:-1]
    first = groups[:1] if len(groups) == 1 or (len(groups) <= _ENDS and _begins_whole(candidate)) else ()
    for group in (*groups[: max(0, len(groups) - _ENDS) : -1], *first):
        text = candidate.source[candidate.piece.start : group.end]
        if "(0)" in text:
            text = _ZERO_TWICE.sub("", text)
        if len(text) >= 6:
            yield text, group.end


def _begins_whole(candidate: Candidate) -> bool:
    """Whether the first digits may be a number by themselves, and the others none: "+442079460018 24/7"."""
    first, *_ = candidate.piece.groups
    digits = first.end - first.start
    is_whole = digits >= CODED and candidate.piece.digits - digits < LOCAL
    return is_whole and candidate.source[first.end].isspace() and (candidate.has_plus or candidate.is_said)


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


def _code_of_language(candidate: Candidate, regions: Regions) -> Resolved | None:
    """The number, if its first group is the code of a country that speaks the page's language, and nothing
    near names North America: "(507) 231-4182" on a page in Spanish is Panamanian.
    """
    found = _own_code_without_plus(candidate._replace(usual=True), regions)
    spoken_in = table("regions")["shared_languages"].get(regions.base_language, "").split()
    if found is None or found.number.region not in spoken_in:
        return None
    end = candidate.place + candidate.piece.end - candidate.piece.start
    return None if candidate.place >= 0 and regions.is_american(candidate.place, end) else found


def _own_code_without_plus(candidate: Candidate, regions: Regions) -> Resolved | None:
    """A country code as a group of its own before more digits than a national number has: "974 4432 1857".
    With fewer digits the page must speak its country's language, or begin another number so: "961 5 418 273".
    """
    groups, first = candidate.piece.groups, candidate.first_group
    is_said = candidate.is_said or candidate.source.startswith("(0)", groups[0].end + 1)  # "27 (0)21 ..."
    if not is_said or len(groups) < 2 or first not in numbering.COUNTRY_CODES or first == "1":
        return None
    for text, end in _prefixes(candidate):
        number = numbering.international(text)
        digits = len(number.value) - 1 if number and number.country_code == first else 0
        if number and (digits > CODED or (digits == CODED and regions.agrees(number))):
            return Resolved(number, "its own country code, without plus", end, candidate.piece.start)
    return None
