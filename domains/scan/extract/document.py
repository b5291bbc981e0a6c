"""Bytes -> one parsed document: tree, links, what it loads. The only module that parses HTML.

BeautifulSoup's encoding detector finds what a document declares (see ``decoding``), because its many ways
are well-trodden there; everything else is one lxml tree, ten times faster than a soup of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urljoin

from lxml import etree

from domains.scan.extract.decoding import decode
from domains.scan.extract.visible import Element, clean, inner_text, strip_unseen, visible_text

MAX_LINKS = 2_000
MAX_ELEMENTS = 5_000  # of one kind
MAX_IMAGES = 60  # whose sources are looked at; what serves them shows in the first ones
DEEPEST = 200  # libxml2 gives a document up at 256 nested elements
MANY_TAGS = 20_000  # from here on the nesting is looked at before parsing
MAX_TAGS = 400_000  # of a page with more, the middle is left out
MAX_TEXT = 400_000  # characters

_UNPRINTABLE = bytes([*range(9), 11, 12, *range(14, 32), 127])  # what XML's strings cannot hold
# A reference that need not be resolved: no scheme, no host, no dot segment.
_PLAIN = re.compile(r"(?:/|/?[^\s\\:/?#.][^\s\\:/?#]*(?:/[^\s\\:/?#.][^\s\\:/?#]*)*/?)(?:[?#][^\s\\]*)?")
_OTHER_SCHEME = re.compile(r"(?!https?:)[a-z][a-z\d+.-]{0,30}:", re.IGNORECASE)
_LOADING = re.compile("stylesheet|preload|icon|dns-prefetch|preconnect", re.IGNORECASE)
_ABSOLUTE = re.compile(r"https?://[^/\s?#]", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,20})")
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_READ = ("a", "area", "base", "iframe", "img", "link", "meta", "script", "source", "title")


@dataclass(frozen=True)
class Document:
    """A page, decoded and parsed once; what is read off the tree is, where it is first asked for.

    ``url`` is where it came from, ``base`` what its links start from.
    """

    url: str
    base: str
    encoding: str
    headers: Mapping[str, str]
    source: bytes  # UTF-8
    tree: Element
    elements: Mapping[str, list[Element]]  # those of ``_READ``, by tag

    @cached_property
    def text(self) -> str:
        """What a reader sees: a line a block, white space collapsed; of a very long one the two ends."""
        body = self.tree.find("body")
        return _bounded(visible_text(body)) if body is not None else ""

    @cached_property
    def scripts(self) -> tuple[str, ...]:
        """The sources of inline scripts, JSON-LD left out."""
        return tuple(_inline(self.elements["script"], data=False))

    @cached_property
    def json_ld(self) -> tuple[str, ...]:
        return tuple(_inline(self.elements["script"], data=True))

    @cached_property
    def anchors(self) -> tuple[Anchor, ...]:
        return tuple(_anchors((*self.elements["a"], *self.elements["area"])))

    @cached_property
    def outside(self) -> tuple[Anchor, ...]:
        """The links that name a host."""
        return tuple(anchor for anchor in self.anchors if "//" in anchor.href[:8])

    @cached_property
    def loads(self) -> tuple[str, ...]:
        """The absolute URLs of scripts, styles, frames and images."""
        return tuple(_loads(self))

    @cached_property
    def metas(self) -> Mapping[str, str]:
        """Name or property, lower-cased -> content."""
        return _metas(self.elements["meta"])

    @cached_property
    def related(self) -> Mapping[str, str]:
        """Relation, lower-cased -> where the first <link> of it leads to, as it stands in the page."""
        found: dict[str, str] = {}
        for element in self.elements["link"]:
            for rel in (element.get("rel") or "").lower().split():
                found.setdefault(rel, element.get("href") or "")
        return found

    @cached_property
    def origin(self) -> str:
        return urljoin(self.base, "/")[:-1] if _ABSOLUTE.match(self.base) else ""

    @cached_property
    def folder(self) -> str:
        """What a plain relative link is appended to."""
        return urljoin(self.base, ".")

    def absolute(self, href: str) -> str:
        """The absolute http(s) URL of a link, or ""."""
        href = href.strip()
        if href[:1] in "hH" and _ABSOLUTE.match(href):
            return href
        if _PLAIN.fullmatch(href) and self.origin:
            return (self.origin if href[0] == "/" else self.folder) + href
        if _OTHER_SCHEME.match(href):
            return ""
        try:
            url = urljoin(self.base, href)
        except ValueError:
            return ""
        return url if _ABSOLUTE.match(url) else ""


class Anchor(NamedTuple):
    """A link as it stands in the page."""

    href: str
    element: Element

    @property
    def rel(self) -> str:
        return (self.element.get("rel") or "").lower()

    @property
    def text(self) -> str:
        """What a reader clicks on: its text, else what it or its image is called."""
        return (clean(inner_text(self.element)) or clean(_label(self.element)))[:300]


def read(body: bytes, url: str, headers: Mapping[str, str]) -> Document:
    """Decode and parse a page. Never fails: what cannot be read is left out."""
    source, encoding = decode(body, headers.get("content-type", ""))
    tree = _parse(_shallow(source))
    elements = _elements(tree)
    if (seen := tree.find("body")) is not None:
        strip_unseen(seen)
    return Document(url, _base(elements["base"], url), encoding, headers, source, tree, elements)


def _shallow(source: bytes) -> bytes:
    """The source without the opening tags that nest deeper than the parser goes. Linear."""
    if len(source) < MANY_TAGS * len("<b>") or source.count(b"<") < MANY_TAGS:
        return source
    return _without_deepest(source.decode()).encode()


def _without_deepest(source: str) -> str:
    tags = source.count("<")
    if tags > MAX_TAGS:
        half = len(source) * MAX_TAGS // tags // 2
        source = source[:half] + source[-half:]
    depth, kept, cut = 0, [], 0
    for tag in _TAG.finditer(source):
        if tag[2].lower() in _VOID:
            continue
        depth += -1 if tag[1] else 1
        depth = max(depth, 0)
        if depth > DEEPEST and not tag[1] and tag[2] not in "aA":  # links hold the contacts
            end = source.find(">", tag.end(), tag.end() + 2_000)
            if end > 0:
                kept.append(source[cut : tag.start()])
                cut = end + 1
                depth -= 1
    kept.append(source[cut:])
    return "".join(kept)


def _parse(source: bytes) -> Element:
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False
    )
    try:
        tree = etree.fromstring(source.translate(None, _UNPRINTABLE), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        tree = None
    if tree is None:
        tree = etree.fromstring(b"<html><body></body></html>", etree.HTMLParser())
    return tree


def _elements(tree: Element) -> dict[str, list[Element]]:
    """The elements that tell something by their attributes, found in one go."""
    found: dict[str, list[Element]] = {tag: [] for tag in _READ}
    for element in tree.iter(*_READ):
        same = found[element.tag]
        if len(same) < MAX_ELEMENTS:
            same.append(element)
    return found


def _base(elements: list[Element], url: str) -> str:
    for element in elements:
        href = element.get("href")
        if href:
            try:
                base = urljoin(url, href.strip())
            except ValueError:
                break
            return base if base.startswith(("http://", "https://")) else url
    return url


def _inline(elements: list[Element], *, data: bool) -> Iterator[str]:
    """The sources of the scripts that stand in the page: those that are JSON-LD, or the others."""
    for element in elements:
        is_data = "ld+json" in (element.get("type") or "").lower()
        if is_data == data and (text := element.text):
            yield text


def _metas(elements: list[Element]) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in elements:
        name = (
            element.get("name")
            or element.get("property")
            or element.get("http-equiv")
            or element.get("itemprop")
        )
        content = clean(element.get("content") or "")
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _anchors(elements: Iterable[Element]) -> Iterator[Anchor]:
    for element in elements:
        href = element.get("href")
        if href and len(href) < 8_192:
            yield Anchor(href.strip(), element)


def _label(element: Element) -> str:
    """What a link without text is called."""
    images = (image.get("alt") for image in element.iter("img"))
    return element.get("title") or element.get("aria-label") or next(images, None) or ""


def _loads(document: Document) -> Iterator[str]:
    found = document.elements
    styles = [one for one in found["link"] if _LOADING.search(one.get("rel") or "")]
    others = (*found["script"], *found["img"][:MAX_IMAGES], *found["iframe"], *found["source"])
    for element in (*styles, *others):
        address = element.get("src") or element.get("href") or element.get("data-src") or ""
        if address and not address.startswith("data:") and (url := document.absolute(address)):
            yield url[:2_000]


def _bounded(text: str) -> str:
    """The two ends of a very long text: contacts stand in the head or the foot."""
    half = MAX_TEXT // 2
    return text if len(text) <= MAX_TEXT else f"{text[:half]}\n{text[-half:]}"
