"""Addresses that Joomla's script joins in the browser: strings and variables joined by "+", with HTML
entities for letters. No script is executed.

The script's element is recognised by its id, "cloak" and a number. Other scripts are ignored, since what they
join may be anything.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import islice

from domains.scan.extract.mail_text import Mark, in_text

LONGEST_SCRIPT = 20_000  # characters; what writes an address is short
MOST_STATEMENTS = 400
MOST_TERMS = 60
LONGEST_RESULT = 2_000  # characters of one string

_TERM = r"""(?:'(?:[^'\\\n]|\\.){0,400}'|"(?:[^"\\\n]|\\.){0,400}"|[A-Za-z_$][\w$]{0,40})"""
_SUM = rf"{_TERM}(?:[ \t\r\n]{{0,4}}\+[ \t\r\n]{{0,4}}{_TERM}){{0,{MOST_TERMS}}}"
_STATEMENT = re.compile(
    rf"([A-Za-z_$][\w$]{{0,40}})[ \t]{{0,4}}(\+?)=(?!=)[ \t]{{0,4}}({_SUM})|"
    rf"(?:write|writeln|innerHTML[ \t]{{0,2}}\+?=)[ \t]{{0,2}}\(?[ \t]{{0,2}}({_SUM})"
)
_TERMS = re.compile(_TERM)
_AT = re.compile(r"@|&#0{0,4}64;|&#x0{0,4}40;|&commat;|%40|\\x40|\\u0040", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))")


def cloaked(script: str) -> Iterator[Mark]:
    """The addresses that are joined from parts. An address that is whole in one string is ignored."""
    if "cloak" not in script or len(script) > LONGEST_SCRIPT or not _AT.search(script):
        return
    known: dict[str, str] = {}
    for statement in islice(_STATEMENT.finditer(script), MOST_STATEMENTS):
        name, adds, assigned, written = statement.groups()
        terms = _TERMS.findall(assigned or written)
        result = html.unescape("".join(_value(term, known) for term in terms))[:LONGEST_RESULT]
        if name:
            result = known[name] = (known.get(name, "") if adds else "") + result
        if "@" in result and (adds or len(terms) > 1) and not any(map(_is_whole, terms)):
            yield from in_text(result.replace("mailto:", " "))


def _value(term: str, known: dict[str, str]) -> str:
    if term[0] in "'\"":
        return html.unescape(_ESCAPE.sub(_unescaped, term[1:-1]))
    return known.get(term, "")


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else match[3]


def _is_whole(term: str) -> bool:
    """Whether a part is a string that holds an address by itself."""
    return term[0] in "'\"" and any(not mark.reason for mark in in_text(term[1:-1]))
