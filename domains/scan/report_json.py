"""SiteReport -> JSON, the one shape kept in the database and handed out by the API."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from domains.scan.report import Contact, PageReport, SiteReport, VisitedPage

_HOME_FIELDS = (
    "url", "title", "description", "language", "site_name", "generator", "canonical_url",
    "favicon_url", "logo_url", "last_modified", "encoding", "text_hash",
)  # fmt: skip


def to_json(report: SiteReport) -> dict[str, Any]:
    """Everything a scan found, of JSON's types alone. Links are left out.

    ``home``: the home page's url, title, description, language, site_name, generator, canonical_url,
    favicon_url, logo_url, last_modified, encoding, text_hash (strings) and robots (list of "noindex",
    "nofollow").
    ``contacts``: [{"kind", "value", "how", "page", "extension", "role"}], e-mails first, best first.
    ``social``: {"facebook": [URL, ...], ...}.
    ``technologies``: [{"name", "category", "version", "evidence"}].
    ``wordpress``: {"version", "theme", "plugins": {slug: version}, "evidence": [...]} or null.
    ``organisation``: {"name", "street", "postal_code", "locality", "region", "country"} or null; of the
    first page that names one.
    ``pages``: [{"url", "page_type", "http_status", "title", "text_hash", "error_kind", "error", "bytes",
    "robots"}], the home page first. ``error_kind`` is "" for a page that was read.
    ``sitemap``: {"sitemaps", "urls", "url_count", "newest_lastmod", "error"} or null.
    ``stages``: {"content": "complete", ...}. ``notes``: what else is worth knowing of this scan, with
    ``bytes`` and ``requests`` (robots.txt and sitemaps included).
    """
    shape = {
        "home": {name: getattr(report.home, name) for name in _HOME_FIELDS}
        | {"robots": sorted(report.home.robots)},
        "contacts": [contact_json(contact) for contact in (*report.emails, *report.phones)],
        "social": {name: list(urls) for name, urls in report.social.items()},
        "technologies": [asdict(technology) for technology in report.technologies],
        "wordpress": asdict(report.wordpress) if report.wordpress else None,
        "organisation": _organisation(report),
        "pages": [_page_json(page) for page in report.pages],
        "sitemap": asdict(report.sitemap) if report.sitemap else None,
        "stages": dict(report.stages),
        "notes": dict(report.notes) | {"bytes": report.bytes, "requests": report.requests},
    }
    return {name: _plain(value) for name, value in shape.items()}


def contact_json(contact: Contact) -> dict[str, Any]:
    """One contact: kind, value, how, page, extension, role."""
    return asdict(contact)


def _organisation(report: SiteReport) -> dict[str, str] | None:
    said = [report.home, *(page.report for page in report.pages if page.report)]
    return next((asdict(page.organisation) for page in said if page.organisation), None)


def _page_json(page: VisitedPage) -> dict[str, Any]:
    found = page.report or PageReport(page.url)
    return {
        "url": page.url,
        "page_type": page.page_type,
        "http_status": page.http_status,
        "title": found.title,
        "text_hash": found.text_hash,
        "error_kind": page.error_kind or "",
        "error": page.error,
        "bytes": page.bytes,
        "robots": sorted(found.robots),
    }


def _plain(value: Any) -> Any:
    """The same value of dicts, lists, strings, numbers, booleans and None.

    PostgreSQL's JSON refuses NUL and half surrogates.
    """
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "ignore").decode()
    if isinstance(value, dict):
        return {_plain(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value
