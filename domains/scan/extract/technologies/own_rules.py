"""Reads the user's own fingerprints of products, in the JSON format that Wappalyzer made common.

The folder has ``technologies/*.json`` and ``categories.json``, or ``*.json`` directly. These fields of a
product are used: ``cats``, ``implies``, ``requires``, ``requiresCategory``, ``excludes``, ``headers``,
``cookies``, ``meta``, ``scriptSrc``, ``scripts``, ``html``, ``url`` and ``dom``. The others need a browser or
further requests, and are not evaluated. RE2 runs the patterns in linear time. It supports neither look-around
nor backreferences; a pattern that it refuses is an error.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import re2
import turbohtml

MOST_ERRORS = 20
KEYED = ("headers", "cookies", "meta")
TEXTS = ("scriptSrc", "scripts", "html", "url")


class TechnologiesError(ValueError):
    """A folder of technologies that cannot be used; one line for each reason."""


class Pattern(NamedTuple):
    """``version``: the text after "\\;version:", such as "\\1"; ``confidence``: in percent."""

    product: str
    text: str
    regex: Any  # compiled by re2; None: it matches always
    version: str
    confidence: int


class Element(NamedTuple):
    selector: str
    attribute: str  # "": none; "text": the text of the element
    pattern: Pattern


@dataclass(frozen=True)
class Product:
    category: str
    implies: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    requires_category: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()


@dataclass
class Rules:
    products: dict[str, Product] = field(default_factory=dict)
    keyed: dict[str, dict[str, list[Pattern]]] = field(default_factory=lambda: {name: {} for name in KEYED})
    texts: dict[str, list[Pattern]] = field(default_factory=lambda: {name: [] for name in TEXTS})
    elements: list[Element] = field(default_factory=list)
    sets: dict[str, Any] = field(default_factory=dict)


def load(folder: Path) -> Rules:
    """The rules of a folder. Raises ``TechnologiesError`` that names file, product and field."""
    if not folder.is_dir():
        raise TechnologiesError(f"{folder} is no folder")
    rules, errors = Rules(), list[str]()
    names = _categories(folder, errors)
    files = sorted((folder / "technologies").glob("*.json")) or sorted(folder.glob("*.json"))
    for file in files:
        if file.name != "categories.json":
            for name, entry in _object(file, errors).items():
                _read(rules, names, name, entry, errors, f"{file.name}: {name}")
    if not rules.products and not errors:
        errors.append(f"{folder} has no technologies/*.json and no *.json")
    if errors:
        more = [f"and {len(errors) - MOST_ERRORS} more"] if len(errors) > MOST_ERRORS else []
        raise TechnologiesError("\n".join(errors[:MOST_ERRORS] + more))
    rules.sets = {place: _set(patterns) for place, patterns in rules.texts.items() if patterns}
    return rules


def _object(file: Path, errors: list[str]) -> dict[str, Any]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        errors.append(f"{file.name}: {error}")
        return {}
    if isinstance(content, dict):
        return content
    errors.append(f"{file.name}: must be an object, not a {type(content).__name__}")
    return {}


def _categories(folder: Path, errors: list[str]) -> dict[str, str]:
    file = folder / "categories.json"
    entries = _object(file, errors) if file.exists() else {}
    return {key: str(one["name"]) for key, one in entries.items() if isinstance(one, dict) and "name" in one}


def _read(
    rules: Rules, names: Mapping[str, str], name: str, entry: Any, errors: list[str], where: str
) -> None:
    if not isinstance(entry, dict):
        errors.append(f"{where}: must be an object, not a {type(entry).__name__}")
        return
    try:
        rules.products[name] = _product(entry, names)
        for place in KEYED:
            _read_keyed(rules.keyed[place], name, place, entry.get(place, {}))
        for place in TEXTS:
            rules.texts[place] += [_pattern(name, place, text) for text in _texts(entry, place)]
        rules.elements += _elements(name, entry.get("dom", []))
    except TechnologiesError as error:
        errors.append(f"{where}: {error}")


def _product(entry: Mapping[str, Any], names: Mapping[str, str]) -> Product:
    def category_name(number: Any) -> str:
        return names.get(str(number), f"category {number}")

    categories = entry.get("cats", [])
    if not isinstance(categories, list):
        raise TechnologiesError("cats: must be a list of numbers")
    needed = entry.get("requiresCategory", [])
    return Product(
        category=category_name(categories[0]) if categories else "",
        implies=_names(entry, "implies"),
        requires=_names(entry, "requires"),
        requires_category=tuple(map(category_name, needed if isinstance(needed, list) else [needed])),
        excludes=_names(entry, "excludes"),
    )


def _names(entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Names of products, without the text from "\\;"."""
    return tuple(text.split("\\;")[0] for text in _texts(entry, key))


def _texts(entry: Mapping[str, Any], key: str) -> list[str]:
    value = entry.get(key, [])
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise TechnologiesError(f"{key}: must be a text or a list of texts")
    return texts


def _read_keyed(rules: dict[str, list[Pattern]], name: str, place: str, table: Any) -> None:
    if not isinstance(table, dict):
        raise TechnologiesError(f"{place}: must be an object")
    for key in table:
        for text in _texts(table, key):
            rules.setdefault(key.lower(), []).append(_pattern(name, f"{place}.{key}", text))


def _elements(name: str, dom: Any) -> Iterator[Element]:
    if isinstance(dom, str | list):
        dom = {selector: {"exists": ""} for selector in _texts({"dom": dom}, "dom")}
    if not isinstance(dom, dict):
        raise TechnologiesError("dom: must be a selector, a list of selectors or an object")
    for selector, wanted in dom.items():
        _check_selector(selector)
        if not isinstance(wanted, dict):
            raise TechnologiesError(f"dom.{selector}: must be an object")
        yield from _of_element(name, selector, wanted)


def _of_element(name: str, selector: str, wanted: Mapping[str, Any]) -> Iterator[Element]:
    where = f"dom.{selector}"
    if "exists" in wanted:
        yield Element(selector, "", _pattern(name, where, ""))
    for text in _texts(wanted, "text"):
        yield Element(selector, "text", _pattern(name, f"{where}.text", text))
    attributes = wanted.get("attributes", {})
    if not isinstance(attributes, dict):
        raise TechnologiesError(f"{where}.attributes: must be an object")
    for key in attributes:
        for text in _texts(attributes, key):
            yield Element(selector, key, _pattern(name, f"{where}.{key}", text))


def _check_selector(selector: str) -> None:
    try:
        _empty().select_one(selector)
    except ValueError as error:
        raise TechnologiesError(f"dom: {selector!r} is no selector: {error}") from error


@cache
def _empty() -> turbohtml.Document:
    return turbohtml.parse("<p>", positions=False)


def _pattern(product: str, place: str, text: str) -> Pattern:
    """ "regex\\;version:\\1\\;confidence:50"."""
    expression, *tags = text.split("\\;")
    told = dict(tag.split(":", 1) for tag in tags if ":" in tag)
    confidence = told.get("confidence", "100")
    if not confidence.isdigit():
        raise TechnologiesError(f"{place}: confidence must be a number, not {confidence!r}")
    regex = _compiled(expression, place) if expression else None
    return Pattern(product, expression, regex, told.get("version", ""), int(confidence))


def _options() -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    return options


def _compiled(expression: str, place: str) -> Any:
    try:
        return re2.compile(expression, _options())
    except re2.error as error:
        reason = error.args[0].decode() if isinstance(error.args[0], bytes) else error
        raise TechnologiesError(f"{place}: {expression!r}: {reason}") from error


def _set(patterns: Iterable[Pattern]) -> Any:
    rules = re2.Set.SearchSet(_options())
    for pattern in patterns:
        rules.Add(pattern.text)
    rules.Compile()
    return rules
