"""Finds postcodes in a format that only one country has, or beside a street as only one country has it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from domains.scan.extract.phone.labels import REACH, label_before
from domains.scan.extract.regions.place import Place
from domains.scan.extract.words import depends_on_words, table

# Where a postcode may begin. A character class first is found ten times faster than a \\b.
_CODE_BEGINS = re.compile(r"[A-Z\d〒](?<![\w./-].)(?=[A-Za-z]{0,16}+[.,]{0,2}+ {0,2}+[-–]?+ ?\d)")
# An area code, in brackets or with a zero, before other digits: "(089) 23125-001", "089 41 82-736".
_AREA_CODE = re.compile(r"(?:\b0\d{1,4}|\(\d[\d ]{0,5}\)) ?(?:\d{2,4} )?$")
_LAST_DIGIT = re.compile(r"\d\D*$")
_CALLED = frozenset(["phone", "fax", "whatsapp"])
# Digits as most countries have them, before the name of a town; and the number of a house before them.
_PLAIN = r"(?:\d{4,5}|\d{3} \d\d) (?=[A-ZÀ-ÞŠ])"
_HOUSE = (
    r"\.?,? ?(?:(?:[Nn]r|[Nn]o|n)[.:]{0,2} ?)?\d{1,4} ?[A-Za-z]?(?:[-/]\d{1,4})?[,;]?"
    r"(?: [-–•|] |\s{1,2})$"
)
_LONGEST_STREET = 70  # characters of a street with its house


def postcodes(text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[Place]:
    """The postcodes between two positions."""
    pattern = _postcode_pattern()
    for begin in _CODE_BEGINS.finditer(text, start, end):
        match = pattern.match(text, begin.start())
        if match is not None and not _is_in_number(text, match.start()):
            region = match.lastgroup or ""
            if region == "plain":
                yield from _beside_street(text, match.start(), match.end() - 1)
                continue
            if region == "prefix":
                region = str(table("regions")["postcode_prefixes"][match["prefix"]])
            yield Place(match.start(), match.end(), region, "postcode")


def _beside_street(text: str, start: int, end: int) -> Iterator[Place]:
    """The digits as a postcode, if a street is before them as only one country has it beside such digits."""
    begin = max(0, start - _LONGEST_STREET)
    for region, street, shape in _street_formats():
        if shape.fullmatch(text, start, end) and street.search(text, begin, start):
            yield Place(start, end, region, "postcode")
            return


@depends_on_words
def _street_formats() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    formats = table("regions")["street_postcodes"].items()
    return tuple(
        (region, re.compile(street + _HOUSE), re.compile(shape)) for region, (street, shape) in formats
    )


def _is_in_number(text: str, start: int) -> bool:
    """Whether the digits of a postcode are those of a number, which begins with its area code or stands right
    behind a word for telephone: "Tel. 06221-560".
    """
    if not text[start].isdigit():
        return False
    if _AREA_CODE.search(text, max(0, start - 14), start):
        return True
    other = _LAST_DIGIT.search(text, max(0, start - REACH), start)
    label = label_before(text, start, other.start() + 1 if other else 0)
    return label.kind in _CALLED and label.word not in table("regions")["postcode_words"].split()


@depends_on_words
def _postcode_pattern() -> re.Pattern[str]:
    data = table("regions")
    shapes = "|".join(f"(?P<{region}>{shape})" for region, shape in data["postcodes"].items())
    prefixes = "|".join(data["postcode_prefixes"])
    return re.compile(
        rf"(?:{shapes}|(?P<prefix>{prefixes})-?(?:\d{{4,6}}|\d{{3}} \d\d) {{1,2}}[A-ZÀ-Þ][a-zà-ÿ]"
        rf"|(?P<plain>{_PLAIN}))"
    )
