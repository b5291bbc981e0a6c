"""The links of a page, as its <a>, <area> and <link> elements give them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from turbohtml import Element

from domains.scan.extract.base_url import BaseURL
from domains.scan.extract.visible import clean, inner_text


class Relation(NamedTuple):
    """A <link> as written in the page, with its relations in lower case."""

    rels: tuple[str, ...]
    href: str
    element: Element


class Anchor(NamedTuple):
    """A link as written in the page."""

    href: str
    element: Element

    @property
    def rel(self) -> str:
        return (self.element.attr("rel") or "").lower()

    @property
    def text(self) -> str:
        """The text of the link; if it has none, its title or the description of its image."""
        return (clean(inner_text(self.element)) or clean(_label(self.element)))[:300]


def anchors(elements: Iterable[Element], base: BaseURL) -> Iterator[Anchor]:
    """The links of <a> and <area> elements that have an address."""
    for element in elements:
        href = element.attr("href") or element.attr("xlink:href")  # the latter in drawings
        if href and len(href) < 8_192:
            yield Anchor(base.as_read(href.strip()), element)


def relation(element: Element) -> Relation:
    """A <link> element."""
    rels = (element.attr("rel") or "").lower().split()
    return Relation(tuple(rels), element.attr("href") or "", element)


def _label(element: Element) -> str:
    """The name of a link without text: its title or the description of its image."""
    images = (image.attr("alt") for image in element.iter_elements("img"))
    return element.attr("title") or element.attr("aria-label") or next(images, None) or ""
