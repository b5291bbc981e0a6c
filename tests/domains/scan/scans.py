"""Scans of small sites on loopback, for the tests of whole scans."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domains.scan.report import SiteReport
from domains.scan.site import ScanRequest, scan_site
from tests.domains.scan.web import Responder, Web

HOST = "shop.example"
HOME = f"http://{HOST}/"
PAGES = frozenset({"content", "pages"})
CONTENT = frozenset({"content"})


def scan(
    web: Web,
    *,
    stopping: Callable[[], bool] = lambda: False,
    pause: Callable[[float], None] = lambda _: None,
    **options: Any,
) -> SiteReport:
    """A scan of ``HOST`` without pauses, of the content and pages stages unless told otherwise."""
    request = ScanRequest(HOST, **{"delay": 0, "stages": PAGES, **options})
    with web.session() as session:
        return scan_site(session, request, stopping=stopping, pause=pause)


def site(**pages: Responder) -> dict[str, Responder]:
    """Pages of the host by name; ``home`` is the home page."""
    paths = {"home": "/", "robots": "/robots.txt", "sitemap": "/sitemap.xml"}
    return {f"{HOST}{paths.get(name, f'/{name}')}": answer for name, answer in pages.items()}


def values(report: SiteReport) -> set[str]:
    return {contact.value for contact in (*report.emails, *report.phones)}


def types(report: SiteReport) -> list[str]:
    return [page.page_type for page in report.pages]
