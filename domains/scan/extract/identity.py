"""What a site calls itself: title, description, language, logo, organisation ..."""

from __future__ import annotations

import re
from collections.abc import Iterator

from domains.scan.extract.document import Document
from domains.scan.extract.structured import Thing
from domains.scan.extract.visible import clean, inner_text
from domains.scan.report import Organisation

LONGEST_TITLE = 10_000  # characters
LONGEST_DESCRIPTION = 10_000
_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}")
_ORGANISATIONS = frozenset(
    [
        "organization",
        "corporation",
        "localbusiness",
        "store",
        "restaurant",
        "hotel",
        "professionalservice",
        "medicalbusiness",
        "educationalorganization",
        "ngo",
        "governmentorganization",
        "lodgingbusiness",
        "foodestablishment",
        "bakery",
    ]
)
# Scripts that belong to one language among those we meet; Latin letters tell nothing here.
_RANGES = {
    "ja": "\u3040-\u30ff", "ko": "\uac00-\ud7af", "zh": "\u4e00-\u9fff", "th": "\u0e00-\u0e7f",
    "el": "\u0370-\u03ff", "he": "\u0590-\u05ff", "ar": "\u0600-\u06ff", "ru": "\u0400-\u04ff",
}  # fmt: skip
_SCRIPTS = {name: re.compile(f"[{letters}]") for name, letters in _RANGES.items()}
_LEADING = {  # what their letters begin with in UTF-8
    byte
    for letters in _RANGES.values()
    for byte in range(letters[0].encode()[0], letters[-1].encode()[0] + 1)
}
_OTHER_BYTES = bytes(set(range(256)) - _LEADING)
_NON_LATIN = {
    "ja": "ja",
    "ko": "ko",
    "zh": "zh ja",
    "th": "th",
    "el": "el",
    "he": "he yi",
    "ar": "ar fa ur ps ckb",
}
_LETTER = re.compile(r"[^\W\d_]")
_CYRILLIC = "ru uk bg sr mk be kk ky tg mn"


def title(document: Document) -> str:
    head = next(iter(document.elements["title"]), None)
    text = clean(inner_text(head)) if head is not None else ""
    return (text or document.metas.get("og:title") or document.metas.get("twitter:title") or "")[
        :LONGEST_TITLE
    ]


def description(document: Document) -> str:
    names = ("description", "og:description", "twitter:description", "dc.description")
    return next((document.metas[name] for name in names if document.metas.get(name)), "")[
        :LONGEST_DESCRIPTION
    ]


def language(document: Document) -> str:
    """The declared language, unless the page is plainly written in another script; BCP 47, lower case."""
    metas = document.metas
    declared = (
        document.root.attr("lang")
        or document.root.attr("xml:lang")
        or metas.get("content-language")
        or document.headers.get("content-language")
        or metas.get("og:locale")
        or metas.get("dc.language")
        or ""
    )
    tag = declared.partition(",")[0].strip().lower().replace("_", "-")
    tag = tag if _TAG.fullmatch(tag) else ""
    written = _written(document.text[:20_000])
    if not written:
        return tag
    possible = _NON_LATIN.get(written, _CYRILLIC).split()
    return tag if tag.partition("-")[0] in possible else written


def _written(text: str) -> str:
    """The language that most letters' script belongs to; "" for Latin and for too little text."""
    text = text[:5_000]
    if text.isascii() or not text.encode().translate(None, _OTHER_BYTES):
        return ""
    letters = len(_LETTER.findall(text))
    counts = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS.items()}
    if counts["ja"] > letters * 0.05:
        return "ja"
    name, most = max(counts.items(), key=lambda item: item[1])
    return name if letters >= 20 and most > letters * 0.5 else ""


def site_name(document: Document, things: tuple[Thing, ...]) -> str:
    structured = (thing.text("name") for thing in things if "website" in thing.types)
    return (
        document.metas.get("og:site_name")
        or next(filter(None, structured), "")
        or document.metas.get("application-name", "")
    )


def link(document: Document, *rels: str) -> str:
    """The absolute target of the first <link> with one of these relations, in the order given."""
    by_rel = document.related
    return next((url for rel in rels if by_rel.get(rel) and (url := document.absolute(by_rel[rel]))), "")


def favicon(document: Document) -> str:
    return link(document, "icon", "shortcut", "apple-touch-icon") or document.absolute("/favicon.ico")


def logo(document: Document, things: tuple[Thing, ...]) -> str:
    """JSON-LD's logo, then an image of the header that calls itself one, then og:image."""
    for thing in things:
        if url := document.absolute(thing.text("logo")) if thing.text("logo") else "":
            return url
    return (
        next(_logo_images(document), "")
        or document.absolute(document.metas.get("og:logo", ""))
        or (document.absolute(document.metas["og:image"]) if "og:image" in document.metas else "")
    )


def _logo_images(document: Document) -> Iterator[str]:
    for image in document.elements["img"][:60]:
        told = " ".join(image.attr(name) or "" for name in ("src", "alt", "class", "id")).lower()
        source = image.attr("src") or ""
        if "logo" in told and source and not source.startswith("data:"):
            yield document.absolute(source)


def organisation(things: tuple[Thing, ...]) -> Organisation | None:
    """The best described organisation of the page."""
    found = [made for thing in things if (made := _organisation(thing))]
    return max(found, key=lambda one: sum(map(bool, (one.name, one.street, one.locality))), default=None)


def _organisation(thing: Thing) -> Organisation | None:
    is_one = thing.types & _ORGANISATIONS or any(kind.endswith(("business", "store")) for kind in thing.types)
    address = thing.properties.get("address")
    address = address[0] if isinstance(address, list) and address else address
    if not is_one and not isinstance(address, dict):
        return None
    place = Thing(frozenset(), address if isinstance(address, dict) else {}, thing.how)
    made = Organisation(
        name=thing.text("name", "legalName"),
        street=place.text("streetAddress") or (clean(address) if isinstance(address, str) else ""),
        postal_code=place.text("postalCode"),
        locality=place.text("addressLocality"),
        region=place.text("addressRegion"),
        country=place.text("addressCountry"),
    )
    return made if made != Organisation() else None


def last_modified(document: Document, things: tuple[Thing, ...]) -> str:
    structured = (thing.text("dateModified") for thing in things)
    metas = (
        document.metas.get(name, "") for name in ("article:modified_time", "og:updated_time", "last-modified")
    )
    found = next(filter(None, [*metas, *structured]), "")
    return found[:40] if re.match(r"\d{4}-\d\d-\d\d", found) else ""


def generators(document: Document) -> tuple[str, ...]:
    """The contents of every generator meta."""
    metas = document.elements["meta"]
    contents = (one.attr("content") or "" for one in metas if (one.attr("name") or "").lower() == "generator")
    return tuple(text[:500] for content in contents if (text := clean(content)))
