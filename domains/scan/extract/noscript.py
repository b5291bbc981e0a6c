"""Elements that the parser moves out of <noscript>: in a browser with scripts they do not apply."""

from __future__ import annotations

import re

import turbohtml
from turbohtml import Element, Namespace

_NOSCRIPT = re.compile("<(/?)(?i:noscript)")
_BASE_TAG = re.compile(r"<(?i:base)\s[^<>]*+>")


def base_elements(found: list[Element], source: str, most: int) -> list[Element]:
    """Those of the <base> elements of a page that apply, at most ``most``."""
    found = [one for one in found if one.namespace is Namespace.HTML]
    noscript = _NOSCRIPT.search(source) if found else None
    if noscript is None:
        return found
    if first := _BASE_TAG.search(source, 0, noscript.start()):  # nearly always: no need to read all again
        begin = turbohtml.parse(source[: first.end()], positions=False).find_all("base")
        if begin and begin[0].attr("href") is not None and begin[0].matches("head > base"):
            return begin
    return turbohtml.parse(_without_noscript(source), positions=False).find_all("base", limit=most)


def begins_in_noscript(source: str, tag: str) -> bool:
    """Whether the first tag of this name is in <noscript>, which the parser moves it out of."""
    first = re.search(f"<{tag}", source, re.IGNORECASE)
    *_, last = [None, *_NOSCRIPT.finditer(source, 0, first.start() if first else 0)]
    return last is not None and not last[1]


def _without_noscript(source: str) -> str:
    kept: list[str] = []
    position: int | None = 0  # where the part begins that is kept; None inside <noscript>
    for tag in _NOSCRIPT.finditer(source):
        opens = not tag[1]
        if opens and position is not None:
            kept.append(source[position : tag.start()])
        position = None if opens else tag.start()
    kept.append("" if position is None else source[position:])
    return "".join(kept)
