"""Error kinds in words for people, as filters for templates and for the lists of the admin."""

from __future__ import annotations

import re

from django import template

from domains.scan.report import ErrorKind

register = template.Library()

SHORT = {
    ErrorKind.DNS: "name not found",
    ErrorKind.CONNECT: "no connection",
    ErrorKind.TIMEOUT: "no answer in time",
    ErrorKind.TLS: "certificate or encryption",
    ErrorKind.HTTP_4XX: "page refused or missing",
    ErrorKind.HTTP_5XX: "error of the site's server",
    ErrorKind.RATE_LIMITED: "site asks to wait",
    ErrorKind.TOO_MANY_REDIRECTS: "too many redirects",
    ErrorKind.TOO_LARGE: "page too large",
    ErrorKind.BAD_CONTENT: "unreadable answer",
    ErrorKind.NOT_HTML: "not a web page",
    ErrorKind.ROBOTS: "robots.txt forbids it",
    ErrorKind.BLOCKED: "on the block list",
    ErrorKind.BLOCKED_ADDRESS: "private address",
    ErrorKind.CHALLENGE: "bot check",
    ErrorKind.PARKED: "parked domain",
    ErrorKind.INTERNAL: "error of this program",
}
LONG = {
    ErrorKind.DNS: "The domain has no address. It may be misspelt, expired or without a web site.",
    ErrorKind.CONNECT: "No web server answers at the domain's address.",
    ErrorKind.TIMEOUT: "The site did not answer within the time limit.",
    ErrorKind.TLS: "No secure connection is possible: often an expired or wrong certificate.",
    ErrorKind.HTTP_4XX: "The site refuses the page, or does not have it.",
    ErrorKind.HTTP_5XX: "The site's own server reports an error.",
    ErrorKind.RATE_LIMITED: "The site asks for fewer requests, so the next attempt is made later.",
    ErrorKind.TOO_MANY_REDIRECTS: "The site redirects from page to page, more often than a scan may follow.",
    ErrorKind.TOO_LARGE: "The home page is larger than a scan may load.",
    ErrorKind.BAD_CONTENT: "The site's answer cannot be read.",
    ErrorKind.NOT_HTML: "The address leads to a file, not to a web page.",
    ErrorKind.ROBOTS: "The site's robots.txt asks programs not to read it.",
    ErrorKind.BLOCKED: "The domain is on the block list.",
    ErrorKind.BLOCKED_ADDRESS: "The domain leads to a private address, which is never requested.",
    ErrorKind.CHALLENGE: "The site shows a bot check instead of its page.",
    ErrorKind.PARKED: "The domain is parked: it has no web site of its own.",
    ErrorKind.INTERNAL: "This program failed, not the site. The log has the details.",
}
_MANY_BYTES = re.compile(r"\b(\d{4,}) bytes\b")


@register.filter
def error_short(kind: str) -> str:
    """dns -> name not found; a kind of a later version stays as it is."""
    return SHORT.get(kind, kind.replace("_", " "))  # type: ignore[call-overload,no-any-return]


@register.filter
def error_long(kind: str) -> str:
    """One sentence that says what happened; "" for a kind without one."""
    return LONG.get(kind, "")  # type: ignore[call-overload,no-any-return]


@register.filter
def readable_sizes(message: str) -> str:
    """a page of 5242880 bytes -> a page of 5 MB"""
    return _MANY_BYTES.sub(lambda found: _size(int(found[1])), message)


def _size(count: int) -> str:
    for unit, size in (("GB", 2**30), ("MB", 2**20), ("kB", 2**10)):
        if count >= size:
            return f"{count / size:.1f}".removesuffix(".0") + f" {unit}"
    return f"{count} bytes"
