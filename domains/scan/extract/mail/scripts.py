"""Addresses that Joomla's script joins in the browser, with HTML entities for letters.

The script's element is recognised by its id, "cloak" and a number. Other scripts are ignored, since what they
join may be anything; what they write into the page is in its tree (``written``).
"""

from __future__ import annotations

import html
from collections.abc import Iterator

from domains.scan.extract.mail.text import Mark, in_text
from domains.scan.extract.script_strings import LONGEST_SCRIPT, statements, value


def cloaked(script: str) -> Iterator[Mark]:
    """The addresses that are joined from parts. An address that is whole in one string is ignored."""
    if "cloak" not in script or len(script) > LONGEST_SCRIPT:
        return
    for statement in statements(script):
        result = html.unescape(html.unescape(statement.result))
        joins = statement.adds or len(statement.terms) > 1
        if "@" in result and joins and not any(map(_is_whole, statement.terms)):
            yield from in_text(result.replace("mailto:", " "))


def _is_whole(term: str) -> bool:
    """Whether a part is a string that holds an address by itself."""
    return term[0] in "'\"" and any(not mark.reason for mark in in_text(html.unescape(value(term, {}))))
