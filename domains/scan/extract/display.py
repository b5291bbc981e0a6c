"""Inline elements that a style displays as blocks: their text has lines of its own, as that of a <div> has.

Only what the element itself says is known: its style, or the class of that name of Bootstrap and Tailwind.
"""

from __future__ import annotations

import re
from itertools import islice

import turbohtml
from turbohtml import Document, Element

MOST = 2_000  # elements looked at
_MAY_BE_BLOCKS = '[style*="display" i],[class~="d-block"],[class~="block"]'
_CLASSES = frozenset(["d-block", "block"])
_INLINE = frozenset([
    "a", "abbr", "b", "bdi", "cite", "code", "data", "em", "font", "i", "kbd", "mark", "output", "q", "s",
    "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var",
])  # fmt: skip
_BLOCK = re.compile(
    r"(?:\A|[;\s])display\s{0,3}:\s{0,3}(?:block|flex|flow-root|grid|list-item|table(?:-row)?)(?![\w-])",
    re.IGNORECASE,
)


def write_out(tree: Document) -> None:
    """Put line breaks around the inline elements that are displayed as blocks."""
    for element in list(islice(tree.select(_MAY_BE_BLOCKS), MOST)):
        if element.tag in _INLINE and _is_block(element):
            element.insert_before(_line_break())
            element.insert_after(_line_break())


def _is_block(element: Element) -> bool:
    style = _BLOCK.search(element.attr("style") or "")
    return style is not None or not _CLASSES.isdisjoint((element.attr("class") or "").split())


def _line_break() -> Element:
    return turbohtml.E.br()
