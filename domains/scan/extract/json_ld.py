"""JSON-LD as real pages contain it -> its values. Never fails: invalid parts are left out."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

MOST_COMMENTS = 5  # before the data
BEGINNING = 1_000  # characters in which the first string is
LONGEST_SOURCE = 500_000  # characters looked at in one script
_WHITE = " \t\r\n\f\ufeff\u200b\u2028\u2029\xa0"
# Common text that is not JSON: comments, trailing commas, invalid escapes. Strings are kept unchanged. A part
# that is not closed extends to the end, so that the end is searched only once.
_STRING = r'("(?:[^"\\]|\\.|\\\Z)*+(?:"|\Z))'
_TOKENS = re.compile(_STRING + r"|/\*.*?(?:\*/|\Z)|(?<!:)//[^\n]*|<!--|-->|<!\[CDATA\[|\]\]>", re.DOTALL)
# A comment of words before the data, and not one that holds the data.
_LEADING_COMMENT = re.compile(r"\A\s{0,100}<!--[^{}\[\]]{0,1000}?-->")
_CLOSING_COMMA = re.compile(_STRING + r"|,(?=[\s,]{0,100}[}\]])", re.DOTALL)
_NO_ESCAPE = re.compile(r"""\\(?:(["\\/bfnrt]|u[0-9a-fA-F]{4})|(.))""", re.DOTALL)
# In single quotes, as in a script; strings in double quotes among them are kept.
_SINGLE_QUOTED = re.compile(r"[{\[]\s{0,100}'")
_QUOTED = re.compile(r""""(?:[^"\\]|\\.|\\\Z)*+(?:"|\Z)|'((?:[^'\\]|\\.|\\\Z)*+)(?:'|\Z)""", re.DOTALL)
_PLAIN_QUOTE = re.compile(r'(?<!\\)"')
# Names of properties as "schema:name", "https://schema.org/name", or by the aliases of schema.org's context.
_WRITTEN_OUT = re.compile(
    r'"(?:type|id|[a-z]{1,20}:[A-Za-z]{2,40}|https?://[\w.-]{4,60}/[A-Za-z]{2,40})"\s{0,20}:'
)
_ALIASES = {"type": "@type", "id": "@id"}


def local(name: str) -> str:
    """A name without its vocabulary: of "https://schema.org/Bakery" or "schema:Bakery"."""
    return name.rpartition("/")[2].rpartition("#")[2].rpartition(":")[2]


def _with_short_names(found: dict[str, Any]) -> dict[str, Any]:
    """An object with its properties named as in schema.org's context; one that is named so already stays."""
    short = {name: _ALIASES.get(name) or local(name) or name for name in found}
    return {
        short[name]: value for name, value in found.items() if short[name] == name or short[name] not in found
    }


_DECODER = json.JSONDecoder(strict=False)
_RENAMING_DECODER = json.JSONDecoder(strict=False, object_hook=_with_short_names)


def values(source: str) -> Iterator[Any]:
    """The values in one script; several if it contains several documents."""
    if len(source) > LONGEST_SOURCE:
        return
    try:
        yield _decoder(source).decode(source)  # most are what they should be
    except (ValueError, RecursionError):
        yield from _several(_mended(source))


def _decoder(source: str) -> json.JSONDecoder:
    return _RENAMING_DECODER if _WRITTEN_OUT.search(source) else _DECODER


def _several(source: str) -> Iterator[Any]:
    """One document after the other, up to the first that is broken."""
    decoder, place = _decoder(source), 0
    while True:
        while place < len(source) and source[place] in _WHITE + ",;":
            place += 1
        if place >= len(source):
            return
        try:
            value, place = decoder.raw_decode(source, place)
        except (ValueError, RecursionError):
            return
        yield value


def _mended(source: str) -> str:
    """The source without wrappers, comments and trailing commas, and with double quotes."""
    if "&quot;" in source and '"' not in source:
        source = html.unescape(source)
    for _ in range(MOST_COMMENTS):
        if comment := _LEADING_COMMENT.match(source):
            source = source[comment.end() :]
    if _SINGLE_QUOTED.search(source, 0, BEGINNING):
        source = _QUOTED.sub(_in_double_quotes, source)
    source = _TOKENS.sub(_kept, source)
    return _CLOSING_COMMA.sub(_kept, source)


def _in_double_quotes(string: re.Match[str]) -> str:
    if string[1] is None:
        return string[0]
    text = string[1].replace("\\'", "'")
    return '"' + _PLAIN_QUOTE.sub(r'\\"', text) + '"'


def _kept(token: re.Match[str]) -> str:
    return _NO_ESCAPE.sub(_escape, token[1]) if token[1] else ""


def _escape(found: re.Match[str]) -> str:
    return found[0] if found[1] else found[2]
