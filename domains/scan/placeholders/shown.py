"""The parts of a response that help to decide whether it is the site's own page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from domains.scan.names import registrable_domain

HEAD, TAIL = 65_536, 8_192  # characters of a source that are looked at
MOST_HREFS = 60  # links whose targets are looked at
_PLACE = re.compile(r"(?:https?:)?//([^/?#:]+)(?::\d+)?(.*)|(?![a-z][a-z\d+.-]*:)(.*)", re.IGNORECASE)
# A query or a route that leads to another page, and not to advertisements.
_ROUTE = re.compile(
    r"[?&](?:page|page_id|p|id|site|seite|view|option|module|action|lang|go)=[^&#]|#!?/\w", re.IGNORECASE
)
_REST = re.compile(r"[?#].*", re.DOTALL)
_HOME = re.compile(r"/?(?:(?:index|home|default)(?:\.\w{2,5})?)?/?", re.IGNORECASE)
# Where the owner of a site signs in, and what parked pages call their own pages of advertisements.
_BACKSTAGE = re.compile(
    r"/?(?:wp-(?:admin|login)|log-?in|sign-?in|admin|user|account|panel|cpanel|webmail|config|lander|rs|search)"
    r"(?:\.\w{2,4}|/login)?/?$|/?(?:cgi-(?:bin|sys)|cdn-cgi)/",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Shown:
    """``text``: the visible text, one line for each block. ``source``: the page as it was sent.

    ``contacts``: it contains an e-mail address, number or profile; ``own_mail``: it contains an address of
    its own domain; ``links``: its number of links; ``hrefs``: where the first ``MOST_HREFS`` of them lead;
    ``url``: its own address.
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
    hrefs: Iterable[str] = ()
    url: str = ""

    @cached_property
    def ends(self) -> bytes:
        """The source in UTF-8; of a long source only its beginning and its end."""
        whole = self.source
        ends = whole if len(whole) <= HEAD + TAIL else whole[:HEAD] + whole[-TAIL:]
        return ends.encode(errors="ignore")

    @cached_property
    def own_pages(self) -> int:
        """How many further pages of its site it links to, those aside where the site's owner signs in."""
        own = {path for host, path in self._targets if not host or self._is_below(_bare(host))}
        hosts = {host for host, _ in self._targets if host and _bare(host) != self.host}
        return sum(map(_is_page, own)) + sum(self._is_below(_bare(host)) for host in hosts)

    def _is_below(self, host: str) -> bool:
        return host == self.host or host.endswith("." + self.host)

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

    @cached_property
    def heading(self) -> str:
        """The title in lower case."""
        return _lower(self.title)

    @cached_property
    def words(self) -> str:
        """The text in lower case."""
        return _lower(self.text)

    def first_lines(self, most: int) -> str:
        """The title and the first ``most`` lines of the text, in lower case."""
        return "\n".join([self.heading, *self.words.split("\n", most)[:most]])


def _is_page(path: str) -> bool:
    """Whether a path with its query leads to a further page for visitors."""
    if _ROUTE.search(path):
        return True
    path = _REST.sub("", path)
    return not (_HOME.fullmatch(path) or _BACKSTAGE.match(path))


def _lower(text: str) -> str:
    """The text in lower case. A Turkish capital I with a dot becomes a plain i, without a further dot."""
    return text.lower().replace("i\u0307", "i")


def _bare(host: str) -> str:
    return host.lower().removeprefix("www.")
