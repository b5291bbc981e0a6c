"""Recognises pages on domains without a site, and who shows them, with ``parking.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from domains.scan.placeholders.shown import Marks, Shown, in_text, line, marks

MOST_TEXT = 5_000  # characters of a page with the marks of a known owner; brokers advertise themselves
MOST_LINKS = 30
LITTLE_TEXT = 1_500  # on a page that is known by its words
LEAST_TEXT = 200  # of a page that may contain no other text
FIRST_LINES = 6
NAME = "\u2063name\u2063"  # replaces the domain's name in a text; no page contains these characters
_YEAR = re.compile(r"\b20\d\d\b")
_HOUSE_NUMBER = re.compile(r"\d[a-z]?,? +[^\W\d_]{3,}|[^\W\d_]{3} +\d")


class _Known:
    """The contents of ``parking.toml``, compiled when first needed."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.owners: Sequence[Mapping[str, Any]] = told["owner"]
        self.defaults: Sequence[Mapping[str, Any]] = told["default"]
        self._words = told["words"]

    @cached_property
    def owned(self) -> Marks:
        return Marks(mark for one in self.owners for mark in one["marks"])

    @cached_property
    def default_titles(self) -> Any:
        return line(title for one in self.defaults for title in one.get("titles", ()))

    @cached_property
    def default_marks(self) -> Any:
        return in_text(mark for one in self.defaults for mark in one.get("marks", ()))

    @cached_property
    def sale(self) -> Any:
        return in_text([self._sentence("sale"), rf"(?m)^[ \pP]*(?:{self._joined('alone')})[ \pP]*$"])

    @cached_property
    def parked(self) -> Any:
        return in_text([self._sentence("parked")])

    @cached_property
    def soon(self) -> Any:
        return line([rf"(?:.*[-–—|:.!] )?(?:{self._joined('soon')})(?: ?[-–—|.!] .*)?"])

    def _joined(self, name: str) -> str:
        words: Iterable[str] = self._words[name]
        return "|".join(f"(?:{word.replace('{host}', NAME)})" for word in words)

    def _sentence(self, then: str) -> str:
        """A pattern: the domain (or its name), a few linking words, and what happens to it."""
        start = r"(?:(?m:^)|[^\p{L}\p{N}]|[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}])"
        links = rf"(?:[ \pP]*(?:{self._words['linking']}))*[ \pP]*"
        return rf"{start}(?:{NAME}\n?|{self._joined('domain')}){links}(?:{self._joined(then)})"


@cache
def _known() -> _Known:
    return _Known(tomllib.loads((Path(__file__).parent / "parking.toml").read_text("utf-8")))


def owner(shown: Shown) -> str:
    """Who shows this page, and why, in words; "" if it is the site's own page."""
    if len(shown.text) > MOST_TEXT or shown.links > MOST_LINKS:
        return ""
    return _by_marks(shown) or (_by_words(shown) if len(shown.text) <= LITTLE_TEXT else "")


def _by_marks(shown: Shown) -> str:
    known = _known()
    if shown.own_mail or not known.owned.in_source(shown.ends):
        return ""
    return "parked with " + next(
        str(one["name"]) for one in known.owners if marks(tuple(one["marks"])).in_source(shown.ends)
    )


def _by_words(shown: Shown) -> str:
    known = _known()
    if known.sale.search(_named(f"{shown.title}\n{shown.text}", shown.host)):
        return "the domain is for sale or parked"
    if default := _default_page(shown):
        return default
    if shown.own_mail:
        return ""
    if known.parked.search(_named(shown.first_lines(FIRST_LINES), shown.host)):
        return "the domain is registered, no more"
    return "a site that is to come" if _is_to_come(shown) else ""


def _default_page(shown: Shown) -> str:
    known = _known()
    heads = shown.first_lines(FIRST_LINES)
    if known.default_titles.search(heads):
        return _whose(known.defaults, "titles", line, heads)
    if known.default_marks.search(shown.text):
        return _whose(known.defaults, "marks", in_text, shown.text)
    return ""


def _whose(defaults: Sequence[Mapping[str, Any]], name: str, compiled: Callable[..., Any], text: str) -> str:
    """The name of the first entry of which a pattern is in the text."""
    having = (one for one in defaults if name in one)
    return next(str(one["name"]) for one in having if compiled(one[name]).search(text))


def _is_to_come(shown: Shown) -> bool:
    """Whether a page only says that a site is coming soon: no contact, no address."""
    if shown.contacts or shown.status >= 400 or len(shown.text) > LEAST_TEXT:
        return False
    if _HOUSE_NUMBER.search(_YEAR.sub("", shown.text)):
        return False
    return bool(_known().soon.search(f"{shown.title}\n{shown.text}"))


def _named(text: str, host: str) -> str:
    """The text with the domain's name, as it is written in different ways, replaced by ``NAME``."""
    if host and host in text.lower():
        return re.sub(rf"(?:https?://)?(?:www\.)?{re.escape(host)}/?", NAME, text, flags=re.IGNORECASE)
    return text
