"""What a scan of a site would find, or what a saved page contains, with the reasons. Nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from domains import scan_setup
from domains.scan.extract import extract, why_no_email
from domains.scan.extract.trace import Accepted, Refused, Trace
from domains.scan.names import canonical_domain
from domains.scan.report import SiteReport, VisitedPage
from domains.scan.report_json import to_json

NOWHERE = "https://page.invalid/"  # the URL of a saved page if none is given: it indicates no country


@dataclass(frozen=True)
class Preview:
    """``result`` has the format of ``report_json``. Each reason has the URL of its page."""

    result: dict[str, Any]
    accepted: list[Accepted]
    refused: list[Refused]

    def as_json(self) -> dict[str, Any]:
        return {
            "result": self.result,
            "contacts": [one._asdict() for one in self.accepted],
            "refused": [one._asdict() for one in self.refused],
        }


def of_site(url: str) -> Preview:
    """Scan a site as a run would, but without the block list, which is in the database.

    Raises ``InvalidName`` if this is not the address of a site, ``FetchError`` if the home page cannot be
    fetched.
    """
    trace = Trace()
    return _preview(scan_setup.preview(canonical_domain(url), trace), trace)


def of_file(path: Path, url: str = "") -> Preview:
    """Read a saved page. ``url``: where it came from, if that is known.

    Raises ``OSError`` if the file cannot be read.
    """
    trace = Trace()
    body = path.read_bytes()
    page = extract(body, url=url or NOWHERE, default_region=settings.DEFAULT_PHONE_REGION, trace=trace)
    host = urlsplit(page.url).hostname or ""
    read = VisitedPage(page.url, "home", None, replace(page, links=()), bytes=len(body))
    report = SiteReport(
        domain=host,
        home=page,
        pages=(read,),
        emails=page.emails,
        phones=page.phones,
        social=page.social,
        wordpress=page.wordpress,
        technologies=page.technologies,
        company=page.company,
        ways=page.ways,
        no_email=None if page.emails else why_no_email([page], page.ways),
    )
    return _preview(report, trace)


def _preview(report: SiteReport, trace: Trace) -> Preview:
    return Preview(to_json(report), trace.accepted, trace.refused)
