"""Finds possible numbers in a text: runs of digits, split into pieces that may be one number each.

Runs are split by the way they are written. Whether a piece is a number is decided by ``phones``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from domains.scan.extract.gates import Gate
from domains.scan.extract.phone.hours import without_hours

MOST_RUNS = 600
FEWEST = 6  # digits of a number
NATIONAL = 9  # digits of a number with its trunk prefix
_YEAR = 4  # digits of a year
LOCAL = 7  # digits that may be a whole number without its area code
_WITH_AREA = 6  # digits that are more than an area code
_LONGEST_SLASHED = 14  # characters of a number with slashes
_MOST_OF_ONE = 17  # digits of one number, a prefix for abroad included
LONGEST = 90  # characters of one run; more is a table of figures

# What may stand between two digits of a number. A line's end only behind a hyphen.
_GAP = (
    "[ \t\u00a0\u2000-\u200a\u202f\u3000().\\-/·•\u2010-\u2015\u2212\u30fc"
    "\uff08\uff09\uff0d-\uff0f\uff70\\[\\]]"
)
_NEXT = rf"{_GAP}{{0,4}}+(?:(?<=-)\n)?\d"  # the next digit
MOST_DIGITS = 46  # of a run; then another begins
_RUN = re.compile(rf"\d(?:{_NEXT}){{6,{MOST_DIGITS - 1}}}")
_MORE = re.compile(_NEXT)
_LIST = re.compile(rf"\d(?:{_NEXT}){{{MOST_DIGITS - 1},120}}")
_BETWEEN = re.compile(r"\s{0,4}[/\uff0f]\s{0,4}")  # two numbers of a list
PLUSES = frozenset("+\uff0b")
_BEGINS = frozenset("+(\uff0b\uff08")  # of a number with its code or area code
_LEAD = "+(\uff0b\uff08[ \t\u00a0"  # what may stand before the first digit
_LONGEST_LEAD = 8
_CARRIER = re.compile(
    r"\(?0[ -]?(?:[xX]{2}|\*\*|--)[ -]?\(?$"
)  # Brazil's place for a carrier's code: (0xx11)
_GROUP = re.compile(r"\d+")
# A year, two of them or a date, with the space behind it.
_YEARS = re.compile(
    r"(?:\d{1,2}[./-]\d{1,2}[./-]|(?:19|20)\d\d ?[-–—/ ] ?)?(?:19|20)\d\d[ \u00a0]{1,2}(?=[(\d])"
)
_YEAR_BEHIND = re.compile(r"[ \u00a0]{1,2}(?:19|20)\d\d")
_OPEN = re.compile(r"[(\[\uff08]")
# An area code in brackets behind a number: "4412877 (030)".
AREA_BEHIND = re.compile(r"[ \u00a0]{1,2}[(\uff08](\d{1,5})[)\uff09](?![ \u00a0-]{0,2}\d)")
_EXTENSION_DIGITS = re.compile(r"[.:\s#]{0,3}(\d{1,6})(?![\d-])")
# (800) FLOWERS and 1-800-FLOWERS: written as one, the letters in one or two groups.
_VANITY = re.compile(
    r"[2-9]\d\d\)?[ \u00a0.-]{1,2}(?=[\dA-Za-z .-]{0,8}[A-Za-z])(?:"
    r"[A-Z\d]{3}[ \u00a0.-]?[A-Z\d]{4}[A-Z]{0,4}|[A-Z\d]{4}-[A-Z\d]{3}|[A-Z]{2,5}-[A-Z]{2,6}|"
    r"[A-Z][a-z]{6,9}|\d{3}[ -][A-Z]{4}|[A-Z]{3}-\d{4})(?![A-Za-z\d])(?!-[A-Za-z\d])"
)
# The beginning of such a number: three capital letters soon after three digits, or a word after a toll-free
# code. re2 searches a text at a quarter of the cost, but has no lookahead.
_HAS_VANITY = Gate(
    lambda: (
        r"[2-9]\p{Nd}{2}\)?[\s.-]{1,2}(?:\p{Nd}{0,3}[\s.-]?\p{Nd}{0,4}[A-Z]){3}|"
        r"8(?:00|33|44|55|66|77|88)\)?[\s.-]{1,2}[A-Z][a-z]{6}"
    )
)
_LONG_DISTANCE = ("1 ", "1-", "1.")  # before a toll-free number: "Brutale 800 Dragster" is a motorcycle
_USUAL = 10  # digits and letters of a number in North America; further letters are not dialled
_TOLL_FREE = frozenset(["800", "833", "844", "855", "866", "877", "888"])
_KEYS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")


class Group(NamedTuple):
    """Digits without anything between them."""

    start: int
    end: int


class Piece(NamedTuple):
    """A part of the text that may be one number. ``groups``: where its digits are; ``carrier``: whether
    a placeholder for a carrier's code, as used in Brazil, precedes it.
    """

    start: int
    groups: tuple[Group, ...]
    carrier: bool = False

    @property
    def end(self) -> int:
        return self.groups[-1].end

    @property
    def digits(self) -> int:
        return sum([end - start for start, end in self.groups])


class Vanity(NamedTuple):
    start: int
    end: int
    digits: str
    whole: bool  # written as one number: with a bracket, without spaces, or toll-free in capitals


def runs(text: str) -> Iterator[tuple[int, int]]:
    """The start and the end of each run of digits, without opening hours beside its number."""
    at = 0
    for _ in range(MOST_RUNS):
        run = _RUN.search(text, at)
        if run is None:
            return
        start, at = run.span()
        if _MORE.match(text, at) and (listed := _list(text, start)):
            yield from listed
            at = listed[-1][1]
        elif at - start <= LONGEST:
            yield without_hours(text, start, at)


def _list(text: str, start: int) -> list[tuple[int, int]]:
    """The numbers of a long list, if slashes part them and each is long enough to be one."""
    whole = _LIST.match(text, start)
    slashes = [slash.span() for slash in _BETWEEN.finditer(text, start, whole.end())] if whole else []
    if whole is None or not slashes:
        return []
    ends = [end for end, _ in slashes]
    found = list(zip([start, *(begin for _, begin in slashes)], [*ends, whole.end()], strict=True))
    digits = [sum(map(str.isdigit, text[begin:end])) for begin, end in found]
    return found if min(digits) > _WITH_AREA and max(digits) <= _MOST_OF_ONE else []


def pieces(text: str, start: int, end: int) -> Iterator[Piece]:
    """The pieces that may be one number each, in the order of the text."""
    groups = [Group(*group.span()) for group in _GROUP.finditer(text, start, end)]
    groups = _after_year(text, groups)
    if _is_slashed(text, groups):
        yield _piece(text, groups)
        return
    begin, digits = 0, groups[0].end - groups[0].start
    for index, group in enumerate(groups[1:], 1):
        if digits > 5 and _parts(text, groups, begin, index, digits):
            yield _piece(text, groups[begin:index])
            begin, digits = index, 0
        digits += group.end - group.start
    yield _piece(text, groups[begin:])


def _after_year(text: str, groups: list[Group]) -> list[Group]:
    """The groups without the year before a trunk prefix: "2024 03044128773"."""
    if groups[-1].end - groups[0].start < _YEAR + NATIONAL:
        return groups
    rest = _behind_years(text, groups)
    is_number = rest and text[rest[0].start] == "0" and _count(rest) >= NATIONAL
    return list(rest) if is_number else groups


def _before_year(text: str, groups: list[Group]) -> list[Group]:
    """The groups without the year behind a whole number: "030 4412877 2024"."""
    if len(groups) < 2 or groups[-1].end - groups[-1].start != _YEAR:
        return groups
    *number, last = groups
    begins = groups[0].start
    has_plus = text[begins - 1 : begins] in PLUSES
    fewest = NATIONAL + (2 if has_plus else 1)
    if (has_plus or text[begins] == "0") and _count(number) >= fewest:
        return number if _YEAR_BEHIND.fullmatch(text, number[-1].end, last.end) else groups
    return groups


def _behind_years(text: str, groups: Sequence[Group]) -> tuple[Group, ...]:
    """The groups behind the year, the two years or the date with which they begin; () if they do not."""
    begins = groups[0].start
    years = _YEARS.match(text, begins)
    return tuple(group for group in groups if group.start >= years.end()) if years else ()


def year_before(text: str, start: int) -> int:
    """Where the number begins that is behind the year or the date with which a run begins; 0 without one."""
    years = _YEARS.match(text, start)
    return years.end() if years else 0


def _count(groups: Iterable[Group]) -> int:
    """How many digits groups have."""
    return sum(group.end - group.start for group in groups)


def _is_slashed(text: str, groups: list[Group]) -> bool:
    """Whether the groups are one number with nothing but slashes inside it: "06/12/48/77/31"."""
    if len(groups) < 3 or groups[-1].end - groups[0].start > _LONGEST_SLASHED:
        return False
    return all(text[one.end : other.start] == "/" for one, other in pairwise(groups))


def _parts(text: str, groups: list[Group], begin: int, index: int, digits: int) -> bool:
    """Whether another number begins at a group: after a slash or a spaced dash, with a bracket, or like the
    first number, or with all of its digits. ``digits``: how many digits precede it.
    """
    if _repeats(text, groups, begin, index):
        return True
    gap = text[groups[index - 1].end : groups[index].start]
    if digits < 8 and gap in {" ", "-", "."}:
        return False
    if "/" in gap or "\uff0f" in gap or "\n" in gap.removeprefix("-\n"):
        has_trunk = text[groups[begin].start] == "0" != text[groups[index].start]  # "03 94 07 / 57 47"
        return digits >= _WITH_AREA + has_trunk + _code_before(text, groups[begin])
    if _OPEN.search(gap):
        return digits > 6 or _has_area_behind(text, groups[begin], groups[index - 1])
    first, here = groups[begin], groups[index]
    same = text[first.start : first.end] == text[here.start : here.end]
    left = _count(groups[index:])
    if same and digits > 7 and left >= digits:
        return True
    is_longer = text[here.start] == "0" != text[first.start] and left >= NATIONAL  # "441 2877 - 0171 2345678"
    fewest = 5 if begin else 6 if is_longer else 7  # of a second number, which may lack its area code
    return len(gap) > 2 and gap.strip() in {"-", "–", "—", "·", "•"} and digits > fewest and left > 5


def _has_area_behind(text: str, first: Group, last: Group) -> bool:
    """Whether brackets behind groups hold their area code, and no more of their digits: "030441 (28773)"."""
    is_begun = text[first.start] == "0" or text[first.start - 1 : first.start] in _BEGINS
    return not is_begun and AREA_BEHIND.match(text, last.end) is not None


def _repeats(text: str, groups: list[Group], begin: int, index: int) -> bool:
    """Whether the groups before one follow once more: the text of a link, and the same beside it."""
    once, again = groups[begin:index], groups[index : 2 * index - begin]
    return [text[start:end] for start, end in once] == [text[start:end] for start, end in again]


def _code_before(text: str, first: Group) -> int:
    """How many more digits a whole number has that begins with a country code: "+49 (0) 6221 / 41827"."""
    if text[first.start - 1 : first.start] in PLUSES:
        return 3
    return 5 if text.startswith("00", first.start) else 0


def _piece(text: str, groups: list[Group]) -> Piece:
    groups = _before_year(text, groups)
    start = groups[0].start
    while start > 0 and groups[0].start - start < _LONGEST_LEAD and text[start - 1] in _LEAD:
        start -= 1
    before = text[max(0, groups[0].start - 8) : groups[0].start]
    if "0" in before and (carrier := _CARRIER.search(before)):
        return Piece(groups[0].start - len(before) + carrier.start(), tuple(groups), True)
    return Piece(start, tuple(groups))


def tails(piece: Piece, text: str) -> Iterator[Piece]:
    """The rest of a piece without its first groups, which may be a ZIP code or a house number. Only
    rests that begin as a number does.
    """
    for index in range(1, min(len(piece.groups) - 1, 4)):
        if text[piece.groups[0].start : piece.groups[index - 1].end] == "0":
            continue  # the trunk prefix of "0(212) 418 27 36"
        gap = text[piece.groups[index - 1].end : piece.groups[index].start]
        if gap.isspace() or _OPEN.search(gap) or gap.strip() in {".", "-", "–", "—", "•", "·"}:
            start = piece.groups[index].start
            while text[start - 1] in "(\uff08[":
                start -= 1
            yield Piece(start, piece.groups[index:])


def behind_year(piece: Piece, text: str) -> Piece | None:
    """The rest of a piece behind the year, or the two years, with which it begins: "© 2024 22 418 27 36"."""
    if piece.end - piece.groups[0].start < _YEAR + LOCAL:
        return None
    groups = _behind_years(text, piece.groups)
    is_first = not text[piece.start : piece.groups[0].start].strip()
    return Piece(groups[0].start, groups) if groups and is_first else None


def extension(text: str, end: int, words: re.Pattern[str]) -> tuple[str, int]:
    """The extension that follows a number, and where its digits end."""
    match = words.match(text, end, end + 24)
    digits = _EXTENSION_DIGITS.match(text, match.end()) if match else None
    return (digits[1], digits.end()) if digits else ("", end)


def vanities(text: str) -> Iterator[Vanity]:
    """Numbers with letters instead of digits, as on North American telephone keys."""
    if not _HAS_VANITY.is_open(text):
        return
    for match in _VANITY.finditer(text):
        before = text[max(0, match.start() - 2) : match.start()]
        is_figure = before[:1].isdigit() and before[1:] in {",", "."} and before != "1."
        if before[-1:].isalnum() or is_figure:
            continue  # "3,833 Earrings"
        if match[0][3] == ")" and before[-1:] != "(":
            continue
        written = "".join(filter(str.isalnum, match[0]))
        letters = sum(map(str.isalpha, written))
        toll_free = written[:3] in _TOLL_FREE
        small = any(map(str.islower, written))
        if len(written) >= _USUAL and letters >= 3 and (toll_free or not small):
            spaced = any(map(str.isspace, match[0])) and not text.endswith(_LONG_DISTANCE, 0, match.start())
            is_one = toll_free and not small and len(written) == _USUAL  # "Brutale 800 DRAGSTER" is none
            whole = match[0][3:4] == ")" or not spaced or is_one
            yield Vanity(match.start(), match.end(), written[:_USUAL].upper().translate(_KEYS), whole)
