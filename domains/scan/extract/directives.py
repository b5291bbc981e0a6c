"""What a page tells robots and browsers to do: not to index, not to follow, to go elsewhere."""

from __future__ import annotations

import re

import turbohtml

from domains.scan.extract.document import Document
from domains.scan.extract.visible import visible_text

MOST_PATIENT = 5  # seconds; a page that waits longer is meant to be read
LONGEST_REFRESH = 5_000  # characters

_SPACE = r"[\t\n\f\r ]{0,50}+"
# https://html.spec.whatwg.org/#shared-declarative-refresh-steps
_REFRESH = re.compile(
    rf"{_SPACE}(?P<seconds>\d{{1,20}}+|(?=\.))[\d.]{{0,20}}+(?:{_SPACE}[;,]|[\t\n\f\r ]){_SPACE}"
    rf"(?:url{_SPACE}={_SPACE})?(?P<quote>[\"']?)(?P<url>.*)",
    re.IGNORECASE | re.DOTALL | re.ASCII,
)
_REFRESHING = 'meta[http-equiv="refresh" i]'
_BETWEEN = re.compile(r"[,\s:]")


def robots(document: Document) -> frozenset[str]:
    """Of "noindex" and "nofollow" what meta and header say."""
    told = f"{document.metas.get('robots', '')},{document.headers.get('x-robots-tag', '')}".lower()
    words = set(_BETWEEN.split(told))
    found = words & {"noindex", "nofollow"}
    return frozenset(found | ({"noindex", "nofollow"} if "none" in words else set()))


def refresh_url(document: Document) -> str:
    """Where the page sends its reader within seconds, by header or meta; "" where it lets him stay."""
    for content in (document.headers.get("refresh", ""), _declared(document)):
        seconds, reference = parse_refresh(content)
        if reference and seconds <= MOST_PATIENT:
            target = document.absolute(reference)
            return "" if target == document.url else target
    return ""


def parse_refresh(content: str) -> tuple[int, str]:
    """(seconds, reference) of a Refresh; the reference is "" where it is none, or means the page itself."""
    match = _REFRESH.match(content[:LONGEST_REFRESH])
    if match is None:
        return 0, ""
    url = match["url"].partition(match["quote"])[0] if match["quote"] else match["url"]
    return int(match["seconds"][:9] or 0), url.strip()


def _declared(document: Document) -> str:
    """The content of the meta that refreshes a browser with scripts; without them, where a page is empty."""
    declared = [element.attr("content") or "" for element in document.tree.select(_REFRESHING)]
    if not declared or "<noscript" not in document.source.lower():
        return next(iter(declared), "")
    with_scripts = turbohtml.parse(document.source, scripting=True)
    element = with_scripts.select_one(_REFRESHING)
    if element is not None:
        return element.attr("content") or ""
    body = with_scripts.remove("head,noscript,script,style,template").find("body")
    return declared[0] if body is None or not visible_text(body) else ""
