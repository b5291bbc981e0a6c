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
LITTLE_NEWS = 600  # on a page whose title or first line says that a site is to come
FIRST_LINES = 6
MOST_ABOUT_DOMAIN = 500
LONGEST_NAMED_TITLE = 40  # characters beside the domain's name
MOST_OWN_PAGES = 2  # a page that links to more, and says more than ``LITTLE_TEXT``, is an article
LEAST_TO_PROVIDER = 3  # links to one other site, on a page that a provider shows
NAME = "\u2063name\u2063"  # stands for the domain's name in a text: no page holds these letters
_START = r"(?:(?m:^)|[^\p{L}\p{N}]|[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}])"
_IS = "is|may be|ist|steht|wird|est|está|è|é|er|är|on|jest|je|este|van|είναι"
_PASSWORD = re.compile(r"""type=["']?password""", re.IGNORECASE)
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
        return self._words_of("coming", "making")

    @cached_property
    def making(self) -> Any:
        return self._words_of("making")

    @cached_property
    def ended(self) -> Any:
        return self._words_of("ended")

    @cached_property
    def served(self) -> Any:
        """What ends if it is not paid for."""
        return self._words_of("site", "noun", "hosting")

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
    def called(self) -> Any:
        """The page calls what it stands on a domain."""
        noun = self._joined("noun")
        return in_text(
            [
                rf"{_START}(?:{self._joined('domain')})",
                rf"(?:{noun})[ \pP]{{0,3}}{NAME}",
                rf"{NAME}[ \pP]{{0,3}}(?:{noun})",
            ]
        )

    @cached_property
    def moved(self) -> Any:
        return self._words_of("moved")

    @cached_property
    def hosting(self) -> Any:
        return self._words_of("hosting")

    @cached_property
    def yours(self) -> Any:
        return self._words_of("yours")

    @cached_property
    def to_owner(self) -> Any:
        return self._words_of("owner")

    @cached_property
    def countdown(self) -> Any:
        return in_text(
            [
                rf"\d{{1,3}} ?(?:{self._joined('unit')})(?:\PL|$)",
                rf"(?:{self._joined('unit')}):? \d{{1,3}}(?:\PN|$)",
            ]
        )

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
        subject = f"{self._joined('domain')}|{self._joined('name')}"
        return rf"{_START}(?:(?:{NAME}|{subject}){links}(?:{fate})|{alone})"


@cache
def _known() -> _Known:
    return _Known(tomllib.loads((Path(__file__).parent / "parking.toml").read_text("utf-8")))


def owner(shown: Shown) -> str:
    """Who shows this page, and why, in words; "" if it is the site's own page."""
    if len(shown.text) > MOST_TEXT or shown.links > MOST_LINKS:
        return ""
    by_words = _by_words if len(shown.text) <= LITTLE_TEXT else _by_provider
    return _by_marks(shown) or by_words(shown)


def _by_marks(shown: Shown) -> str:
    known = _known()
    is_article = len(shown.text) > LITTLE_TEXT and shown.own_pages > MOST_OWN_PAGES
    if shown.own_mail or is_article or not known.owned.in_source(shown.ends):
        return ""
    return "parked with " + next(
        str(one["name"]) for one in known.owners if marks(tuple(one["marks"])).in_source(shown.ends)
    )


def _by_words(shown: Shown) -> str:
    if _is_for_sale(shown):
        return "the domain is for sale or parked"
    if default := _default_page(shown):
        return default
    if shown.own_mail:
        return ""
    return (
        _registered(shown)
        or _said_of_nothing(shown)
        or ("a site that is to come" if _is_to_come(shown) else "")
    )


def _is_for_sale(shown: Shown) -> bool:
    """Whether a page offers its domain. Of a longer one it must be sure that it does not tell of another."""
    if not _known().sale.search(_named(f"{shown.title}\n{shown.text}", shown.host)):
        return False
    is_brief = len(shown.text) <= MOST_ABOUT_DOMAIN
    is_bare = not (shown.contacts or shown.own_pages)
    return is_brief or is_bare or NAME in _named(shown.first_lines(FIRST_LINES), shown.host)


def _registered(shown: Shown) -> str:
    """What a page says that is shown on a domain of which is known no more than that it is registered."""
    known = _known()
    if shown.own_pages > MOST_OWN_PAGES:
        return ""
    title, lines = (_named(text, shown.host) for text in (shown.title, shown.first_lines(FIRST_LINES)))
    if known.parked.search(lines):
        return "the domain is registered, no more"
    if len(shown.text) > MOST_ABOUT_DOMAIN:
        return ""
    says_so = (_is_name(title) or _is_about_domain(title)) and _is_about_domain(lines)
    return "the domain is for sale or parked" if says_so else ""


def _said_of_nothing(shown: Shown) -> str:
    """What a page says that gives no contact, and leads to no page of its site; "" if it says more."""
    if shown.contacts or shown.own_pages or _PASSWORD.search(shown.source):
        return ""
    known, title = _known(), _named(shown.title, shown.host)
    lines = _named(shown.first_lines(FIRST_LINES), shown.host)
    if known.to_owner.search(shown.text):
        return "a host's page for the owner of a site"
    if len(shown.text) > MOST_ABOUT_DOMAIN:
        return ""
    if _shows_its_name(title, lines) and known.called.search(lines) and not known.moved.search(lines):
        return "a page that tells of no more than its domain"
    if _leads_to_one(shown) and known.hosting.search(shown.text) and known.yours.search(shown.text):
        return "a provider's page for its customer"
    if _in_one_sentence(lines, known.served, known.ended):
        return "a site that is no longer served"
    if shown.status >= 400 and known.noun.search(shown.text) and known.hosting.search(shown.text):
        return "a provider's error page"
    says_nothing = _is_name(title) or known.nothing.search(title)
    return "a domain without a site" if says_nothing and known.absent.search(lines) else ""


def _by_provider(shown: Shown) -> str:
    """The same of a longer page, on which a provider advertises itself: nearly all links lead to it."""
    known = _known()
    if shown.own_mail or shown.own_pages or not _leads_to_one(shown, LEAST_TO_PROVIDER):
        return ""
    title, lines = (_named(text, shown.host) for text in (shown.title, shown.first_lines(FIRST_LINES)))
    if not known.hosting.search(shown.text):
        return ""
    named = _shows_its_name(title, lines) and known.called.search(lines)
    return "a provider's page" if named or known.to_owner.search(shown.text) else _default_page(shown)


def _leads_to_one(shown: Shown, least: int = 1) -> bool:
    """Whether most links, and at least so many, lead to one other site."""
    most = max(shown.elsewhere.values(), default=0)
    return most >= least and most * 2 > sum(shown.elsewhere.values())


def _shows_its_name(title: str, lines: str) -> bool:
    """Whether the domain's name is the title, or stands in one of the first lines."""
    return _is_name(title) or NAME in lines


def _is_about_domain(text: str) -> bool:
    """Whether a sentence tells what happens to a domain."""
    known = _known()
    return known.offered.search(text) is not None or _in_one_sentence(text, known.noun, known.fate)


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
    if not (shown.contacts or shown.own_pages) and known.default_bare.search(heads):
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
    known, title = _known(), _named(shown.title, shown.host)
    if shown.contacts or shown.own_pages or shown.status >= 400 or len(shown.text) > LITTLE_NEWS:
        return False
    if _HOUSE_NUMBER.search(known.countdown.sub("", _YEAR.sub("", shown.text))):
        return False
    is_short = len(shown.text) <= LEAST_TEXT
    if known.soon.search(f"{title}\n{shown.text if is_short else shown.first_lines(1)}"):
        return True
    if not is_short:
        return False
    if _in_one_sentence(shown.text, known.site, known.making):
        return True
    tells_nothing = _is_name(title) or known.nothing.search(title) or known.coming.search(title)
    return bool(tells_nothing and _in_one_sentence(shown.text, known.site, known.coming))


def _named(text: str, host: str) -> str:
    """The text with the domain's name, as it is written in different ways, replaced by ``NAME``."""
    if host and host in text.lower():
        return re.sub(rf"(?:https?://)?(?:www\.)?{re.escape(host)}/?", NAME, text, flags=re.IGNORECASE)
    return text
