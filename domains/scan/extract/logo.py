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
MOST_LOOKED_AROUND = 4  # images that say nothing themselves, but may stand in what is called a logo
NEAREST = 4  # elements around an image whose names are looked at
LARGE = 96  # pixels from which on an icon can stand for a logo
_OF_IMAGES = ("class", "id", "alt", "src", "data-src", "title", "itemprop")
_OF_BOXES = ("class", "id", "aria-label")
_SOURCES = ("data-src", "data-lazy-src", "data-original", "data-lazy", "src", "data-srcset", "srcset")
# The word by itself, or with what themes and people put before it: no catalogue, dialogue or logout.
_LOGO = re.compile(
    r"(?:(?<![a-z])|(?:site|head|header|nav|navbar|brand|company|custom|main|page|shop|store|top|web|footer|mobile"
    r"|desktop|img|image|the|my|our|white|black|dark|light|retina|sticky|theme|svg|new|full|firmen|has))"
    r"logo(?!ut|n\b|p[aeä]|the|s\b)|(?<![a-z])(?:navbar|site)-brand(?:ing)?(?![a-z])",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"partner|client|kunden|sponsor|payment|zahlung|visa\b|mastercard|paypal|klarna|facebook|instagram|twitter"
    r"|youtube|linkedin|whatsapp|tiktok|trustpilot|tripadvisor|certif|zertifi|award|member|association|verband"
    r"|supplier|cookie|brands|marken|footer|carousel|testimonial",
    re.IGNORECASE,
)
_HEADER = re.compile(r"header|navbar|masthead|topbar|kopf|branding|site-head", re.IGNORECASE)
_PAGE = re.compile(r"\.(?:html?|aspx?|php|jsp)$", re.IGNORECASE)
_SIZE = re.compile(r"(\d{2,4})x\d{2,4}", re.IGNORECASE)


def find(document: Document, things: tuple[Thing, ...]) -> str:
    """From structured data, the image in the header, the image for sharing, or a large icon; "" if none."""
    for candidates in (_structured(things), _images(document), _shared(document), _large_icons(document)):
        for candidate in candidates:
            if url := _picture(document, candidate):
                return url
    return ""


def _picture(document: Document, address: str) -> str:
    """The absolute address, or "" for what leads to a page: this one, the site's home, a fragment."""
    url = document.absolute(address) if address else ""
    if not url or key(url.partition("#")[0]) == key(document.url.partition("#")[0]):
        return ""
    parts = urlsplit(url)
    is_page = not parts.path.strip("/") or (_PAGE.search(parts.path) and not parts.query)
    return "" if is_page else url


def _structured(things: tuple[Thing, ...]) -> Iterator[str]:
    """Those of the organisation first; none of an event, a product or somebody else."""
    own = [thing for thing in things if not thing.foreign]
    for thing in sorted(own, key=lambda thing: not identity.is_organisation(thing)):
        yield from thing.addresses("logo")


def _images(document: Document) -> Iterator[str]:
    """The pictures that call themselves a logo, those in a header first."""
    first = document.elements["img"][:MOST_IMAGES]
    found = [image for place, image in enumerate(first) if _is_logo(image, place < MOST_LOOKED_AROUND)]
    for image in sorted(found, key=lambda image: not _is_in_header(image)):
        sources = (_first(image.attr(name) or "") for name in _SOURCES)
        yield next((source for source in sources if source and not source.startswith("data:")), "")


def _first(sources: str) -> str:
    """The first address of a srcset, or an address as it is."""
    return sources if sources.startswith("data:") else sources.strip().partition(" ")[0].rstrip(",")


def _is_logo(image: Element, look_around: bool) -> bool:
    own = _told(image, _OF_IMAGES)
    if _says_logo(own):
        return not _OF_OTHERS.search(own + _told_around(image))
    around = _told_around(image) if look_around else ""
    return _says_logo(around) and not _OF_OTHERS.search(own + around)


def _says_logo(told: str) -> bool:
    low = told.lower()
    return ("logo" in low or "brand" in low) and bool(_LOGO.search(low))


def _is_in_header(image: Element) -> bool:
    around = _around(image)
    return any(one.tag in {"header", "nav"} or _HEADER.search(_told(one, _OF_BOXES)) for one in around)


def _around(image: Element) -> list[Element]:
    """The nearest elements that the image stands in."""
    near: list[Element] = []
    for one in image.ancestors:
        if not isinstance(one, Element) or one.tag == "body" or len(near) >= NEAREST:
            break
        near.append(one)
    return near


def _told_around(image: Element) -> str:
    return " ".join(_told(one, _OF_BOXES) for one in _around(image))


def _told(element: Element, names: tuple[str, ...]) -> str:
    """What an element says of itself in these attributes."""
    return " ".join(value for name in names if (value := element.attr(name)))[:1_000]


def _shared(document: Document) -> Iterator[str]:
    for name in ("og:logo", "og:image", "og:image:url", "og:image:secure_url", "twitter:image"):
        yield document.metas.get(name, "")


def _large_icons(document: Document) -> Iterator[str]:
    for element in document.elements["link"]:
        rels = (element.attr("rel") or "").lower().split()
        href = element.attr("href") or ""
        size = _SIZE.search(element.attr("sizes") or "")
        is_large = size is not None and int(size[1]) >= LARGE
        touch = any(rel.startswith("apple-touch-icon") for rel in rels) and (size is None or is_large)
        if touch or ("icon" in rels and (is_large or href.lower().endswith(".svg"))):
            yield href
    yield document.metas.get("msapplication-tileimage", "")
