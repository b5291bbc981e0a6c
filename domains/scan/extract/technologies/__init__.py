"""The products that a site uses, by the fingerprints in ``technologies.toml``, each with its evidence.

A fingerprint matches what the page itself loads or declares, or its response headers. Words in its text and
links to other sites are never evidence. The user's own fingerprints (``own_technologies``) are added.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domains.scan.extract.document import Document
from domains.scan.extract.rare_elements import RareElements
from domains.scan.extract.technologies import own_technologies
from domains.scan.extract.technologies.fingerprints import Fingerprint, fingerprints, index, places
from domains.scan.report import Technology, WordPress

LONGEST_EVIDENCE = 200
SCRIPT_LOOKED_AT = 20_000  # characters of all inline scripts together
MOST_SCRIPT_URLS = 300

_MARKUP = RareElements(lambda: index().css)
_HOST_START = re.compile(r"[a-z\d][a-z\d-]{0,62}+(?:\.[a-z\d-]{1,63}+){1,9}+", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class _Seen:
    """The parts of a page with which the fingerprints are compared."""

    document: Document
    loads: str  # a URL a line, lower-cased
    scripts: str
    cookies: str
    wordpress: WordPress | None
    named: Mapping[str, str]  # product -> the host, of loads or scripts, that is one of its domains


def find(document: Document, wordpress: WordPress | None) -> tuple[Technology, ...]:
    """The recognised products in the order of the data file, then the user's own, then implied ones."""
    seen = _seen(document, wordpress)
    known, found = fingerprints(), {}
    for name in sorted(_candidates(seen), key=places().__getitem__):
        if hit := _hit(known[name], seen):
            version, evidence = hit
            found[name] = Technology(name, known[name].category, version[:50], evidence[:LONGEST_EVIDENCE])
    own_technologies.add(document, found)
    return (*found.values(), *_implied(found))


def _seen(document: Document, wordpress: WordPress | None) -> _Seen:
    loads = "\n".join(document.loads).lower()
    scripts = "\n".join(document.scripts)[:SCRIPT_LOOKED_AT]
    hosts = {url.split("/", 3)[2] for url in loads.split("\n") if url}
    named = index().of_hosts((*sorted(hosts), *_hosts_in(scripts)))
    return _Seen(document, loads, scripts, document.headers.get("set-cookie", ""), wordpress, named)


def _hosts_in(scripts: str) -> Iterator[str]:
    """The hosts of the URLs in inline scripts."""
    plain = scripts.replace("\\/", "/") if "\\/" in scripts else scripts
    for part in plain.split("//", MOST_SCRIPT_URLS)[1:]:
        if host := _HOST_START.match(part, 0, 254):
            yield host[0].lower()


def _candidates(seen: _Seen) -> frozenset[str]:
    """Names of the products that may be found."""
    known = index()
    hits = [known.cookies] if seen.cookies else []
    hits += known.loads.within(seen.loads) + known.scripts.within(seen.scripts)
    tree, markup = seen.document.tree, seen.document.markup
    hits += [known.css[path] for path in markup.likely(_MARKUP) if tree.select_one(path) is not None]
    for declared in (seen.document.metas, seen.document.headers):
        hits += [known.declared[name] for name in known.declared.keys() & declared.keys()]
    if seen.wordpress:
        hits += [known.plugins[slug] for slug in known.plugins.keys() & seen.wordpress.plugins.keys()]
        hits += [known.themes.get(seen.wordpress.theme.lower(), frozenset()), frozenset({"WordPress"})]
    return frozenset(seen.named).union(*hits)


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
    yield from _loaded(fingerprint, seen)
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


def _loaded(fingerprint: Fingerprint, seen: _Seen) -> Iterator[tuple[str, str]]:
    for literal, pattern in fingerprint.loads:
        first = seen.loads.find(literal)
        if first >= 0 and (match := pattern.search(seen.loads, seen.loads.rfind("\n", 0, first) + 1)):
            yield _version(match), _line(seen.loads, match.start(), match.end())
    if host := seen.named.get(fingerprint.name):
        place = seen.loads.find(f"//{host}/")
        yield "", _line(seen.loads, place, place) if place >= 0 else f"script: {host}"


def _line(text: str, start: int, end: int) -> str:
    """The whole line of a place in a text."""
    last = text.find("\n", end)
    return text[text.rfind("\n", 0, start) + 1 : last if last > 0 else None]


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
    """The products that others require, and what these require: WooCommerce, WordPress, PHP."""
    told, waiting = set(found), list(found)
    for by in waiting:
        for name in implied_by(by):
            if name not in told:
                told.add(name)
                waiting.append(name)
                yield Technology(name, category(name), "", f"implied by {by}")


def implied_by(name: str) -> tuple[str, ...]:
    ours = fingerprints().get(name)
    return (*(ours.implies if ours else ()), *own_technologies.implied_by(name))


def category(name: str) -> str:
    ours = fingerprints().get(name)
    return ours.category if ours else own_technologies.category(name)
