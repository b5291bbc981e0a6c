"""Text that confuses robots and is hidden from readers by a style.

Letters inside an address, as in ``user<span style="display:none">no-spam</span>@example.com``, and whole
addresses.

Also text that only readers see: an "@" or a dot as an image, an address whose order a style reverses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice

from turbohtml import Document, Element, Node, Text

from domains.scan.extract.rare_elements import Markup, RareElements
from domains.scan.extract.words import depends_on_words, table

MOST = 200  # elements looked at
MOST_CLASSES = 20
LONGEST = 60  # characters of a decoy
_TAGS = ("span", "b", "i", "em", "strong", "font", "small", "u", "s", "code", "bdo", "tt", "del")
_STYLED = frozenset([*_TAGS, "a", "div", "p", "li"])
_HIDES = r"(?:display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden|font-size\s{0,3}:\s{0,3}0(?!\.))"
_MAY_HIDE = ("none", "hidden", "font-size")  # found faster than a pattern
_MAY_BE_HIDDEN = RareElements(lambda: [f'[style*="{word}" i]' for word in _MAY_HIDE])
_HIDDEN_BY_ATTRIBUTE = RareElements(lambda: ["[hidden]"], r"(?i)<[a-z][^<]*\shidden[\s=/>]")
_HIDDEN = re.compile(_HIDES)  # in lower case
_CLASS_BEFORE = re.compile(r"\.([\w-]{1,60})\s{0,9}\Z")
_LONGEST_CLASS = 70  # characters with the white space behind it
_LONGEST_RULE = 300  # characters of a rule before what hides
_AT_SIGNS = frozenset(["at", "at sign", "at-sign"])  # names of its image
_AT_ICON = RareElements(lambda: ['[class~="fa-at"]'])
_REVERSED = RareElements(lambda: ['[style*="bidi-override"]'])
_REVERSED_CLASS = re.compile(
    r"\.([\w-]{1,60})\s{0,9}\{(?=[^{}]{0,300}direction\s{0,3}:\s{0,3}rtl)[^{}]{0,300}bidi-override",
    re.IGNORECASE,
)
_TO_THE_LEFT = re.compile(r"direction\s{0,3}:\s{0,3}rtl", re.IGNORECASE)
_CONTACT = re.compile(r"@|\d(?:[ ().+-]{0,2}\d){6}")
_LETTER = re.compile(r"[\w.@+-]")


def strip_decoys(markup: Markup) -> None:
    """Remove hidden letters inside addresses, and hidden addresses. Other hidden content stays.

    Letters that are drawn or reversed are replaced by text.
    """
    _write_out(markup)
    _turn_round(markup)
    for element in list(islice(_hidden(markup), MOST)):
        text = element.text
        if len(text) <= LONGEST and (_is_inside_address(element) or "@" in text or _is_mailto(element)):
            element.decompose()


def _write_out(markup: Markup) -> None:
    """Replace images of an "@" or a dot by text."""
    for image in markup.tree.find_all("img", limit=MOST):
        alt = image.attr("alt") or ""
        if alt == "@" or (alt[:1] in {"(", "["} and alt.lower() in _signs()):
            image.replace_with(Text(alt))
        elif alt.lower() in _AT_SIGNS and _is_between_letters(image):
            image.replace_with(Text("@"))
    for icon in [one for one in islice(markup.find(_AT_ICON), MOST) if _is_between_letters(one)]:
        icon.replace_with(Text("@"))


def _turn_round(markup: Markup) -> None:
    """Write addresses and numbers whose order is reversed as they are read."""
    for element in _reversed(markup):
        if _CONTACT.search(element.text) and not element.find():
            element.set_text(element.text[::-1])


def _reversed(markup: Markup) -> Iterator[Element]:
    """The elements whose letters a style, a class or <bdo> reverses."""
    for element in islice(markup.find(_REVERSED), MOST):
        if _TO_THE_LEFT.search(element.attr("style") or "") or element.attr("dir") == "rtl":
            yield element  # others keep numbers in order in Arabic or Hebrew
    tree = markup.tree
    styles = _styles(tree)
    if "bidi-override" in styles.lower():
        for name in dict.fromkeys(islice(_REVERSED_CLASS.findall(styles), MOST_CLASSES)):
            yield from islice(tree.select(f'[class~="{name}"]'), MOST)
    for element in tree.find_all("bdo", limit=MOST):
        if (element.attr("dir") or "").lower() == "rtl":
            yield element


def _is_between_letters(element: Element) -> bool:
    before, after = _text(element.previous_sibling), _text(element.next_sibling)
    return _LETTER.match(before[-1:]) is not None and _LETTER.match(after[:1]) is not None


@depends_on_words
def _signs() -> frozenset[str]:
    """The words for an "@" or a dot in brackets."""
    data = table("disguises")
    words = [word.replace("_", " ") for word in f"{data['at']} {data['dot']}".split()]
    return frozenset(f"{left}{word}{right}" for word in words for left, right in ("()", "[]"))


def _hidden(markup: Markup) -> Iterator[Element]:
    styled = (one for one in markup.find(_MAY_BE_HIDDEN) if _HIDDEN.search((one.attr("style") or "").lower()))
    for element in chain(styled, markup.find(_HIDDEN_BY_ATTRIBUTE)):
        if element.tag in _STYLED:
            yield element
    tree = markup.tree
    styles = _styles(tree)
    for name in dict.fromkeys(islice(_hidden_classes(styles), MOST_CLASSES)):
        yield from (element for element in tree.select(f'[class~="{name}"]') if element.tag in _TAGS)


def _styles(tree: Document) -> str:
    return " ".join(style.text for style in tree.find_all("style"))


def _hidden_classes(styles: str) -> Iterator[str]:
    """The classes with a rule that hides."""
    for hides in _HIDDEN.finditer(styles.lower()):
        begin = styles.rfind("{", max(0, hides.start() - _LONGEST_RULE - 1), hides.start())
        if begin >= 0 and "}" not in styles[begin : hides.start()]:
            name = _CLASS_BEFORE.search(styles, max(0, begin - _LONGEST_CLASS - 1), begin)
            if name is not None:
                yield name[1]


def _is_inside_address(element: Element) -> bool:
    """Whether the text directly before or after the element looks like a part of an address."""
    around = _text(element.previous_sibling)[-64:] + _text(element.next_sibling)[:64]
    return "@" in around and _is_between_letters(element)


def _is_mailto(element: Element) -> bool:
    return (element.attr("href") or "")[:7].lower() == "mailto:"


def _text(node: Node | None) -> str:
    if isinstance(node, Text):
        return node.data
    return node.text if isinstance(node, Element) else ""
