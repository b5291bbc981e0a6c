"""Decides whether a response is the site's own page, or a page that is shown instead. No side effects.

A bot protection service shows a bot check (``challenge``). Registrars, brokers, hosts and web servers show
their own page on a domain without a site (``parked``). Such a page says nothing about the business.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice

from domains.scan.placeholders import challenges, parking
from domains.scan.placeholders.shown import MOST_HREFS, Shown
from domains.scan.report import ErrorKind, Placeholder

__all__ = [
    "LONGEST_ERROR",
    "MOST_HREFS",
    "TELLING_ERRORS",
    "Shown",
    "placeholder",
    "placeholder_of_error",
    "tells",
]

# An element that is not closed extends to the end of the text, so that the end is searched only once.
_UNSEEN = re.compile(
    r"<(script|style|svg|template|title)\b.*?(?:</\1[^<>]{0,40}>?|\Z)|<!--.*?(?:-->|\Z)|<[^<>]*>?",
    re.IGNORECASE | re.DOTALL,
)
_TITLE = re.compile(r"<title[^<>]{0,200}>(.{0,300}?)</title", re.IGNORECASE | re.DOTALL)
_LINK = re.compile(r"""<a\s[^<>]{0,300}?\bhref\s{0,3}=\s{0,3}["']?([^"'<>\s]{1,500})""", re.IGNORECASE)
_ABSENT = frozenset({402, 404, 410, 508, 509})  # with which hosts say that a domain has no site
TELLING_ERRORS = challenges.REFUSALS | _ABSENT  # statuses with which such pages come
LONGEST_ERROR = 65_536  # bytes of an error's body that are looked at


def placeholder(shown: Shown) -> Placeholder | None:
    """What is shown instead of the site; None if this is the site's own page."""
    if by := challenges.guard(shown):
        return Placeholder(ErrorKind.CHALLENGE, by)
    by = parking.owner(shown)
    return Placeholder(ErrorKind.PARKED, by) if by else None


def tells(status: int, url: str) -> bool:
    """Whether the response may be such a page. Any page of a site may be missing, but not its home page."""
    return status in challenges.REFUSALS or (status in _ABSENT and url.count("/") == 3 and url.endswith("/"))


def placeholder_of_error(
    host: str, status: int, headers: Mapping[str, str], body: bytes, url: str = ""
) -> Placeholder | None:
    """What a response with an error status shows instead of the site, or None.

    ``body`` is the beginning of its decompressed body.
    """
    source = body[:LONGEST_ERROR].decode(errors="replace")
    found = _TITLE.search(source)
    lines = filter(None, (" ".join(line.split()) for line in _UNSEEN.sub("\n", source).split("\n")))
    title = " ".join(found[1].split()) if found else ""
    hrefs = tuple(islice((match[1] for match in _LINK.finditer(source)), MOST_HREFS))
    text = "\n".join(lines)
    return placeholder(
        Shown(host, headers, source, title, text, status, links=len(hrefs), hrefs=hrefs, url=url)
    )
