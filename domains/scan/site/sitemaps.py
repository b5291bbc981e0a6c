"""A site's sitemaps: finds them, reads them one after the other within limits, and summarises them.

Why not ultimate-sitemap-parser 1.8: it fetches in its own order, with sleeps and retries outside of our
budgets, builds an object for every page, and limits neither the number of files nor the number of URLs.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from domains.scan.report import ErrorKind, FetchError, Response, SitemapReport
from domains.scan.site.site_client import SiteClient
from domains.scan.site.sitemap_file import Allowance, BadSitemapError, Entry, NotASitemapError, entries
from domains.scan.site.sitemap_text import MAX_FILE_BYTES
from domains.scan.urls import key, on_same_site, resolve, resolve_listed, tidy

MAX_FILES = 50  # read in one scan
MAX_DEPTH = 3  # index files inside index files
MAX_WAITING = 1_000  # listed files kept in mind
MAX_ITEMS = 2_000_000  # elements and lines of all files together: more of them only cost time
SAMPLE = 2_000  # URLs kept

_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([\w.:\-]{1,40})", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_YEAR_OR_MONTH = re.compile(r"\d{4}(?:-\d{2})?", re.ASCII)
WELL_KNOWN = ("/sitemap.xml", "/sitemap_index.xml")
WORDPRESS = "/wp-sitemap.xml"


def read_sitemaps(client: SiteClient, home: str, *, wordpress: bool) -> SitemapReport:
    """A report of the sitemaps of the site with this home page.

    Reads those that robots.txt lists, on any host. If it lists none, reads the first one that exists at a
    well-known path. Errors are in the report's ``error``, together with everything that could be read.
    """
    reading = _Reading(client, home)
    declared = [url for place in client.sitemaps(home) if (url := resolve_listed(place, home))]
    if declared:
        reading.read_all(declared)
    else:
        reading.try_each([resolve(path, home) for path in (WORDPRESS,) * wordpress + WELL_KNOWN])
    return reading.report()


@dataclass(slots=True)
class _Reading:
    """The sitemaps read so far, those still to be read, and what they say."""

    client: SiteClient
    home: str
    read: list[str] = field(default_factory=list)
    urls: dict[str, None] = field(default_factory=dict)
    count: int = 0
    newest: tuple[datetime, str] | None = None
    errors: list[str] = field(default_factory=list)
    items: int = field(default_factory=lambda: MAX_ITEMS)  # left
    _waiting: deque[tuple[str, int]] = field(default_factory=deque)  # URL, depth
    _met: set[str] = field(default_factory=set)

    def read_all(self, declared: list[str]) -> None:
        """Read these files, and the files that they list."""
        self._add(declared, depth=0)
        self._drain()

    def try_each(self, guesses: list[str]) -> None:
        """Read the first of these files that is a sitemap, if any, and the files that it lists."""
        for url in guesses:
            if self.read or self.errors or self._is_spent():
                break
            if not self.client.may_visit(url):
                continue
            try:
                self._read_file(url, depth=0)
            except NotASitemapError:
                continue  # a web page that answers to every path
            except FetchError as error:
                if error.kind not in {ErrorKind.HTTP_4XX, ErrorKind.TOO_MANY_REDIRECTS}:
                    self.errors.append(f"{url}: {error}")
        self._drain()

    def report(self) -> SitemapReport:
        return SitemapReport(
            sitemaps=tuple(self.read),
            urls=tuple(self.urls),
            url_count=self.count,
            newest_lastmod=self.newest[1] if self.newest else "",
            error="; ".join(self.errors[:3]),
            unread=len(self._waiting),
        )

    def _add(self, urls: list[str], depth: int) -> None:
        for url in urls:
            if key(url) not in self._met and len(self._waiting) < MAX_WAITING:
                self._met.add(key(url))
                self._waiting.append((url, depth))

    def _drain(self) -> None:
        while self._waiting and len(self.read) < MAX_FILES and not self._is_spent():
            url, depth = self._waiting.popleft()
            try:
                self._read_file(url, depth)
            except (FetchError, NotASitemapError) as error:
                self.errors.append(f"{url}: {error}")

    def _is_spent(self) -> bool:
        budget = self.client.spent()
        if budget:
            self.errors.append(f"ended early: the scan's budget of {budget} was used up")
        return bool(budget) or self.items == 0

    def _read_file(self, url: str, depth: int) -> None:
        """Read one file. Raises ``FetchError`` and ``NotASitemapError``. Entries before an error are kept."""
        self._met.add(key(url))
        response = self.client.get(url, max_bytes=min(MAX_FILE_BYTES, self.client.bytes_left))
        children: list[str] = []
        try:
            for entry in self._entries(response):
                if not entry.is_sitemap:
                    self._note(entry, response.url)
                elif len(children) < MAX_WAITING:
                    children.append(resolve_listed(entry.url, response.url))
        except BadSitemapError as error:
            self.errors.append(f"{url}: {error}")
        self.read.append(url)
        if depth < MAX_DEPTH:
            self._add([child for child in children if child and on_same_site(child, url)], depth + 1)

    def _entries(self, response: Response) -> Iterator[Entry]:
        """The entries of a file; reading them uses up the budgets of the scan."""
        allowance = Allowance(self.client.bytes_left, self.items, self.client.end)
        before = allowance.bytes
        try:
            yield from entries(response.body, allowance, charset=_charset(response))
        finally:
            self.items = max(0, allowance.items)
            self.client.unpacked += before - allowance.bytes

    def _note(self, entry: Entry, place: str) -> None:
        """Count an entry of the file at ``place``; only the sample's locations are looked at."""
        self.count += 1
        if len(self.urls) < SAMPLE and (url := resolve_listed(entry.url, place)):
            self.urls[tidy(url)] = None
        moment = _moment(entry.lastmod) if entry.lastmod else None
        if moment and (self.newest is None or moment > self.newest[0]):
            told = entry.lastmod
            self.newest = (moment, told if _YEAR.match(told) else moment.isoformat())


def _charset(response: Response) -> str:
    """The encoding that the server declares; "" if none."""
    found = _CHARSET.search(response.headers.get("content-type", ""))
    return found[1] if found else ""


def _moment(date: str) -> datetime | None:
    """The earliest moment of a W3C date of any precision, or of an RSS date; None if it is not a date."""
    parse = _w3c_date if _YEAR.match(date) else parsedate_to_datetime
    try:
        moment = parse(date)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _w3c_date(date: str) -> datetime:
    """A year, a month, a day, or a moment (https://www.w3.org/TR/NOTE-datetime). Raises ``ValueError``."""
    if _YEAR_OR_MONTH.fullmatch(date):
        return datetime(int(date[:4]), int(date[5:] or 1), 1, tzinfo=UTC)
    return datetime.fromisoformat(date.upper())
