"""robots.txt (RFC 9309): which pages of a host we may ask for, how fast, and its sitemaps.

Why not protego 0.7: it keeps a rule list for every agent named, so 90 KB of agents followed by rules cost
13 s and 640 MB, and a group for "Scraper" would bind "ScraperSky". This parser keeps our groups alone and
needs time linear in the file. It accepts the slips that Google's parser accepts (a missing colon, common
misspellings, ``index.html`` for its folder); unlike Google's, and like the RFC, it decodes percent-encoded
letters before it compares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes, urlsplit

MAX_BYTES = 500 * 1024  # RFC 9309 section 2.5
MAX_LINE = 2083 * 8 - 1  # characters; the rest of a longer line is ignored, as Google does
MAX_CRAWL_DELAY = 30.0  # seconds; a longer one would hold a scan for hours

_NAMES = {
    "user-agent": ("user-agent", "useragent", "user agent"),
    "disallow": ("disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"),
    "allow": ("allow",),
    "crawl-delay": ("crawl-delay", "crawldelay"),
    "sitemap": ("sitemap", "site-map"),
}
_FIELDS = {spelling: name for name, spellings in _NAMES.items() for spelling in spellings}
_TOKEN = re.compile(r"[A-Za-z_-]*")
_NEWLINE = re.compile(r"\r\n|\r|\n")  # str.splitlines also breaks at characters that may stand in a path
_ESCAPED_UNRESERVED = re.compile(
    r"%(?:2D|2E|5F|7E|3[0-9]|4[1-9A-F]|5[0-9A]|6[1-9A-F]|7[0-9A])", re.IGNORECASE
)
_BYTE_ORDER_MARK = re.compile(rb"\xef(?:\xbb\xbf?)?")  # or what an editor left of it
_ESCAPE = re.compile(r"%[0-9a-f]{2}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """One Allow or Disallow line. ``pattern`` is normalised; * stands for anything, a last $ for the end."""

    allow: bool
    pattern: str

    def __str__(self) -> str:
        return f"{'Allow' if self.allow else 'Disallow'}: {self.pattern}"

    def matches(self, path: str) -> bool:
        """Whether the pattern fits ``path``, found in one pass: each literal part at its first place."""
        anchored = self.pattern.endswith("$")
        first, *rest = self.pattern.removesuffix("$").split("*")
        if not path.startswith(first):
            return False
        if not rest:
            return not anchored or path == first
        last = rest.pop() if anchored else ""
        position = len(first)
        for part in rest:
            found = path.find(part, position)
            if found < 0:
                return False
            position = found + len(part)
        return path.endswith(last) and len(path) - len(last) >= position


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules that bind us on one host, longest pattern first and Allow before Disallow of that length.

    ``crawl_delay`` is in seconds, at most ``MAX_CRAWL_DELAY``; None where none was asked for.
    """

    rules: tuple[Rule, ...] = ()
    crawl_delay: float | None = None
    sitemaps: tuple[str, ...] = ()

    def forbidding(self, url: str) -> Rule | None:
        """The rule that forbids ``url``, or None where it may be fetched."""
        path = _path(url)
        if path == "/robots.txt":
            return None
        rule = next((rule for rule in self.rules if rule.matches(path)), None)
        return rule if rule and not rule.allow else None


ALLOW_ALL = Robots()
FORBID_ALL = Robots((Rule(allow=False, pattern="/"),))


@dataclass(slots=True)
class _Group:
    """What the groups of one agent say together. ``named``: at least one such group stands in the file."""

    rules: set[Rule]
    named: bool = False
    crawl_delay: float | None = None


def parse(body: bytes, token: str) -> Robots:
    """The rules in ``body`` for the product ``token``; those for * where no group names it.

    A body of ``MAX_BYTES`` or more counts as cut there: its last line is dropped, because half a rule
    may forbid or allow much more than the whole.
    """
    ours, everyone = _Group(set()), _Group(set())
    sitemaps: dict[str, None] = {}
    current: list[_Group] = []
    naming = False  # the last line that matters for grouping was a User-agent line
    for name, value in _lines(body):
        if name == "user-agent":
            current = current if naming else []
            naming = True
            if group := _group_named(value, token, ours, everyone):
                group.named = True
                current.append(group)
        elif name == "sitemap":
            sitemaps[value] = None
        else:
            naming = False
            for group in current:
                _apply(group, name, value)
    chosen = ours if ours.named else everyone
    rules = sorted(chosen.rules, key=lambda rule: (-len(rule.pattern), not rule.allow))
    return Robots(tuple(rules), chosen.crawl_delay, tuple(sitemaps))


def _lines(body: bytes) -> Iterator[tuple[str, str]]:
    """The lines we understand, as (field name, value)."""
    mark = _BYTE_ORDER_MARK.match(body)
    text = body[mark.end() if mark else 0 : MAX_BYTES].decode("utf-8", "replace")
    lines = _NEWLINE.split(text)
    for line in lines[:-1] if len(body) >= MAX_BYTES else lines:
        field = _field(line[:MAX_LINE].partition("#")[0].strip())
        if field:
            yield field


def _field(line: str) -> tuple[str, str] | None:
    name, colon, value = line.partition(":")
    if known := _FIELDS.get(name.strip().lower()) if colon else None:
        return known, value.strip()
    name, _, value = line.partition(" ")  # "Disallow /x": the colon was forgotten
    known = _FIELDS.get(name.lower())
    return (known, value.strip()) if known else None


def _group_named(value: str, token: str, ours: _Group, everyone: _Group) -> _Group | None:
    """The group that a User-agent line opens for us. "ScraperSky/1.0 (x)" names "scrapersky"."""
    if value == "*" or value.startswith("* "):
        return everyone
    match = _TOKEN.match(value)
    return ours if match and match[0] and match[0].lower() == token.lower() else None


def _apply(group: _Group, name: str, value: str) -> None:
    if name == "crawl-delay":
        group.crawl_delay = _seconds(value) or group.crawl_delay
    elif value:
        rule = Rule(name == "allow", _normalise(value))
        group.rules.add(rule)
        if rule.allow and rule.pattern.endswith("/index.html"):
            group.rules.add(Rule(True, rule.pattern.removesuffix("index.html") + "$"))


def _seconds(value: str) -> float | None:
    """ "10", "0.5" or "10s" in seconds; None where it is no such number."""
    match = re.match(r"\d{1,9}(?:\.\d{1,9})?", value)
    return min(float(match[0]), MAX_CRAWL_DELAY) if match else None


def _path(url: str) -> str:
    """Path and query of ``url``, as rules are compared with them."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return _normalise(f"{parts.path or '/'}{query}")


def _normalise(text: str) -> str:
    """Percent-encoding as RFC 9309 compares it: letters plain, other octets encoded, in upper case."""
    decoded = _ESCAPED_UNRESERVED.sub(lambda match: unquote_to_bytes(match[0]).decode(), text)
    upper = _ESCAPE.sub(lambda match: match[0].upper(), decoded)
    return quote(upper, safe="%/?:@!$&'()*+,;=[]~")
