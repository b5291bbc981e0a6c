"""The products that a site uses, by the fingerprints in ``technologies.toml``, each with its evidence.

A fingerprint matches what the page itself loads or declares, or its response headers. Words in its text and
links to other sites are never evidence.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from domains.scan.extract.document import Document
from domains.scan.report import Technology, WordPress

LONGEST_EVIDENCE = 200
SCRIPT_LOOKED_AT = 20_000  # characters of all inline scripts together

_HOST = re.compile(r"//[^/\s]{1,253}/")
_OF_HOST = re.compile(r"//[\w-]{1,63}(?:\.[\w-]{0,63}){1,9}/?|\.[\w-]{1,63}(?:\.[\w-]{0,63}){1,9}/")


@dataclass(frozen=True)
class Fingerprint:
    """The patterns of one product, by where they are searched. Group 1, if any, is the version."""

    name: str
    category: str
    implies: tuple[str, ...]
    loads: tuple[tuple[str, re.Pattern[str]], ...]  # (needle, pattern) for lower-cased URLs
    metas: Mapping[str, re.Pattern[str]]
    headers: Mapping[str, re.Pattern[str]]
    cookies: tuple[str, ...]  # prefixes of names
    scripts: tuple[str, ...]  # text of inline scripts
    css: tuple[str, ...]
    plugins: tuple[str, ...]  # of WordPress
    themes: tuple[str, ...]  # of WordPress, lower-cased

    @cached_property
    def has_version(self) -> bool:
        """Whether a sign of it may tell its version."""
        patterns = (*(pattern for _, pattern in self.loads), *self.metas.values(), *self.headers.values())
        return bool(self.plugins) or self.name == "WordPress" or any(one.groups for one in patterns)


@cache
def fingerprints() -> Mapping[str, Fingerprint]:
    """By name, in the order of the data file."""
    data = tomllib.loads((Path(__file__).parent / "technologies.toml").read_text())
    return {name: _fingerprint(name, entry) for name, entry in data.items()}


@dataclass(frozen=True)
class Index:
    """Texts that a page must contain for a fingerprint to match: text -> its products."""

    hosts: Mapping[str, frozenset[str]]  # needles without a path: few hosts are looked through faster
    loads: Mapping[str, frozenset[str]]
    scripts: Mapping[str, frozenset[str]]
    selector: str  # of all elements looked for
    selected: frozenset[str]
    declared: Mapping[str, frozenset[str]]  # names of metas and headers
    cookies: frozenset[str]
    wordpress: frozenset[str]

    def candidates(self, seen: _Seen) -> frozenset[str]:
        """Names of the products that may be found."""
        hits = [self.cookies] if seen.cookies else []
        hits += [self.wordpress] if seen.wordpress else []
        hits += [names for needle, names in self.hosts.items() if needle in seen.hosts]
        hits += [names for needle, names in self.loads.items() if needle in seen.loads]
        hits += [names for needle, names in self.scripts.items() if needle in seen.scripts]
        hits += [self.selected] if seen.document.tree.select_one(self.selector) is not None else []
        for declared in (seen.document.metas, seen.document.headers):
            hits += [self.declared[name] for name in self.declared.keys() & declared.keys()]
        return frozenset().union(*hits)


@cache
def index() -> Index:
    known = fingerprints().values()
    loads = [(needle, one.name) for one in known for needle, _ in one.loads]
    return Index(
        hosts=_by(pair for pair in loads if _OF_HOST.fullmatch(pair[0])),
        loads=_by(pair for pair in loads if not _OF_HOST.fullmatch(pair[0])),
        scripts=_by((text, one.name) for one in known for text in one.scripts),
        selector=",".join(path for one in known for path in one.css),
        selected=frozenset(one.name for one in known if one.css),
        declared=_by((name, one.name) for one in known for name in (*one.metas, *one.headers)),
        cookies=frozenset(one.name for one in known if one.cookies),
        wordpress=frozenset(one.name for one in known if one.plugins or one.themes) | {"WordPress"},
    )


def _by(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """(needle, product) pairs as needle -> products."""
    found: dict[str, set[str]] = {}
    for needle, name in pairs:
        found.setdefault(needle, set()).add(name)
    return {needle: frozenset(names) for needle, names in found.items()}


def _fingerprint(name: str, entry: Mapping[str, Any]) -> Fingerprint:
    def patterns(table: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
        return {key.lower(): re.compile(text, re.IGNORECASE) for key, text in table.items()}

    return Fingerprint(
        name=name,
        category=entry["category"],
        implies=tuple(entry.get("implies", ())),
        loads=tuple((needle(text), re.compile(text)) for text in entry.get("loads", ())),
        metas=patterns(entry.get("metas", {})),
        headers=patterns(entry.get("headers", {})),
        cookies=tuple(entry.get("cookies", ())),
        scripts=tuple(entry.get("scripts", ())),
        css=tuple(entry.get("css", ())),
        plugins=tuple(entry.get("plugins", ())),
        themes=tuple(entry.get("themes", ())),
    )


def needle(pattern: str) -> str:
    """The longest text that every match of a pattern contains. It is found much faster than the pattern."""
    certain = re.sub(
        r"\((?:[^()]|\([^()]*\))*\)[?*]?|\[[^\]]*\][?*+]?|\\[a-z][?*+]?|\{[^}]*\}", "\0", pattern
    )
    certain = re.sub(r"(?:\\.|[^\\])[?*]|[+^$]", "\0", certain)
    certain = re.sub(r"(?<!\\)\.", "\0", certain).replace("\\", "")
    return "" if "|" in certain else max(certain.split("\0"), key=len)


@dataclass(frozen=True)
class _Seen:
    """What of a page the fingerprints are held against."""

    document: Document
    loads: str  # a URL a line, lower-cased
    hosts: str  # //host/ a line
    scripts: str
    cookies: str
    wordpress: WordPress | None


def find(document: Document, wordpress: WordPress | None) -> tuple[Technology, ...]:
    """The recognised products, in the order of the data file."""
    loads = "\n".join(document.loads).lower()
    seen = _Seen(
        document,
        loads=loads,
        hosts="\n".join(set(_HOST.findall(loads))),
        scripts="\n".join(document.scripts)[:SCRIPT_LOOKED_AT],
        cookies=document.headers.get("set-cookie", ""),
        wordpress=wordpress,
    )
    candidates = index().candidates(seen)
    found: dict[str, Technology] = {}
    for name, fingerprint in fingerprints().items():
        if name in candidates and (hit := _hit(fingerprint, seen)):
            version, evidence = hit
            found[name] = Technology(name, fingerprint.category, version[:50], evidence[:LONGEST_EVIDENCE])
    return (*found.values(), *_implied(found))


def _hit(fingerprint: Fingerprint, seen: _Seen) -> tuple[str, str] | None:
    """(version, evidence) of the first sign, one with a version before one without."""
    best: tuple[str, str] | None = None
    for version, evidence in _signs(fingerprint, seen):
        if version or not fingerprint.has_version:
            return version, evidence
        best = best or ("", evidence)
    return best


def _signs(fingerprint: Fingerprint, seen: _Seen) -> Iterator[tuple[str, str]]:
    yield from _declared(fingerprint, seen.document)
    for literal, pattern in fingerprint.loads:
        first = seen.loads.find(literal)
        if first >= 0 and (match := pattern.search(seen.loads, seen.loads.rfind("\n", 0, first) + 1)):
            start, end = seen.loads.rfind("\n", 0, match.start()) + 1, seen.loads.find("\n", match.end())
            yield _version(match), seen.loads[start : end if end > 0 else None]
    for cookie in fingerprint.cookies:
        if seen.cookies.startswith(cookie) or f", {cookie}" in seen.cookies:
            yield "", f"cookie {cookie}"
    for text in fingerprint.scripts:
        if text in seen.scripts:
            yield "", f"script: {text}"
    for selector in fingerprint.css:
        if seen.document.tree.select_one(selector) is not None:
            yield "", selector
    if seen.wordpress:
        yield from _in_wordpress(fingerprint, seen.wordpress)


def _version(match: re.Match[str]) -> str:
    return (match[1] or "") if match.re.groups else ""


def _declared(fingerprint: Fingerprint, document: Document) -> Iterator[tuple[str, str]]:
    for patterns, values in ((fingerprint.metas, document.metas), (fingerprint.headers, document.headers)):
        for name, pattern in patterns.items():
            if name in values and (match := pattern.search(values[name][:1_000])):
                yield _version(match), f"{name}: {values[name]}"


def _in_wordpress(fingerprint: Fingerprint, wordpress: WordPress) -> Iterator[tuple[str, str]]:
    if fingerprint.name == "WordPress":
        yield wordpress.version, wordpress.evidence[0]
    for slug in fingerprint.plugins:
        if slug in wordpress.plugins:
            yield wordpress.plugins[slug], f"WordPress plugin {slug}"
    if wordpress.theme.lower() in fingerprint.themes:
        yield "", f"WordPress theme {wordpress.theme}"


def _implied(found: Mapping[str, Technology]) -> Iterator[Technology]:
    names = fingerprints()
    told = set(found)
    for technology in found.values():
        for name in names[technology.name].implies:
            if name not in told:
                told.add(name)
                yield Technology(name, names[name].category, "", f"implied by {technology.name}")
