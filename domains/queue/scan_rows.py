"""Builds the unsaved rows of a finished scan: domain columns, ``Scan``, pages. No database access."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from domains.lifecycle import Event, StageStatus, target
from domains.models import Page, Scan, Screenshot
from domains.queue.claim_types import Claim, Outcome
from domains.queue.earlier_scans import EarlierScans
from domains.scan.report import CompanyFact, Contact, ErrorKind, Picture, SiteReport, VisitedPage
from domains.scan.report_json import contact_json, details_json, to_json

LONGEST_VERSION = 50
LONGEST_LANGUAGE = 35
LONGEST_PROVIDER = 60
SOCIAL_COLUMNS = ("facebook", "twitter", "linkedin", "instagram", "youtube")
COMPANY_COLUMNS = {
    "legal_name": ("legal_name",),
    "vat_id": ("vat_id", "tax_id"),
    "registration_number": ("registration_number",),
    "postal_address": ("address",),
    "industry": ("industry",),
}
LONGEST_FACTS = {"vat_id": 40, "registration_number": 60, "industry": 60}  # of columns with an index
STAGE_COLUMNS = {
    "content": "content_scrape_status",
    "pages": "page_scrape_status",
    "sitemap": "sitemap_monitor_status",
}


@dataclass(frozen=True, slots=True)
class ScanOutcomeRows:
    """The rows that end one claim's scan. ``visited``: the site was contacted, so ``last_scan`` is now."""

    held: Claim
    event: Event
    columns: Mapping[str, Any]  # of the domain
    scan: Scan
    pages: Sequence[Page] = ()
    screenshot: Screenshot | None = None
    visited: bool = False

    @property
    def is_news(self) -> bool:
        """Whether the feed of changes lists it: the first scan of a domain, or one that changed something.

        A cancelled scan is not listed. A scan that ended because of lost claims is always listed, because its
        claim does not contain the earlier results.
        """
        unchanged = self.held.earlier.status and not self.scan.changes
        return self.event is not Event.CANCEL and not unchanged


def ending(held: Claim, event: Event, outcome: Outcome) -> ScanOutcomeRows:
    """The rows for a scan with this outcome, if no attempt follows."""
    if not isinstance(outcome, SiteReport):
        columns = {"last_error": outcome.message, "error_kind": outcome.kind}
        return ScanOutcomeRows(held, event, columns, scan_row(held, event, **columns), visited=True)
    found = result(outcome, held.earlier)
    return ScanOutcomeRows(
        held,
        event,
        {"last_error": "", "error_kind": "", **domain_columns(outcome, found)},
        scan_row(held, event, pages=len(outcome.pages), bytes=outcome.bytes, result=found),
        page_rows(outcome, held.domain_id, held.scan_id),
        screenshot_row(outcome.picture, held),
        visited=True,
    )


def abandonment(held: Claim, lost_claims: int) -> ScanOutcomeRows:
    """The rows for a scan whose claims were lost too often."""
    message = (
        f"its claim was lost {lost_claims} times in a row: the machine or the process that scanned it died"
    )
    columns = {"last_error": message, "error_kind": ErrorKind.INTERNAL}
    return ScanOutcomeRows(held, Event.FAIL, columns, scan_row(held, Event.FAIL, **columns))


def cancellation(held: Claim) -> ScanOutcomeRows:
    columns = {"last_error": "", "error_kind": ""}
    return ScanOutcomeRows(held, Event.CANCEL, columns, scan_row(held, Event.CANCEL))


def scan_row(held: Claim, event: Event, *, last_error: str = "", **told: Any) -> Scan:
    """The unsaved record of the scan."""
    return Scan(
        id=held.scan_id,
        domain_id=held.domain_id,
        tenant_id=held.tenant_id,
        batch_id=held.batch_id,
        run_id=held.run_id,
        status=target(event),
        attempts=held.attempts,
        queued_at=held.queued_at,
        started_at=held.claimed_at,
        error=last_error,
        changes=held.earlier.changes(target(event), told.get("result", {})),
        **told,
    )


def result(report: SiteReport, earlier: EarlierScans) -> dict[str, Any]:
    """Everything found, as JSON: ``Scan.result`` and ``Domain.domain_metadata``.

    If the scan found the sitemap unchanged, it read no further pages. Everything else is then taken from the
    earlier result.
    """
    found = to_json(report)
    if not report.unchanged:
        return found
    return {**earlier.result, **{name: found[name] for name in ("sitemap", "stages", "notes")}}


def domain_columns(report: SiteReport, metadata: dict[str, Any]) -> dict[str, Any]:
    """The columns of ``domains`` that a completed scan sets."""
    home, wordpress, sitemap = report.home, report.wordpress, report.sitemap
    columns: dict[str, Any] = {
        "sitemap_urls": sitemap.url_count if sitemap else None,
        "total_sitemaps": len(sitemap.sitemaps) if sitemap else None,
        "domain_metadata": metadata,
    }
    columns |= {
        column: StageStatus(report.stages[stage]) if stage in report.stages else None
        for stage, column in STAGE_COLUMNS.items()
    }
    if report.unchanged:
        return columns
    columns |= {
        "title": home.title,
        "description": home.description,
        "language": home.language[:LONGEST_LANGUAGE],
        "favicon_url": home.favicon_url,
        "logo_url": home.logo_url,
        "needs_javascript": bool(home.needs_javascript),
        "is_wordpress": wordpress is not None,
        "wordpress_version": wordpress.version[:LONGEST_VERSION] if wordpress else "",
        "has_elementor": wordpress is not None and "elementor" in wordpress.plugins,
        "tech_stack": sorted({technology.name for technology in report.technologies}),
        "email_addresses": _values(report.emails),
        "no_email_reason": report.no_email or "",
        "mail_provider": report.dns.mail_provider[:LONGEST_PROVIDER] if report.dns else "",
        "phone_numbers": _values(report.phones),
    }
    columns |= {f"{name}_url": _first(report, name) for name in SOCIAL_COLUMNS}
    return columns | {"final_url": metadata["final_url"]} | company_columns(report.company)


def company_columns(facts: Sequence[CompanyFact]) -> dict[str, str]:
    """The columns about the company: the first fact of each kind.

    ``vat_id`` contains the tax id if there is no VAT number. ``country`` is that of the address, otherwise
    that of a number.
    """

    def first(*kinds: str) -> CompanyFact | None:
        return next((fact for kind in kinds for fact in facts if fact.kind == kind), None)

    found = {column: first(*kinds) for column, kinds in COMPANY_COLUMNS.items()}
    columns = {column: fact.value if fact else "" for column, fact in found.items()}
    columns |= {column: columns[column][:longest] for column, longest in LONGEST_FACTS.items()}
    said = (found["postal_address"], found["vat_id"], found["registration_number"])
    return columns | {"country": next((fact.country for fact in said if fact and fact.country), "")}


def screenshot_row(picture: Picture | None, held: Claim) -> Screenshot | None:
    """The unsaved row of the home page's picture."""
    if picture is None:
        return None
    return Screenshot(
        domain_id=held.domain_id,
        scan_id=held.scan_id,
        image=picture.data,
        bytes=len(picture.data),
        width=picture.width,
        height=picture.height,
    )


def page_rows(report: SiteReport, domain_id: uuid.UUID, scan_id: uuid.UUID) -> list[Page]:
    """One unsaved ``Page`` for each visited page."""
    now = timezone.now()
    return [_page_row(page, domain_id, scan_id, now) for page in report.pages]


def _page_row(page: VisitedPage, domain_id: uuid.UUID, scan_id: uuid.UUID, now: datetime) -> Page:
    found = page.report
    emails = found.emails if found else ()
    phones = found.phones if found else ()
    return Page(
        domain_id=domain_id,
        scan_id=scan_id,
        url=page.url,
        page_type=page.page_type,
        http_status=page.http_status,
        title=found.title if found else "",
        email_addresses=_values(emails),
        phone_numbers=_values(phones),
        contacts=[contact_json(contact) for contact in (*emails, *phones)],
        details=details_json(found) if found else {},
        text_hash=found.text_hash if found else "",
        etag=page.etag,
        last_modified=page.last_modified,
        error_kind=page.error_kind or "",
        error=page.error,
        fetched_at=now,
    )


def _values(contacts: tuple[Contact, ...]) -> list[str]:
    return list(dict.fromkeys(contact.value for contact in contacts))


def _first(report: SiteReport, platform: str) -> str:
    profiles = report.social.get(platform, ())
    return profiles[0] if profiles else ""
