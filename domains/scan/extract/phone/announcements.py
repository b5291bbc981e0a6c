"""Bare digits that a sentence announces as a telephone number: "Reservierung unter", "Pide cita en el".

Unlike a label, the words do not call it a number. So it must be valid in the country that the site declares,
or that is named near it. The words are in ``data/labels.toml``.
"""

from __future__ import annotations

import re
from functools import partial
from typing import NamedTuple

from domains.scan.extract.phone.labels import (
    ANNOUNCED,
    FURTHEST,
    NONE,
    TOKEN,
    Label,
    kind_of,
    line_before,
    vocabulary,
)
from domains.scan.extract.words import depends_on_words, table

_BEHIND = re.compile(r"[ \u00a0]?(\(?)([^\W\d_][\w'’]{0,15})(?: ([^\W\d_]{1,16}))?")
_COUNTED = re.compile(r"[ \u00a0]([a-zß-ÿа-я]{2,20})")
_REACH = 8  # characters of a line without spaces that may announce a number


class _Words(NamedTuple):
    words: frozenset[str]
    stems: tuple[str, ...]
    signs: tuple[str, ...]
    behind: frozenset[str]
    linking_behind: frozenset[str]
    prepositions: frozenset[str]
    joins: frozenset[str]


@depends_on_words
def _words() -> _Words:
    lists = table("labels")
    return _Words(
        frozenset(lists["announcing"].split()),
        tuple(lists["announcing_stems"].split()),
        tuple(lists["announcing_signs"].split()),
        frozenset(lists["behind"].split()),
        frozenset(lists["linking_behind"].split()),
        frozenset(lists["prepositions"].split()),
        frozenset(lists["joins"].split()),
    )


def announcement(text: str, start: int, end: int, floor: int = 0) -> Label:
    """The label of bare digits that no word calls a telephone number, if the words around announce one."""
    if word := _named_behind(text, end):
        return Label(ANNOUNCED, word)
    is_dialled = text[start] == "0" != text[start + 1]
    if is_dialled and text[start - 1 : start] == "(" and text[end : end + 1] == ")":
        return Label(ANNOUNCED, "()")
    counts = _COUNTED.match(text, end, end + 24)
    goes_on = counts is not None and counts[1] not in _words().joins
    ends_line = text[end : end + 1] in {"", "\n"}
    is_loose = goes_on or not (is_dialled or ends_line)
    return _announcement(line_before(text, start, floor).lower(), is_dialled, is_loose)


def _named_behind(text: str, end: int) -> str:
    """A word for telephone behind a number: "(M)", "numaralı telefon", "számon"; "" if there is none."""
    behind = _BEHIND.match(text, end, end + 40)
    if behind is None:
        return ""
    first, second = behind[2].lower(), (behind[3] or "").lower()
    words, known = _words(), vocabulary()
    is_named = first in words.behind or (first in words.linking_behind and kind_of(second, known) == "phone")
    return first if is_named or (behind[1] and kind_of(first, known) == "phone") else ""


@partial(depends_on_words, maxsize=1_024)
def _announcement(line: str, is_dialled: bool, is_loose: bool) -> Label:
    """The label by the words before bare digits.

    ``is_dialled``: whether they begin with a trunk prefix. ``is_loose``: whether they need a colon or a
    preposition before them, as they may count what follows: "Bestellung 0304412877 wurde ...".
    """
    words, known = _words(), vocabulary()
    if sign := next((sign for sign in words.signs if sign in line[-_REACH:]), ""):
        return Label(ANNOUNCED, sign)
    tokens = [token.strip(".:'’") for token in TOKEN.findall(line)[-FURTHEST:]]
    led = not words.prepositions.isdisjoint(tokens[-3:])
    if tokens and tokens[-1] in known.numbers and not led:
        return NONE  # "Reservierung Nr."
    if tokens and tokens[-1] in words.prepositions and is_dialled:
        return Label(ANNOUNCED, tokens[-1])
    if is_loose and not (led or line.rstrip()[-1:] == ":"):
        return NONE
    if any(len(word) > 3 and known.kinds.get(word) == "other" for word in tokens):
        return NONE
    for word in tokens[::-1]:
        if word.isdigit():
            return NONE
        if word in words.words or word.startswith(words.stems):
            return Label(ANNOUNCED, word)
    return NONE
