"""Text that confuses robots and is hidden from readers by a style.

Letters inside an address, as in ``user<span style="display:none">no-spam</span>@example.com``, and whole
addresses.

Also text that only readers see: an "@" or a dot as an image, an address whose order a style reverses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from turbohtml import Document, Element, Node, Text

from domains.scan.extract.words import depends_on_words, table

MOST = 200  # elements looked at
MOST_CLASSES = 20
LONGEST = 60  # characters of a decoy
_TAGS = ("span", "b", "i", "em", "strong", "font", "small", "u", "s", "code", "bdo", "tt", "del")
_STYLED = frozenset([*_TAGS, "a", "div", "p", "li"])
_HIDES = r"(?:display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden|font-size\s{0,3}:\s{0,3}0(?!\.))"
_MAY_HIDE = ("none", "hidden", "font-size")  # found faster than a pattern
_MAY_BE_HIDDEN = ",".join(f'[style*="{word}" i]' for word in _MAY_HIDE) + ",[hidden]"
_HIDDEN = re.compile(_HIDES)  # in lower case
_CLASS_BEFORE = re.compile(r"\.([\w-]{1,60})\s{0,9}\Z")
_LONGEST_CLASS = 70  # characters with the white space behind it
_LONGEST_RULE = 300  # characters of a rule before what hides
_DRAWN = ('alt="(', 'alt="[')  # how an image of a sign begins, with double quotes as editors write them
_MAILTO = '[href^="mailto:" i]'
_LETTER = re.compile(r"[\w.@+-]")


def strip_decoys(tree: Document, source: str) -> None:
    """Remove hidden letters inside addresses, and hidden addresses. Other hidden content stays.

    Letters that are drawn or reversed are replaced by text.
    """
    if "@" not in source and not any(begin in source for begin in _DRAWN):
        return
    _write_out(tree)
    if "@" not in tree.text and tree.select_one(_MAILTO) is None:
        return
    _turn_round(tree)
    for element in list(islice(_hidden(tree), MOST)):
        text = element.text
        if len(text) <= LONGEST and (_is_inside_address(element) or "@" in text or _is_mailto(element)):
            element.decompose()


def _write_out(tree: Document) -> None:
    """Replace images of an "@" or a dot by text."""
    for image in tree.find_all("img", limit=MOST):
        alt = image.attr("alt") or ""
        if alt == "@" or (alt[:1] in {"(", "["} and alt.lower() in _signs()):
            image.replace_with(Text(alt))


def _turn_round(tree: Document) -> None:
    """Write addresses whose order a style reverses as they are read."""
    for element in islice(tree.select('[style*="bidi-override"]'), MOST):
        if "@" in element.text and not element.find():
            element.set_text(element.text[::-1])


@depends_on_words
def _signs() -> frozenset[str]:
    """The words for an "@" or a dot in brackets."""
    data = table("disguises")
    words = [word.replace("_", " ") for word in f"{data['at']} {data['dot']}".split()]
    return frozenset(f"{left}{word}{right}" for word in words for left, right in ("()", "[]"))


def _hidden(tree: Document) -> Iterator[Element]:
    for element in tree.select(_MAY_BE_HIDDEN):
        hidden = element.attr("hidden") is not None or _HIDDEN.search((element.attr("style") or "").lower())
        if hidden and element.tag in _STYLED:
            yield element
    styles = " ".join(style.text for style in tree.find_all("style"))
    for name in dict.fromkeys(islice(_hidden_classes(styles), MOST_CLASSES)):
        yield from (element for element in tree.select(f'[class~="{name}"]') if element.tag in _TAGS)


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
    before, after = _text(element.previous_sibling), _text(element.next_sibling)
    touches = _LETTER.match(before[-1:]) and _LETTER.match(after[:1])
    return bool(touches) and "@" in before[-64:] + after[:64]


def _is_mailto(element: Element) -> bool:
    return (element.attr("href") or "")[:7].lower() == "mailto:"


def _text(node: Node | None) -> str:
    if isinstance(node, Text):
        return node.data
    return node.text if isinstance(node, Element) else ""
