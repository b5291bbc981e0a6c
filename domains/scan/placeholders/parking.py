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
MOST_ABOUT_DOMAIN = 500
LONGEST_NAMED_TITLE = 30  # characters beside the domain's name
NAME = "\u2063name\u2063"  # stands for the domain's name in a text: no page holds these letters
_START = r"(?:(?m:^)|[^\p{L}\p{N}]|[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}])"
_IS = "is|may be|ist|steht|wird|est|está|è|é|er|är|on|jest|je|este|van|είναι"
_SENTENCE_END = re.compile(r"[\n.:!?]")
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
    def default_bare(self) -> Any:
        return line(title for one in self.defaults for title in one.get("bare", ()))

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

    @cached_property
    def site(self) -> Any:
        return self._words_of("site")

    @cached_property
    def coming(self) -> Any:
        return self._words_of("coming")

    @cached_property
    def noun(self) -> Any:
        return self._words_of("noun")

    @cached_property
    def fate(self) -> Any:
        """What happens to domains."""
        return self._words_of("trade", "sale", "parked")

    @cached_property
    def offered(self) -> Any:
        """The domain's name as what is sold."""
        trade = self._joined("trade")
        return in_text([rf"{_START}(?:{trade}) [\"“„«']?{NAME}|{NAME}[^\n]{{0,20}}[ \pP]yours\b"])

    @cached_property
    def absent(self) -> Any:
        return in_text([rf"{_START}(?:{self._joined('absent')})"])

    @cached_property
    def nothing(self) -> Any:
        return line(self._words["nothing"])

    def _words_of(self, *names: str) -> Any:
        """A pattern for any of the words of these lists, not in the middle of another word."""
        return in_text([rf"{_START}(?:{'|'.join(map(self._joined, names))})"])

    def _joined(self, name: str) -> str:
        words: Iterable[str] = self._words[name]
        return "|".join(f"(?:{word.replace('{host}', NAME)})" for word in words)

    def _sentence(self, then: str) -> str:
        """The domain (or its name), a few words that link, and what happens to it."""
        links = rf"(?:[ \pP]*(?:{self._words['linking']}))*[ \pP]*"
        fate = self._joined(then)
        alone = rf"{NAME}\n(?:(?:{_IS}) {links}(?:{fate})|{links}(?:{fate})[ \pP]*(?m:$))"
        return rf"{_START}(?:(?:{NAME}|{self._joined('domain')}){links}(?:{fate})|{alone})"


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
    if said := _said_of_nothing(shown):
        return said
    return "a site that is to come" if _is_to_come(shown) else ""


def _said_of_nothing(shown: Shown) -> str:
    """What a page says that shows no more than the domain's name; "" if it shows more."""
    if len(shown.text) > MOST_ABOUT_DOMAIN:
        return ""
    known, title = _known(), _named(shown.title, shown.host)
    lines = _named(shown.first_lines(FIRST_LINES), shown.host)
    if (_is_name(title) or _is_about_domain(title)) and _is_about_domain(lines):
        return "the domain is for sale or parked"
    if shown.contacts or len(shown.text) > LEAST_TEXT or not (_is_name(title) or known.nothing.search(title)):
        return ""
    return "a domain without a site" if known.absent.search(lines) else ""


def _is_about_domain(text: str) -> bool:
    """Whether a sentence tells what happens to a domain."""
    known = _known()
    return known.offered.search(text) is not None or _in_one_sentence(text, known.noun, known.fate)


def _is_about_site(text: str) -> bool:
    """Whether a sentence tells of a web site that is in the making."""
    return _in_one_sentence(text, _known().site, _known().coming)


def _in_one_sentence(text: str, some: Any, others: Any) -> bool:
    """Whether both are in one sentence. As one pattern with a gap, RE2 would need many megabytes for it."""
    if not (some.search(text) and others.search(text)):
        return False
    return any(some.search(one) and others.search(one) for one in _SENTENCE_END.split(text))


def _is_name(title: str) -> bool:
    """Whether a title says little but the domain's name."""
    return not title or (NAME in title and len(title) <= len(NAME) + LONGEST_NAMED_TITLE)


def _default_page(shown: Shown) -> str:
    known = _known()
    heads = shown.first_lines(FIRST_LINES)
    if known.default_titles.search(heads):
        return _whose(known.defaults, "titles", line, heads)
    if not shown.contacts and known.default_bare.search(heads):
        return _whose(known.defaults, "bare", line, heads)
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
    known, title = _known(), _named(shown.title, shown.host)
    if known.soon.search(f"{title}\n{shown.text}"):
        return True
    tells_nothing = _is_name(title) or known.nothing.search(title) or _is_about_site(title)
    return bool(tells_nothing and _is_about_site(shown.text))


def _named(text: str, host: str) -> str:
    """The text with the domain's name, as it is written in different ways, replaced by ``NAME``."""
    if host and host in text.lower():
        return re.sub(rf"(?:https?://)?(?:www\.)?{re.escape(host)}/?", NAME, text, flags=re.IGNORECASE)
    return text
