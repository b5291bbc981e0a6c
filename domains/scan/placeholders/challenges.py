"""Recognises bot checks: those of the services in ``challenges.toml``, and unknown ones by their words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from domains.scan.names import registrable_domain
from domains.scan.placeholders.challenge_words import known
from domains.scan.placeholders.patterns import in_one_sentence
from domains.scan.placeholders.shown import Shown

MOST_TEXT = 2_500  # characters of a bot check, at most, the advertising of its service included
MOST_LINKS = 20
LITTLE_TEXT = 700  # the same for a bot check that is recognised by its words only
BARE_TEXT = 300
FIRST_LINES = 4
LONGEST_COOKIE = 2_000  # characters from a cookie to what loads the page again
LONGEST_CHECK = 20_000  # characters of the source of a check of unknown make
# 307 without a location, 409, 415, 428 and 521: what single guards send with a check.
REFUSALS = frozenset({307, 401, 403, 405, 406, 409, 415, 418, 428, 429, 503, 521})
_OUT_OF_ORDER = frozenset({503, 521})  # what servers answer by themselves as well
_ASKS = re.compile(
    r"<textarea|<input(?![^>]{0,300}type=[\"']?(?:hidden|submit|checkbox|button))", re.IGNORECASE
)
_COOKIE_SET = re.compile(r"""document(?:\.cookie|\[["']cookie["']\])\s{0,9}=""")
_GOES_ON = re.compile(
    r"""location\.reload\(|\.submit\(\)"""
    r"""|location(?:\.href|\.(?:replace|assign)\()?\s{0,9}=?\s{0,9}(?:window\.|document\.)?location"""
    r"""(?:\.href|\.pathname(?:\s{0,9}\+\s{0,9}(?:window\.)?location\.search)?)?\s{0,9}[;<}\n)]"""
)
# A page that loads itself again after a while.
_AGAIN = re.compile(
    r"""<meta[^<>]{0,100}http-equiv=["']?refresh["']?[^<>]{0,40}content=["']?1?\d\s{0,3};?\s{0,3}["'/>]"""
    r"""|setTimeout\(.{0,100}?location\.reload\(""",
    re.IGNORECASE | re.DOTALL,
)
# A number for those who ask the site's owner why they were turned away.
_INCIDENT = re.compile(
    r"(?<![a-z])id(?![a-z])[^\n]{0,20}?(?=[\w.-]{0,60}\d)[\w.-]{6,60}"
    r"|\b(?:incident|event|request|reference|support|trace|case)[ -]?(?:no\.?|number|code|#)\W{1,4}\w*\d",
    re.IGNORECASE,
)
# Addresses on the own host of scripts, forms and frames, and those to which a page leads on by itself.
_OWN_ADDRESS = re.compile(
    r"""(?:<(?:script|iframe)\b[^<>]{0,200}?\bsrc|<form\b[^<>]{0,200}?\baction|\.src|location(?:\.href)?)"""
    r"""\s{0,3}=\s{0,3}["']?(/[^/"'<>\s][^"'<>\s]{0,300})"""
    r"""|http-equiv=["']?refresh["']?[^<>]{0,60}?url=["']?(/[^/"'<>\s][^"'<>\s]{0,300})""",
    re.IGNORECASE,
)
# A query that tells another address: as it is, encoded, or in base 64 ("https://", "http://").
_RETURN = re.compile(r"(?:^|&)[\w.\[\]-]{1,40}=(?:https?(?::|%3a)(?:/|%2f){2}|/|%2f|ahr0c(?:hm6ly|dovl))")
_FORM = re.compile(r"<form\b", re.IGNORECASE)
_PASSWORD = re.compile(r"""type=["']?password""", re.IGNORECASE)
# The empty element that an application fills by a script, and what an ordinary page shows while it waits.
_SHELL = re.compile(
    r"""<app-root\b|<div\b[^<>]{0,80}?\bid=["']?(?:app|root|__next|__nuxt|q-app|svelte)["'\s>]""",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"<(?:img|video|canvas)\b", re.IGNORECASE)
# What extensions of ordinary sites load, and Cloudflare's script on ordinary pages.
_IN_PROGRAM = re.compile(
    r"^/cdn-cgi/|/(?:wp-content|wp-includes|plugins|modules|components|themes|extensions|media)/",
    re.IGNORECASE,
)
# What a visitor has to solve. It stands alone on the page of a check, and beside fields in a form.
_PUZZLE = re.compile(
    r"class=[\"']?[\w\- ]{0,100}\b(?:g-recaptcha|h-captcha|cf-turnstile|frc-captcha|smart-captcha)\b"
    r"(?![^>]{0,300}invisible)",
    re.IGNORECASE,
)


def guard(shown: Shown) -> str:
    """The name of the service whose bot check this page is; "" if it is not one."""
    named = next(_by_headers(shown), "") or _by_marks(shown) or known().hosts.name_in(_place(shown))
    if named:
        return named
    return "a guard of unknown make" if _says_so(shown) and not _asks_age(shown) else ""


def _asks_age(shown: Shown) -> bool:
    """Whether a page asks for the visitor's age, and shows no puzzle."""
    asks = known().ages.search(f"{shown.heading}\n{shown.words}")
    return bool(asks) and not _PUZZLE.search(shown.source)


def _place(shown: Shown) -> str:
    """The address without its scheme, in lower case."""
    return shown.url.partition("://")[2].lower()


def _by_headers(shown: Shown) -> Iterator[str]:
    refused = shown.status in REFUSALS - {503}
    for header, pattern, name, only_refusals in known().headers:
        value = shown.headers.get(header)
        if value is not None and (refused or not only_refusals) and pattern.search(value.lower()):
            yield name


def _by_marks(shown: Shown) -> str:
    if len(shown.text) > MOST_TEXT or shown.links > MOST_LINKS:
        return ""
    if by := known().marks.name_in(shown.ends):
        return by
    shows_nothing = not shown.text and not shown.title
    return known().refusal.name_in(shown.ends) if shown.status in REFUSALS or shows_nothing else ""


def _says_so(shown: Shown) -> bool:
    """Whether the words are those of a bot check.

    A page with contacts is never one, nor is a page that asks for the visitor's age.
    """
    is_answer = shown.status < 400 or shown.status in REFUSALS
    if shown.contacts or len(shown.text) > LITTLE_TEXT or not is_answer:
        return False
    if _is_sent_to_check(shown):
        return True
    if shown.status < 400 and _SHELL.search(shown.source):
        return False
    if len(shown.source) < LONGEST_CHECK and _sets_cookie(shown.source) and _waits_for_script(shown):
        return True
    if _speaks_of_robots(shown) or _tells_of_block(shown):
        return True
    if not (_is_short(shown) and _has_no_name(shown)):
        return False
    fields = len(_ASKS.findall(shown.source))
    if fields <= 1 and _leads_to_check(shown):  # the field is for what a picture shows
        return True
    shows_puzzle = _PUZZLE.search(shown.source) and (shown.text or _FORM.search(shown.source))
    return not fields and (bool(shows_puzzle) or _loads_itself_again(shown))


def _is_sent_to_check(shown: Shown) -> bool:
    """Whether the address is one of a check to which a site sends visitors, and from which they return."""
    place, _, query = _place(shown).partition("?")
    if not _RETURN.search(query):
        return False
    host, _, path = place.partition("/")
    if not path:  # the home page of one who sells checks
        place = host.removesuffix(registrable_domain(host))
    if not known().addresses.search(place):
        return False
    return len(_ASKS.findall(shown.source)) <= 1 and not _PASSWORD.search(shown.source)


def _sets_cookie(source: str) -> bool:
    """Whether a script sets a cookie, and then loads the page again or sends a form."""
    sets = [match.end() for match in _COOKIE_SET.finditer(source)]
    for match in _GOES_ON.finditer(source) if sets else ():
        last = bisect_left(sets, match.start()) - 1
        if last >= 0 and match.start() - sets[last] <= LONGEST_COOKIE:
            return True
    return False


def _waits_for_script(shown: Shown) -> bool:
    """Whether a page shows nothing, or only that it waits for a script."""
    if not _has_no_name(shown):
        return False
    waits = any(one.search(shown.words) for one in (known().scripts, known().waiting))
    return not shown.text or (waits and _is_bare(shown))


def _tells_of_block(shown: Shown) -> bool:
    """Whether a refusal is a firewall's, which gives the incident a number."""
    if shown.status not in REFUSALS - _OUT_OF_ORDER or not _INCIDENT.search(shown.text):
        return False
    return known().blocked.search(shown.words) is not None


def _leads_to_check(shown: Shown) -> bool:
    """Whether a page that shows next to nothing loads, sends or leads to an address that names a check."""
    own = (match[1] or match[2] for match in _OWN_ADDRESS.finditer(shown.source[:LONGEST_CHECK]))
    return any(known().addresses.search(one.lower()) for one in own if not _IN_PROGRAM.search(one))


def _loads_itself_again(shown: Shown) -> bool:
    """Whether a page only asks to wait, and loads itself again."""
    source = shown.source[:LONGEST_CHECK]
    if shown.status in _OUT_OF_ORDER or _PICTURE.search(source):
        return False
    return bool(known().waiting.search(shown.words) and _AGAIN.search(source))


def _speaks_of_robots(shown: Shown) -> bool:
    words = known()
    if words.titles.search(shown.heading):
        return True
    lines = shown.first_lines(FIRST_LINES)
    if _is_bare(shown) and words.sentences.search(lines):
        return True
    if not _has_no_name(shown):
        return False
    if words.sentences.search(lines) or words.titles.search(lines):
        return True
    if not _is_bare(shown):
        return False
    if words.hints.search(lines) or in_one_sentence(lines, words.browser, words.checking):
        return True
    waits = shown.status >= 400 or words.waiting.search(shown.heading)
    return bool(waits) and in_one_sentence(lines, words.visitor, words.checking)


def _has_no_name(shown: Shown) -> bool:
    """Whether a page does not say whose it is: an error, or a title to wait, or the domain's name."""
    if shown.status >= 400 or not any(map(str.isalnum, shown.title)):
        return True
    return bool(known().waiting.search(shown.heading)) or _is_name(shown.heading, shown.host)


def _is_bare(shown: Shown) -> bool:
    """Whether a page consists of a sentence or two, without an input field."""
    return _is_short(shown) and not _ASKS.search(shown.source)


def _is_short(shown: Shown) -> bool:
    """Whether a page consists of a sentence or two, and leads to no other page of its site."""
    return len(shown.text) <= BARE_TEXT and shown.links <= 2 and not shown.own_pages


def _is_name(title: str, host: str) -> bool:
    """Whether a title is only the domain's name."""
    return title.removeprefix("www.").strip(" /.|-") == host
