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
from domains.scan.render import RenderError, SiteBrowser
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
from domains.scan.site.site_client import ALL_STAGES, KnownPage, ScanRequest, SiteClient
from domains.scan.site.sitemaps import read_sitemaps
from domains.scan.urls import key, on_same_site

MAX_FAILURES = 3  # pages in a row that could not be had: the site has trouble enough
MAX_REFRESHES = 3  # pages in a row that lead on at once to another one
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
    """Scan one domain. ``browser`` renders pages that are empty without JavaScript, if there is one.

    ``pause(seconds)`` waits between two pages; on a stop request it raises ``ScanStopped``. Raises
    ``FetchError`` if the home page cannot be fetched, ``ScanStopped`` if the scan was stopped. Errors after
    the home page are recorded in the report: for each page, and as the outcome of a stage.
    """
    return _Scan(SiteClient(session, request, stopping, pause), request, browser).run()


class _Scan:
    """One scan under way: the pages read so far, and where it may go next."""

    def __init__(self, client: SiteClient, request: ScanRequest, browser: SiteBrowser | None) -> None:
        self.client = client
        self.request = request
        self.browser = browser
        self.pages: list[VisitedPage] = []
        self.stages = dict.fromkeys(sorted(ALL_STAGES), "skipped")
        self.notes: dict[str, Any] = {}
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
        self.frontier = Frontier(home.url)
        self.frontier.note_read(f"https://{self.request.domain}/")  # where it redirected from, if it did
        self._take(home, depth=0)
        # A page that answers "not changed" shows no links: what it led to last time is known from then.
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
        page = _own(self._page(self.client.home(), "home"))
        met = {key(page.url)}
        for _ in range(MAX_REFRESHES):
            target = page.report.refresh_url if page.report else ""
            if not target or key(target) in met or not self._may_enter(target, page.url):
                break
            met.add(key(target))
            try:
                refreshed = self._page(self.client.get(target, html=True), "home")
            except FetchError as error:
                self.notes["refresh_failed"] = f"{target}: {error}"
                break
            self.notes.setdefault("refreshed_from", page.url)
            page = _own(refreshed)
        return page

    def _visit_pages(self, *, telling_only: bool = False) -> None:
        """Visit the best pages left until a budget is used up, or nothing more can be expected."""
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
            unchanged.report if unchanged else self._extract(response),
            etag=response.headers.get("etag", unchanged.etag if unchanged else ""),
            last_modified=response.headers.get("last-modified", unchanged.last_modified if unchanged else ""),
            bytes=len(response.body),
        )

    def _extract(self, response: Response) -> PageReport:
        found = self._read(response)
        if self.browser and found.needs_javascript and not found.placeholder:
            found = self._rendered(self.browser, response, found)
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

    def _rendered(self, browser: SiteBrowser, response: Response, plain: PageReport) -> PageReport:
        """The report of the page after its scripts have run; of the plain page where that fails."""
        try:
            rendered = browser.render(response, end=self.client.end, stopping=self.client.stopping)
            found = self._read(rendered.response)
        except (RenderError, FetchError) as error:
            self.notes.setdefault("render_failed", {})[response.url] = str(error)
            return plain
        self.client.session.bytes += rendered.bytes
        self.client.session.requests += rendered.requests
        self.notes.setdefault("rendered", []).append(response.url)
        if rendered.refused:
            self.notes.setdefault("render_refused", []).extend(rendered.refused)
        return _marked(found, plain)

    def _goes_on(self) -> bool:
        """Whether further pages may follow, so that it matters where a page leads to."""
        return "pages" in self.request.stages and self.asked < self.request.max_pages

    def _is_new(self, page: VisitedPage, candidate: Candidate) -> bool:
        """Whether a page that was read is one of this site that was not read under another URL."""
        if key(page.url) != key(candidate.url) and not self._is_welcome_elsewhere(page.url):
            return False
        report = page.report or PageReport(page.url)
        return report.text_hash not in self.texts and not self._has_twin(page.url, report)

    def _is_welcome_elsewhere(self, url: str) -> bool:
        """Whether the page that a redirect ended at is of this site, allowed and new."""
        return self._may_enter(url, self.frontier.home) and self.frontier.note_read(url)

    def _has_twin(self, url: str, report: PageReport) -> bool:
        """Whether the page names another one as itself that was read already.

        A canonical URL of another page type is a mistake: many sites name their home page everywhere.
        """
        twin = report.canonical_url
        if not twin or key(twin) == key(url) or not on_same_site(twin, url):
            return False
        return page_type(twin) == page_type(url) and not self.frontier.note_read(twin)

    def _take(self, page: VisitedPage, depth: int) -> None:
        """Keep a page that was read, and go on from its links."""
        report = page.report or PageReport(page.url)
        if self._goes_on():
            self.frontier.add(self._links(report), depth)
        found = {(contact.kind, contact.value) for contact in (*report.emails, *report.phones)}
        self.fruitless = 0 if found - self.contacts else self.fruitless + 1
        self.contacts |= found
        self.texts |= {report.text_hash} - {""}
        # Their links have done their work; a thousand pages' worth of them would only fill the memory.
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
        """Go on from telling pages that the sitemap lists and no link led to."""
        if self._goes_on():
            self.frontier.add((Link(url) for url in sitemap.urls if page_type(url) != OTHER), depth=1)

    def _look_up(self, addresses: list[str]) -> DnsReport | None:
        """Not for a scan that ends early because the sitemap has not changed."""
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
        )


def _of_other(found: PageReport) -> PageReport:
    """The report of a page of another domain, with its contacts marked as such."""
    emails, phones = (
        tuple(replace(contact, other_domain=True) for contact in contacts)
        for contacts in (found.emails, found.phones)
    )
    return replace(found, emails=emails, phones=phones)


def _marked(rendered: PageReport, plain: PageReport) -> PageReport:
    """The report of a rendered page, with the contacts marked that the plain page did not show."""
    known = {(contact.kind, contact.value) for contact in (*plain.emails, *plain.phones)}
    emails, phones = (
        tuple(replace(one, rendered=(one.kind, one.value) not in known) for one in contacts)
        for contacts in (rendered.emails, rendered.phones)
    )
    return replace(rendered, emails=emails, phones=phones, needs_javascript=plain.needs_javascript)


def _own(home: VisitedPage) -> VisitedPage:
    """The home page, where it is the site's own; else raises ``FetchError`` (challenge, parked)."""
    _refuse(home, ErrorKind.CHALLENGE, ErrorKind.PARKED)
    return home


def _refuse(page: VisitedPage, *kinds: ErrorKind) -> None:
    """Raises ``FetchError`` for a page that is shown in the site's place."""
    found = page.report.placeholder if page.report else None
    if found and found.kind in kinds:
        raise found.error(page.http_status)
