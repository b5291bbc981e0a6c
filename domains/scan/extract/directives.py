"""A page's instructions to robots and browsers: noindex, nofollow, redirect to another page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import turbohtml
from turbohtml import Element

from domains.scan.extract.document import Document
from domains.scan.extract.visible import visible_text
from domains.scan.urls import as_utf8

MOST_PATIENT = 5  # seconds; a page that waits longer is meant to be read
LONGEST_REFRESH = 5_000  # characters

_SPACE = r"[\t\n\f\r ]{0,50}+"
# https://html.spec.whatwg.org/#shared-declarative-refresh-steps
_REFRESH = re.compile(
    rf"{_SPACE}(?P<seconds>\d{{1,20}}+|(?=\.))[\d.]{{0,20}}+(?:{_SPACE}[;,]|[\t\n\f\r ]){_SPACE}"
    rf"(?:url{_SPACE}={_SPACE})?(?P<quote>[\"']?)(?P<url>.*)",
    re.IGNORECASE | re.DOTALL | re.ASCII,
)
_BETWEEN = re.compile(r"[,\s:]")


def robots(document: Document) -> frozenset[str]:
    """Those of "noindex" and "nofollow" that the meta element or the header contains."""
    told = f"{document.metas.get('robots', '')},{document.headers.get('x-robots-tag', '')}".lower()
    words = set(_BETWEEN.split(told))
    found = words & {"noindex", "nofollow"}
    return frozenset(found | ({"noindex", "nofollow"} if "none" in words else set()))


def refresh_url(document: Document) -> str:
    """The URL that the page redirects to within seconds, by header or meta element; "" if none."""
    header = as_utf8(document.headers.get("refresh", ""))
    for content in (header, _declared(document)):
        seconds, reference = parse_refresh(content)
        if reference and seconds <= MOST_PATIENT:
            target = document.absolute(reference)
            return "" if target == document.url else target
    return ""


def parse_refresh(content: str) -> tuple[int, str]:
    """(seconds, reference) of a Refresh.

    The reference is "" if there is none, or if it is the page itself.
    """
    match = _REFRESH.match(content[:LONGEST_REFRESH])
    if match is None:
        return 0, ""
    url = match["url"].partition(match["quote"])[0] if match["quote"] else match["url"]
    return int(match["seconds"][:9] or 0), url.strip()


def _declared(document: Document) -> str:
    """The content of the meta element for a refresh that applies in a browser with scripts, or, if the page
    is otherwise empty, in one without.
    """
    declared = list(_refreshes(document.elements["meta"]))
    if not declared or "<noscript" not in document.source.lower():
        return next(iter(declared), "")
    with_scripts = turbohtml.parse(document.source, scripting=True)
    for content in _refreshes(with_scripts.find_all("meta")):
        return content
    shown = visible_text(with_scripts.remove("head,noscript,script,style,template"))
    return "" if shown else declared[0]


def _refreshes(metas: Iterable[Element]) -> Iterator[str]:
    """The contents that lead to a URL; browsers pass over the others, such as "url=/" without a time."""
    for meta in metas:
        if (meta.attr("http-equiv") or "").lower() == "refresh":
            content = meta.attr("content") or ""
            if parse_refresh(content)[1]:
                yield content
