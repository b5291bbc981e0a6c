"""Sends the requests of one scan: one at a time, obeying robots.txt, with pauses and within the budgets."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from domains.scan.extract.trace import Trace
from domains.scan.fetch import SiteSession
from domains.scan.report import ErrorKind, FetchError, PageReport, Response
from domains.scan.site import robots
from domains.scan.site.robots import Robots, Rule
from domains.scan.urls import parts, resolve

if TYPE_CHECKING:
    from domains.scan.site.dns_stage import DnsLookups  # dnspython takes long to import

ALL_STAGES = frozenset({"content", "pages", "sitemap"})
MAX_AUTHORITIES = 4  # hosts of one site whose robots.txt is asked for; a page on a further host is left out

# A robots.txt with one of these errors counts as missing (RFC 9309 section 2.3.1.3). After any other error,
# the site cannot be fetched now, or must not be.
_NO_ROBOTS = frozenset(
    {ErrorKind.HTTP_4XX, ErrorKind.TOO_MANY_REDIRECTS, ErrorKind.BAD_CONTENT, ErrorKind.TOO_LARGE}
)
_MUST_WAIT = frozenset({429, 503, 521})  # statuses that say so, whatever page comes with them


class ScanStopped(Exception):
    """The scan was stopped before its end. Its results are discarded."""


@dataclass(frozen=True, slots=True)
class KnownPage:
    """What an earlier scan stored about a page: its validators, and its report.

    ``report`` may be partial (contacts, title and text hash are enough): it is used as the page's report if
    the site answers that the page has not changed.
    """

    report: PageReport
    etag: str = ""
    last_modified: str = ""

    @property
    def conditions(self) -> dict[str, str]:
        """The request headers that request the page only if it has changed."""
        validators = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in validators.items() if value}


@dataclass(frozen=True, slots=True)
class ScanRequest:
    """What to scan, and the limits. Times in seconds, sizes in decompressed bytes, both for the whole scan.

    ``user_agent_token`` is the product name that is compared with robots.txt. ``known`` maps the URLs of an
    earlier scan to what is known about them. The home page is always requested without conditions, because
    the rest of the report depends on it. ``known_sitemap`` is the sitemap of an earlier scan, as JSON: if it
    has not changed, the scan ends. ``stop_when_complete`` ends the pages stage when a contact page was read
    and the latest pages contained no new contact. ``dns``: makes the stage ``dns``. ``screenshot``: a browser
    takes a picture of the home page. ``trace``: receives the reasons for each contact.
    """

    domain: str
    max_pages: int = 5
    stages: frozenset[str] = ALL_STAGES
    respect_robots: bool = True
    delay: float = 0.5
    user_agent_token: str = "ScraperSky"  # noqa: S105 - a product token, no secret
    default_region: str = "US"
    max_seconds: float = 900.0
    max_bytes: int = 100_000_000
    known: Mapping[str, KnownPage] = field(default_factory=dict)
    known_sitemap: Mapping[str, Any] | None = None
    stop_when_complete: bool = False
    dns: DnsLookups | None = None
    screenshot: bool = False
    trace: Trace | None = None


class SiteClient:
    """The requests of one scan. ``pause`` waits for a number of seconds, or raises ``ScanStopped``."""

    def __init__(
        self,
        session: SiteSession,
        request: ScanRequest,
        stopping: Callable[[], bool],
        pause: Callable[[float], None],
    ) -> None:
        self.session = session
        self.request = request
        self.unreadable: dict[str, str] = {}  # hosts whose robots.txt could not be had -> why
        self.unpacked = 0  # bytes of files that came packed; they count against the scan's budget too
        self.stopping = stopping
        self._pause = pause
        self._robots: dict[str, Robots] = {}  # by authority
        self.end = time.monotonic() + request.max_seconds  # of the scan's time budget

    def home(self) -> Response:
        """The home page. robots.txt is requested first, and its request decides between https and http.

        Raises ``FetchError``: of kind robots if robots.txt forbids the home page; with the error of
        robots.txt if that could not be fetched, because then the home page cannot be fetched either, or must
        wait.
        """
        domain = self.request.domain
        if self.request.respect_robots:
            self._learn(domain, lambda: self._asked(domain, "/robots.txt", robots_txt=True))
            self._require_welcome(f"https://{domain}/")
        response = self._asked(domain, "/")
        if self.request.respect_robots:
            self._require_welcome(response.url)
        return response

    def get(
        self,
        url: str,
        *,
        html: bool = False,
        max_bytes: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """A further page or file, after the pause that the site requires. Raises ``FetchError``."""
        self._pause(self._delay(url))
        self._check_stop()
        return self.session.get(
            url,
            html=html,
            max_bytes=max_bytes,
            deadline=self.end,
            headers=headers,
            may_follow=self._require_no_rule if html else None,
        )

    def may_visit(self, url: str) -> bool:
        """Whether the robots.txt of the URL's host allows it; False if robots.txt could not be fetched."""
        if not self.request.respect_robots:
            return True
        try:
            return self._robots_of(url).forbidding(url) is None
        except FetchError as error:
            self.unreadable[parts(url).host] = str(error)
            return False

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that the robots.txt of the URL's host lists."""
        return self._robots.get(parts(url).host, robots.ALLOW_ALL).sitemaps

    def spent(self) -> str:
        """The budget that is used up, "time" or "bytes"; "" while there is some left of both."""
        delays = [self.request.delay, *(known.crawl_delay or 0.0 for known in self._robots.values())]
        if time.monotonic() + max(delays) >= self.end:
            return "time"
        return "" if self.bytes_left else "bytes"

    @property
    def bytes_left(self) -> int:
        """The rest of the scan's budget of bytes. The page that exceeds it is still read completely."""
        return max(0, self.request.max_bytes - self.session.bytes - self.unpacked)

    def _asked(self, domain: str, path: str, *, robots_txt: bool = False) -> Response:
        self._check_stop()
        if robots_txt:
            return self.session.get_site(domain, path, max_bytes=robots.MAX_BYTES, truncate=True)
        return self.session.get_site(domain, path, html=True, may_follow=self._require_no_rule)

    def _check_stop(self) -> None:
        if self.stopping():
            raise ScanStopped

    def _delay(self, url: str) -> float:
        known = self._robots.get(parts(url).host, robots.ALLOW_ALL)
        return max(self.request.delay, known.crawl_delay or 0.0)

    def _require_welcome(self, url: str) -> None:
        rule = self._robots_of(url).forbidding(url)
        if rule:
            raise FetchError(ErrorKind.ROBOTS, _refusal(url, rule))

    def _require_no_rule(self, url: str) -> None:
        """For the target of a redirect: what is known of its host; a further host is asked afterwards."""
        known = self._robots.get(parts(url).host)
        if known and (rule := known.forbidding(url)):
            raise FetchError(ErrorKind.ROBOTS, _refusal(url, rule))

    def _robots_of(self, url: str) -> Robots:
        """The rules of the URL's host, requested once in a scan. Raises ``FetchError``."""
        authority = parts(url).host
        if authority not in self._robots:
            if len(self._robots) >= MAX_AUTHORITIES:
                return robots.FORBID_ALL
            self._learn(authority, lambda: self._robots_txt_beside(url))
        return self._robots[authority]

    def _robots_txt_beside(self, url: str) -> Response:
        self._check_stop()
        place = resolve("/robots.txt", url)
        return self.session.get(place, max_bytes=robots.MAX_BYTES, truncate=True, deadline=self.end)

    def _learn(self, authority: str, ask: Callable[[], Response]) -> None:
        self._robots[authority] = robots.FORBID_ALL  # holds where asking fails
        try:
            response = ask()
        except FetchError as error:
            if not _counts_as_none(error):
                if error.status is None:  # the server did not answer: the error says all
                    raise
                raise _about_robots(authority, error) from error
            self._robots[authority] = robots.ALLOW_ALL
            return
        found = robots.parse(response.body, self.request.user_agent_token)
        self._robots[authority] = found
        end = parts(response.url)
        if end.path == "/robots.txt":  # redirected to www: that host need not be asked again
            self._robots.setdefault(end.host, found)


def _refusal(url: str, rule: Rule) -> str:
    host, path, _ = parts(url)
    return f"the robots.txt of {host} forbids {path} to us ({rule})"


def _counts_as_none(error: FetchError) -> bool:
    """Whether a robots.txt with this error counts as missing.

    The 403 of a bot protection counts like any 4xx.
    """
    in_its_place = error.kind in {ErrorKind.CHALLENGE, ErrorKind.PARKED}
    return error.kind in _NO_ROBOTS or (in_its_place and error.status not in _MUST_WAIT)


def _about_robots(authority: str, error: FetchError) -> FetchError:
    """The error of a server that answered, with a message that says what was requested."""
    return FetchError(
        error.kind,
        f"the robots.txt of {authority} answered {error}, so the site must wait",
        retry_after=error.retry_after,
        status=error.status,
    )
