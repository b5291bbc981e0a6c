"""Decides which page of a site is read next: relevant pages first, then by distance from the home page.

URLs that generate endless further URLs are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import heappop, heappush

from domains.scan.report import Link
from domains.scan.site.page_types import OTHER, judge
from domains.scan.site.url_filters import is_trap, is_view
from domains.scan.urls import is_web_url, key, on_same_host, on_same_site, tidy

MAX_PAGES = 5_000  # that are remembered; the relevant ones are usually among them
MAX_QUERIES = 100  # different queries of one path; further ones usually sort or filter the same data
COST_OF_ANOTHER = 35  # for each page of the same type before: five contact pages say little more than one
COST_OF_A_HOST = 25  # for a page of another host of the site, whose robots.txt must be asked for too


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page that may be read. ``depth``: number of links between it and the home page."""

    url: str
    page_type: str
    depth: int


@dataclass(slots=True)
class Frontier:
    """The pages of one site that are still to be read, each returned once. ``home``: where the scan
    starts.
    """

    home: str
    _met: set[str] = field(default_factory=set)  # keys of URLs
    _read: set[str] = field(default_factory=set)  # the same, of pages that were read
    _waiting: dict[str, list[tuple[int, int, int, str]]] = field(default_factory=dict)  # heaps by page type
    _offered: Counter[str] = field(default_factory=Counter)  # by page type
    _queries: Counter[str] = field(default_factory=Counter)  # pages met by URL without query

    def __post_init__(self) -> None:
        self.note_read(self.home)

    def note_read(self, url: str) -> bool:
        """Note that the page of this URL was read; False if that was already noted."""
        name = key(url)
        is_new = name not in self._read
        self._read.add(name)
        self._met.add(name)
        return is_new

    def add(self, links: Iterable[Link], depth: int) -> None:
        """Add the links of a page that is ``depth`` links away from home; useless links are left out.

        A link to a relevant page is kept even if it has an unusual query, as in older systems, or is marked
        nofollow. Nofollow means "pass no rank on", not "keep out"; robots.txt decides about that.
        """
        for link in links:
            url = tidy(link.url) if is_web_url(link.url) else ""
            name = key(url)
            if name in self._met or not self._is_page(url):
                continue
            kind, promise = judge(url, link.text)
            if kind != OTHER or not (link.nofollow or self._is_variant(url)):
                self._met.add(name)
                promise -= COST_OF_A_HOST * (not on_same_host(url, self.home))
                heap = self._waiting.setdefault(kind, [])
                heappush(heap, (-promise, depth + 1, len(self._met), url))

    def next(self, *, telling_only: bool = False) -> Candidate | None:
        """The best remaining page; None if there is none, or none that is relevant with ``telling_only``."""
        while kinds := [kind for kind, heap in self._waiting.items() if heap]:
            kind = min(kinds, key=self._rank)
            if telling_only and kind == OTHER:
                return None
            _, depth, _, url = heappop(self._waiting[kind])
            if self.note_read(url):
                self._offered[kind] += 1
                return Candidate(url, kind, depth)
        return None

    def _rank(self, kind: str) -> int:
        others = 0 if kind == OTHER else COST_OF_ANOTHER * self._offered[kind]
        return self._waiting[kind][0][0] + others

    def _is_page(self, url: str) -> bool:
        """Whether this looks like a page of this site, and there is room for it."""
        return len(self._met) < MAX_PAGES and on_same_site(url, self.home) and not is_trap(url)

    def _is_variant(self, url: str) -> bool:
        """Whether this looks like one more view of what another URL shows."""
        path, _, query = url.partition("?")
        if not query or is_view(url):
            return bool(query)
        self._queries[path] += 1
        return self._queries[path] > MAX_QUERIES
