"""bytes -> PageReport. Pure: no network, no Django, linear in the size of the page."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Iterator, Mapping

from domains.scan.extract import (
    emails,
    identity,
    phones,
    social,
    structured,
    technologies,
    wordpress,
)
from domains.scan.extract.document import MAX_LINKS, Anchor, Document, read
from domains.scan.extract.regions import Regions
from domains.scan.extract.trace import Trace
from domains.scan.extract.visible import clean
from domains.scan.report import Contact, Link, PageReport, Technology, WordPress

__all__ = ["extract", "merge_contacts", "merge_social", "merge_technologies", "merge_wordpress"]

# One page at a time. Python runs one thread at a time anyway: many that take turns in the middle of their
# pages only drive each other's data out of the caches, and each tree takes many times its page's memory.
_turn = threading.Lock()


def extract(
    body: bytes,
    *,
    url: str,
    headers: Mapping[str, str] | None = None,
    default_region: str = "US",
    links: bool = True,
    trace: Trace | None = None,
) -> PageReport:
    """Everything that one page says. ``headers``: lower-cased names; ``url``: where the body came from.

    ``links``: whether the page's links are of interest; a scan that ends here does without.
    ``trace``: what the reasons for each contact are written to.
    Never fails on any bytes: what cannot be understood is left out.
    """
    if trace is not None:
        trace.page = url
    with _turn:
        return _extract(read(body, url, headers or {}), default_region, links, trace)


def _extract(document: Document, default_region: str, links: bool, trace: Trace | None) -> PageReport:
    things = structured.things(document)
    language = identity.language(document)
    generators = tuple(_generators(document))
    found_wordpress = wordpress.find(document, generators)
    return PageReport(
        url=document.url,
        title=identity.title(document),
        description=identity.description(document),
        language=language,
        site_name=identity.site_name(document, things),
        generator=generators[0] if generators else "",
        canonical_url=identity.link(document, "canonical"),
        favicon_url=identity.favicon(document),
        logo_url=identity.logo(document, things),
        last_modified=identity.last_modified(document, things),
        encoding=document.encoding,
        organisation=identity.organisation(things),
        emails=emails.find(document, things, trace),
        phones=phones.find(document, Regions(document, language, things, default_region), trace),
        social=social.find(document, things),
        wordpress=found_wordpress,
        technologies=technologies.find(document, found_wordpress),
        links=tuple(_links(document)) if links else (),
        robots=identity.robots(document),
        refresh_url=identity.refresh_url(document),
        text_hash=hashlib.sha256(document.text.encode()).hexdigest(),
    )


def _generators(document: Document) -> Iterator[str]:
    for element in document.elements["meta"]:
        if (element.attr("name") or "").lower() == "generator" and element.attr("content"):
            yield clean(element.attr("content") or "")[:500]


def _links(document: Document) -> Iterator[Link]:
    first: dict[str, Anchor] = {}
    for anchor in document.anchors:
        first.setdefault(anchor.href, anchor)
    seen: set[str] = set()
    for href, anchor in first.items():
        url = document.absolute(href).partition("#")[0] if href[:1] != "#" else ""
        if url and url not in seen:
            seen.add(url)
            yield Link(url, anchor.text, "nofollow" in anchor.rel)
            if len(seen) >= MAX_LINKS:
                return


def merge_contacts(
    reports: Iterable[PageReport], domain: str
) -> tuple[tuple[Contact, ...], tuple[Contact, ...]]:
    """(e-mails, phones) of several pages, each value once with its first provenance, best first."""
    mails: dict[str, Contact] = {}
    numbers: dict[str, Contact] = {}
    for report in reports:
        for contact in report.emails:
            mails.setdefault(contact.value, contact)
        for contact in report.phones:
            numbers.setdefault(contact.value, contact)
    return emails.rank(mails.values(), domain), phones.rank(numbers.values())


def merge_social(reports: Iterable[PageReport]) -> dict[str, tuple[str, ...]]:
    merged: dict[str, dict[str, None]] = {}
    for report in reports:
        for platform, profiles in report.social.items():
            merged.setdefault(platform, {}).update(dict.fromkeys(profiles))
    return {platform: tuple(profiles)[: social.MOST] for platform, profiles in merged.items()}


def merge_technologies(reports: Iterable[PageReport]) -> tuple[Technology, ...]:
    """Each product once; one with a version before one without."""
    merged: dict[str, Technology] = {}
    for report in reports:
        for technology in report.technologies:
            known = merged.get(technology.name)
            if known is None or (technology.version and not known.version):
                merged[technology.name] = technology
    return tuple(merged.values())


def merge_wordpress(reports: Iterable[PageReport]) -> WordPress | None:
    found = [report.wordpress for report in reports if report.wordpress]
    if not found:
        return None
    plugins: dict[str, str] = {}
    for one in found:
        for slug, version in one.plugins.items():
            plugins[slug] = plugins.get(slug) or version
    return WordPress(
        version=next((one.version for one in found if one.version), ""),
        theme=next((one.theme for one in found if one.theme), ""),
        plugins=plugins,
        evidence=tuple(dict.fromkeys(line for one in found for line in one.evidence))[:8],
    )
