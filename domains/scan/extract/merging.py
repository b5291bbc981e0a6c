"""The reports of several pages of a site -> the result of the site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from domains.scan.extract import emails, phones, social, ways
from domains.scan.report import (
    CompanyFact,
    Contact,
    NoEmail,
    PageReport,
    Technology,
    VisitedPage,
    Way,
    WordPress,
)

MOST_EVIDENCE = 8  # lines for WordPress
MOST_FACTS = 12  # of one kind
# Where the company is named most carefully, best first.
_TELLING_PAGES = ("legal", "contact", "about", "home")


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


def merge_company(pages: Iterable[VisitedPage]) -> tuple[CompanyFact, ...]:
    """Each fact once, with where it was found first; those of an imprint first, then those of the others."""
    merged: dict[tuple[str, str], CompanyFact] = {}
    counts: Counter[str] = Counter()
    for page in sorted(pages, key=_telling):
        for fact in page.report.company if page.report else ():
            key = (fact.kind, _essence(fact))
            if key not in merged and counts[fact.kind] < MOST_FACTS:
                merged[key] = fact
                counts[fact.kind] += 1
    return tuple(merged.values())


def _telling(page: VisitedPage) -> int:
    known = page.page_type in _TELLING_PAGES
    return _TELLING_PAGES.index(page.page_type) if known else len(_TELLING_PAGES)


def _essence(fact: CompanyFact) -> str:
    """The part of a fact that is equal in different spellings: of an address, the postcode and the numbers of
    its street.
    """
    code, street = (fact.details.get(name, "") for name in ("postal_code", "street"))
    if fact.kind == "address" and code and street:
        return "".join(filter(str.isalnum, code + "".join(filter(str.isdigit, street)))).casefold()
    return "".join(filter(str.isalnum, fact.value)).casefold() or fact.value


def merge_ways(pages: Iterable[VisitedPage]) -> tuple[Way, ...]:
    """Each way once: the form of a contact page before those of others; a tool where it was found first."""
    merged: dict[tuple[str, str], Way] = {}
    counts: Counter[str] = Counter()
    for page in sorted(pages, key=lambda one: one.page_type != "contact"):
        for way in page.report.ways if page.report else ():
            key = (way.kind, way.provider or way.value if way.value == way.page else way.value)
            if key not in merged and counts[way.kind] < ways.MOST:
                merged[key] = way
                counts[way.kind] += 1
    return tuple(merged.values())


def why_no_email(reports: Iterable[PageReport], found: tuple[Way, ...]) -> NoEmail:
    """Why a scan found no e-mail address."""
    if any(report.hides_email for report in reports):
        return NoEmail.OBFUSCATED
    has_form = any(way.kind == "contact_form" for way in found)
    return NoEmail.FORM_ONLY if has_form else NoEmail.NONE


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
