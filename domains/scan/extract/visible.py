"""A parsed page, or a part of it -> the text that a reader sees."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain, islice

from turbohtml import Document, DocumentFragment, Element, Node, Text

from domains.scan.extract.mail.address import is_role
from domains.scan.names import has_known_suffix

Ancestor = Element | Document | DocumentFragment | None

MOST_NODES = 300_000  # whose text is read; the largest real pages have a tenth of it
MOST_INNER_NODES = 500  # of one element
_UNSEEN = "head,noembed,noframes,script,style,template,title"
_DRAWN = ("iframe", "object", "svg")  # displayed, but what they hold is not a part of the text
# Elements that are displayed as a block, a part of a table or a control: their text has lines of its own.
# https://html.spec.whatwg.org/multipage/rendering.html
_BLOCKS = frozenset([
    "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "col", "colgroup",
    "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "label", "legend", "li",
    "listing", "main", "marquee", "menu", "nav", "ol", "optgroup", "option", "p", "plaintext", "pre",
    "search", "section", "select", "summary", "table", "tbody", "td", "textarea", "tfoot", "th", "thead",
    "tr", "ul", "xmp",
])  # fmt: skip
_PREFORMATTED = ("listing", "plaintext", "pre", "textarea", "xmp")
_REPLACED = ("audio", "canvas", "embed", "img", "input", "meter", "progress", "video")
_MOST_NESTED = 12  # inline elements looked through for the block that holds a text

_LINE = "\0"  # parts lines while text is gathered; no text of a parsed page holds it
_GAPS = dict.fromkeys((*_BLOCKS, "br"), _LINE) | dict.fromkeys((*_REPLACED, *_DRAWN), " ")
_UNPRINTABLE = (
    "\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060"
    "\u2066-\u2069\ufeff\ud800-\udfff\ufffd"
)
_CONTROL = re.compile(f"[\0{_UNPRINTABLE}]")
_CONTROL_IN_LINES = re.compile(f"[{_UNPRINTABLE}]")
# How a phone number begins: six digits at least, so not the "2" of a formula.
_NUMBER = re.compile(r"[+(]{0,2}\d(?:[\s().\-/]{0,3}\d){5}")
_NUMBER_BEFORE = re.compile(r"\d(?:[\s().\-/]{0,3}\d){5}$")
_LONGEST_NUMBER = 24
_WHOLE_NUMBER_BEFORE = re.compile(r"\d(?:[\s().\-/]{0,3}\d){8}$")
_ADDRESS_BEFORE = re.compile(r"[\w+-]@([\w-]+(?:\.[\w-]+)+)$")
_LONGEST_ADDRESS = 120
_LETTERS = frozenset("EM")  # that stand for e-mail
_ADDRESS = re.compile(r"[\w.+-]{1,64}@\w")


def strip_unseen(tree: Document) -> None:
    """Remove the elements of the body that no reader sees, and the text of those that are drawn."""
    if (body := tree.find("body")) is not None:
        body.remove(_UNSEEN)
        for tag in _DRAWN:
            for drawn in body.find_all(tag):
                drawn.clear()


def visible_text(tree: Document, keeping_lines: Iterable[Element] = ()) -> str:
    """The body's text: one line for each block, white space collapsed, without control characters.

    The line breaks of preformatted elements are kept, as are those of ``keeping_lines``, whose style says so.
    """
    body = tree.find("body")
    if body is None:
        return ""
    text = "".join(_pieces(body, MOST_NODES, _preformatted(tree, keeping_lines)))
    text = text if text.isascii() else _CONTROL_IN_LINES.sub("", text)
    lines = _collapsed(text)
    if not lines.isascii() or lines.replace("\n", "").isprintable():
        return lines
    return _collapsed(_CONTROL_IN_LINES.sub("", text))


def inner_text(element: Element) -> str:
    """The text of one element, or its beginning: one line for each block, other white space unchanged."""
    if element.find() is None:
        return element.text
    return "".join(_pieces(element, MOST_INNER_NODES, frozenset())).replace(_LINE, "\n")


def clean(text: str) -> str:
    """One line without control, zero-width and replacement characters, white space collapsed."""
    line = " ".join(text.split())
    if line.isprintable() and "\ufffd" not in line:
        return line
    return " ".join(_CONTROL.sub("", line).split())


@lru_cache(maxsize=2)
def utf8(text: str) -> bytes:
    """A text as RE2 reads it; kept, because one text is searched for many patterns."""
    return text.encode("utf-8", "ignore")


def _collapsed(text: str) -> str:
    return "\n".join(map(" ".join, filter(None, map(str.split, text.split(_LINE)))))


def _preformatted(tree: Document, others: Iterable[Element]) -> frozenset[Node]:
    """The texts whose line breaks are displayed."""
    boxes = chain((box for tag in _PREFORMATTED for box in tree.find_all(tag)), others)
    nodes = chain.from_iterable(box.descendants for box in boxes)  # again for each box in a box
    return frozenset(node for node in islice(nodes, MOST_NODES) if type(node) is Text)


def _pieces(root: Node, most: int, preformatted: frozenset[Node]) -> list[str]:
    """The texts of a tree in order, and what parts them: "", " ", or ``_LINE`` where a block begins or ends.

    ``preformatted``: the texts in which a line break begins a line. The tree is read as the flat sequence of
    its nodes, however deep it is: that a block has ended between two texts shows in their ancestors.
    """
    pieces: list[str] = []
    last, before = root, ""
    gap, mark = _LINE, False
    for node in islice(root.descendants, most):
        if type(node) is Text:
            data = node.data
            if data.isspace():
                gap = gap or " "
                if preformatted and "\n" in data and node in preformatted:
                    gap = _LINE
                continue
            if gap != _LINE:
                gap = _gap(before, last.parent, data, node.parent, mark) or gap
            pieces += (gap, data.replace("\n", _LINE) if preformatted and node in preformatted else data)
            last, before, gap, mark = node, data, "", False
        elif gap != _LINE and type(node) is Element:
            tag = node.tag
            gap = _GAPS.get(tag) or gap
            mark = mark or tag != "wbr"
    pieces.append(gap.strip(" "))
    return pieces


def _gap(before: str, left: Ancestor, after: str, right: Ancestor, mark: bool) -> str:
    """The separator of two texts, apart from the elements that begin between them.

    ``mark``: whether there are such elements. One without text may be an icon.
    """
    if left is right:
        return " " if mark and _are_label_and_value(before, after) else ""
    if _block_of(left) is not _block_of(right):
        return _LINE
    return " " if _are_two_words(before, left, after, right) else ""


def _block_of(node: Ancestor) -> Ancestor:
    """The block, or similar element, that contains an inline element."""
    for _ in range(_MOST_NESTED):
        if type(node) is not Element or node.tag in _BLOCKS:
            break
        node = node.parent
    return node


def _are_two_words(before: str, left: Ancestor, after: str, right: Ancestor) -> bool:
    """Whether two texts of one line, with only tags between them, are separate words.

    They are if they are in adjacent elements, or if one is a label of the other. "<b>j</b>ohn" is one word.
    """
    end, start = before[-1], after[0]
    if end.isspace() or start.isspace():
        return False
    if _are_label_and_value(before, after) or _is_address_of(right, after):
        return True
    if end.isdigit() and start.isdigit() and (_is_raised(left) or _is_raised(right)):
        return True
    touching = end.isalnum() and (start.isalnum() or start in "+(")
    sentence_ends = end in ".,;:!?)" and (start.isupper() or start.isdigit())
    return (touching or sentence_ends) and not (_is_inside(left, right) or _is_inside(right, left))


def _is_address_of(node: Ancestor, text: str) -> bool:
    """Whether a text in a link begins with the address to which the link writes."""
    if "@" not in text or not isinstance(node, Element) or node.tag != "a":
        return False
    scheme, _, address = (node.attr("href") or "").partition(":")
    return scheme.lower() == "mailto" and "@" in address and text.startswith(address.partition("?")[0])


def _is_raised(node: Ancestor) -> bool:
    """Whether it is a footnote's sign or a power: "212-555-0143<sup>2</sup>"."""
    return isinstance(node, Element) and node.tag == "sup"


def _are_label_and_value(before: str, after: str) -> bool:
    if before[-1].isalpha() and _labels(before, after):
        return True
    if after[0].isdigit() and _WHOLE_NUMBER_BEFORE.search(before[-2 * _LONGEST_NUMBER :]):
        return True  # "020 7946 0018<i></i>9-17"
    return after[0].isalnum() and _follows_value(before, after[0])


def _labels(before: str, after: str) -> bool:
    """Whether a number follows a word, or an address follows a word that is not part of it."""
    if _NUMBER.match(after):
        return True
    word = before.split()[-1]
    address = _ADDRESS.match(after) if after[0].islower() else None
    if address is None:
        return False
    latin = len(word) > 3 and (word[0].isupper() or word.lower().endswith("mail"))
    return latin or not word.isascii() or (word in _LETTERS and is_role(address[0]))


def _follows_value(before: str, after: str) -> bool:
    """Whether a text ends with a whole address, or with a number before a letter."""
    if "@" in before[-_LONGEST_ADDRESS:]:
        address = _ADDRESS_BEFORE.search(before[-_LONGEST_ADDRESS:])
        return address is not None and has_known_suffix(address[1].lower())
    return after.isalpha() and _NUMBER_BEFORE.search(before[-_LONGEST_NUMBER:]) is not None


def _is_inside(node: Ancestor, outer: Ancestor) -> bool:
    """Whether an inline element is inside another one or its block, and not in a link there."""
    for _ in range(_MOST_NESTED):
        if node is outer:
            return True
        if not isinstance(node, Element) or node.tag in _BLOCKS or node.tag == "a":
            break
        node = node.parent
    return False
