"""The columns of the list of domains. Each cell is text or markup around escaped text."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from babel import Locale
from django.db.models import OuterRef, Subquery
from django.db.models.fields.json import KeyTransform
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from domains.admin.large_tables import moment
from domains.admin.screenshots import thumbnail
from domains.lifecycle import DomainStatus
from domains.models import Batch, Domain
from domains.templatetags.error_words import error_long, error_short, readable_sizes
from domains.templatetags.scrapersky import ahead, external, words
from domains.templatetags.state_words import state_badge

COUNTRIES = Locale("en").territories
NONE = format_html('<span class="sky-none">{}</span>', "-")  # hidden where rows are cards
TECHNOLOGIES = 3  # names shown in a row; the tooltip has all
LINES = 4  # of a cell with a list
PROFILES = {
    "facebook_url": "Facebook",
    "twitter_url": "X (Twitter)",
    "linkedin_url": "LinkedIn",
    "instagram_url": "Instagram",
    "youtube_url": "YouTube",
}
YES_NO = {True: "yes", False: "no", None: NONE}
CUSTOM = "custom:"  # what the name of a column with a custom field starts with


@dataclass(frozen=True, slots=True)
class Column:
    """``reads``: the columns of the table that ``cell`` needs; ``adds``: annotations that it needs too."""

    label: str
    cell: Callable[[Domain], str]
    reads: tuple[str, ...]
    adds: Mapping[str, Any] = field(default_factory=dict)


def site(domain: Domain) -> str:
    return format_html(
        '<span class="sky-site">{}<span><b>{}</b><small title="{}">{}</small></span></span>',
        *(mark(domain), domain.domain, domain.title, domain.title),
    )


def state_cell(status: str, kind: str, message: str) -> SafeString:
    """A state with the kind of error below it, if there is one; the tooltip has the whole text."""
    badge = state_badge(status)
    if not kind and not message:
        return badge
    told = f"{error_long(kind)} {readable_sizes(message)}".strip()
    error = format_html('<small class="sky-bad" title="{}">{}</small>', told, error_short(kind) or told[:80])
    return format_html('<span class="sky-cell">{}{}</span>', badge, error)


def _state(domain: Domain) -> str:
    return state_cell(domain.status, domain.error_kind, domain.last_error)


def _contacts(domain: Domain) -> str:
    lines = [
        best_of(domain.email_addresses, "address", "addresses"),
        best_of(domain.phone_numbers, "number", "numbers"),
    ]
    found = format_html_join("", "{}", ((line,) for line in lines if line))
    return format_html('<span class="sky-cell">{}</span>', found) if found else NONE


def _country(domain: Domain) -> str:
    return COUNTRIES.get(domain.country, domain.country) or NONE


def _technologies(domain: Domain) -> str:
    names = list(domain.tech_stack)
    if domain.is_wordpress:
        names = [name for name in names if name != "WordPress"]
        names.insert(0, f"WordPress {domain.wordpress_version}".strip())
    if not names:
        return NONE
    more = f" and {len(names) - TECHNOLOGIES} more" if len(names) > TECHNOLOGIES else ""
    shown = ", ".join(names[:TECHNOLOGIES]) + more
    return format_html('<span class="sky-cell" title="{}">{}</span>', ", ".join(names), shown)


def _wordpress(domain: Domain) -> str:
    return (domain.is_wordpress and domain.wordpress_version) or YES_NO[domain.is_wordpress]


def _phones(domain: Domain) -> str:
    """Each number with its kind, as in: +49 221 1 (mobile)."""
    found = getattr(domain, "found_contacts", None) or []
    return lines_of(
        f"{contact['value']} ({words(contact.get('line_type') or contact['kind'])})"
        for contact in found
        if contact["kind"] != "email"
    )


def _profiles(domain: Domain) -> str:
    found = [(getattr(domain, column), name) for column, name in PROFILES.items()]
    return lines_of(external(url, name) for url, name in found if url)


def _error(domain: Domain) -> str:
    return wrapped(readable_sizes(domain.last_error))


def _next_attempt(domain: Domain) -> str:
    return ahead(domain.next_attempt_at) if domain.status == DomainStatus.PENDING else NONE


def _batch(domain: Domain) -> str:
    """The batch in which it was submitted last."""
    if domain.batch_id is None:
        return NONE
    url = reverse("admin:domains_batch_change", args=[domain.batch_id])
    name = getattr(domain, "batch_name", "") or str(domain.batch_id)
    return format_html('<span class="sky-cell"><a class="sky-link" href="{}">{}</a></span>', url, name)


def _text(column: str, label: str) -> Column:
    return Column(label, lambda domain: wrapped(getattr(domain, column)), (column,))


def _time(column: str, label: str) -> Column:
    def cell(domain: Domain) -> str:
        at = getattr(domain, column)
        return moment(at) if at else NONE

    return Column(label, cell, (column,))


FIRST = Column("domain", site, ("domain", "title", "favicon_url"))  # of every list
COLUMNS: dict[str, Column] = {
    "state": Column("state", _state, ("status", "error_kind", "last_error")),
    "reach": Column("contacts", _contacts, ("email_addresses", "phone_numbers")),
    "located": Column("country", _country, ("country",)),
    "built_with": Column("technologies", _technologies, ("tech_stack", "is_wordpress", "wordpress_version")),
    "scanned": _time("last_scan", "last scan"),
    "industry": _text("industry", "industry"),
    "legal_name": _text("legal_name", "legal name"),
    "vat_id": _text("vat_id", "VAT id"),
    "registration_number": _text("registration_number", "register number"),
    "postal_address": _text("postal_address", "address"),
    "emails": Column(
        "e-mail addresses", lambda domain: lines_of(domain.email_addresses), ("email_addresses",)
    ),
    "phones": Column(
        "phones with kind",
        _phones,
        ("phone_numbers",),
        {"found_contacts": KeyTransform("contacts", "domain_metadata")},
    ),
    "no_email_reason": _text("no_email_reason", "why no e-mail"),
    "mail_provider": _text("mail_provider", "mail provider"),
    "profiles": Column("profiles", _profiles, tuple(PROFILES)),
    "wordpress": Column("WordPress version", _wordpress, ("is_wordpress", "wordpress_version")),
    "needs_javascript": Column(
        "needs JavaScript", lambda domain: YES_NO[domain.needs_javascript], ("needs_javascript",)
    ),
    "final_url": _text("final_url", "home page is at"),
    "language": _text("language", "language"),
    "error": Column("error", _error, ("last_error",)),
    "batch": Column(
        "batch",
        _batch,
        ("batch_id",),
        {"batch_name": Subquery(Batch.objects.filter(pk=OuterRef("batch_id")).values("name"))},
    ),
    "priority": Column("priority", lambda domain: str(domain.priority), ("priority",)),
    "next_attempt": Column("next attempt", _next_attempt, ("status", "next_attempt_at")),
    "created": _time("created_at", "created"),
    "updated": _time("updated_at", "changed"),
    "tenant": Column("tenant", lambda domain: str(domain.tenant_id), ("tenant_id",)),
    "notes": _text("notes", "notes"),
}
DEFAULT = ("state", "reach", "located", "built_with", "scanned")


def custom_field(name: str) -> Column:
    """The column of an imported field."""
    return Column(name, lambda domain: wrapped(domain.custom_fields.get(name, "")), ("custom_fields",))


def find(name: str) -> Column | None:
    if name.startswith(CUSTOM):
        return custom_field(name.removeprefix(CUSTOM))
    return COLUMNS.get(name)


def wrapped(text: str) -> SafeString:
    return format_html('<span class="sky-cell">{}</span>', text) if text else NONE


def lines_of(values: Iterable[str]) -> SafeString:
    """The first values, one a line, and how many more there are; the tooltip lists those."""
    found = list(values)
    if not found:
        return NONE
    shown = format_html_join("", "<span>{}</span>", ((value,) for value in found[:LINES]))
    rest = found[LINES:]
    more = format_html('<small title="{}">and {} more</small>', ", ".join(rest), len(rest)) if rest else ""
    return format_html('<span class="sky-cell">{}{}</span>', shown, more)


def best_of(values: Sequence[str], one: str, many: str) -> SafeString | str:
    """The first value, and how many more there are, in words."""
    if not values:
        return ""
    more = len(values) - 1
    told = f"and {more} more {one if more == 1 else many}" if more else ""
    small = format_html(' <small title="{}">{}</small>', ", ".join(values[1:]), told) if told else ""
    return format_html("<span>{}{}</span>", values[0], small)


def mark(domain: Domain) -> SafeString:
    """The picture of the site, its icon if its page itself contains it, or the first letter of the domain.

    An icon that is a URL is not loaded, because the request would tell the site who looks at it.
    """
    if screenshot := getattr(domain, "screenshot_id", None):  # in lists
        return thumbnail(screenshot)
    if domain.favicon_url.startswith(("data:image/png;", "data:image/x-icon;", "data:image/svg+xml")):
        return format_html(
            '<img class="sky-mark" src="{}" alt="" width="24" height="24">', domain.favicon_url
        )
    hue = zlib.crc32(domain.domain.encode()) % 360
    return format_html(
        '<span class="sky-mark" aria-hidden="true" style="--hue: {}">{}</span>', hue, domain.domain[0].upper()
    )
