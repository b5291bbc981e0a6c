"""What a page says in JSON-LD and microdata: things with a type and properties, flattened."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from turbohtml import Element

from domains.scan.extract.document import Document
from domains.scan.extract.visible import clean, inner_text

MOST_THINGS = 500
MOST_PROPERTIES = 2_000  # of microdata
LONGEST_SOURCE = 500_000  # characters of JSON-LD looked at in one script
DEEPEST = 20
# Marks of CDATA sections with or without those of a comment around them, and HTML comments before the data.
_WRAPPER = re.compile(
    r"(?://|/\*)?\s{0,4}<!\[CDATA\[\s{0,4}(?:\*/)?|(?://|/\*)?\s{0,4}\]\]>\s{0,4}(?:\*/)?|"
    r"\A<!--(?:[^-]|-(?!->)){0,400}-->|\A(?://\s{0,4})?<!--|(?://\s{0,4})?-->\Z"
)
_TELLING = {"email", "telephone", "addressCountry"}  # properties of objects that do not say what they are


@dataclass(frozen=True, slots=True)
class Thing:
    """One object: its types (lower-cased, without the vocabulary's URL), properties, and how it was found."""

    types: frozenset[str]
    properties: dict[str, Any]
    how: str  # "json-ld" or "microdata"

    def texts(self, *names: str) -> list[str]:
        """The text values of the first of these properties that has any."""
        for name in names:
            values = self.properties.get(name)
            found = [
                text for value in (values if isinstance(values, list) else [values]) if (text := _text(value))
            ]
            if found:
                return found
        return []

    def text(self, *names: str) -> str:
        return next(iter(self.texts(*names)), "")


def things(document: Document) -> tuple[Thing, ...]:
    """Every typed object of the page, nested ones too."""
    found: list[Thing] = []
    for source in document.json_ld:
        for thing in _walk(_json(source), 0):
            found.append(thing)
            if len(found) >= MOST_THINGS:
                return tuple(found)
    return (*found, *_microdata(document))


def _json(source: str) -> Any:
    """Forgiving: comment and CDATA wrappers and raw newlines are common, and mean no harm."""
    if len(source) > LONGEST_SOURCE:
        return None
    source = _WRAPPER.sub("", source.strip())
    try:
        return json.loads(source.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def _walk(value: Any, depth: int) -> Iterator[Thing]:
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, depth + 1)
    elif isinstance(value, dict):
        types = value.get("@type") or []
        names = [types] if isinstance(types, str) else [name for name in types if isinstance(name, str)]
        if names or _TELLING & value.keys():
            kinds = frozenset(name.rpartition("/")[2].rpartition(":")[2].lower() for name in names)
            yield Thing(kinds, value, "json-ld")
        for item in value.values():
            if isinstance(item, dict | list):
                yield from _walk(item, depth + 1)


def _microdata(document: Document) -> Iterator[Thing]:
    """Items with their own properties; a property that is an item itself is a dict with ``@type``."""
    if "itemprop" not in document.source:
        return  # looking at every element is dear
    items: dict[Element, dict[str, list[Any]]] = {}
    for element in islice(document.tree.select("[itemprop]"), MOST_PROPERTIES):
        owner = next(filter(_is_scope, _elements_around(element)), None)
        if owner is not None:
            for name in (element.attr("itemprop") or "").split():
                items.setdefault(owner, {}).setdefault(name, []).append(_microdata_value(element))
    for scope, properties in items.items():
        resolved = {name: [_item(value, items) for value in values] for name, values in properties.items()}
        yield Thing(frozenset({_type(scope).lower()} - {""}), resolved, "microdata")


def _microdata_value(element: Element) -> str | Element:
    if _is_scope(element):
        return element
    for attribute in ("content", "href", "src", "datetime"):
        if value := element.attr(attribute):
            return value
    return inner_text(element)[:1_000]


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
    return (scope.attr("itemtype") or "").rstrip("/").rpartition("/")[2]


def _text(value: Any) -> str:
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return clean(str(value))[:2_000]
    if isinstance(value, dict):
        return _text(value.get("@value") or value.get("name") or value.get("url") or value.get("@id"))
    return ""
