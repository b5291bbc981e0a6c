"""Icons of a telephone or a fax before a number become signs: a reader sees them, and the text lacks them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice

from turbohtml import Document, Element, Text

from domains.scan.extract.words import depends_on_words, table

MOST = 500  # elements looked at
_TAGS = ("i", "em", "svg", "ion-icon", "iconify-icon")
_SPANS = 'span[class*="phone"],span[class*="fax"]'  # most others hold text
_NAMES = ("class", "name", "icon", "data-icon")  # attributes that name an icon
_NEXT = 16  # nodes behind an icon in which its number begins
_NUMBER = re.compile(r":?\s?[+(]{0,2}\d(?:[\s().\-/]{0,3}\d){5}")


def write_out(tree: Document) -> None:
    """Replace the icons that stand before a number by a sign, such as "☎"."""
    for icon in _icons(tree):
        names = " ".join(filter(None, (icon.attr(name) for name in _NAMES)))
        if (match := _named().search(names)) and _is_empty(icon) and _stands_before_number(icon):
            icon.replace_with(Text(f"{_signs()[match[1].lower()]} "))


def _icons(tree: Document) -> Iterator[Element]:
    found = [tree.find_all(tag, limit=MOST) for tag in _TAGS]
    yield from chain(*found, islice(tree.select(_SPANS), MOST))


def _is_empty(icon: Element) -> bool:
    """Whether it holds no text, but for the title of a drawing."""
    inside = islice(icon.descendants, _NEXT)
    return icon.tag == "svg" or not any(isinstance(node, Text) and node.data.strip() for node in inside)


def _stands_before_number(icon: Element) -> bool:
    for node in islice(icon.following, _NEXT):
        if isinstance(node, Text) and not node.data.isspace():
            return _NUMBER.match(node.data.lstrip()) is not None
    return False


@depends_on_words
def _signs() -> dict[str, str]:
    """What an icon's name says -> the sign for it."""
    return {word: sign for sign, words in table("icons")["signs"].items() for word in words.split()}


@depends_on_words
def _named() -> re.Pattern[str]:
    """A word of an icon's name: "fa-phone-alt", "icon_phone", "mdi:phone", "glyphicon-earphone"."""
    words = "|".join(sorted(_signs(), key=len, reverse=True))
    return re.compile(rf"(?<![^\W_])(?:ear|tele|smart|cell)?({words})(?![^\W\d_])", re.IGNORECASE)
