"""Elements that a style displays in other lines than HTML: inline ones as blocks, or with the line breaks of
the source.

Only what the element itself says is known: its style, or the class of that name of Bootstrap and Tailwind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice

import turbohtml
from turbohtml import Element

from domains.scan.extract.rare_elements import Markup, RareElements

MOST = 2_000  # elements looked at
_CLASSES = frozenset(["d-block", "block"])
_STYLED = RareElements(lambda: ['[style*="display" i]'], r"(?i)style\s*=[^<>]*display\s*:\s*[bflgt]")
_CLASSED = RareElements(
    lambda: [",".join(f'[class~="{name}"]' for name in _CLASSES)],
    r"class\s*=[^<>]*[\s\"'=](?:d-)?block[\s\"'>]",
)
_KEEPING_LINES = RareElements(lambda: ['[style*="white-space" i]'], r"(?i)style\s*=[^<>]*white-space\s*:")
_INLINE = frozenset([
    "a", "abbr", "b", "bdi", "cite", "code", "data", "em", "font", "i", "kbd", "mark", "output", "q", "s",
    "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var",
])  # fmt: skip
_KEEPS_LINES = re.compile(r"white-space\s{0,3}:\s{0,3}(?:pre|break-spaces)", re.IGNORECASE)  # also "pre-line"
_BLOCK = re.compile(
    r"(?:\A|[;\s])display\s{0,3}:\s{0,3}(?:block|flex|flow-root|grid|list-item|table(?:-row)?)(?![\w-])",
    re.IGNORECASE,
)


def write_out(markup: Markup) -> None:
    """Put line breaks around the inline elements that are displayed as blocks."""
    for element in list(islice(chain(markup.find(_STYLED), markup.find(_CLASSED)), MOST)):
        if element.tag in _INLINE and _is_block(element):
            element.insert_before(_line_break())
            element.insert_after(_line_break())


def keeping_lines(markup: Markup) -> Iterator[Element]:
    """The elements whose style keeps the line breaks of the source, as that of <pre> does."""
    for element in islice(markup.find(_KEEPING_LINES), MOST):
        if _KEEPS_LINES.search(element.attr("style") or ""):
            yield element


def _is_block(element: Element) -> bool:
    style = _BLOCK.search(element.attr("style") or "")
    return style is not None or not _CLASSES.isdisjoint((element.attr("class") or "").split())


def _line_break() -> Element:
    return turbohtml.E.br()
