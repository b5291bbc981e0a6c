"""What a site says about itself: title, description, icon, organisation ..."""

from __future__ import annotations

import re
from collections.abc import Iterator

from turbohtml import Namespace

from domains.scan.extract.company.templates import is_field
from domains.scan.extract.document import Document
from domains.scan.extract.noscript import begins_in_noscript
from domains.scan.extract.structured import Thing
from domains.scan.extract.visible import clean, inner_text
from domains.scan.extract.words import word_list
from domains.scan.report import Organisation

LONGEST_TITLE = 10_000  # characters
LONGEST_DESCRIPTION = 10_000
_ORGANISATIONS = word_list("organisations")
_ICONS = ("icon", "shortcut", "apple-touch-icon", "apple-touch-icon-precomposed")


def title(document: Document) -> str:
    """The first <title> of the page (not of an SVG drawing, nor in <noscript>); if empty, the title for
    sharing.
    """
    own = [one for one in document.elements["title"] if one.namespace is Namespace.HTML]
    head = next(iter(own[1:] if len(own) > 1 and begins_in_noscript(document.source, "title") else own), None)
    text = clean(inner_text(head)) if head is not None else ""
    return (text or document.metas.get("og:title") or document.metas.get("twitter:title") or "")[
        :LONGEST_TITLE
    ]


def description(document: Document) -> str:
    names = ("description", "og:description", "twitter:description", "dc.description")
    return next((document.metas[name] for name in names if document.metas.get(name)), "")[
        :LONGEST_DESCRIPTION
    ]


def site_name(document: Document, things: tuple[Thing, ...]) -> str:
    structured = (thing.text("name") for thing in things if "website" in thing.types)
    return (
        document.metas.get("og:site_name")
        or next(filter(None, structured), "")
        or document.metas.get("application-name", "")
    )


def link(document: Document, *rels: str) -> str:
    """The absolute URL of the first <link> with one of these relations, tried in the given order."""
    by_rel = document.related
    return next((url for rel in rels if by_rel.get(rel) and (url := document.absolute(by_rel[rel]))), "")


def favicon(document: Document) -> str:
    icons = (url for rel in _ICONS for url in _icons(document, rel))
    return next(icons, "") or document.absolute("/favicon.ico")


def _icons(document: Document, rel: str) -> Iterator[str]:
    """The addresses of the page's icons of one relation, in its order."""
    for link in document.relations:
        if rel in link.rels and link.href.strip() and (url := document.absolute(link.href)):
            yield url


def organisation(things: tuple[Thing, ...]) -> Organisation | None:
    """The page's organisation with the most details; objects that describe somebody else are ignored."""
    found = [made for thing in things if not thing.foreign and (made := _organisation(thing))]
    return max(found, key=lambda one: sum(map(bool, (one.name, one.street, one.locality))), default=None)


def is_organisation(thing: Thing) -> bool:
    return bool(thing.types & _ORGANISATIONS)


def _organisation(thing: Thing) -> Organisation | None:
    if not is_organisation(thing):
        return None
    address = thing.properties.get("address") or thing.properties.get("location")
    address = address[0] if isinstance(address, list) and address else address
    if isinstance(address, dict) and isinstance(address.get("address"), dict):
        address = address["address"]  # of a place
    place = Thing(frozenset(), address if isinstance(address, dict) else {}, thing.how)
    name = thing.text("name", "legalName")
    made = Organisation(
        name="" if is_field(name) else name,
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
