"""The URL of a site's logo: an image that the site names or shows as its logo, never a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from turbohtml import Element

from domains.scan.extract import identity
from domains.scan.extract.document import Document
from domains.scan.extract.structured import Thing
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
_OF_OTHERS = (
    "partner", "client", "kunden", "sponsor", "payment", "zahlung", "mastercard", "paypal", "klarna",
    "facebook", "instagram", "twitter", "youtube", "linkedin", "whatsapp", "tiktok", "trustpilot",
    "tripadvisor", "certif", "zertifi", "award", "member", "association", "verband", "supplier", "cookie",
    "brands", "marken", "footer", "carousel", "testimonial",
)  # fmt: skip
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
    for candidates in (
        _structured(things),
        _images(document),
        _of_footer(document),
        _shared_logos(document),
        _of_header(document),
        _structured_images(things),
        _shared(document),
        _large_icons(document),
    ):
        for candidate in candidates:
            if url := _picture(document, candidate):
                return url
    return ""


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


def _images(document: Document) -> Iterator[str]:
    """The pictures that call themselves a logo, those in a header first."""
    first = document.elements["img"][:MOST_IMAGES]
    found = [image for place, image in enumerate(first) if _is_logo(image, place < MOST_LOOKED_AROUND)]
    for image in sorted(found, key=lambda image: not _is_in_header(image)):
        yield _source(image)


def _source(image: Element) -> str:
    late = (name for name in image.attrs if name not in _SOURCES and _LATE.match(name))
    sources = (_first(name, image.attr(name) or "") for name in (*late, *_SOURCES))
    return next((source for source in sources if _is_address(source)), "")


def _of_footer(document: Document) -> Iterator[str]:
    """The logo in a footer that has the site's name as its text: others there are of partners."""
    for image in document.elements["img"][:MOST_IMAGES]:
        own = _told(image, _OF_IMAGES)
        if "footer" in own and _says_logo(own) and _has_site_name(document, image):
            yield _source(image)


def _of_header(document: Document) -> Iterator[str]:
    """The first image in a header that leads to the home page, or has the site's name as its text."""
    for image in document.elements["img"][:MOST_LOOKED_AROUND]:
        own = _told(image, _OF_IMAGES)
        if not _is_in_header(image) or _SIGN.search(own) or _is_of_others(own + _told_around(image)):
            continue
        if _leads_home(document, image) or _has_site_name(document, image):
            yield _source(image)


def _leads_home(document: Document, image: Element) -> bool:
    href = next((one.attr("href") for one in _around(image) if one.tag == "a"), None)
    url = urlsplit(document.absolute(href)) if href else None
    return url is not None and url.hostname == document.host and _HOME.fullmatch(url.path) is not None


def _has_site_name(document: Document, image: Element) -> bool:
    """Whether the title begins or ends with the image's text, which is more than a part of a word."""
    name, title = (image.attr("alt") or "").strip().lower(), identity.title(document).lower()
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


def _is_logo(image: Element, look_around: bool) -> bool:
    """``look_around``: the names of the elements around it count as well."""
    own = _told(image, _OF_IMAGES)
    if _says_logo(own):
        return not _is_of_others(own + _told_around(image))
    around = _told_around(image) if look_around else ""
    return _says_logo(around) and not _is_of_others(own + around)


def _says_logo(told: str) -> bool:
    return bool("logo" in told and _LOGO.search(told)) or bool("-brand" in told and _BRAND.search(told))


def _is_of_others(told: str) -> bool:
    return any(word in told for word in _OF_OTHERS) or _VISA.search(told) is not None


def _is_in_header(image: Element) -> bool:
    return any(one.tag in {"header", "nav"} or _names_header(one) for one in _around(image))


def _names_header(box: Element) -> bool:
    told = _told(box, _OF_BOXES)
    return any(word in told for word in _HEADERS)


def _around(image: Element) -> list[Element]:
    """The nearest elements that contain the image."""
    near: list[Element] = []
    for one in image.ancestors:
        if not isinstance(one, Element) or one.tag == "body" or len(near) >= NEAREST:
            break
        near.append(one)
    return near


def _told_around(image: Element) -> str:
    return " ".join(_told(one, _OF_BOXES) for one in _around(image))


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
