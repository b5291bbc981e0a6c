"""Text -> one parsed document: tree, links, visible text. The only module that parses HTML.

BeautifulSoup's encoding detector finds what a document declares (see ``decoding``), because its many ways
are well-trodden there; everything else is one lxml tree, ten times faster than a soup of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple, cast
from urllib.parse import urljoin

from lxml import etree

from domains.scan.extract.decoding import decode

Element = etree._Element

MAX_LINKS = 2_000
MAX_ELEMENTS = 5_000  # of one kind
MAX_IMAGES = 60  # whose sources are looked at; what serves them shows in the first ones
DEEPEST = 200  # libxml2 gives a document up at 256 nested elements
MANY_TAGS = 20_000  # from here on the nesting is looked at before parsing
MAX_TAGS = 400_000  # of a page with more, the middle is left out
MAX_TEXT = 400_000  # characters

_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200d\u2060\ufeff\u00ad\ud800-\udfff\ufffd]"
)
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
_BLOCKS = [
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "button",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "label",
    "legend",
    "li",
    "main",
    "nav",
    "ol",
    "option",
    "p",
    "pre",
    "section",
    "select",
    "table",
    "td",
    "textarea",
    "th",
    "tr",
    "ul",
]
_READ = ("a", "area", "base", "iframe", "img", "link", "meta", "script", "source", "title")
_UNSEEN = ("script", "style", "template", "svg", "head", "iframe", "object")


@dataclass(frozen=True)
class Document:
    """A page, decoded and parsed once. ``url`` is where it came from, ``base`` what its links start from."""

    url: str
    base: str
    encoding: str
    headers: Mapping[str, str]
    source: str
    tree: Element
    elements: Mapping[str, list[Element]]  # those of ``_READ``, by tag
    text: str = ""  # what a reader sees: a line a block, white space collapsed
    scripts: tuple[str, ...] = ()  # sources of inline scripts, JSON-LD left out
    json_ld: tuple[str, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    loads: tuple[str, ...] = ()  # absolute URLs of scripts, styles, frames and images
    metas: Mapping[str, str] = field(default_factory=dict)  # name or property, lower-cased -> content

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
        if _ABSOLUTE.match(href):
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
    rel: str
    element: Element

    @property
    def text(self) -> str:
        """What a reader clicks on: its text, else what it or its image is called."""
        return (clean(inner_text(self.element)) or clean(_label(self.element)))[:300]


def read(body: bytes, url: str, headers: Mapping[str, str]) -> Document:
    """Decode and parse a page. Never fails: what cannot be read is left out."""
    source, encoding = decode(body, headers.get("content-type", ""))
    tree = _parse(_shallow(source))
    elements = _elements(tree)
    json_ld, scripts = _scripts(elements["script"])
    document = Document(
        url=url,
        base=_base(elements["base"], url),
        encoding=encoding,
        headers=headers,
        source=source,
        tree=tree,
        elements=elements,
        json_ld=json_ld,
        scripts=scripts,
        anchors=tuple(_anchors((*elements["a"], *elements["area"]))),
        metas=_metas(elements["meta"]),
    )
    loads = tuple(_loads(document))
    return replace(document, loads=loads, text=_visible_text(tree))  # the text last: it takes the tree apart


def _shallow(source: str) -> str:
    """The source without the opening tags that nest deeper than the parser goes. Linear."""
    tags = source.count("<")
    if tags < MANY_TAGS:
        return source
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


def _parse(source: str) -> Element:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        tree = etree.fromstring(source.encode("utf-8", "ignore").translate(None, _UNPRINTABLE), parser)
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


def _scripts(elements: list[Element]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    json_ld: list[str] = []
    scripts: list[str] = []
    for element in elements:
        if element.text:
            is_data = "ld+json" in (element.get("type") or "").lower()
            (json_ld if is_data else scripts).append(element.text)
    return tuple(json_ld), tuple(scripts)


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
            yield Anchor(href.strip(), (element.get("rel") or "").lower(), element)


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


def _visible_text(tree: Element) -> str:
    """The text that a reader sees, a line a block. Takes the tree apart."""
    body = tree.find("body")
    if body is None:
        return ""
    etree.strip_elements(body, *_UNSEEN, with_tail=False)
    for element in body.iter(*_BLOCKS):
        if not (text := element.text) or text[0] != "\n":  # reading is cheaper than writing
            element.text = "\n" + (text or "")
        if not (tail := element.tail) or tail[0] != "\n":
            element.tail = "\n" + (tail or "")
    text = etree.tostring(body, method="text", encoding="unicode")
    text = text if text.isascii() else _CONTROL.sub("", text)  # the parser was given no ASCII ones
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return _bounded("\n".join(line for line in lines if line))


def _bounded(text: str) -> str:
    """The two ends of a very long text: contacts stand in the head or the foot."""
    half = MAX_TEXT // 2
    return text if len(text) <= MAX_TEXT else f"{text[:half]}\n{text[-half:]}"


def inner_text(element: Element) -> str:
    if not len(element):
        return element.text or ""
    return "".join(cast("Iterator[str]", element.itertext()))


def clean(text: str) -> str:
    """One line without control, zero-width and replacement characters, white space collapsed."""
    line = " ".join(text.split())
    if line.isascii() and line.isprintable():
        return line
    return " ".join(_CONTROL.sub("", line).split())
