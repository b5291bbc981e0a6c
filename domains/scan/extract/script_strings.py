"""Strings that inline scripts join by "+", from literals and variables. No script is executed."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple
from urllib.parse import unquote

LONGEST_SCRIPT = 20_000  # characters; what writes an address is short
MOST_STATEMENTS = 400
MOST_TERMS = 60
LONGEST_RESULT = 4_000  # characters of one string
MOST_RESULTS = 20_000  # characters of all strings of a script

_NAME = r"[A-Za-z_$][\w$]{0,40}+"
_STRING = r"""(?:'(?:[^'\\\n]|\\.){0,1500}'|"(?:[^"\\\n]|\\.){0,1500}")"""
_CODES = r"\d{1,5}(?:\s?,\s?\d{1,5}){0,200}"
_CALL = (
    rf"(?:(?:unescape|decodeURI(?:Component)?|atob)\(\s{{0,2}}{_STRING}|"
    rf"String\.fromCharCode\(\s{{0,2}}{_CODES})\s{{0,2}}\)"
)
_TERM = rf"(?:{_CALL}|{_STRING}|{_NAME})"
_SUM = rf"{_TERM}(?:\s{{0,12}}\+\s{{0,12}}{_TERM}){{0,{MOST_TERMS}}}"
_OPEN = r"\s{0,4}\(?\s{0,4}"
_STATEMENT = re.compile(
    rf"(?P<name>{_NAME})\s{{0,4}}+(?P<adds>\+?)=(?!=){_OPEN}(?P<assigned>{_SUM})|"
    rf"(?P<writes>\bdocument\.)?(?:writeln|write|innerHTML[ \t]{{0,2}}\+?=){_OPEN}(?P<shown>{_SUM})"
)
_TERMS = re.compile(_TERM)
_BRACES = re.compile(rf"{_STRING}|[{{}}]")
_COMMENTS = re.compile(rf"({_STRING})|//[^\n]*|<!--[^\n]*|/\*(?:[^*]++|\*(?!/))*+(?:\*/)?")
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))")
_SPACES = {"n": "\n", "r": "\n", "t": " "}


class Statement(NamedTuple):
    """``name``: the variable that it assigns; "" for a string that it shows. ``adds``: by "+=".

    ``writes``: with ``document.write``, and in no function and under no condition. ``terms``: as written.
    ``result``: the joined string.
    """

    name: str
    adds: bool
    writes: bool
    terms: tuple[str, ...]
    result: str


def statements(script: str, unknown: str = "") -> Iterator[Statement]:
    """The assignments and the strings that are shown. ``unknown``: what an unknown variable gives."""
    if "=" not in script and "write" not in script:
        return
    script = _COMMENTS.sub(r"\1", script)
    known: dict[str, str] = {}
    blocks = _blocks(script)
    left = MOST_RESULTS
    for found in islice(_STATEMENT.finditer(script), MOST_STATEMENTS):
        terms = tuple(_TERMS.findall(found["assigned"] or found["shown"]))
        result = _joined(terms, known, unknown)
        name = found["name"] or ""
        in_block = any(begin < found.start() < end for begin, end in blocks)
        if name:
            result = ((known.get(name, "") if found["adds"] else "") + result)[:LONGEST_RESULT]
            if not in_block or name not in known:  # a function has variables of its own
                known[name] = result
        left -= len(result)
        if left < 0:
            return  # variables that are joined with themselves again and again
        writes = bool(found["writes"]) and not in_block and _is_statement(script, found.start())
        yield Statement(name, bool(found["adds"]), writes, terms, result)


def _joined(terms: tuple[str, ...], known: Mapping[str, str], unknown: str) -> str:
    result = ""
    for term in terms:
        if len(result) < LONGEST_RESULT:
            result += value(term, known, unknown)
    return result[:LONGEST_RESULT]


def _is_statement(script: str, start: int) -> bool:
    """Whether nothing precedes on its line, such as a condition or "window."."""
    return script[max(0, start - 40) : start].rstrip(" \t")[-1:] in {"", ";", "{", "}", "\n", "\r"}


def _blocks(script: str) -> list[tuple[int, int]]:
    """Where the outermost blocks in braces begin and end."""
    found: list[tuple[int, int]] = []
    depth, begin = 0, 0
    for brace in _BRACES.finditer(script):
        if brace[0] == "{":
            begin, depth = (begin, depth + 1) if depth else (brace.start(), 1)
        elif brace[0] == "}" and depth:
            depth -= 1
            if not depth:
                found.append((begin, brace.end()))
    return [*found, (begin, len(script))] if depth else found


def joined(script: str) -> str:
    """The address that a link assigns, as in "javascript:location='mailto:' + ..."; "" if it assigns none."""
    if len(script) > LONGEST_SCRIPT:
        return ""
    return next((one.result for one in statements(script) if one.result.startswith("mailto:")), "")


def value(term: str, known: Mapping[str, str], unknown: str = "") -> str:
    """The string that a literal, a variable or a call of a decoding function gives."""
    if term[0] in "'\"":
        return _ESCAPE.sub(_unescaped, term[1:-1])
    function, is_call, argument = term.partition("(")
    if not is_call:
        return known.get(term, unknown)
    argument = argument[:-1].strip()
    if function == "String.fromCharCode":
        return "".join(chr(int(code)) for code in argument.split(","))
    text = value(argument, known)
    return from_base64(text) if function == "atob" else unquote(text)


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _SPACES.get(match[3], match[3])


def from_base64(text: str) -> str:
    try:
        return b64decode(text).decode()
    except ValueError:
        return ""
