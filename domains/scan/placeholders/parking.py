"""Recognises pages on domains without a site, and who shows them, with ``parking.toml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from domains.scan.placeholders.parking_words import NAME, known
from domains.scan.placeholders.patterns import in_one_sentence
from domains.scan.placeholders.shown import Shown

MOST_TEXT = 5_000  # characters of a page with the marks of a known owner; brokers advertise themselves
MOST_LINKS = 30
LITTLE_TEXT = 1_500  # on a page that is known by its words
LEAST_TEXT = 200  # of a page that may contain no other text
MOST_NOTHING = 300  # on a page that says that there is no site
LITTLE_NEWS = 600  # on a page whose title or first line says that a site is to come
FIRST_LINES = 6
MOST_ABOUT_DOMAIN = 500
LONGEST_NAMED_TITLE = 40  # characters beside the domain's name
MOST_OWN_PAGES = 2  # a page that links to more, and says more than ``LITTLE_TEXT``, is an article
LEAST_TO_PROVIDER = 3  # links to one other site, on a page that a provider shows
# What a page is for that says nothing more: signing in, writing a message, showing a page in a frame.
_FURTHER = re.compile(r"""type=["']?password|<frame(?:set)?\b|<textarea\b""", re.IGNORECASE)
_NAME = re.compile(NAME)
# What follows a statement: "shoes.com on sale." and not "shoes.com on sale: boots".
_BY = "with|by|via|through|bei|über|durch|chez|par|auprès|presso|por|przez|hos|bij"  # a registrar
_END = re.compile(rf"[ \"'»”)]{{0,9}}(?:[.!?…。！？]|[-–—|] |\n|$|(?:{_BY}) )")
_QUESTION = re.compile(r"[^\n.:!?。！？؟]{1,200}+[?？؟]")
_QUESTION_MARKS = frozenset("?？؟")
_YEAR = re.compile(r"\b20\d\d\b")
_HOUSE_NUMBER = re.compile(r"\d[a-z]?,? +([^\W\d_]{3,30})|([^\W\d_]{3,30}) +\d")


@dataclass(frozen=True)
class _Said:
    """What a page says, in lower case, with ``NAME`` for its domain's name.

    ``lines``: the title and the first lines of the text.
    """

    title: str
    lines: str
    text: str

    @cached_property
    def told(self) -> str:
        """``lines`` without questions: "Is your site still under construction? We finish it."."""
        return _without_questions(self.lines)

    @property
    def names_itself(self) -> bool:
        """Whether the domain's name is in the title or in one of the first lines."""
        return NAME in self.lines

    @property
    def has_name_as_title(self) -> bool:
        """Whether the title says little but the domain's name."""
        title = self.title
        return not title or (NAME in title and len(title) <= len(NAME) + LONGEST_NAMED_TITLE)


def owner(shown: Shown) -> str:
    """Who shows this page, and why, in words; "" if it is the site's own page."""
    if len(shown.text) > MOST_TEXT or shown.links > MOST_LINKS:
        return ""
    if by := _by_marks(shown):
        return by
    by_words = _by_words if len(shown.text) <= LITTLE_TEXT else _by_provider
    by, provider = by_words(shown, _said(shown)), _provider(shown)
    return f"{by}; its links lead to {provider}" if by and provider else by


def _provider(shown: Shown) -> str:
    """The other registered domain to which most links lead; "" if there is none."""
    name, links = max(shown.elsewhere.items(), key=lambda item: item[1], default=("", 0))
    return name if links * 2 > sum(shown.elsewhere.values()) else ""


def _said(shown: Shown) -> _Said:
    parts = (shown.heading, shown.first_lines(FIRST_LINES), shown.words)
    return _Said(*(_named(part, shown.host) for part in parts))


def _named(text: str, host: str) -> str:
    """The text with the domain's name, as it is written in different ways, replaced by ``NAME``."""
    if host and host in text:
        return re.sub(rf"(?:https?://)?(?:www\.)?{re.escape(host)}/?", NAME, text)
    return text


def _by_marks(shown: Shown) -> str:
    is_article = len(shown.text) > LITTLE_TEXT and shown.own_pages > MOST_OWN_PAGES
    by = "" if shown.own_mail or is_article else known().owners.name_in(shown.ends)
    return f"parked with {by}" if by else ""


def _by_words(shown: Shown, said: _Said) -> str:
    if _is_for_sale(shown, said):
        return "the domain is for sale or parked"
    if default := _default_page(shown):
        return default
    if shown.own_mail:
        return ""
    found = "" if _is_makers(shown, said) else _registered(shown, said) or _said_of_nothing(shown, said)
    return found or ("a site that is to come" if _is_to_come(shown, said) else "")


def _is_makers(shown: Shown, said: _Said) -> bool:
    """Whether a page is that of a business that makes or hosts sites, and does not tell of its own domain."""
    if shown.status >= 400 or NAME in said.text or (said.title and said.has_name_as_title):
        return False
    if known().pointed.search(said.lines):
        return False
    heads = shown.first_lines(1)
    return bool(known().craft.search(heads) or known().makes.search(said.lines))


def _by_provider(shown: Shown, said: _Said) -> str:
    """The same of a longer page, on which a provider advertises itself: nearly all links lead to it."""
    if shown.own_mail or shown.own_pages or shown.elsewhere[_provider(shown)] < LEAST_TO_PROVIDER:
        return ""
    if not known().hosting.search(said.text):
        return ""
    told = _calls_itself_domain(said) or known().to_owner.search(said.text)
    is_for_customer = told and not shown.contacts
    return "a provider's page" if is_for_customer else _default_page(shown)


def _is_for_sale(shown: Shown, said: _Said) -> bool:
    """Whether a page offers its domain. Of a longer one it must be sure that it does not tell of another."""
    if not _is_stated(known().sale, f"{said.title}\n{said.text}", shown):
        return False
    is_brief = len(shown.text) <= MOST_ABOUT_DOMAIN
    return is_brief or NAME in said.lines or not (shown.contacts or shown.own_pages)


def _registered(shown: Shown, said: _Said) -> str:
    """What a page says that is shown on a domain of which is known no more than that it is registered."""
    if shown.own_pages > MOST_OWN_PAGES:
        return ""
    if _is_stated(known().parked, said.told, shown):
        return "the domain is registered, no more"
    if len(shown.text) > MOST_ABOUT_DOMAIN:
        return ""
    says_so = (said.has_name_as_title or _is_about_domain(said.title)) and _is_about_domain(said.lines)
    return "the domain is for sale or parked" if says_so else ""


def _is_stated(words: Any, text: str, shown: Shown) -> bool:
    """Whether a text says this of the domain.

    A business that gives a contact may say the same of its name: "moebel.de - Verkauf und Beratung".
    """
    if not shown.contacts:
        return words.search(text) is not None
    found = words.finditer(text)
    return any(known().noun.search(one[0]) or _END.match(text, one.end()) for one in found)


def _is_about_domain(text: str) -> bool:
    """Whether a sentence tells what happens to a domain."""
    return known().offered.search(text) is not None or in_one_sentence(text, known().noun, known().fate)


def _said_of_nothing(shown: Shown, said: _Said) -> str:
    """What a page says that gives no contact, and leads to no page of its site; "" if it says more."""
    if shown.contacts or shown.own_pages or _FURTHER.search(shown.source):
        return ""
    if shown.status >= 500:  # the server's trouble, which passes
        return ""
    if known().moved.search(said.lines):
        return ""
    if known().to_owner.search(said.text) or _asks_for_upload(said):
        return "a host's page for the owner of a site"
    if len(shown.text) > MOST_ABOUT_DOMAIN:
        return ""
    return _said_of_domain(shown, said) or _said_of_site(shown, said)


def _asks_for_upload(said: _Said) -> bool:
    """Whether a page asks for files, and shows that it is a host's: print shops ask for files too."""
    words = known()
    if not words.upload.search(said.text):
        return False
    is_named = NAME in said.lines or said.has_name_as_title or words.nothing.search(said.title)
    return bool(is_named or words.greeting.search(said.lines) or words.hosting.search(said.text))


def _said_of_domain(shown: Shown, said: _Said) -> str:
    words = known()
    if _calls_itself_domain(said):
        return "a page that tells of no more than its domain"
    states = (words.registered, words.making, words.selling)
    if any(in_one_sentence(said.told, words.noun, state) for state in states):
        return "the domain is registered, no more"
    is_error = shown.status >= 400 and words.noun.search(said.text) and words.hosting.search(said.text)
    return "a provider's error page" if is_error else ""


def _calls_itself_domain(said: _Said) -> bool:
    if not said.names_itself:
        return False
    return bool(known().called.search(said.lines)) or in_one_sentence(said.lines, known().noun, _NAME)


def _said_of_site(shown: Shown, said: _Said) -> str:
    words = known()
    if in_one_sentence(said.told, words.served, words.ended):
        return "a site that is no longer served"
    is_greeting = NAME in said.lines or words.greeting.search(said.told) or words.ready.search(said.title)
    says_nothing = said.has_name_as_title or words.nothing.search(said.title)
    if (says_nothing or is_greeting) and in_one_sentence(said.told, words.bought, words.ready):
        return "a site without contents"
    if says_nothing and words.absent.search(said.told):
        return "a domain without a site"
    return "a domain without a site" if _is_absent(shown, said) else ""


def _is_absent(shown: Shown, said: _Said) -> bool:
    """Whether a page says that there is no site, or none at present. Any error page may say so."""
    words = known()
    if shown.status >= 400 or len(shown.text) > MOST_NOTHING:
        return False
    if said.has_name_as_title and len(shown.text) <= LEAST_TEXT and words.away.search(said.text):
        return True
    return in_one_sentence(said.told, words.served, words.not_there)


def _default_page(shown: Shown) -> str:
    # A business that gives a contact may write "Service suspended" below its name.
    words, heads = known(), shown.first_lines(1 if shown.contacts else FIRST_LINES)
    found = words.default_titles.name_in(heads)
    if not (found or shown.own_pages):
        found = words.default_lone.name_in(heads)
    if not (found or shown.own_pages or shown.contacts):
        found = words.default_bare.name_in(heads)
    return found or words.default_marks.name_in(shown.words)


def _is_to_come(shown: Shown, said: _Said) -> bool:
    """Whether a page only says that a site is coming soon: no contact, no address, no further page."""
    words = known()
    if shown.contacts or shown.own_pages or shown.status >= 400 or len(shown.text) > LITTLE_NEWS:
        return False
    if _FURTHER.search(shown.source):
        return False
    text = _without_questions(said.text)
    if _gives_address(text):
        return False
    is_short = len(shown.text) <= LEAST_TEXT
    if words.soon.search(f"{said.title}\n{text if is_short else text.partition(chr(10))[0]}"):
        return True
    if not is_short:
        return False
    both = f"{said.title}\n{text}"
    if in_one_sentence(both, words.site, words.making):
        return True
    if words.site.search(both) and words.coming.search(said.title) and words.making.search(text):
        return True
    tells_nothing = said.has_name_as_title or words.nothing.search(said.title)
    is_state = words.making.search(said.title) or words.hosting.search(said.title)
    return bool((tells_nothing or is_state) and in_one_sentence(both, words.site, words.coming))


def _without_questions(text: str) -> str:
    return text if _QUESTION_MARKS.isdisjoint(text) else _QUESTION.sub("", text)


def _gives_address(text: str) -> bool:
    """Whether a text contains a street and a number. Years and the numbers of a countdown are none."""
    found = _HOUSE_NUMBER.findall(_YEAR.sub("", text))
    return any(not known().unit.search(after or before) for after, before in found)
