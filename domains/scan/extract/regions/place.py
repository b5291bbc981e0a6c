"""A place that a text names, and whether it is written as in an address."""

from __future__ import annotations

import re
from typing import NamedTuple

LONGEST = 24  # letters of a name before another one
_NAME_BEFORE = re.compile(r"(?<!\w)[^\W\d_a-zß-ÿ][^\W\d_]*\.? $")


class Place(NamedTuple):
    """A place that a text names. ``kind``: "country", "postcode" or "city". ``firm``: written as in an
    address or a heading, not as a word in a sentence.
    """

    start: int
    end: int
    region: str
    kind: str
    firm: bool = True


def is_in_address(text: str, start: int, end: int) -> bool:
    """Whether a name begins a line, or follows a comma, a bracket, a dash or a postcode."""
    after = text[end : end + 2]
    if begins_part(text, start) or after[:1] in {"\n", ",", ":", ")", ""} or after[1:2].isdigit():
        return True
    # "Durango, Dgo. México." ends an address, "The best of Spain." a sentence
    return after in {".", ".\n"} and _NAME_BEFORE.search(text, max(0, start - LONGEST), start) is not None


def begins_part(text: str, start: int) -> bool:
    """Whether a name begins a line, or follows a mark or a postcode; others may end a longer name."""
    before = text[max(0, start - 2) : start]
    if not before or before[-1] in "\n([{|/":
        return True
    last = before.rstrip(" ")[-1:]
    return last in {",", "-", "–", "—", "|", "·", "•", ";", ":", "\n"} or last.isdigit()
