"""The products that the user's own fingerprints recognise (``TECHNOLOGIES_DIR``, read by ``own_rules``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import turbohtml

from domains.scan.extract.document import Document
from domains.scan.extract.technologies.own_rules import Element, Pattern, Rules, load
from domains.scan.report import Technology

LONGEST_TEXT = 400_000  # characters of a page's source or of its scripts
ENOUGH = 50  # of confidence, in percent
_TERNARY = re.compile(r"\\(\d)\?([^:]{0,100}):(.{0,100})")
_COOKIE = re.compile(r"(?:^|, )([^=;,\s]{1,200})=([^;]{0,1000})")

_used = Rules()
_folder: Path | None = None


def use_technologies(folder: Path | None) -> None:
    """From now on, also look for the products of this folder; None: only for the built-in ones.

    Raises ``TechnologiesError``.
    """
    global _used, _folder
    _used, _folder = load(folder) if folder else Rules(), folder


def folder() -> Path | None:
    """The folder that ``use_technologies`` added."""
    return _folder


def add(document: Document, found: dict[str, Technology]) -> None:
    """Add to ``found`` the products of the user's own fingerprints that the page uses."""
    if not _used.products:
        return
    hits: dict[str, _Hit] = {}
    for pattern, match, evidence in _matches(document, _used):
        hits.setdefault(pattern.product, _Hit()).count(pattern, match, evidence)
    for name, hit in hits.items():
        if name not in found and hit.confidence >= ENOUGH:
            found[name] = Technology(name, category(name), hit.version[:50], hit.evidence[:200])
    _settle(hits, found)


def implied_by(name: str) -> tuple[str, ...]:
    return _used.products[name].implies if name in _used.products else ()


def category(name: str) -> str:
    return _used.products[name].category if name in _used.products else ""


class _Hit:
    confidence = 0
    version = evidence = ""

    def count(self, pattern: Pattern, match: Any, evidence: str) -> None:
        self.confidence += pattern.confidence
        self.evidence = self.evidence or evidence
        self.version = self.version or _version(pattern.version, match)


def _settle(hits: Iterable[str], found: dict[str, Technology]) -> None:
    """Leave out products that require a product that was not found, or that another product excludes."""
    for name in hits:
        product, categories = _used.products[name], {one.category for one in found.values()}
        missing = set(product.requires) - found.keys() or set(product.requires_category) - categories
        if missing:
            found.pop(name, None)
    for name in hits:
        if name in found:
            for other in _used.products[name].excludes:
                found.pop(other, None)


def _version(template: str, match: Any) -> str:
    """A version from "\\1", or from "\\1?found:missing"."""
    if not template or match is None:
        return ""
    if ternary := _TERNARY.fullmatch(template):
        template = ternary[2] if _group(match, ternary[1]) else ternary[3]
    return re.sub(r"\\(\d)", lambda number: _group(match, number[1]), template).strip()


def _group(match: Any, number: str) -> str:
    return (match[int(number)] or "") if int(number) <= match.re.groups else ""


def _matches(document: Document, rules: Rules) -> Iterator[tuple[Pattern, Any, str]]:
    """(pattern, match, evidence) of everything that matches."""
    yield from _in_values(rules.keyed["headers"], document.headers, "")
    yield from _in_values(rules.keyed["meta"], document.metas, "")
    cookies = dict(_COOKIE.findall(document.headers.get("set-cookie", "")))
    yield from _in_values(rules.keyed["cookies"], cookies, "cookie ")
    for url in document.loads:
        yield from _in_text(rules, "scriptSrc", url)
    yield from _in_text(rules, "scripts", "\n".join(document.scripts)[:LONGEST_TEXT])
    yield from _in_text(rules, "html", document.source[:LONGEST_TEXT])
    yield from _in_text(rules, "url", document.url)
    yield from _in_elements(rules.elements, document.tree)


def _in_values(
    rules: Mapping[str, list[Pattern]], values: Mapping[str, str], before: str
) -> Iterator[tuple[Pattern, Any, str]]:
    lower = {name.lower(): value[:1_000] for name, value in values.items()}
    for name in rules.keys() & lower.keys():
        for pattern in rules[name]:
            matched, match = _search(pattern, lower[name])
            if matched:
                yield pattern, match, f"{before}{name}: {lower[name]}"


def _in_text(rules: Rules, place: str, text: str) -> Iterator[tuple[Pattern, Any, str]]:
    """One pass finds which patterns match; then only these are searched."""
    if place not in rules.sets:
        return
    for number in rules.sets[place].Match(text) or ():
        pattern = rules.texts[place][number]
        matched, match = _search(pattern, text)
        if matched:
            yield pattern, match, text if place in {"scriptSrc", "url"} else f"{place}: {match[0]}"


def _in_elements(rules: Iterable[Element], tree: turbohtml.Document) -> Iterator[tuple[Pattern, Any, str]]:
    for rule in rules:
        element = tree.select_one(rule.selector)
        if element is None:
            continue
        if not rule.attribute:
            yield rule.pattern, None, rule.selector
            continue
        value = element.text if rule.attribute == "text" else element.attr(rule.attribute)
        matched, match = _search(rule.pattern, value[:1_000]) if value is not None else (False, None)
        if matched:
            yield rule.pattern, match, rule.selector


def _search(pattern: Pattern, text: str) -> tuple[bool, Any]:
    if pattern.regex is None:
        return True, None
    match = pattern.regex.search(text)
    return match is not None, match
