"""What an answer shows, as far as it tells whose page it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import re2

HEAD, TAIL = 65_536, 8_192  # characters of a source that are looked at


@dataclass(frozen=True)
class Shown:
    """``text``: what a reader sees, a line a block. ``source``: the page as it was sent.

    ``contacts``: it names an e-mail address, number or profile; ``own_mail``: an address of its own domain.
    """

    host: str
    headers: Mapping[str, str]
    source: str
    title: str
    text: str
    status: int = 200
    contacts: bool = False
    own_mail: bool = False

    @cached_property
    def ends(self) -> bytes:
        """The source in UTF-8, or both ends of a long one."""
        whole = self.source
        ends = whole if len(whole) <= HEAD + TAIL else whole[:HEAD] + whole[-TAIL:]
        return ends.encode(errors="ignore")

    def first_lines(self, most: int) -> str:
        """The title and so many lines of the text."""
        return "\n".join([self.title, *self.text.split("\n", most)[:most]])


def in_source(alternatives: Iterable[str]) -> Any:
    """An RE2 pattern for the source's bytes, case and lines ignored."""
    return re2.compile("|".join(f"(?:{one})" for one in alternatives).encode(), _options(dot_nl=True))


def in_text(alternatives: Iterable[str]) -> Any:
    """An RE2 pattern for a part of a line, case ignored."""
    return re2.compile("|".join(f"(?:{one})" for one in alternatives), _options())


def line(alternatives: Iterable[str]) -> Any:
    """An RE2 pattern for a whole line of a text, case and the punctuation around it ignored."""
    joined = "|".join(f"(?:{one})" for one in alternatives)
    return re2.compile(rf"(?m)^[ \pP]*(?:{joined})[ \pP]*$", _options())


def _options(**further: bool) -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.max_mem = 64 << 20  # bytes; the larger ones need more than the usual 8 MB
    for name, value in further.items():
        setattr(options, name, value)
    return options
