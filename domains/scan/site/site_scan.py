"""A whole site -> SiteReport. Only this module determines the order of a scan.

Home page, relevant pages that it links to (contact, imprint ...), sitemaps, relevant pages that those list,
and then other pages until the budget is used up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from domains.scan.extract import (
    extract,
    merge_company,
    merge_contacts,
    merge_social,
    merge_technologies,
    merge_ways,
    merge_wordpress,
    why_no_email,
)
from domains.scan.fetch import SiteSession
from domains.scan.render import SiteBrowser
from domains.scan.report import (
    DnsReport,
    ErrorKind,
    FetchError,
    Link,
    PageReport,
    Response,
    SitemapReport,
    SiteReport,
    VisitedPage,
)
from domains.scan.result_changes import same_sitemap
from domains.scan.site.frontier import Candidate, Frontier
from domains.scan.site.page_types import OTHER, page_type
from domains.scan.site.rendering import Rendering
from domains.scan.site.site_client import ALL_STAGES, KnownPage, ScanRequest, SiteClient
from domains.scan.site.sitemaps import read_sitemaps
from domains.scan.urls import key, on_same_site

MAX_FAILURES = 3  # after so many failed pages in a row, no further pages are requested
MAX_REFRESHES = 3  # pages in a row that redirect by a refresh
FRUITLESS = 2  # pages in a row without a new contact, after which a scan may count as complete

_TROUBLE = frozenset(
    {
        *(ErrorKind.DNS, ErrorKind.CONNECT, ErrorKind.TIMEOUT, ErrorKind.TLS, ErrorKind.HTTP_5XX),
        ErrorKind.CHALLENGE,
    }
)


def scan_site(
    session: SiteSession,
    request: ScanRequest,
    *,
    stopping: Callable[[], bool],
    pause: Callable[[float], None],
    browser: SiteBrowser | None = None,
) -> SiteReport:
    """Scan one domain. ``browser``: renders pages that are empty without JavaScript, and takes the picture.

    ``pause(seconds)`` waits between two pages; on a stop request it raises ``ScanStopped``. Raises
    ``FetchError`` if the home page cannot be fetched, ``ScanStopped`` if the scan was stopped. Errors after
    the home page are recorded in the report: for each page, and as the outcome of a stage.
    """
    return _Scan(SiteClient(session, request, stopping, pause), request, browser).run()


class _Scan:
    """One scan in progress: the pages that were read, and the pages that may be read next."""

    def __init__(self, client: SiteClient, request: ScanRequest, browser: SiteBrowser | None) -> None:
        self.client = client
        self.request = request
        self.pages: list[VisitedPage] = []
        self.stages = dict.fromkeys(sorted(ALL_STAGES), "skipped")
        self.notes: dict[str, Any] = {}
        self.rendering = Rendering(browser, client, self.notes)
        self.known = {key(url): page for url, page in request.known.items()}
        self.asked = 1  # pages, the home page included
        self.failures = 0  # in a row
        self.fruitless = 0  # pages in a row that gave no new contact
        self.contacts: set[tuple[str, str]] = set()
        self.texts: set[str] = set()

    def run(self) -> SiteReport:
        home = self._read_home()
        sitemap = self._read_sitemaps(home) if self.request.known_sitemap else None
        if sitemap and same_sitemap(self.request.known_sitemap, asdict(sitemap)):
            return replace(self._report(home, sitemap), unchanged=True)
        self.rendering.photograph(self.home)
        self.frontier = Frontier(home.url)
        self.frontier.note_read(f"https://{self.request.domain}/")  # if it redirected elsewhere
        self._take(home, depth=0)
        # A page that has not changed is not sent again, so its links are those of the earlier scan.
        self.frontier.add(map(Link, self.request.known), depth=1)
        self.stages["content"] = "complete"
        with_pages, with_sitemap = ("pages" in self.request.stages, "sitemap" in self.request.stages)
        if with_pages:
            self.stages["pages"] = "complete"
            self._visit_pages(telling_only=with_sitemap)
        if with_sitemap:
            sitemap = sitemap or self._read_sitemaps(home)
        if with_pages and sitemap:
            self._take_listed(sitemap)
            self._visit_pages()
        return self._report(home, sitemap)

    def _read_home(self) -> VisitedPage:
        """The home page, or the one to which it redirects by a refresh.

        A host's default page with a refresh to a page of the same site is only the entrance.
        """
        self.home = self.client.home()
        page = self._page(self.home, "home")
        met = {key(page.url)}
        for _ in range(MAX_REFRESHES):
            _refuse(page, ErrorKind.CHALLENGE)
            target = page.report.refresh_url if page.report else ""
            if not target or key(target) in met or not self._may_enter(target, page.url):
                break
            met.add(key(target))
            try:
                response = self.client.get(target, html=True)
                refreshed = self._page(response, "home")
            except FetchError as error:
                self.notes["refresh_failed"] = f"{target}: {error}"
                break
            self.home = response
            self.notes.setdefault("refreshed_from", page.url)
            page = refreshed
        return _own(page)

    def _visit_pages(self, *, telling_only: bool = False) -> None:
        """Visit the best remaining pages until a budget is used up or there is a reason to end."""
        while not (reason := self._reason_to_end()):
            candidate = self.frontier.next(telling_only=telling_only)
            if candidate is None:
                return
            if self.client.may_visit(candidate.url):
                self.asked += 1
                self._visit(candidate)
        self.notes["pages_ended"] = reason

    def _reason_to_end(self) -> str:
        """Why no further page is visited; "" while there is no reason."""
        read_contact = any(page.page_type == "contact" and page.report for page in self.pages)
        complete = self.request.stop_when_complete and read_contact and self.fruitless >= FRUITLESS
        reasons = {
            "trouble": self.stages["pages"] == "error",
            "pages": self.asked >= self.request.max_pages,
            "complete": complete,
        }
        return next((name for name, holds in reasons.items() if holds), "") or self.client.spent()

    def _visit(self, candidate: Candidate) -> None:
        known = self.known.get(key(candidate.url))
        try:
            response = self.client.get(candidate.url, html=True, headers=known.conditions if known else None)
            page = self._page(response, candidate.page_type, known)
            _refuse(page, ErrorKind.CHALLENGE)
        except FetchError as error:
            self._note_failure(candidate, error)
            return
        self.failures = 0
        if self._is_new(page, candidate):
            self._take(page, candidate.depth)

    def _note_failure(self, candidate: Candidate, error: FetchError) -> None:
        failed = VisitedPage(
            candidate.url, candidate.page_type, error.status, error_kind=error.kind, error=str(error)
        )
        self.pages.append(failed)
        self.failures = self.failures + 1 if error.kind in _TROUBLE else 0
        if error.kind is ErrorKind.RATE_LIMITED or self.failures >= MAX_FAILURES:
            self.stages["pages"] = "error"

    def _page(self, response: Response, kind: str, known: KnownPage | None = None) -> VisitedPage:
        unchanged = known if response.status == 304 else None
        return VisitedPage(
            response.url,
            kind,
            response.status,
            unchanged.report if unchanged else self._extract(response, home=kind == "home"),
            etag=response.headers.get("etag", unchanged.etag if unchanged else ""),
            last_modified=response.headers.get("last-modified", unchanged.last_modified if unchanged else ""),
            bytes=len(response.body),
        )

    def _extract(self, response: Response, *, home: bool) -> PageReport:
        found = self.rendering.report(response, self._read, home=home)
        return found if on_same_site(response.url, f"https://{self.request.domain}/") else _of_other(found)

    def _read(self, response: Response) -> PageReport:
        return extract(
            response.body,
            url=response.url,
            headers=response.headers,
            default_region=self.request.default_region,
            links=self._goes_on(),
            trace=self.request.trace,
        )

    def _goes_on(self) -> bool:
        """Whether further pages may be read, so that the links of a page are needed."""
        return "pages" in self.request.stages and self.asked < self.request.max_pages

    def _is_new(self, page: VisitedPage, candidate: Candidate) -> bool:
        """Whether a page belongs to this site and was not already read under another URL."""
        if key(page.url) != key(candidate.url) and not self._is_welcome_elsewhere(page.url):
            return False
        report = page.report or PageReport(page.url)
        return report.text_hash not in self.texts and not self._has_twin(page.url, report)

    def _is_welcome_elsewhere(self, url: str) -> bool:
        """Whether the target of a redirect belongs to this site, is allowed and was not read yet."""
        return self._may_enter(url, self.frontier.home) and self.frontier.note_read(url)

    def _has_twin(self, url: str, report: PageReport) -> bool:
        """Whether the page's canonical URL is a page that was already read.

        A canonical URL of another page type is a mistake: many sites name their home page on every page.
        """
        twin = report.canonical_url
        if not twin or key(twin) == key(url) or not on_same_site(twin, url):
            return False
        return page_type(twin) == page_type(url) and not self.frontier.note_read(twin)

    def _take(self, page: VisitedPage, depth: int) -> None:
        """Keep a page that was read, and add its links."""
        report = page.report or PageReport(page.url)
        if self._goes_on():
            self.frontier.add(self._links(report), depth)
        found = {(contact.kind, contact.value) for contact in (*report.emails, *report.phones)}
        self.fruitless = 0 if found - self.contacts else self.fruitless + 1
        self.contacts |= found
        self.texts |= {report.text_hash} - {""}
        # The links are no longer needed, and those of a thousand pages would need much memory.
        self.pages.append(replace(page, report=replace(report, links=())))

    def _links(self, report: PageReport) -> list[Link]:
        if self.request.respect_robots and "nofollow" in report.robots:
            return [link._replace(nofollow=True) for link in report.links]
        return list(report.links)

    def _may_enter(self, url: str, home: str) -> bool:
        return on_same_site(url, home) and self.client.may_visit(url)

    def _read_sitemaps(self, home: VisitedPage) -> SitemapReport:
        is_wordpress = home.report is not None and home.report.wordpress is not None
        sitemap = read_sitemaps(self.client, home.url, wordpress=is_wordpress)
        self.stages["sitemap"] = "error" if sitemap.error else "complete"
        return sitemap

    def _take_listed(self, sitemap: SitemapReport) -> None:
        """Add the relevant pages that only the sitemap lists."""
        if self._goes_on():
            self.frontier.add((Link(url) for url in sitemap.urls if page_type(url) != OTHER), depth=1)

    def _look_up(self, addresses: list[str]) -> DnsReport | None:
        """Perform the stage ``dns``, unless the scan ends early because the sitemap has not changed."""
        if self.request.dns is None or self.stages["content"] != "complete":
            return None
        report = self.request.dns.look_up(self.request.domain, addresses)
        self.stages["dns"] = "error" if report.error else "complete"
        return report

    def _report(self, home: VisitedPage, sitemap: SitemapReport | None) -> SiteReport:
        reports = [page.report for page in self.pages if page.report]
        emails, phones = merge_contacts(reports, self.request.domain)
        ways = merge_ways(self.pages)
        dns = self._look_up([contact.value for contact in emails])
        notes = self.notes | {"final_url": home.url}
        if self.client.unreadable:
            notes["robots_unreadable"] = dict(self.client.unreadable)
        return SiteReport(
            domain=self.request.domain,
            home=home.report or PageReport(home.url),
            pages=tuple(self.pages),
            emails=emails,
            phones=phones,
            social=merge_social(reports),
            wordpress=merge_wordpress(reports),
            technologies=merge_technologies(reports),
            company=merge_company(self.pages),
            ways=ways,
            no_email=None if emails else why_no_email(reports, ways),
            sitemap=sitemap,
            dns=dns,
            stages=self.stages,
            bytes=self.client.session.bytes,
            requests=self.client.session.requests,
            notes=notes,
            picture=self.rendering.picture,
        )


def _of_other(found: PageReport) -> PageReport:
    """The report of a page of another domain, with its contacts marked as such."""
    emails, phones = (
        tuple(replace(contact, other_domain=True) for contact in contacts)
        for contacts in (found.emails, found.phones)
    )
    return replace(found, emails=emails, phones=phones)


def _own(home: VisitedPage) -> VisitedPage:
    """The home page. Raises ``FetchError`` (challenge, parked) if it is not the site's own page."""
    _refuse(home, ErrorKind.CHALLENGE, ErrorKind.PARKED)
    return home


def _refuse(page: VisitedPage, *kinds: ErrorKind) -> None:
    """Raises ``FetchError`` if a page of one of these kinds is shown instead of the site."""
    found = page.report.placeholder if page.report else None
    if found and found.kind in kinds:
        raise found.error(page.http_status)
