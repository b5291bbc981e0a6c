"""robots.txt (RFC 9309): which pages of a host may be requested, how fast, and which sitemaps it lists.

Why not protego 0.7: it keeps a list of rules for every named agent, so 90 KB of agents followed by rules cost
13 s and 640 MB. It needs up to 150 ms to compare a URL with 500 KB of rules (here: under 5 ms). It applies a
group for "Scraper" to "ScraperSky". This parser keeps only the groups that apply to us and needs time linear
in the file. It finds the few rules that may match a URL by a piece of text that they have in common with it.
It accepts the same mistakes as Google's parser (a missing colon, common misspellings, ``index.html`` for its
folder). Unlike Google's parser, and as the RFC requires, it decodes percent-encoded letters before it
compares.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from domains.scan.urls import parts, same_encoding

MAX_BYTES = 500 * 1024  # RFC 9309 section 2.5
MAX_LINE = 2083 * 8 - 1  # characters; the rest of a longer line is ignored, as Google does
MAX_CRAWL_DELAY = 30.0  # seconds; a longer one would hold a scan for hours
# The maximum cost of comparing one URL with all rules, in pairs of characters: a few milliseconds. Only
# hostile rules need more; then the URL counts as forbidden.
MAX_WORK = 4_000_000
WORK_OF_A_PART = 100  # what looking for one part costs at least, in the same unit

_NAMES = {
    "user-agent": ("user-agent", "useragent", "user agent"),
    "disallow": ("disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"),
    "allow": ("allow",),
    "crawl-delay": ("crawl-delay", "crawldelay"),
    "sitemap": ("sitemap", "site-map"),
}
_FIELDS = {spelling: name for name, spellings in _NAMES.items() for spelling in spellings}
_TOKEN = re.compile(r"[A-Za-z_-]{0,200}")
_NEWLINE = re.compile(r"\r\n|\r|\n")  # str.splitlines also breaks at characters that a path may contain
_BYTE_ORDER_MARK = re.compile(rb"\xef(?:\xbb\xbf?)?")  # or what an editor left of it
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9})?", re.ASCII)
_PIECE = 8  # characters


class Rule(NamedTuple):
    """One Allow or Disallow line. ``pattern`` is normalised; * matches any text, a final $ matches the
    end.
    """

    allow: bool
    pattern: str

    def __str__(self) -> str:
        return f"{'Allow' if self.allow else 'Disallow'}: {self.pattern}"

    def matches(self, path: str) -> bool:
        """Whether the pattern matches ``path``. One pass: each literal part is searched at its first
        position.
        """
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

    @property
    def pieces(self) -> list[str]:
        """Distinct texts of at most ``_PIECE`` characters that together cover the literal parts of the
        pattern.

        A path that matches contains all of them.
        """
        literal = self.pattern.removesuffix("$").split("*")
        starts = ((part, start) for part in literal for start in range(0, len(part), _PIECE))
        return list(dict.fromkeys(part[start : start + _PIECE] for part, start in starts))


class _Index:
    """Rules in their order, each indexed by the piece of its text that the fewest rules contain."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self._rules = rules
        self._places: dict[str, list[int]] = {}
        pieces = [rule.pieces for rule in rules]
        spread = Counter(chain.from_iterable(pieces))
        for place, found in enumerate(pieces):
            rarest = min(found, key=spread.__getitem__, default="")
            self._places.setdefault(rarest, []).append(place)
        self._lengths = {len(piece) for piece in self._places}

    def candidates(self, path: str) -> Iterator[Rule]:
        """The few rules that may fit, in their order."""
        held = {path[start : start + length] for length in self._lengths for start in range(len(path))}
        places = chain.from_iterable(self._places[piece] for piece in self._places.keys() & held)
        return map(self._rules.__getitem__, sorted(places))


@dataclass(frozen=True)
class Robots:
    """The rules of one host that apply to us: longest pattern first, Allow before Disallow of the same
    length.

    ``crawl_delay`` is in seconds, at most ``MAX_CRAWL_DELAY``; None if the file has none.
    """

    rules: tuple[Rule, ...] = ()
    crawl_delay: float | None = None
    sitemaps: tuple[str, ...] = ()
    _index: _Index = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", _Index(self.rules))

    def forbidding(self, url: str) -> Rule | None:
        """The rule that forbids ``url``; None if it may be fetched. Takes at most a few milliseconds."""
        path = _path(url)
        if path == "/robots.txt":
            return None
        work = 0
        for rule in self._index.candidates(path):
            work += (len(path) + WORK_OF_A_PART) * len(rule.pattern)
            if work > MAX_WORK:
                return FORBID
            if rule.matches(path):
                return None if rule.allow else rule
        return None


FORBID = Rule(allow=False, pattern="/")
ALLOW_ALL = Robots()
FORBID_ALL = Robots((FORBID,))


@dataclass(slots=True)
class _Group:
    """The combined groups of one agent. ``named``: the file has at least one such group."""

    rules: set[Rule]
    named: bool = False
    crawl_delay: float | None = None


def parse(body: bytes, token: str) -> Robots:
    """The rules in ``body`` for the product ``token``; if no group names it, the rules for *.

    A body of ``MAX_BYTES`` or more is treated as truncated: its last line is dropped, because half a rule may
    forbid or allow much more than the whole rule.
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
    rules = sorted(chosen.rules, key=lambda rule: (-len(rule.pattern), not rule.allow, rule.pattern))
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
        rule = Rule(name == "allow", _pattern(value))
        group.rules.add(rule)
        if rule.allow and rule.pattern.endswith("/index.html"):
            group.rules.add(Rule(True, rule.pattern.removesuffix("index.html") + "$"))


def _seconds(value: str) -> float | None:
    """ "10", "0.5" or "10s" in seconds; None if it is not such a number."""
    match = _NUMBER.match(value)
    return min(float(match[0]), MAX_CRAWL_DELAY) if match else None


def _path(url: str) -> str:
    """Path and query of ``url``, as rules are compared with them."""
    _, path, query = parts(url)
    told = same_encoding(f"{path}{'?' if query else ''}{query}")
    return told.replace("*", "%2A").replace("$", "%24")


def _pattern(value: str) -> str:
    """The normalised pattern of a rule. * and a final $ stay special; %2A and %24 are literal (2.2.3)."""
    told = same_encoding(value)
    return told[:-1].replace("$", "%24") + told[-1:]
