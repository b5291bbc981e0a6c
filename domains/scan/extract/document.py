"""Bytes -> one parsed document: tree, links, loaded URLs.

The tree is the one that browsers build, by the algorithm of the HTML Standard.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from urllib.parse import urlsplit

import re2
import turbohtml
from turbohtml import DocumentFragment, Element

from domains.scan.extract import display, flags, icons, pictures
from domains.scan.extract.anchors import Anchor, Relation, anchors, relation
from domains.scan.extract.base_url import BaseURL, base_url
from domains.scan.extract.decoding import decode
from domains.scan.extract.decoys import strip_decoys
from domains.scan.extract.noscript import base_elements
from domains.scan.extract.rare_elements import Markup, RareElements
from domains.scan.extract.root_tags import limit_root_tags
from domains.scan.extract.visible import clean, strip_unseen, visible_text
from domains.scan.extract.written import write_out
from domains.scan.extract.xhtml import as_html

MAX_ELEMENTS = 5_000  # of one kind
MAX_IMAGES = 60  # whose sources are looked at; what serves them shows in the first ones
MAX_TEXT = 400_000  # characters

# Relations of a <link> to what the page loads.
_LOADING = frozenset([
    "apple-touch-icon", "apple-touch-icon-precomposed", "dns-prefetch", "fluid-icon", "icon", "mask-icon",
    "modulepreload", "preconnect", "preload", "stylesheet",
])  # fmt: skip
# The first digit of scripts that have their own: full-width, Arabic, Persian, Devanagari, Bengali, Thai ...
_ZEROS = "\uff10\u0660\u06f0\u0966\u09e6\u0e50\u1040\u17e0"
_TO_ASCII = {ord(zero) + digit: str(digit) for zero in _ZEROS for digit in range(10)}
_TO_ASCII |= dict.fromkeys((0x2010, 0x2011), "-")  # hyphens, one of which breaks no line
_NOT_ASCII = re2.compile(f"[{''.join(map(chr, _TO_ASCII))}]")
# Elements that apply to the page wherever they are, but not in <template>.
_OF_HEAD = ("base", "link", "meta", "title")
_MOST_NESTED = 50  # ancestors that are examined
_READ = ("a", "area", "base", "iframe", "img", "link", "meta", "script", "source", "title")
# Attributes, and one element, that are looked for anywhere in a page, all in one pass over the tree.
WITH_ADDRESS = ("data-email", "data-mail", "data-mailto", "data-e-mail")
_ATTRIBUTES = (
    "itemprop", "typeof", "data-cfemail", "data-mailto-token", "data-enc-email", "data-domain", *WITH_ADDRESS
)  # fmt: skip
HIDDEN_MAIL = "joomla-hidden-mail"
CLOUDFLARE = "/cdn-cgi/l/email-protection"  # the address of a link with an encoded e-mail address
_MARKED = RareElements(lambda: [*(f"[{name}]" for name in _ATTRIBUTES), HIDDEN_MAIL])


@dataclass(frozen=True)
class Document:
    """A page that was decoded and parsed once. Values derived from the tree are computed when first needed.

    ``url`` is where it came from.
    """

    url: str
    base: BaseURL
    encoding: str
    headers: Mapping[str, str]
    source: str
    markup: Markup
    elements: Mapping[str, list[Element]]  # those of ``_READ``, by tag

    @property
    def tree(self) -> turbohtml.Document:
        return self.markup.tree

    @cached_property
    def root(self) -> Element:
        """The <html> element, which every parsed page has."""
        root = self.tree.root
        if root is None:
            raise ValueError("a tree without a root")
        return root

    @cached_property
    def text(self) -> str:
        """The visible text: one line for each block, white space collapsed; of a very long one only
        both ends. Digits of all scripts and hyphens are ASCII ones, in the same places.
        """
        text = _bounded(visible_text(self.tree, display.keeping_lines(self.markup)))
        return text if text.isascii() or not _NOT_ASCII.search(text) else text.translate(_TO_ASCII)

    @cached_property
    def scripts(self) -> tuple[str, ...]:
        """The sources of inline scripts, without JSON-LD."""
        return tuple([source for source, is_data in self._inline if not is_data])

    @cached_property
    def json_ld(self) -> tuple[str, ...]:
        return tuple([source for source, is_data in self._inline if is_data])

    @cached_property
    def _inline(self) -> list[tuple[str, bool]]:
        """The sources of inline scripts, and whether they are JSON-LD."""
        scripts = [(script.text, script) for script in self.elements["script"]]
        return [(text, "ld+json" in (one.attr("type") or "").lower()) for text, one in scripts if text]

    @cached_property
    def anchors(self) -> tuple[Anchor, ...]:
        return tuple(anchors((*self.elements["a"], *self.elements["area"]), self.base))

    @cached_property
    def telling(self) -> tuple[Anchor, ...]:
        """The links that may give a contact: with a scheme, a host, an "@" or Cloudflare's encoding."""
        every = [(anchor, anchor.href) for anchor in self.anchors]
        return tuple(
            [
                anchor
                for anchor, href in every
                if ":" in href[:12] or href[:2] == "//" or "@" in href or CLOUDFLARE in href
            ]
        )

    @cached_property
    def outside(self) -> tuple[Anchor, ...]:
        """The links that name a host."""
        return tuple([anchor for anchor in self.telling if "//" in anchor.href[:9]])

    @cached_property
    def loads(self) -> tuple[str, ...]:
        """The absolute URLs of scripts, styles, frames and images."""
        return tuple(_loads(self))

    @cached_property
    def metas(self) -> Mapping[str, str]:
        """Name or property, lower-cased -> content."""
        return _metas(self.elements["meta"])

    @cached_property
    def marked(self) -> Mapping[str, list[Element]]:
        """The elements with one of ``_ATTRIBUTES``, by attribute, and those named ``HIDDEN_MAIL``."""
        found: dict[str, list[Element]] = {name: [] for name in (*_ATTRIBUTES, HIDDEN_MAIL)}
        for element in self.markup.find(_MARKED):
            for name in _ATTRIBUTES:
                if element.attr(name) is not None:
                    found[name].append(element)
            if element.tag == HIDDEN_MAIL:
                found[HIDDEN_MAIL].append(element)
        return found

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """The <link> elements."""
        return tuple(map(relation, self.elements["link"]))

    @cached_property
    def related(self) -> Mapping[str, str]:
        """Lower-cased relation -> the href of the first <link> with this relation, as written in the page."""
        found: dict[str, str] = {}
        for link in self.relations:
            for rel in link.rels:
                found.setdefault(rel, link.href)
        return found

    @cached_property
    def host(self) -> str:
        """The host of the page's address; "" if it has none."""
        return urlsplit(self.url).hostname or ""

    def absolute(self, href: str) -> str:
        """The absolute http(s) URL of a link, or ""."""
        return self.base.absolute(href)


def read(body: bytes, url: str, headers: Mapping[str, str]) -> Document:
    """Decode and parse a page. Never fails: what cannot be read is left out."""
    content_type = headers.get("content-type", "")
    text, encoding = decode(body, content_type, url)
    source = limit_root_tags(as_html(text, content_type))
    tree = turbohtml.parse(source, positions=False)
    written = write_out(tree)
    markup = Markup(tree, (source + written).encode(errors="ignore"))
    pictures.write_out(markup)
    display.write_out(markup)
    strip_decoys(markup)
    elements = _elements(tree)
    icons.write_out(markup)
    flags.write_out(markup, elements["img"][: icons.MOST])
    strip_unseen(tree)
    bases = base_elements(elements["base"], source, MAX_ELEMENTS)
    base = base_url(url, (one.attr("href") for one in bases), encoding)
    return Document(url, base, encoding, headers, source, markup, elements)


def _elements(tree: turbohtml.Document) -> dict[str, list[Element]]:
    """The elements whose attributes are needed, by tag."""
    found = {tag: tree.find_all(tag, limit=MAX_ELEMENTS) for tag in _READ}
    if tree.find("template") is not None:
        found |= {tag: [one for one in found[tag] if not _is_in_template(one)] for tag in _OF_HEAD}
    return found


def _is_in_template(element: Element) -> bool:
    """Whether it belongs to the separate document of a <template>, which is not displayed."""
    return any(isinstance(one, DocumentFragment) for one in islice(element.ancestors, _MOST_NESTED))


def _metas(elements: list[Element]) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in elements:
        name = (
            element.attr("name")
            or element.attr("property")
            or element.attr("http-equiv")
            or element.attr("itemprop")
        )
        content = clean(element.attr("content") or "")
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _loads(document: Document) -> Iterator[str]:
    for address in _addresses(document):
        if address and not address.startswith("data:") and (url := document.absolute(address)):
            yield url[:2_000]


def _addresses(document: Document) -> Iterator[str | None]:
    for link in document.relations:
        if not _LOADING.isdisjoint(link.rels):
            yield link.href
    found = document.elements
    for element in (*found["script"], *found["img"][:MAX_IMAGES], *found["iframe"], *found["source"]):
        yield element.attr("src") or element.attr("data-src")


def _bounded(text: str) -> str:
    """The beginning and the end of a very long text, where contacts usually are."""
    half = MAX_TEXT // 2
    return text if len(text) <= MAX_TEXT else f"{text[:half]}\n{text[-half:]}"
