"""The columns of the list of domains. Each cell is text or markup around escaped text."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from babel import Locale
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.decorators import display

from domains.admin.large_tables import moment
from domains.admin.screenshots import thumbnail
from domains.models import Domain
from domains.templatetags.error_words import error_long, error_short, readable_sizes

COUNTRIES = Locale("en").territories
NONE = format_html('<span class="sky-none">{}</span>', "-")  # hidden where rows are cards
TECHNOLOGIES = 3  # names shown in a row; the tooltip has all


class DomainColumns(ModelAdmin):
    list_display = ("site", "state", "reach", "located", "built_with", "scanned")

    @display(description="domain", ordering="domain")
    def site(self, domain: Domain) -> str:
        return format_html(
            '<span class="sky-site">{}<span><b>{}</b><small title="{}">{}</small></span></span>',
            *(mark(domain), domain.domain, domain.title, domain.title),
        )

    @display(description="state")
    def state(self, domain: Domain) -> str:
        return state_cell(domain.status, domain.error_kind, domain.last_error)

    @display(description="contacts")
    def reach(self, domain: Domain) -> str:
        lines = [
            best_of(domain.email_addresses, "address", "addresses"),
            best_of(domain.phone_numbers, "number", "numbers"),
        ]
        found = format_html_join("", "{}", ((line,) for line in lines if line))
        return format_html('<span class="sky-cell">{}</span>', found) if found else NONE

    @display(description="country")
    def located(self, domain: Domain) -> str:
        return COUNTRIES.get(domain.country, domain.country) or NONE

    @display(description="technologies")
    def built_with(self, domain: Domain) -> str:
        names = list(domain.tech_stack)
        if domain.is_wordpress:
            names = [name for name in names if name != "WordPress"]
            names.insert(0, f"WordPress {domain.wordpress_version}".strip())
        if not names:
            return NONE
        more = f" and {len(names) - TECHNOLOGIES} more" if len(names) > TECHNOLOGIES else ""
        shown = ", ".join(names[:TECHNOLOGIES]) + more
        return format_html('<span class="sky-cell" title="{}">{}</span>', ", ".join(names), shown)

    @display(description="last scan")
    def scanned(self, domain: Domain) -> str:
        return moment(domain.last_scan) if domain.last_scan else NONE


def state_cell(status: str, kind: str, message: str) -> SafeString:
    """A state with the kind of error below it, if there is one; the tooltip has the whole text."""
    badge = format_html('<span class="sky-badge sky-{0}">{0}</span>', status)
    if not kind and not message:
        return badge
    told = f"{error_long(kind)} {readable_sizes(message)}".strip()
    error = format_html('<small class="sky-bad" title="{}">{}</small>', told, error_short(kind) or told[:80])
    return format_html('<span class="sky-cell">{}{}</span>', badge, error)


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
