"""Icons of a telephone or a fax before a number become signs: a reader sees them, and the text lacks them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice

from turbohtml import Element, Text

from domains.scan.extract.rare_elements import Markup, RareElements
from domains.scan.extract.words import depends_on_words, table

MOST = 500  # elements looked at
_TAGS = ("i", "em", "svg")
_OTHERS = RareElements(lambda: ["ion-icon", "iconify-icon"])
_SPANS = 'span[class*="phone"],span[class*="fax"]'  # most others hold text
_NAMES = ("class", "name", "icon", "data-icon")  # attributes that name an icon
_NEXT = 16  # nodes behind an icon in which its number begins
_DIGITS = re.compile(r"\+?\d{7,13}")
# Classes that say on which screens something is shown: "hidden-phone", "mobile-only".
_LAYOUT = re.compile(r"(?<![^\W_])(?:only|hidden|hide|show|visible|none|block|flex|inline)(?![^\W_])")
_NUMBER = re.compile(r":?\s?[+(]{0,2}\d(?:[\s().\-/\u2010-\u2015]{0,3}\d){5}")


def write_out(markup: Markup) -> None:
    """Put a sign such as "☎" where an icon stands before a number, and into elements that are named like an
    icon and hold nothing but the digits of a number.
    """
    for icon in _icons(markup):
        sign = _sign(_names(icon))
        if sign and _is_empty(icon) and stands_before_number(icon):
            icon.replace_with(Text(f"{sign} "))
    for element in islice(markup.find(_HOLDING), MOST):
        sign = _sign(element.attr("class") or "")
        if sign and _holds_digits(element):
            element.insert(0, Text(f"{sign} "))


def _icons(markup: Markup) -> Iterator[Element]:
    tree = markup.tree
    found = [tree.find_all(tag, limit=MOST) for tag in _TAGS]
    others = (markup.find(_OTHERS), tree.select(_SPANS), markup.find(_IMAGES))
    yield from chain(*found, *(islice(elements, MOST) for elements in others))


def _names(icon: Element) -> str:
    """What the attributes call an icon; a drawing may only name the symbol that it uses."""
    names = [icon.attr(name) for name in _NAMES]
    if icon.tag == "img":
        names.append((icon.attr("src") or "").rpartition("/")[2])
    elif icon.tag == "svg" and (used := icon.find("use")) is not None:
        names.append((used.attr("href") or used.attr("xlink:href") or "").rpartition("#")[2])
    return " ".join(filter(None, names))


def _holds_digits(element: Element) -> bool:
    inside = list(islice(element.descendants, _NEXT))
    text = "".join(node.data for node in inside if isinstance(node, Text))
    return len(inside) < _NEXT and _DIGITS.fullmatch(text.strip()) is not None


def _is_empty(icon: Element) -> bool:
    """Whether it holds no text, but for the title of a drawing."""
    inside = islice(icon.descendants, _NEXT)
    return icon.tag == "svg" or not any(isinstance(node, Text) and node.data.strip() for node in inside)


def stands_before_number(icon: Element) -> bool:
    """Whether the text behind an icon begins with a number."""
    for node in islice(icon.following, _NEXT):
        if isinstance(node, Text) and not node.data.isspace():
            return _NUMBER.match(node.data.lstrip()) is not None
    return False


def _sign(names: str) -> str:
    """The sign for an icon of this name; "" if it shows something else."""
    match = _named().search(" ".join(name for name in names.split() if not _LAYOUT.search(name)))
    return _signs()[match[1].lower()] if match else ""


@depends_on_words
def _signs() -> dict[str, str]:
    """What an icon's name says -> the sign for it."""
    return {word: sign for sign, words in table("icons")["signs"].items() for word in words.split()}


@depends_on_words
def _named() -> re.Pattern[str]:
    """A word of a name: "fa-phone-alt", "icon_phone", "mdi:phone", "glyphicon-earphone", "phoneNumber"."""
    words = "|".join(sorted(_signs(), key=len, reverse=True))
    return re.compile(
        rf"(?<![^\W_])(?:ear|tele|smart|cell)?({words})(?:s|no|numbers?)?(?![^\W\d_])", re.IGNORECASE
    )


def _named_like_icons() -> list[str]:
    return [",".join(f'[class*="{word}"]' for word in _signs())]


_IMAGES = RareElements(lambda: [f'img[src*="{word}"]' for word in _signs()])
# They are looked for on pages where an element holds nothing but the digits of a number.
_HOLDING = RareElements(_named_like_icons, r">\s{0,20}\+?\d{7,13}\s{0,20}<")
