"""JSON-LD, microdata and RDFa of a page: objects with a type and properties, as a flat list."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from turbohtml import Element, RdfaItem

from domains.scan.extract import json_ld
from domains.scan.extract.document import Document
from domains.scan.extract.visible import clean, inner_text
from domains.scan.extract.words import word_list

MOST_THINGS = 500
MOST_PROPERTIES = 2_000  # of microdata
DEEPEST = 20
LONGEST_VALUE, LONGEST_TEXT = 4_000, 2_000  # characters looked at, and those of them that are kept
# Of a value inside a property's value, as one object may be referred to by many.
MOST_INNER, DEEPEST_INNER = 5, 3
_TELLING = {"email", "telephone", "addressCountry"}  # properties of objects that do not say what they are
_OF_NOBODY = {"email", "telephone", "faxNumber"}  # properties that count outside of any object
_FOREIGN_TYPES = word_list("foreign_types")
_FOREIGN_PROPERTIES = word_list("foreign_properties")


@dataclass(frozen=True, slots=True)
class Thing:
    """One object: its types (lower-cased, without the vocabulary's URL), its properties, and its source.

    ``how``: "json-ld", "microdata" or "rdfa". ``foreign``: it belongs to an event, a job offer, a product or
    the like, or is marked as another organisation. So it does not describe the owner of the page.
    """

    types: frozenset[str]
    properties: dict[str, Any]
    how: str
    foreign: bool = False

    @property
    def is_foreign_type(self) -> bool:
        """Whether it is itself an event, a job offer, a product or the like; what it holds is ``foreign``."""
        return bool(self.types & _FOREIGN_TYPES)

    def texts(self, *names: str) -> list[str]:
        """The text values of the first of these properties that has any."""
        for name in names:
            found = [text for value in _listed(self.properties.get(name)) if (text := text_of(value))]
            if found:
                return found
        return []

    def text(self, *names: str) -> str:
        return next(iter(self.texts(*names)), "")

    def addresses(self, name: str) -> list[str]:
        """The web addresses in a property: as texts, or as url, contentUrl or @id of objects."""
        values = (value for one in _listed(self.properties.get(name)) for value in _addresses(one))
        return [text for value in values if isinstance(value, str) and (text := text_of(value))]


def things(document: Document) -> tuple[Thing, ...]:
    """Every typed object of the page, including nested ones."""
    found = [*_json_ld(document), *_microdata(document), *_rdfa(document)]
    return tuple(found[:MOST_THINGS])


def _json_ld(document: Document) -> Iterator[Thing]:
    roots = [value for source in document.json_ld for value in json_ld.values(source)]
    if not roots:
        return
    known: dict[str, dict[str, Any]] = {}
    found = list(islice(_walk(roots, known, 0, foreign=False), MOST_THINGS))
    for thing in found:
        yield _resolved(thing, known)


def _walk(value: Any, known: dict[str, dict[str, Any]], depth: int, *, foreign: bool) -> Iterator[Thing]:
    """The objects in a value. ``known`` gathers those with an @id."""
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, known, depth + 1, foreign=foreign)
    elif isinstance(value, dict):
        kinds = _kinds(value)
        if kinds or _TELLING & value.keys():
            yield Thing(kinds, value, "json-ld", foreign)
        if isinstance(name := value.get("@id"), str) and len(value) > len(known.get(name, {"@id": name})):
            known[name] = value
        inside = foreign or bool(kinds & _FOREIGN_TYPES)
        for name, item in value.items():
            if isinstance(item, dict | list):
                yield from _walk(item, known, depth + 1, foreign=inside or name in _FOREIGN_PROPERTIES)


def _kinds(value: dict[str, Any]) -> frozenset[str]:
    types = value.get("@type") or []
    names = [types] if isinstance(types, str) else [name for name in types if isinstance(name, str)]
    return frozenset(json_ld.local(name).lower() for name in names)


def _resolved(thing: Thing, known: dict[str, dict[str, Any]]) -> Thing:
    """The thing, with the objects to which its properties refer by @id."""
    properties = {name: _referred(value, known) for name, value in thing.properties.items()}
    return Thing(thing.types, properties, thing.how, thing.foreign)


def _referred(value: Any, known: dict[str, dict[str, Any]]) -> Any:
    """The object to which a value refers, or those to which the values of a list do."""
    if isinstance(value, list):
        return [_object(one, known) for one in value]
    return _object(value, known)


def _object(value: Any, known: dict[str, dict[str, Any]]) -> Any:
    if isinstance(value, dict) and len(value) <= 2 and isinstance(name := value.get("@id"), str):
        return known.get(name, value)
    return value


def _microdata(document: Document) -> Iterator[Thing]:
    """Items with their own properties; a property that is an item itself is a dict with ``@type``."""
    items: dict[Element, dict[str, list[Any]]] = {}
    stray: dict[str, list[Any]] = {}  # of the page itself, as many pages forget the scope
    for element in document.marked["itemprop"][:MOST_PROPERTIES]:
        owner = next(filter(_is_scope, _elements_around(element)), None)
        for name in map(json_ld.local, (element.attr("itemprop") or "").split()):
            if owner is not None:
                items.setdefault(owner, {}).setdefault(name, []).append(_microdata_value(element))
            elif name in _OF_NOBODY:
                stray.setdefault(name, []).append(_microdata_value(element))
    if stray:
        yield Thing(frozenset(), stray, "microdata")
    for scope, properties in items.items():
        resolved = {name: [_item(value, items) for value in values] for name, values in properties.items()}
        types = frozenset({_type(scope).lower()} - {""})
        yield Thing(types, resolved, "microdata", _is_foreign(scope))


def _is_foreign(scope: Element) -> bool:
    around = [one for one in _elements_around(scope) if _is_scope(one)]
    if any(_type(one).lower() in _FOREIGN_TYPES for one in around):
        return True
    return any(set((one.attr("itemprop") or "").split()) & _FOREIGN_PROPERTIES for one in (scope, *around))


_VALUES = {  # where an element keeps its value: https://html.spec.whatwg.org/multipage/microdata.html#values
    **dict.fromkeys(("a", "area", "link"), "href"),
    **dict.fromkeys(("audio", "embed", "iframe", "img", "source", "track", "video"), "src"),
    "object": "data",
    **dict.fromkeys(("data", "meter"), "value"),
    "time": "datetime",
}


def _microdata_value(element: Element) -> str | Element:
    """The value of a property. ``content`` comes first on any element, as in search engines."""
    if _is_scope(element):
        return element
    for attribute in ("content", _VALUES.get(element.tag, "content")):
        if value := element.attr(attribute):
            return value
    return (element.attr("data-src") or "") if element.tag == "img" else inner_text(element)[:1_000]


def _elements_around(element: Element) -> Iterator[Element]:
    return (one for one in element.ancestors if isinstance(one, Element))


def _is_scope(element: Element) -> bool:
    return "itemscope" in element.attrs


def _item(value: str | Element, items: dict[Element, dict[str, list[Any]]]) -> Any:
    """A text as it is; an item as a dict of its texts."""
    if isinstance(value, str):
        return value
    texts = {name: found for name, (found, *_) in items.get(value, {}).items() if isinstance(found, str)}
    return {"@type": _type(value), **texts}


def _type(scope: Element) -> str:
    return json_ld.local((scope.attr("itemtype") or "").split(" ")[0].rstrip("/"))


def _rdfa(document: Document) -> Iterator[Thing]:
    """Items by RDFa, of the same shape as those by microdata."""
    if not document.marked["typeof"]:
        return
    try:
        items = document.tree.rdfa()
    except RecursionError:
        return  # hundreds of items in each other describe no business
    for item in items:
        yield from _rdfa_things(item, 0, foreign=False)


def _rdfa_things(item: RdfaItem, depth: int, *, foreign: bool) -> Iterator[Thing]:
    kinds = frozenset(json_ld.local(name).lower() for name in item.type)
    thing = Thing(kinds, _rdfa_properties(item, 0), "rdfa", foreign)
    yield thing
    inside = foreign or thing.is_foreign_type
    for name, values in item.properties.items():
        for value in values:
            if isinstance(value, RdfaItem) and depth < DEEPEST:
                yield from _rdfa_things(
                    value, depth + 1, foreign=inside or json_ld.local(name) in _FOREIGN_PROPERTIES
                )


def _rdfa_properties(item: RdfaItem, depth: int) -> dict[str, Any]:
    return {
        json_ld.local(name): [_rdfa_value(value, depth) for value in values]
        for name, values in item.properties.items()
    }


def _rdfa_value(value: Any, depth: int) -> Any:
    if not isinstance(value, RdfaItem):
        return value
    kind = json_ld.local(value.type[0]) if value.type else ""
    return {"@type": kind, **(_rdfa_properties(value, depth + 1) if depth < DEEPEST else {})}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _addresses(value: Any) -> Iterator[Any]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name in ("url", "contentUrl", "@value", "@id", "thumbnailUrl"):
            for one in _listed(value.get(name))[:MOST_INNER]:
                yield one.get("@id") or one.get("@value") if isinstance(one, dict) else one


def text_of(value: Any, depth: int = 0) -> str:
    """A value as text: of a list the first text, of an object its value, name or address; "" if none."""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        text = str(value)[:LONGEST_VALUE]
        return clean(html.unescape(text) if "&" in text else text)[:LONGEST_TEXT]
    if depth > DEEPEST_INNER:
        return ""
    if isinstance(value, list):
        return next((text for one in value[:MOST_INNER] if (text := text_of(one, depth + 1))), "")
    if isinstance(value, dict):
        inner = value.get("@value") or value.get("name") or value.get("url") or value.get("@id")
        return text_of(inner, depth + 1)
    return ""
