"""The parts of a response that help to decide whether it is the site's own page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import re2

from domains.scan.names import registrable_domain

HEAD, TAIL = 65_536, 8_192  # characters of a source that are looked at
MOST_HREFS = 60  # links whose targets are looked at
_PLACE = re.compile(r"(?:https?:)?//([^/?#:]+)(?::\d+)?([^?#]*)|(?![a-z][a-z\d+.-]*:)([^?#]*)", re.IGNORECASE)
_HOME = re.compile(r"/?(?:(?:index|home|default)(?:\.\w{2,5})?)?/?", re.IGNORECASE)
# Where the owner of a site signs in, and what parked pages call their own pages of advertisements.
_BACKSTAGE = re.compile(
    r"/?(?:wp-(?:admin|login)|log-?in|sign-?in|admin|user|account|panel|cpanel|webmail|config|cgi-(?:bin|sys)|lander"
    r"|rs|search|cdn-cgi)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Shown:
    """``text``: the visible text, one line for each block. ``source``: the page as it was sent.

    ``contacts``: it contains an e-mail address, number or profile; ``own_mail``: it contains an address of
    its own domain; ``links``: its number of links; ``hrefs``: where the first ``MOST_HREFS`` of them lead.
    """

    host: str
    headers: Mapping[str, str]
    source: str
    title: str
    text: str
    status: int = 200
    contacts: bool = False
    own_mail: bool = False
    links: int = 0
    hrefs: tuple[str, ...] = ()

    @cached_property
    def ends(self) -> bytes:
        """The source in UTF-8; of a long source only its beginning and its end."""
        whole = self.source
        ends = whole if len(whole) <= HEAD + TAIL else whole[:HEAD] + whole[-TAIL:]
        return ends.encode(errors="ignore")

    @cached_property
    def own_pages(self) -> int:
        """How many further pages of its site it links to, those aside where the site's owner signs in."""
        paths = {path for host, path in self._targets if _bare(host) in ("", self.host)}
        return sum(not (_HOME.fullmatch(path) or _BACKSTAGE.match(path)) for path in paths)

    @cached_property
    def elsewhere(self) -> Counter[str]:
        """Other registered domain -> number of links to it."""
        found = Counter(registrable_domain(_bare(host)) for host, _ in self._targets if host)
        del found[""], found[registrable_domain(self.host)]
        return found

    @cached_property
    def _targets(self) -> list[tuple[str, str]]:
        """(host, "" for the page's own; path) of each link to a page."""
        matches = filter(None, (_PLACE.match(href.strip()) for href in self.hrefs))
        return [(match[1] or "", match[2] if match[1] else match[3]) for match in matches]

    def first_lines(self, most: int) -> str:
        """The title and the first ``most`` lines of the text."""
        return "\n".join([self.title, *self.text.split("\n", most)[:most]])


def _bare(host: str) -> str:
    return host.lower().removeprefix("www.")


class Marks:
    """Patterns that are searched in the bytes of a source, ignoring case and line breaks.

    RE2 needs many times as long for "a.{0,200}b" as for "a" or "b", and 100 ms to compile hundreds of such
    patterns. So the longest plain part of each pattern is searched first, all of them in one pass. Only the
    patterns whose part is found are compiled.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        self._patterns = {pattern: _plain_part(pattern) for pattern in patterns}
        self._parts = _in_source(self._patterns.values())

    def in_source(self, source: bytes) -> bool:
        return bool(self._parts.search(source)) and any(
            _one(part).search(source) and _one(pattern).search(source)
            for pattern, part in self._patterns.items()
        )


_GAP = re.compile(r"(?:\\?.|\[[^\]]*\])\{\d+,\d+\}")
_CHOICE = re.compile(r"\((?:[^()]|\([^()]*\))*\)\??")
_WORD = re.compile(r"(?:[\w/ -]|\\[.\-])+")


def _plain_part(pattern: str) -> str:
    """The part between a pattern's gaps that has the longest word."""
    parts = [part for part in _GAP.split(pattern) if part.count("(") == part.count(")")]
    return max(parts, key=_longest_word, default=pattern)


def _longest_word(part: str) -> int:
    return max(map(len, _WORD.findall(_CHOICE.sub(" ", part))), default=0)


@cache
def marks(patterns: tuple[str, ...]) -> Marks:
    return Marks(patterns)


@cache
def _one(pattern: str) -> Any:
    return _in_source([pattern])


def _in_source(alternatives: Iterable[str]) -> Any:
    return re2.compile("|".join(f"(?:{one})" for one in alternatives).encode(), _options(dot_nl=True))


def in_text(alternatives: Iterable[str]) -> Any:
    """An RE2 pattern for a part of a line, ignoring case."""
    return re2.compile("|".join(f"(?:{one})" for one in alternatives), _options())


def line(alternatives: Iterable[str]) -> Any:
    """An RE2 pattern for a whole line of a text, ignoring case and what is no letter or digit around it."""
    joined = "|".join(f"(?:{one})" for one in alternatives)
    return re2.compile(rf"(?m)^[^\pL\pN\n]*(?:{joined})[^\pL\pN\n]*$", _options())


def _options(**further: bool) -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = 64 << 20  # bytes; the larger ones need more than the usual 8 MB
    for name, value in further.items():
        setattr(options, name, value)
    return options
