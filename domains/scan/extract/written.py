"""Puts into the tree what inline scripts write with ``document.write``: addresses, whole footers.

Only strings that ``script_strings`` can join are known; no script is executed. Those that fill an element of
Joomla are left to ``mail.scripts``.
"""

from __future__ import annotations

import re

from turbohtml import Document, Element

from domains.scan.extract.script_strings import statements, value

MOST = 60  # scripts looked at
LONGEST_SCRIPT = 8_000  # characters; what only writes is short
LONGEST = 20_000  # characters that one script writes
_SIGNS = ("document.write", "eval(unescape(")  # found faster than a pattern
# One of them, or the digits of a number, is in every script that writes a contact.
_PARTS = ("@", "&#", "%40", "\\x40", "\\u0040", "atob(", "fromCharCode(")
_DIGITS = re.compile(r"\d(?:\D*\d){6}")  # of a number, perhaps in several strings
_EVALUATED = re.compile(r"""eval\((unescape\(\s?(?:'[^'\n]{1,8000}'|"[^"\n]{1,8000}")\s?\))""")
_JOOMLA = "cloak"  # the id of the element that its scripts of today fill
_CONTACT = re.compile(r"@|&#0{0,4}64;|&#x0{0,4}40;|\d(?:[ ().-]{0,2}\d){6}", re.IGNORECASE)
_LOADED = re.compile(r"<(script|iframe|style|noscript)\b.*?(?:</\1[^>]{0,9}>|$)", re.IGNORECASE | re.DOTALL)
_MASK = "*"  # for unknown variables; no address contains it


def write_out(tree: Document) -> str:
    """Insert behind each script of the body what it writes, if that may be a contact; return all of it."""
    body, written = tree.find("body"), []
    for script in body.find_all("script", limit=MOST) if body is not None else ():
        if markup := _written(script):
            script.insert_adjacent_html("afterend", markup)
            written.append(markup)
    return "".join(written)


def _written(script: Element) -> str:
    code = script.text
    if not _may_write(code):
        return ""
    if evaluated := _EVALUATED.search(code):
        code = value(evaluated[1], {})
    parts = [statement.result for statement in statements(code, _MASK) if statement.writes]
    markup = _LOADED.sub("", "\n".join(parts)[:LONGEST])
    return markup if _CONTACT.search(markup) else ""


def _may_write(code: str) -> bool:
    if len(code) > LONGEST_SCRIPT or not any(map(code.__contains__, _SIGNS)):
        return False
    may_be_contact = any(map(code.__contains__, _PARTS)) or _DIGITS.search(code) is not None
    return may_be_contact and _JOOMLA not in code
