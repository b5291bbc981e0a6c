"""The URL of a site's logo: an image that the site names or shows as its logo, never a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from urllib.parse import urlsplit

from turbohtml import Element

from domains.scan.extract import identity
from domains.scan.extract.document import Document
from domains.scan.extract.structured import Thing
from domains.scan.extract.words import word_list
from domains.scan.urls import key

MOST_IMAGES = 20
MOST_LOOKED_AROUND = 4  # images without a name, which may be inside an element that is named logo
NEAREST = 4  # elements around an image whose names are looked at
SHORTEST_NAME = 3  # characters of an image's text that can be the site's name
LARGE = 96  # pixels; a larger icon can be used as the logo
_OF_IMAGES = ("class", "id", "alt", "src", "data-src", "title", "itemprop")
_OF_BOXES = ("class", "id", "aria-label")
_LATE = re.compile(r"(?:data|nitro)-.{0,20}(?:src|lazy|orig)")  # for images that scripts load late
_SOURCES = ("data-src", "src", "data-srcset", "srcset")
# The word alone, or after usual prefixes of themes; not catalogue, dialogue or logout.
_BEFORE = (
    "site", "head", "header", "nav", "navbar", "brand", "company", "custom", "main", "page", "shop", "store",
    "top", "web", "footer", "mobile", "desktop", "img", "image", "the", "my", "our", "white", "black", "dark",
    "light", "retina", "sticky", "theme", "svg", "new", "full", "firmen", "has",
)  # fmt: skip
_BEHIND = "|".join(f"(?<={word}logo)" for word in _BEFORE)
_LOGO = re.compile(rf"logo(?:(?<![a-z]logo)|{_BEHIND})(?!ut|n\b|p[aeä]|the|s\b)")
_BRAND = re.compile(r"(?<![a-z])(?:navbar|site)-brand(?:ing)?(?![a-z])")
_OF_OTHERS = word_list("logos_of_others")
_LOGO_WORDS = word_list("logo_words")
_VISA = re.compile(r"visa\b")
_HEADERS = ("header", "navbar", "masthead", "topbar", "kopf", "branding", "site-head")
# Images that are signs: of a menu, a language, a way back. And pictures that fill a header.
_SIGN = re.compile(
    r"icon|menu|burger|arrow|search|cart|basket|flag|lang|(?<![a-z])(?:home|start|back|close|phone|mail|tel|user)"
    r"(?![a-z])|/[a-z]{2}\.(?:png|svg|gif)|telef|banner|(?<![a-z])(?:hero|slide|spacer|pixel|blank|transparent)"
)
_NO_NAMES = frozenset(["the", "our", "new", "home", "start", "welcome", "index"])
_HOME = re.compile(r"/?(?:(?:index|home|default)(?:\.\w{2,5})?)?/?", re.IGNORECASE)
_PAGE = re.compile(r"\.(?:html?|aspx?|php|jsp)$", re.IGNORECASE)
_SHARED = (
    "og:logo", "og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src",
    "image",
)  # fmt: skip
_SIZE = re.compile(r"(\d{2,4})x\d{2,4}", re.IGNORECASE)


def find(document: Document, things: tuple[Thing, ...]) -> str:
    """The URL of the logo: from structured data, the image in the header, the image for sharing, or a large
    icon; "" if none.
    """
    found = (_picture(document, candidate) for candidate in _candidates(document, things))
    return next(filter(None, found), "")


def _candidates(document: Document, things: tuple[Thing, ...]) -> Iterator[str]:
    yield from _structured(things)
    images = [_Image(element) for element in document.elements["img"][:MOST_IMAGES]]
    yield from _named_logo(images)
    yield from _of_footer(document, images)
    yield from _shared_logos(document)
    yield from _of_header(document, images[:MOST_LOOKED_AROUND])
    yield from _structured_images(things)
    yield from _shared(document)
    yield from _large_icons(document)


def _picture(document: Document, address: str) -> str:
    """The absolute address, or "" for what leads to a page: this one, the site's home, a fragment."""
    url = document.absolute(address) if _is_address(address) else ""
    if not url or key(url.partition("#")[0]) == key(document.url.partition("#")[0]):
        return ""
    parts = urlsplit(url)
    is_page = not parts.path.strip("/") or (_PAGE.search(parts.path) and not parts.query)
    return "" if is_page else url


def _structured(things: tuple[Thing, ...]) -> Iterator[str]:
    """Logos in structured data, those of the organisation first; none of events, products or other
    organisations.
    """
    own = [thing for thing in things if not (thing.foreign or thing.is_foreign_type)]
    for thing in sorted(own, key=lambda thing: not identity.is_organisation(thing)):
        yield from thing.addresses("logo")


def _structured_images(things: tuple[Thing, ...]) -> Iterator[str]:
    """Images of the organisation that are called a logo."""
    own = (thing for thing in things if not thing.foreign and identity.is_organisation(thing))
    found = (address for thing in own for address in thing.addresses("image"))
    yield from (address for address in found if _says_logo(address.lower()))


class _Image:
    """An image with what it and the elements around it say of it, in lower case."""

    def __init__(self, element: Element) -> None:
        self.element = element
        self.own = _told(element, _OF_IMAGES)

    @cached_property
    def around(self) -> list[Element]:
        """The nearest elements that contain the image."""
        near: list[Element] = []
        for one in self.element.ancestors:
            if not isinstance(one, Element) or one.tag == "body" or len(near) >= NEAREST:
                break
            near.append(one)
        return near

    @cached_property
    def told_around(self) -> str:
        return " ".join([_told(one, _OF_BOXES) for one in self.around])

    @property
    def is_in_header(self) -> bool:
        if any(map(self.told_around.__contains__, _HEADERS)):
            return True
        return any(one.tag in {"header", "nav"} for one in self.around)

    @property
    def is_of_others(self) -> bool:
        told = self.own + self.told_around
        return any(map(told.__contains__, _OF_OTHERS)) or _VISA.search(told) is not None

    def is_logo(self, *, look_around: bool) -> bool:
        """``look_around``: the names of the elements around it count as well."""
        says_so = _says_logo(self.own) or (look_around and _says_logo(self.told_around))
        return says_so and not self.is_of_others

    @property
    def source(self) -> str:
        element = self.element
        late = (name for name in element.attrs if name not in _SOURCES and _LATE.match(name))
        sources = (_first(name, element.attr(name) or "") for name in (*late, *_SOURCES))
        return next((source for source in sources if _is_address(source)), "")


def _named_logo(images: list[_Image]) -> Iterator[str]:
    """The pictures that call themselves a logo, those in a header first."""
    found = [
        image for place, image in enumerate(images) if image.is_logo(look_around=place < MOST_LOOKED_AROUND)
    ]
    for image in sorted(found, key=lambda image: not image.is_in_header):
        yield image.source


def _of_footer(document: Document, images: list[_Image]) -> Iterator[str]:
    """The logo in a footer that has the site's name as its text: others there are of partners."""
    for image in images:
        if "footer" in image.own and _says_logo(image.own) and _has_site_name(document, image):
            yield image.source


def _of_header(document: Document, images: list[_Image]) -> Iterator[str]:
    """The first image in a header that leads to the home page, or has the site's name as its text."""
    for image in images:
        if not image.is_in_header or _SIGN.search(image.own) or image.is_of_others:
            continue
        if _leads_home(document, image) or _has_site_name(document, image):
            yield image.source


def _leads_home(document: Document, image: _Image) -> bool:
    href = next((one.attr("href") for one in image.around if one.tag == "a"), None)
    url = urlsplit(document.absolute(href)) if href else None
    return url is not None and url.hostname == document.host and _HOME.fullmatch(url.path) is not None


def _has_site_name(document: Document, image: _Image) -> bool:
    """Whether the title begins or ends with the image's text, which is more than a part of a word."""
    name, title = (image.element.attr("alt") or "").strip().lower(), identity.title(document).lower()
    if len(name) < SHORTEST_NAME or name in _NO_NAMES:
        return False
    begins = title.startswith(name) and not title[len(name) :][:1].isalnum()
    return begins or (title.endswith(name) and not title[: -len(name)][-1:].isalnum())


def _first(name: str, value: str) -> str:
    """The first address of a srcset, or an address as it is."""
    return value.strip().partition(" ")[0].rstrip(",") if name.endswith("srcset") else value.strip()


def _is_address(value: str) -> bool:
    """Whether it may lead to a picture: no "true", "null" or "undefined", and not the picture itself."""
    return bool(value) and not value.isalpha() and not value.startswith("data:")


def _says_logo(told: str) -> bool:
    if ("logo" in told and _LOGO.search(told)) or ("-brand" in told and _BRAND.search(told)):
        return True
    return not told.isascii() and any(map(told.__contains__, _LOGO_WORDS))


def _told(element: Element, names: tuple[str, ...]) -> str:
    """The values of these attributes of an element, in lower case."""
    return " ".join([value for name in names if (value := element.attr(name))])[:1_000].lower()


def _shared(document: Document) -> Iterator[str]:
    for name in _SHARED:
        yield document.metas.get(name, "")
    yield document.related.get("image_src", "")


def _shared_logos(document: Document) -> Iterator[str]:
    """Images for sharing that call themselves a logo."""
    yield from (address for address in _shared(document) if _says_logo(address.lower()))


def _large_icons(document: Document) -> Iterator[str]:
    for rels, href, element in document.relations:
        size = _SIZE.search(element.attr("sizes") or "")
        is_large = size is not None and int(size[1]) >= LARGE
        touch = any(rel.startswith("apple-touch-icon") for rel in rels) and (size is None or is_large)
        if touch or ("icon" in rels and (is_large or href.lower().endswith(".svg"))):
            yield href
    yield document.metas.get("msapplication-tileimage", "")
