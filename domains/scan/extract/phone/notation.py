"""Digits as they are written, and whether their country writes a number so."""

from __future__ import annotations

import re
from typing import NamedTuple

from domains.scan.extract.phone import numbering
from domains.scan.extract.phone.digits import NATIONAL, Group, Piece, Vanity
from domains.scan.extract.phone.labels import ANNOUNCED, NONE, Label
from domains.scan.extract.phone.numbering import NANP, Number
from domains.scan.extract.regions import HINT, NEAR, OWN, Evidence
from domains.scan.extract.words import depends_on_words, table

HYPHENS = frozenset("-–—‐‑")
WHOLE = 10  # digits of a number with its area code in most countries
SHORT = 8  # digits of a number that needs a word or its country's own way of writing
DECIMAL = re.compile(r"[1-9]\d{0,8}\.\d{1,9}")  # also a number whose area code a dot parts from the rest
_BRACKETED_TRUNK = ("(0", "\uff080")
_OPEN = re.compile(r"[(\uff08]")
_PLUS = re.compile(r"[+\uff0b]")


class Candidate(NamedTuple):
    """A piece of ``source``, which is the page's text or the value of a link or a property.

    ``place``: its position (or that of the link's text) in the page's text; -1 if it is not there.
    ``country``: the region of the address that a property belongs to. ``usual``: it is given as a phone
    number, so no word has to say so. ``follows``: where the number right before it on its line begins; -1 if
    there is none. ``only_behind``: it is too short to be a number without that one's area code.
    """

    source: str
    piece: Piece
    kind: str
    how: str
    place: int = -1
    label: Label = NONE
    country: str = ""
    extension: str = ""
    usual: bool = False
    follows: int = -1
    only_behind: bool = False

    @property
    def raw(self) -> str:
        return self.source[self.piece.start : self.piece.end]

    @property
    def lead(self) -> str:
        """What stands before the first digit: spaces, brackets, a plus."""
        return self.source[self.piece.start : self.piece.groups[0].start]

    @property
    def first_group(self) -> str:
        first, *_ = self.piece.groups
        return self.source[first.start : first.end]

    @property
    def has_plus(self) -> bool:
        return _PLUS.search(self.lead) is not None

    @property
    def is_said(self) -> bool:
        return self.usual or self.label.kind in {"phone", "fax", "whatsapp", ANNOUNCED}

    @property
    def is_announced(self) -> bool:
        """Whether a word tells only that a number may follow."""
        return self.label.kind == ANNOUNCED

    @property
    def has_trunk_zero(self) -> bool:
        """Whether it is of full length and begins with one zero, not with those of a placeholder."""
        begin = self.source[self.piece.groups[0].start :][:2]
        is_trunk = begin[0] == "0" and begin[1] != "0"
        return is_trunk and self.is_said and self.piece.digits >= NATIONAL

    @property
    def is_likely(self) -> bool:
        """Whether it looks like a phone number without a word that says so: it has a bracket, a leading
        zero, or groups.
        """
        if self.is_said or self.source[self.piece.groups[0].start] == "0":
            return True
        lengths = [group.end - group.start for group in self.piece.groups]
        grouped = 8 <= self.piece.digits <= 11 and all(1 < length < 5 for length in lengths)
        return grouped or self.is_in_fives or _OPEN.search(self.lead) is not None

    @property
    def is_in_fives(self) -> bool:
        """Whether it is two groups of five digits, as in India and Nepal; two postcodes are, too."""
        return [group.end - group.start for group in self.piece.groups] == [5, 5]


def of_vanity(vanity: Vanity) -> Candidate:
    """The number that is spelt out, on a line of its own."""
    piece = Piece(0, (Group(0, 3), Group(3, 6), Group(6, 10)))
    return Candidate(vanity.digits, piece, "phone", "text", label=Label("phone", "vanity"))


class Resolved(NamedTuple):
    """``begin``, ``end``: where the number is in its source; later groups do not belong to it.
    ``before_another``: whether these are another number.
    """

    number: Number
    evidence: str
    end: int
    begin: int
    before_another: bool = False


def is_written_so(
    candidate: Candidate, resolved: Resolved, evidence: Evidence, american: Resolved | None
) -> bool:
    """Whether a number is written as usual in its region. Weaker evidence requires more."""
    number = resolved.number
    if _is_unlikely(candidate, number, evidence):
        return False
    if not candidate.is_said and _needs_word(candidate, number, evidence):
        return False
    if not candidate.is_said and DECIMAL.fullmatch(candidate.raw.lstrip()):
        return not lacks_trunk(candidate, number) and _is_grouped(candidate, resolved)
    if american is not None:
        if evidence.region in NANP:
            return True
        return not lacks_trunk(candidate, number) or _is_grouped(candidate, resolved)
    if evidence.region in NANP and not _is_bare(candidate) and not candidate.is_said:
        return False
    if evidence.region in NANP and evidence.strength != NEAR and not _has_american_area(candidate):
        return False
    length = len(number.national) + (candidate.source[candidate.piece.groups[0].start] == "0")
    is_near = evidence.strength == NEAR and length > SHORT and not candidate.is_in_fives
    if candidate.is_said or is_near:
        return not (lacks_trunk(candidate, number) and len(number.national) < SHORT)
    if len(number.national) <= SHORT or lacks_trunk(candidate, number):
        return candidate.raw.lstrip().startswith(_BRACKETED_TRUNK) or _is_grouped(candidate, resolved)
    return True


def _is_unlikely(candidate: Candidate, number: Number, evidence: Evidence) -> bool:
    """Whether the evidence is too weak for such a number. "0708 418 2736" is rather a mobile number, as in
    Nigeria, than a British personal one, and "Mob. 9004182736" no American premium one.
    """
    if number.line_type == "personal":
        return evidence.strength != OWN
    if number.line_type == "premium" and candidate.label.word in _mobiles():
        return True
    return evidence.strength == HINT and (candidate.is_announced or _is_unusual(candidate, number))


@depends_on_words
def _mobiles() -> frozenset[str]:
    return frozenset(table("labels")["mobiles"].split())


def _is_unusual(candidate: Candidate, number: Number) -> bool:
    """Whether a number lacks the trunk prefix that its country always writes, has an area code of another
    length, begins with other groups than there, or stands behind a word that is not said there.
    """
    data = table("regions")
    if _has_other_area_code(candidate, number, data["area_codes"].get(number.region, 0)):
        return True
    if candidate.label.word in data["unsaid"].get(number.region, "").split():
        return True
    if number.region in data["own_groups"].split() and _begins_otherwise(candidate, number):
        return True
    return number.region in data["always_trunk"].split() and lacks_trunk(candidate, number)


def _has_other_area_code(candidate: Candidate, number: Number, usual: int) -> bool:
    """Whether a number begins with a zero and an area code that have not as many digits as usual."""
    first = candidate.first_group
    if not usual or first[0] != "0" or len(candidate.piece.groups) < 2:
        return False
    return len(first) not in {1, usual} and number.line_type not in numbering.SERVICE  # 1: "(0)44 ..."


def _begins_otherwise(candidate: Candidate, number: Number) -> bool:
    """Whether the first of several groups is not the trunk prefix with the area code: "023 35 82 26", which
    is no number of Brussels. All groups may have two digits.
    """
    lengths = [group.end - group.start for group in candidate.piece.groups]
    first = len(candidate.first_group.removeprefix("0"))
    return len(lengths) > 1 and set(lengths) != {2} and first not in {0, len(numbering.groups(number)[0])}


def is_range(candidate: Candidate, fewest: int = WHOLE) -> bool:
    """Whether the last group is the end of a second number: the "-39" of "030 23125038-39".

    ``fewest``: digits that the number itself has.
    """
    if len(candidate.piece.groups) < 2:
        return False
    *_, before, last = candidate.piece.groups
    length = last.end - last.start
    if length > 2 or before.end - before.start <= length or candidate.piece.digits - length < fewest:
        return False
    source = candidate.source
    step = int(source[last.start : last.end]) - int(source[before.end - length : before.end])
    return source[before.end : last.start].strip() in HYPHENS and 0 < step < 10


def hyphenated_extension(candidate: Candidate, resolved: Resolved) -> str:
    """The digits behind a hyphen after a whole number, where extensions are written so:
    "010-41827365-803".
    """
    if resolved.number.region not in table("regions")["hyphenated_extensions"].split():
        return ""
    *inside, last = candidate.piece.groups
    if not (inside and candidate.is_said and inside[-1].end == resolved.end) or is_range(candidate, fewest=0):
        return ""
    own, dialled = inside[-1].end - inside[-1].start, candidate.source[last.start : last.end]
    is_hyphened = candidate.source[inside[-1].end : last.start].strip() in HYPHENS
    return dialled if is_hyphened and own > 3 and 1 < len(dialled) < 6 else ""


def _needs_word(candidate: Candidate, number: Number, evidence: Evidence) -> bool:
    """Whether the digits are a number only behind a word that says so."""
    if number.former:
        if "(" not in candidate.raw:
            return True
    elif candidate.piece.digits < len(number.national) and evidence.region not in NANP:
        return True  # "22 418 27" in Madagascar, where all area codes are the same
    if len(candidate.piece.groups) == 1 and evidence.strength not in {NEAR, OWN}:
        return True
    return "/" in candidate.raw and _is_bare_beginning(candidate, number)  # "10/190-193 Main Road" is a house


def _is_bare_beginning(candidate: Candidate, number: Number) -> bool:
    """Whether neither a trunk prefix nor a bracket begins a number that needs one, or a short one."""
    begins = candidate.raw.lstrip()[0] in "0+(\uff08"
    return not begins and (len(number.national) <= SHORT or lacks_trunk(candidate, number))


def _is_bare(candidate: Candidate) -> bool:
    """Whether a number has no separators, except after North America's 1 and area code."""
    lengths = [group.end - group.start for group in candidate.piece.groups]
    return lengths in ([10], [11], [1, 10], [3, 7], [1, 3, 7], [3, 4])


def _has_american_area(candidate: Candidate) -> bool:
    """Whether the first group, without North America's 1, may be an area code or a whole number."""
    source, groups = candidate.source, candidate.piece.groups
    digits = [source[group.start : group.end] for group in groups[:2]]
    first = digits[-1] if digits[0] == "1" else digits[0]
    return len(first) in {3, 7, 10, 11} or (len(first) == 4 and first[0] == "1")


def lacks_trunk(candidate: Candidate, number: Number) -> bool:
    """Whether both the trunk prefix that the number needs and its country code are missing."""
    return numbering.lacks_trunk(candidate.raw, number)


def divides_area(candidate: Candidate, number: Number) -> bool:
    """Whether the first group, which is more than a trunk prefix, ends inside the number's area code."""
    written = candidate.first_group.removeprefix("0")
    area = number.national[: -len(numbering.subscriber(number))]
    return bool(written) and len(written) < len(area) and area.startswith(written)


def _is_grouped(candidate: Candidate, resolved: Resolved) -> bool:
    """Whether the digits are grouped as the number's country writes them."""
    own = [len(group) for group in numbering.groups(resolved.number)]
    others = table("regions")["other_groups"].get(resolved.number.region, "").split()
    written = [group.end - group.start for group in candidate.piece.groups if group.end <= resolved.end]
    trunk = sum(written) - sum(own)
    if 0 < trunk <= written[0]:
        written[0] -= trunk
    lengths = [length for length in written if length]
    return lengths == own or "-".join(map(str, lengths)) in others
