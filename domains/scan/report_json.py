"""SiteReport -> JSON: the only form in which a result is stored in the database and returned by the API."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from domains.scan.names import same_site
from domains.scan.report import (
    CompanyFact,
    Contact,
    DnsReport,
    Organisation,
    PageReport,
    SitemapReport,
    SiteReport,
    Technology,
    VisitedPage,
    Way,
    WordPress,
)

_HOME_FIELDS = (
    "url", "title", "description", "language", "declared_language", "found_language", "site_name",
    "generator", "canonical_url", "favicon_url", "logo_url", "last_modified", "encoding", "text_hash",
)  # fmt: skip


def to_json(report: SiteReport) -> dict[str, Any]:
    """Everything that a scan found, in JSON types. Links are left out.

    ``home``: the home page's url, title, description, language, declared_language, found_language, site_name,
    generator, canonical_url, favicon_url, logo_url, last_modified, encoding, text_hash (strings), robots
    (list of "noindex", "nofollow") and needs_javascript (list of the signs that the page is empty until its
    scripts have run).
    ``final_url``: where the home page ended, if that is on another registered domain; else "".
    ``contacts``: [{"kind", "value", "how", "page", "extension", "role", "line_type", "owner",
    "other_domain", "rendered"}], e-mails first, best first.
    ``company``: [{"kind", "value", "how", "page", "country", "details", "personal"}], see ``CompanyFact``.
    ``social``: {"facebook": [URL, ...], ...}.
    ``ways``: [{"kind", "value", "page", "provider", "captcha"}], see ``Way``. ``no_email``: why there is no
    e-mail address ("form only", "obfuscated" or "none"); "" if there is one.
    ``technologies``: [{"name", "category", "version", "evidence"}].
    ``wordpress``: {"version", "theme", "plugins": {slug: version}, "evidence": [...]} or null.
    ``organisation``: {"name", "street", "postal_code", "locality", "region", "country"} or null; of the
    first page that names one.
    ``pages``: [{"url", "page_type", "http_status", "title", "text_hash", "error_kind", "error", "bytes",
    "robots"}], the home page first. ``error_kind`` is "" for a page that was read.
    ``dns``: {"mail_provider", "mail_servers", "receives_mail", "spf", "dmarc", "name_servers",
    "address_domains": {domain: whether it receives mail}, "error"} or null.
    ``sitemap``: {"sitemaps", "urls", "url_count", "newest_lastmod", "error"} or null.
    ``stages``: {"content": "complete", ...}. ``notes``: what else is worth knowing of this scan, with
    ``bytes`` and ``requests`` (robots.txt and sitemaps included).
    """
    shape = {
        "home": {name: getattr(report.home, name) for name in _HOME_FIELDS}
        | {
            "robots": sorted(report.home.robots),
            "needs_javascript": list(report.home.needs_javascript),
        },
        "final_url": final_url(report),
        "contacts": [contact_json(contact) for contact in (*report.emails, *report.phones)],
        "social": {name: list(urls) for name, urls in report.social.items()},
        "technologies": [_fields_of(technology) for technology in report.technologies],
        "wordpress": _fields_of(report.wordpress) if report.wordpress else None,
        "organisation": _organisation(report),
        "company": [_fact_json(fact) for fact in report.company],
        "ways": [_fields_of(way) for way in report.ways],
        "no_email": report.no_email or "",
        "pages": [_page_json(page) for page in report.pages],
        "sitemap": _fields_of(report.sitemap) if report.sitemap else None,
        "dns": _dns(report.dns) if report.dns else None,
        "stages": dict(report.stages),
        "notes": dict(report.notes) | {"bytes": report.bytes, "requests": report.requests},
    }
    return _plain(shape)


def final_url(report: SiteReport) -> str:
    """Where the home page ended, if that is on another registered domain than the scanned one; else ""."""
    host = urlsplit(report.home.url).hostname or report.domain
    return "" if same_site(host, report.domain) else report.home.url


def contact_json(contact: Contact) -> dict[str, Any]:
    """One contact as JSON: all fields of ``Contact``."""
    return _fields_of(contact)


def _fact_json(fact: CompanyFact) -> dict[str, Any]:
    return _fields_of(fact) | {"details": dict(fact.details)}


def details_json(report: PageReport) -> dict[str, Any]:
    """What was found on a page besides contacts: social, technologies, wordpress, organisation, company,
    ways and hides_email.

    Parts without content are left out.
    """
    details = {
        "social": {name: list(urls) for name, urls in report.social.items()},
        "technologies": [_fields_of(technology) for technology in report.technologies],
        "wordpress": _fields_of(report.wordpress) if report.wordpress else None,
        "organisation": _fields_of(report.organisation) if report.organisation else None,
        "company": [_fact_json(fact) for fact in report.company],
        "ways": [_fields_of(way) for way in report.ways],
        "hides_email": report.hides_email,
    }
    return _plain({name: value for name, value in details.items() if value})


def page_report(
    url: str,
    title: str,
    text_hash: str,
    contacts: Sequence[Mapping[str, Any]],
    details: Mapping[str, Any],
) -> PageReport:
    """A page report from stored ``contact_json`` and ``details_json``, used if the page is unchanged."""
    found = [Contact(**contact) for contact in contacts]
    wordpress, organisation = details.get("wordpress"), details.get("organisation")
    return PageReport(
        url,
        title=title,
        text_hash=text_hash,
        emails=tuple(contact for contact in found if contact.kind == "email"),
        phones=tuple(contact for contact in found if contact.kind != "email"),
        social={name: tuple(urls) for name, urls in details.get("social", {}).items()},
        technologies=tuple(Technology(**one) for one in details.get("technologies", ())),
        wordpress=WordPress(**wordpress | {"evidence": tuple(wordpress["evidence"])}) if wordpress else None,
        organisation=Organisation(**organisation) if organisation else None,
        company=tuple(CompanyFact(**fact) for fact in details.get("company", ())),
        ways=tuple(Way(**way) for way in details.get("ways", ())),
        hides_email=bool(details.get("hides_email")),
    )


def _dns(report: DnsReport) -> dict[str, Any]:
    lists = {"mail_servers": list(report.mail_servers), "name_servers": list(report.name_servers)}
    return _fields_of(report) | lists | {"address_domains": dict(report.address_domains)}


def _organisation(report: SiteReport) -> dict[str, str] | None:
    said = [report.home, *(page.report for page in report.pages if page.report)]
    return next((_fields_of(page.organisation) for page in said if page.organisation), None)


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


def _fields_of(
    found: Contact | Technology | WordPress | Organisation | CompanyFact | SitemapReport | Way | DnsReport,
) -> dict[str, Any]:
    """A dataclass as a dict: ``asdict`` without its deep copy, which costs eight times as much."""
    return {name: getattr(found, name) for name in found.__dataclass_fields__}


def _plain(shape: dict[str, Any]) -> dict[str, Any]:
    """The value in dicts, lists, strings, numbers, booleans and None, without NUL and half surrogates.

    PostgreSQL's JSON refuses these characters. Converting to JSON and back is much faster than examining each
    string; NUL, which is an escape in JSON, is rare.
    """
    text = json.dumps(shape, ensure_ascii=False)
    if "\\u0000" in text:
        text = json.dumps(_without_nul(shape), ensure_ascii=False)
    plain: dict[str, Any] = json.loads(text if text.isascii() else text.encode("utf-8", "ignore"))
    return plain


def _without_nul(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, dict):
        return {_without_nul(key): _without_nul(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_nul(item) for item in value]
    return value
