"""Codes and flags of countries beside numbers: "DE 030 23125001 / AT 01 5123456", "🇨🇭 044 668 18 27".

Two letters are often something else: a state, a model, a language, a team. So ``phone.marked`` demands that
several numbers of a page have such marks of several countries, and that each is a number of that country.
"""

from __future__ import annotations

import re
from functools import partial
from typing import NamedTuple

from domains.scan.extract.regions.country_names import codes
from domains.scan.extract.words import depends_on_words, table

REACH = 12  # characters in which a mark is
_BEFORE = re.compile(
    r"(?:(?<![^\W_])([A-Z]{1,3})|([\U0001f1e6-\U0001f1ff]{2}))[ \u00a0\n:.)\]|/–-]{0,4}[(+]?$"
)
_BEHIND = re.compile(r"[ \u00a0]?\(([A-Z]{2,3})\)")
_FIRST_FLAG = 0x1F1E6  # the letter A


class Mark(NamedTuple):
    """``start``: where the code or flag begins."""

    region: str
    start: int
    is_flag: bool = False


def mark(text: str, start: int, end: int) -> Mark | None:
    """The code or flag right before a number, or the code in brackets right behind it."""
    before = _BEFORE.search(text, max(0, start - REACH), start)
    behind = None if before else _BEHIND.match(text, end, end + REACH)
    if before is not None:
        region = region_of(before[1] or letters(before[2]))
        return Mark(region, before.start(), not before[1]) if region else None
    region = region_of(behind[1]) if behind else ""
    return Mark(region, start) if region else None


def letters(flag: str) -> str:
    """The two letters that a flag stands for."""
    return "".join(chr(ord(sign) - _FIRST_FLAG + ord("A")) for sign in flag)


def flag(region: str) -> str:
    """The flag for a region, as a sign in text."""
    return "".join(chr(ord(letter) - ord("A") + _FIRST_FLAG) for letter in region)


@partial(depends_on_words, maxsize=1_024)
def region_of(code: str) -> str:
    """The region of a code of two letters, or of another usual one; "" if it is none."""
    if other := table("regions")["marks"].get(code):
        return str(other)
    return code if code in codes() else ""
