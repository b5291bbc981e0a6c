"""Words and links for the admin's templates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.db.models import Model
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

register = template.Library()

UNITS = (("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1))


@register.filter
def duration(seconds: float | None) -> str:
    """90061 -> "1 day": only the largest unit."""
    if seconds is None:
        return "unknown"
    for name, size in UNITS:
        if seconds >= size:
            count = round(seconds / size)
            return f"{count} {name}{'' if count == 1 else 's'}"
    return "under a second"


@register.filter
def ago(moment: datetime | None) -> str:
    if moment is None:
        return "never"
    seconds = (timezone.now() - moment).total_seconds()
    return "just now" if seconds < 2 else f"{duration(seconds)} ago"


@register.filter
def ahead(moment: datetime | None) -> str:
    if moment is None:
        return "not planned"
    seconds = (moment - timezone.now()).total_seconds()
    return f"in {duration(seconds)}" if seconds >= 1 else "now"


@register.simple_tag
def external(url: str, text: str = "") -> SafeString:
    """A link from a web site. A URL that is not http(s) stays text, because it could be a script."""
    shown = text or url
    try:
        followed = urlsplit(url).scheme in {"http", "https"}
    except ValueError:
        followed = False
    if not followed:
        return format_html("{}", shown)
    link = '<a class="sky-link" href="{}" target="_blank" rel="noreferrer noopener nofollow">{}</a>'
    return format_html(link, url, shown)


@register.filter
def thousands(number: int) -> str:
    return f"{number:,}"


@register.filter
def below_hundred(height: float) -> str:
    """The distance of the upper end of a bar from the top of a chart that is 100 high."""
    return f"{100 - height:.2f}"


@register.filter
def value(of: Mapping[str, Any], name: str) -> Any:
    """The value of a mapping for a name that is in a variable; "" if there is none."""
    return of.get(name, "")


@register.filter
def words(name: str) -> str:
    """As in: rate_limited -> rate limited."""
    return name.replace("_", " ")


@register.filter
def menu_title(link: Any, title: Any) -> Any:
    """The name that the side menu has for the list with this address; for any other page its own title."""
    menu: Any = settings.UNFOLD["SIDEBAR"]
    entries = (entry for group in menu["navigation"] for entry in group["items"])
    return next((entry["title"] for entry in entries if str(entry["link"]) == str(link)), title)


@register.filter
def within(name: Any) -> str:
    """The name of a model within a sentence: "Queued tasks" -> "queued tasks"; "API tokens" stays."""
    text = str(name)
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


@register.filter
def heading(title: Any) -> str:
    """The name of a list with a capital letter; the name of a row, such as a domain, as it is."""
    return str(title) if isinstance(title, Model) else capfirst(str(title))
