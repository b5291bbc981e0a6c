"""Further numbers of which only the last digits are written: "020 7946 0958/59", "212 555 0143 or 0144".

They take the other digits from the number before them. So that neither an extension nor a time is taken for
one, the last digits must be near those of that number, or be written as they are: "(04849) 5-12-34, 5-12-67".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from domains.scan.extract.phone import numbering
from domains.scan.extract.phone.labels import kind_of, vocabulary
from domains.scan.extract.phone.notation import HYPHENS, Candidate, Resolved
from domains.scan.extract.phone.numbering import Number
from domains.scan.extract.words import depends_on_words, table

MOST = 9  # numbers behind one
_STEP = 10  # between one or two last digits, below
_LONG_STEP = 100  # between three or four, in either direction
_TO = frozenset({*HYPHENS, *"~～〜"})  # before the last number of a range
_NOT_DIGITS = re.compile(r"\D+")
_IN_THREES = re.compile(r"\d{2,3}\D\d{3,4}")
_DIGIT = re.compile(r"\d")
_LAST_GROUP = re.compile(r"\d[ .\u00a0-]\d{4}\Z")
_YEAR = re.compile(r"(?:19|20)\d\d")
_GOES_ON = re.compile(r"[ \u00a0]{0,2}[-–./:]?[ \u00a0]?\d|[^\W\d_]")
_ENDS = re.compile(r"[ \u00a0]{0,3}(?:$|[\n.,;|()·•–—-]|/?([^\W\d_][\w-]{0,20}))")


class Abbreviated(NamedTuple):
    number: Number
    end: int  # in the candidate's source


def abbreviated(candidate: Candidate, resolved: Resolved) -> Iterator[Abbreviated]:
    """The numbers behind a number, of which only the last digits are written."""
    source, end = candidate.source, resolved.end
    if not source[end : end + 8].strip():
        return
    found: list[Abbreviated] = []
    number, is_firm, same = resolved.number, False, 2
    while len(found) < MOST and (match := _item().match(source, end, end + 24)):
        written, sign = match["digits"], "~" if match["range"] else match["sign"] or ""
        is_tight = match.group().startswith("/" + written[0])
        before = source[resolved.begin : resolved.end]
        behind = _completed(number, written, sign, before, same, is_tight=is_tight)
        if behind is None:
            break
        number, end, same, is_firm = behind, match.end(), 1, is_tight
        found.append(Abbreviated(number, end))
        if sign in _TO:
            break  # the end of a range
    if found and not _GOES_ON.match(source, end) and (is_firm or _is_end(source, end)):
        yield from found


def _completed(
    number: Number, written: str, sign: str, before: str, same: int, *, is_tight: bool
) -> Number | None:
    """The number with these last digits; None if they may be something else.

    ``same``: with how many digits of the number before them more than four must begin: less in a list.
    ``is_tight``: whether nothing but a slash is between.
    """
    last = _NOT_DIGITS.sub("", written)
    length = len(last)
    is_near = last.isascii() and _is_near(number.national[-length:], last, sign)
    if not is_near and not (is_tight and _is_group(number, last, before)):
        return None
    if not written.isdigit() and not (length > 4 and _shape(written) == _shape(before[-len(written) :])):
        return None
    if _IN_THREES.fullmatch(written) and not number.line_type.startswith("fixed"):
        return None  # mobile numbers have no area codes
    if length > 4 and written.isdigit() and last[:same] != number.national[-length:][:same]:
        return None  # a postcode
    if sign in HYPHENS and number.region in _dialled_behind_hyphens(length):
        return None
    found = numbering.international(number.value[:-length] + last)
    return found if found and found.region == number.region else None


def _is_near(before: str, last: str, sign: str) -> bool:
    """Whether last digits follow those of the number before, as those of one connection do."""
    step, length = int(last) - int(before), len(last)
    if length < 3:
        return 0 < step < _STEP and (length == 2 or sign == "/" or sign in _TO)
    if sign in _TO:
        return False  # an extension
    if length < 5:
        return 0 < abs(step) < _LONG_STEP
    return step != 0


def _is_group(number: Number, last: str, before: str) -> bool:
    """Whether last digits are as many as the last group of a number of a fixed line: "8943 7888/7238". In
    North America they are extensions; a year is none.
    """
    is_group = _LAST_GROUP.search(before) is not None and len(last) == 4 and not _YEAR.fullmatch(last)
    return is_group and number.line_type == "fixed" and number.region not in numbering.NANP


def _shape(written: str) -> str:
    return _DIGIT.sub("0", written)


def _is_end(source: str, end: int) -> bool:
    """Whether a line, a part of it or a sentence ends, or a word for another contact follows."""
    match = _ENDS.match(source, end)
    if match is None or match[1] is None:
        return match is not None
    word = match[1].lower()
    return "mail" in word or kind_of(word, vocabulary()) in {"phone", "fax", "whatsapp"}


@depends_on_words
def _dialled_behind_hyphens(length: int) -> frozenset[str]:
    """The countries where so many digits behind a hyphen are an extension."""
    data = table("regions")
    found = {*data["direct_dialling"].split(), *data["hyphenated_extensions"].split()}
    return frozenset(found - {*data["hyphenated_ranges"].split()} if length == 1 else found)


@depends_on_words
def _item() -> re.Pattern[str]:
    """What parts two numbers, and the last digits of the second."""
    labels = table("labels")
    joins, ranges = ("|".join(map(re.escape, labels[kind].split())) for kind in ("joins", "ranges"))
    return re.compile(
        r"(?:[ \u00a0]{0,3}(?P<sign>[/,，、・·&~～〜–—-])[ \u00a0]{0,3}|"
        rf"[ \u00a0]{{1,2}}(?:{joins}|(?P<range>{ranges}))[ \u00a0]{{1,2}})"
        r"(?P<digits>\d{1,3}(?:[-. \u00a0]\d\d){1,2}(?!\d)|\d{2,3}[-. \u00a0]\d{3,4}|\d{1,6})(?!\d)",
        re.IGNORECASE,
    )
