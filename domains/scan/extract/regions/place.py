"""A place that a text names, and whether it is written as in an address."""

from __future__ import annotations

from typing import NamedTuple


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
    return begins_part(text, start) or after[:1] in {"\n", ",", ":", ")", ""} or after[1:2].isdigit()


def begins_part(text: str, start: int) -> bool:
    """Whether a name begins a line, or follows a mark or a postcode; others may end a longer name."""
    before = text[max(0, start - 2) : start]
    if not before or before[-1] in "\n([{|/":
        return True
    last = before.rstrip(" ")[-1:]
    return last in {",", "-", "–", "—", "|", "·", "•", ";", ":", "\n"} or last.isdigit()
