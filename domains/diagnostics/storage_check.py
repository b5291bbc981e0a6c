"""Checks that a scan's result can be stored and read back, by the functions that runs use.

It calls ``submission.submit_one``, ``claims.claim`` and ``claims.record``, all in one transaction. Unless the
result is to be kept, the transaction is rolled back: no cluster sees the test domain, and a given domain
keeps its data.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction

from domains import engine
from domains.lifecycle import DomainStatus, Event
from domains.models import Domain, Page, Scan
from domains.queue import claims, scan_rows, submission
from domains.queue.claim import Claim
from domains.queue.earlier_scans import EarlierScans
from domains.scan.report import (
    Contact,
    Organisation,
    PageReport,
    SitemapReport,
    SiteReport,
    Technology,
    VisitedPage,
    WordPress,
)

LEASE = timedelta(minutes=1)


class StorageCheckError(Exception):
    """The check is not possible with this domain; the message contains the reason."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One field as read back. ``right``: whether it is as expected; None if a scan does not set it."""

    name: str
    value: Any
    right: bool | None


def check(domain_id: uuid.UUID | None, *, keep: bool) -> list[Stored]:
    """Write a realistic result to this domain, or to a test domain, and read all of it back.

    Raises ``StorageCheckError`` if the domain is unknown or being scanned.
    """
    with transaction.atomic():
        claim = _claim(_queue_domain(domain_id))
        report = realistic_report(claim.domain)
        claims.record(claim, report, engine.retry_policy())
        stored = [*_domain_fields(claim, report), *_scan_fields(claim, report), *_page_fields(claim, report)]
        transaction.set_rollback(not keep)
    return stored


def _queue_domain(domain_id: uuid.UUID | None) -> Domain:
    """The domain, pending and due."""
    if domain_id is None:
        name = f"insertion-check-{uuid.uuid4().hex[:12]}.com"
        return Domain.objects.get(domain=submission.submit_one(name, wake=False).domain)
    row = Domain.objects.select_for_update().filter(pk=domain_id).first()
    if row is None:
        raise StorageCheckError(f"there is no domain with the id {domain_id}")
    if row.status == DomainStatus.PROCESSING:
        raise StorageCheckError(f"{row.domain} is being scanned right now; try again when that has ended")
    if row.status == DomainStatus.PAUSED:
        row.happen(Event.RESUME)
    submission.submit_one(
        row.domain, tenant_id=row.tenant_id, max_pages=row.max_pages, urgent=True, wake=False
    )
    row.refresh_from_db()
    return row


def _claim(row: Domain) -> Claim:
    quarantined_row = row.lost_claims > 0
    return claims.claim(1, run_id=uuid.uuid4(), lease=LEASE, only=[row.pk], quarantined=quarantined_row)[0]


def _domain_fields(claim: Claim, report: SiteReport) -> Iterator[Stored]:
    row = Domain.objects.get(pk=claim.domain_id)
    expected = scan_rows.domain_columns(report, scan_rows.result(report, EarlierScans())) | {
        "status": DomainStatus.COMPLETED,
        "claim_token": None,
        "last_error": "",
    }
    for field in Domain._meta.concrete_fields:
        value = getattr(row, field.attname)
        right = value == expected[field.attname] if field.attname in expected else None
        yield Stored(field.attname, value, right)


def _scan_fields(claim: Claim, report: SiteReport) -> Iterator[Stored]:
    row = Scan.objects.get(pk=claim.scan_id)
    yield Stored("scan.status", row.status, row.status == DomainStatus.COMPLETED)
    yield Stored("scan.result", row.result, row.result == scan_rows.result(report, EarlierScans()))


def _page_fields(claim: Claim, report: SiteReport) -> Iterator[Stored]:
    urls = list(Page.objects.filter(scan_id=claim.scan_id).order_by("pk").values_list("url", flat=True))
    yield Stored("pages.url", urls, urls == [page.url for page in report.pages])


def realistic_report(domain: str) -> SiteReport:
    """A report as of a small business's site, with text in several scripts."""
    home, contact = f"https://{domain}/", f"https://{domain}/kontakt/"
    email = Contact("email", f"info@{domain}", "mailto", home, role=True)
    phone = Contact("phone", "+4930901820", "tel", contact)
    page = PageReport(
        url=home,
        title="Bäckerei Müller & Söhne – Brot, Торт, ケーキ 🥐",
        description="Family bakery since 1898. \"Fresh\" bread, 'daily'.",
        language="de",
        site_name="Bäckerei Müller",
        generator="WordPress 6.8.1",
        canonical_url=home,
        favicon_url=f"{home}favicon.ico",
        logo_url=f"{home}wp-content/uploads/logo.svg",
        encoding="utf-8",
        organisation=Organisation("Bäckerei Müller", "Hauptstraße 1", "10115", "Berlin", country="DE"),
        emails=(email,),
    )
    second = PageReport(url=contact, title="Kontakt", language="de", phones=(phone,))
    return SiteReport(
        domain=domain,
        home=page,
        pages=(
            VisitedPage(home, "home", 200, page, bytes=48_213),
            VisitedPage(contact, "contact", 200, second, bytes=20_114),
        ),
        emails=(email,),
        phones=(phone,),
        social={
            "facebook": ("https://www.facebook.com/baeckerei.mueller",),
            "twitter": ("https://x.com/baeckerei",),
            "linkedin": ("https://www.linkedin.com/company/baeckerei-mueller",),
            "instagram": ("https://www.instagram.com/baeckerei.mueller",),
            "youtube": ("https://www.youtube.com/@baeckerei",),
        },
        wordpress=WordPress("6.8.1", "twentytwentyfive", {"elementor": "3.29.2"}, ("meta generator",)),
        technologies=(
            Technology("WordPress", "CMS", "6.8.1", "meta generator"),
            Technology("Elementor", "Page builder", "3.29.2", "class elementor-section"),
        ),
        sitemap=SitemapReport((f"{home}sitemap.xml",), (home, contact), 2, "2026-11-01"),
        stages={"content": "complete", "pages": "complete", "sitemap": "complete"},
        bytes=68_327,
        requests=4,
    )
