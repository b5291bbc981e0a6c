"""Bytes -> one parsed document: tree, links, loaded URLs.

The tree is the one that browsers build, by the algorithm of the HTML Standard.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlsplit

import re2
import turbohtml
from turbohtml import DocumentFragment, Element, Namespace

from domains.scan.extract import display, flags, icons, pictures
from domains.scan.extract.decoding import decode
from domains.scan.extract.decoys import strip_decoys
from domains.scan.extract.root_tags import limit_root_tags
from domains.scan.extract.visible import clean, inner_text, strip_unseen, visible_text
from domains.scan.extract.written import write_out
from domains.scan.extract.xhtml import as_html
from domains.scan.urls import resolve

MAX_ELEMENTS = 5_000  # of one kind
MAX_IMAGES = 60  # whose sources are looked at; what serves them shows in the first ones
MAX_TEXT = 400_000  # characters

# References that the URL Standard leaves unchanged if ``_has_odd_parts`` is false: ASCII only, nothing to
# encode. Ranges are compared faster than "\w".
_WORD = "A-Za-z0-9_"
_PATH = rf"[{_WORD}~-][{_WORD}.~!$&()*+,;=@%/-]*+"
_END = rf"(?:\?[{_WORD}.~/?:@!$&()*+,;=%-]*+)?(?:#[{_WORD}.~/?:@!$&()*+,;=%-]*+)?"
_PLAIN_PATH = re.compile(rf"(?:/(?:{_PATH})?|{_PATH}){_END}")
_PLAIN_URL = re.compile(  # the group: what follows the host
    rf"(?:https?:)?//(?:[a-z0-9][a-z0-9-]*+\.)++[a-z]{{2,20}}+(/(?:{_PATH})?{_END})?"
)
_IN_SCHEME = re.compile(r"[a-z+.\t\n\r-]{1,40}:", re.IGNORECASE)
_UP_TO_QUERY = re.compile(r"(?:https?:|(?![a-z][a-z\d+.-]{0,40}:))[^?#]*+", re.ASCII | re.IGNORECASE)
_BREAKS = str.maketrans("", "", "\t\n\r")
_OTHER_SCHEME = re.compile(r"(?!https?:)[a-z][a-z\d+.-]{0,40}+:", re.ASCII | re.IGNORECASE)
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
_NOSCRIPT = re.compile("<(/?)(?i:noscript)")
_BASE_TAG = re.compile(r"<(?i:base)\s[^<>]*+>")
_OF_HEAD = ("base", "meta", "title")  # which apply to the page wherever they are, but not in <template>
_MOST_NESTED = 50  # ancestors that are examined
_READ = ("a", "area", "base", "iframe", "img", "link", "meta", "script", "source", "title")
# Attributes, and one element, that are looked for anywhere in a page, all in one pass over the tree.
WITH_ADDRESS = ("data-email", "data-mail", "data-mailto", "data-e-mail")
_ATTRIBUTES = (
    "itemprop", "typeof", "data-cfemail", "data-mailto-token", "data-enc-email", "data-domain", *WITH_ADDRESS
)  # fmt: skip
HIDDEN_MAIL = "joomla-hidden-mail"
CLOUDFLARE = "/cdn-cgi/l/email-protection"  # the address of a link with an encoded e-mail address
_MARKED = ",".join([*(f"[{name}]" for name in _ATTRIBUTES), HIDDEN_MAIL])


@dataclass(frozen=True)
class Document:
    """A page that was decoded and parsed once. Values derived from the tree are computed when first needed.

    ``url`` is where it came from, ``base`` the URL that its relative links refer to.
    """

    url: str
    base: str
    encoding: str
    headers: Mapping[str, str]
    source: str
    tree: turbohtml.Document
    elements: Mapping[str, list[Element]]  # those of ``_READ``, by tag

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
        text = _bounded(visible_text(self.tree))
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
        return tuple(_anchors((*self.elements["a"], *self.elements["area"])))

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
        for element in self.tree.select(_MARKED):
            for name in _ATTRIBUTES:
                if element.attr(name) is not None:
                    found[name].append(element)
            if element.tag == HIDDEN_MAIL:
                found[HIDDEN_MAIL].append(element)
        return found

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """The <link> elements."""
        return tuple(map(_relation, self.elements["link"]))

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

    @cached_property
    def origin(self) -> str:
        """The prefix for links that begin with a slash; "" if the page has no http(s) address."""
        return "/".join(self.base.split("/", 3)[:3]) if self.base.startswith("http") else ""

    @cached_property
    def home(self) -> str:
        """What the absolute addresses of the site begin with."""
        return f"{self.origin}/" if self.origin else self.base

    @cached_property
    def folder(self) -> str:
        """The prefix for simple relative links; "" if the page has no http(s) address."""
        return self.base.partition("#")[0].partition("?")[0].rpartition("/")[0] + "/" if self.origin else ""

    def absolute(self, href: str) -> str:
        """The absolute http(s) URL of a link, or "". Simple links are resolved without a URL parser."""
        if _has_odd_parts(href):
            return self._resolved(href)
        if href.startswith(self.home):
            if _PLAIN_PATH.fullmatch(href, len(self.origin)):
                return href
        elif _PLAIN_PATH.fullmatch(href):
            prefix = self.origin if href[0] == "/" else self.folder
            return prefix + href if prefix else ""
        if plain := _PLAIN_URL.fullmatch(href):
            scheme = "" if href[0] == "h" else self.origin.partition("//")[0]
            return f"{scheme}{href}{'' if plain[1] else '/'}" if scheme or href[0] == "h" else ""
        return self._resolved(href)

    def _resolved(self, href: str) -> str:
        return "" if _OTHER_SCHEME.match(href) else resolve(href, self.base, self.encoding)


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


def read(body: bytes, url: str, headers: Mapping[str, str]) -> Document:
    """Decode and parse a page. Never fails: what cannot be read is left out."""
    content_type = headers.get("content-type", "")
    text, encoding = decode(body, content_type, url)
    source = limit_root_tags(as_html(text, content_type))
    tree = turbohtml.parse(source, positions=False)
    write_out(tree)
    pictures.write_out(tree)
    display.write_out(tree)
    strip_decoys(tree)
    elements = _elements(tree)
    icons.write_out(tree, body if encoding == "utf-8" else source.encode(errors="ignore"))
    flags.write_out(tree, elements["img"][: icons.MOST])
    strip_unseen(tree)
    return Document(url, _base(_bases(elements, source), url), encoding, headers, source, tree, elements)


def _elements(tree: turbohtml.Document) -> dict[str, list[Element]]:
    """The elements whose attributes are needed, by tag."""
    found = {tag: tree.find_all(tag, limit=MAX_ELEMENTS) for tag in _READ}
    if tree.find("template") is not None:
        found |= {tag: [one for one in found[tag] if not _is_in_template(one)] for tag in _OF_HEAD}
    return found


def _is_in_template(element: Element) -> bool:
    """Whether it belongs to the separate document of a <template>, which is not displayed."""
    return any(isinstance(one, DocumentFragment) for one in islice(element.ancestors, _MOST_NESTED))


def _bases(elements: Mapping[str, list[Element]], source: str) -> list[Element]:
    """The <base> elements that apply in a browser with scripts.

    The parser moves those of <noscript> out of it.
    """
    found = [one for one in elements["base"] if one.namespace is Namespace.HTML]
    noscript = _NOSCRIPT.search(source) if found else None
    if noscript is None:
        return found
    if first := _BASE_TAG.search(source, 0, noscript.start()):  # nearly always: no need to read all again
        begin = turbohtml.parse(source[: first.end()], positions=False).find_all("base")
        if begin and begin[0].attr("href") is not None and begin[0].matches("head > base"):
            return begin
    return turbohtml.parse(_without_noscript(source), positions=False).find_all("base", limit=MAX_ELEMENTS)


def begins_in_noscript(source: str, tag: str) -> bool:
    """Whether the first tag of this name is in <noscript>, which the parser moves it out of."""
    first = re.search(f"<{tag}", source, re.IGNORECASE)
    *_, last = [None, *_NOSCRIPT.finditer(source, 0, first.start() if first else 0)]
    return last is not None and not last[1]


def _without_noscript(source: str) -> str:
    kept: list[str] = []
    position: int | None = 0  # where the part begins that is kept; None inside <noscript>
    for tag in _NOSCRIPT.finditer(source):
        opens = not tag[1]
        if opens and position is not None:
            kept.append(source[position : tag.start()])
        position = None if opens else tag.start()
    kept.append("" if position is None else source[position:])
    return "".join(kept)


def _has_odd_parts(url: str) -> bool:
    """Whether a URL may have segments of dots, which can be encoded, or a host in punycode."""
    return "/." in url or "/%" in url or "xn--" in url


def _base(elements: list[Element], url: str) -> str:
    """What relative links start from: the first <base> with an address, else the page's own."""
    plain = _PLAIN_URL.fullmatch(url)
    is_plain = plain and plain[1] and url[0] == "h" and not _has_odd_parts(url)
    own = url if is_plain else resolve(url, url) or "about:blank"
    first = next((href for element in elements if (href := element.attr("href")) is not None), None)
    return (first is not None and resolve(first, own)) or own


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


def _relation(element: Element) -> Relation:
    rels = (element.attr("rel") or "").lower().split()
    return Relation(tuple(rels), element.attr("href") or "", element)


def _anchors(elements: Iterable[Element]) -> Iterator[Anchor]:
    for element in elements:
        href = element.attr("href") or element.attr("xlink:href")  # the latter in drawings
        if href and len(href) < 8_192:
            href = href.strip()
            is_odd = "\\" in href or "\n" in href or "\t" in href
            yield Anchor(_as_parsed(href) if is_odd else href, element)


def _as_parsed(href: str) -> str:
    """A reference with the scheme and the slashes that the URL Standard reads in it: a line break does not
    part "mailto:", and a backslash is a slash.
    """
    if scheme := _IN_SCHEME.match(href):
        href = scheme[0].translate(_BREAKS) + href[scheme.end() :]
    path = _UP_TO_QUERY.match(href)
    return path[0].replace("\\", "/") + href[path.end() :] if path else href


def _label(element: Element) -> str:
    """The name of a link without text: its title or the description of its image."""
    images = (image.attr("alt") for image in element.iter_elements("img"))
    return element.attr("title") or element.attr("aria-label") or next(images, None) or ""


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
