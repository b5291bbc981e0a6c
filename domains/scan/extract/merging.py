"""The reports of several pages of a site -> the result of the site."""

from __future__ import annotations

from collections.abc import Iterable

from domains.scan.extract import emails, phones, social
from domains.scan.report import Contact, PageReport, Technology, WordPress

MOST_EVIDENCE = 8  # lines for WordPress


def merge_contacts(
    reports: Iterable[PageReport], domain: str
) -> tuple[tuple[Contact, ...], tuple[Contact, ...]]:
    """(e-mails, phones) of several pages: each value once, with where it was found first; best first."""
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
    """Each product once; an entry with a version is preferred."""
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
        evidence=tuple(dict.fromkeys(line for one in found for line in one.evidence))[:MOST_EVIDENCE],
    )
