"""The fingerprints of ``technologies.toml``, and an index of what a page must contain to match them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import re2

MOST_LABELS = 6  # of a host that are looked up


@dataclass(frozen=True)
class Fingerprint:
    """The patterns of one product, by where they are searched. Group 1, if any, is the version."""

    name: str
    category: str
    implies: tuple[str, ...]
    hosts: tuple[str, ...]  # domains that the page loads from
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
        """Whether one of its patterns may contain the version."""
        patterns = (*(pattern for _, pattern in self.loads), *self.metas.values(), *self.headers.values())
        return bool(self.plugins) or self.name == "WordPress" or any(one.groups for one in patterns)


@cache
def fingerprints() -> Mapping[str, Fingerprint]:
    """By name, in the order of the data file."""
    data = tomllib.loads((Path(__file__).parent / "technologies.toml").read_text(encoding="utf-8"))
    return {name: _fingerprint(name, entry) for name, entry in data.items()}


@cache
def places() -> Mapping[str, int]:
    """The place of each product in the data file."""
    return {name: place for place, name in enumerate(fingerprints())}


Names = Mapping[str, frozenset[str]]


class Needles:
    """Literal texts with their products, all searched in one pass over a text."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        """``pairs``: (needle, product)."""
        products = _by(pairs)
        self._products = tuple(products.values())
        self._set = re2.Set.SearchSet()
        for needle in products:
            self._set.Add(re2.escape(needle))
        self._set.Compile()

    def within(self, text: str) -> list[frozenset[str]]:
        """The products of the needles that are in the text."""
        return [self._products[number] for number in self._set.Match(text) or ()]


@dataclass(frozen=True)
class Index:
    """What a page must contain for a fingerprint to match, and the products of each."""

    domains: Names  # looked up for each host
    loads: Needles
    scripts: Needles
    css: Names  # selectors
    declared: Names  # names of metas and headers
    cookies: frozenset[str]
    plugins: Names
    themes: Names

    def of_hosts(self, hosts: Iterable[str]) -> dict[str, str]:
        """Product -> the first of these hosts that is one of its domains or below it."""
        found: dict[str, str] = {}
        for host in hosts:
            for domain in _with_parents(host):
                for name in self.domains.get(domain, ()):
                    found.setdefault(name, host)
        return found


@cache
def index() -> Index:
    known = fingerprints().values()
    return Index(
        domains=_by((domain, one.name) for one in known for domain in one.hosts),
        loads=Needles((needle, one.name) for one in known for needle, _ in one.loads),
        scripts=Needles((text, one.name) for one in known for text in one.scripts),
        css=_by((path, one.name) for one in known for path in one.css),
        declared=_by((name, one.name) for one in known for name in (*one.metas, *one.headers)),
        cookies=frozenset(one.name for one in known if one.cookies),
        plugins=_by((slug, one.name) for one in known for slug in one.plugins),
        themes=_by((slug, one.name) for one in known for slug in one.themes),
    )


def _with_parents(host: str) -> Iterator[str]:
    for _ in range(MOST_LABELS):
        yield host
        host = host.partition(".")[2]
        if "." not in host:
            return


def _by(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """(needle, product) pairs as needle -> products."""
    found: dict[str, set[str]] = {}
    for needle, name in pairs:
        found.setdefault(needle, set()).add(name)
    return {needle: frozenset(names) for needle, names in found.items()}


def _fingerprint(name: str, entry: Mapping[str, Any]) -> Fingerprint:
    def patterns(table: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
        return {key.lower(): re.compile(text, re.IGNORECASE) for key, text in table.items()}

    def texts(key: str) -> tuple[str, ...]:
        return tuple(entry.get(key, ()))

    return Fingerprint(
        name=name,
        category=entry["category"],
        implies=texts("implies"),
        hosts=texts("hosts"),
        loads=tuple((needle(text), re.compile(text)) for text in texts("loads")),
        metas=patterns(entry.get("metas", {})),
        headers=patterns(entry.get("headers", {})),
        cookies=texts("cookies"),
        scripts=texts("scripts"),
        css=texts("css"),
        plugins=texts("plugins"),
        themes=texts("themes"),
    )


def needle(pattern: str) -> str:
    """The longest text that every match of a pattern contains. It is found much faster than the pattern."""
    certain = re.sub(
        r"\((?:[^()]|\([^()]*\))*\)[?*]?|\[[^\]]*\][?*+]?|\\[a-z][?*+]?|\{[^}]*\}", "\0", pattern
    )
    certain = re.sub(r"(?:\\.|[^\\])[?*]|[+^$]", "\0", certain)
    certain = re.sub(r"(?<!\\)\.", "\0", certain).replace("\\", "")
    return "" if "|" in certain else max(certain.split("\0"), key=len)
