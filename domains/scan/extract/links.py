"""The links of a page."""

from __future__ import annotations

from domains.scan.extract.document import Document
from domains.scan.report import Link

MAX_LINKS = 2_000


def find(document: Document) -> tuple[Link, ...]:
    """The page's http(s) links without fragments, each once with the text of its first anchor."""
    found: dict[str, Link] = {}
    known: set[str] = set()
    for anchor in document.anchors:
        href = anchor.href
        if href[:1] == "#" or href in known:
            continue
        known.add(href)
        url = document.absolute(href).partition("#")[0]
        if url and url not in found:
            found[url] = Link(url, anchor.text, "nofollow" in anchor.rel)
            if len(found) >= MAX_LINKS:
                break
    return tuple(found.values())
