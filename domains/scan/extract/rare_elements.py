"""Elements that few pages have. RE2 searches the source of a page once for the signs of all of them.

A selector costs a walk through the whole tree, so only those whose sign is in the source are applied.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial

import re2
from turbohtml import Document, Element

from domains.scan.extract.words import depends_on_words

_TAG = re.compile(r"\A[a-z]+(?=[\[.])")
_WORD = re.compile(r"[\w-]+")
# A selector for an element by a part of an attribute's value. Those of other attributes, such as links, are
# often written with character references.
_ATTRIBUTE = re.compile(r"""[a-z]{0,9}\[(class|id|src|style)[*~]="?([^"'\]]{1,60}?)"?(?: i)?\]""")
# Words of selectors that are no signs: most pages have such attributes, and the values of links are often
# written with character references.
_COMMON = frozenset(["action", "class", "href", "id", "mailto", "name", "src", "style", "tel"])
_every: list[RareElements] = []  # in the order of their modules


class RareElements:
    """``selectors``: each for one element, without a pseudo-class, since the source must hold its words. They
    may depend on the word lists.

    ``sign``: an RE2 pattern that the source also matches if the page has one; by default, this is the
    attribute of each selector with the part of its value, or its longest word.
    """

    def __init__(self, selectors: Callable[[], Iterable[str]], sign: str = "") -> None:
        self.selectors = selectors
        self.sign = sign
        _every.append(self)


class Markup:
    """A parsed page with the signs that its source holds. ``source``: in UTF-8, with all that was parsed."""

    def __init__(self, tree: Document, source: bytes) -> None:
        self.tree = tree
        self._likely: dict[RareElements, list[str]] = {}
        signs, patterns = _signs(len(_every))
        for number in sorted(patterns.Match(source) or ()):
            elements, selector = signs[number]
            self._likely.setdefault(elements, []).append(selector)

    def likely(self, elements: RareElements) -> list[str]:
        """The selectors whose sign the source holds."""
        return self._likely.get(elements, [])

    def find(self, elements: RareElements) -> Iterator[Element]:
        """Those of the page, in its order."""
        likely = self.likely(elements)
        return iter(self.tree.select(",".join(likely)) if likely else ())


def _sign(selector: str) -> str:
    if attribute := _ATTRIBUTE.fullmatch(selector):
        name, value = attribute.groups()
        return rf"""(?i)\b{name}\s*=\s*(?:"[^"]*|'[^']*|[^\s"'>]*){re2.escape(value)}"""
    words = set(_WORD.findall(_TAG.sub("", selector))) - _COMMON
    return f"(?i){re2.escape(max(words, key=lambda word: (len(word), word)))}"


@partial(depends_on_words, maxsize=1)
def _signs(count: int) -> tuple[list[tuple[RareElements, str]], re2.Set]:
    """Each selector of the first ``count``, and the patterns of their signs in the same order."""
    signs, patterns = [], re2.Set.SearchSet()
    for elements in _every[:count]:
        for selector in elements.selectors():
            signs.append((elements, selector))
            patterns.Add(elements.sign or _sign(selector))
    patterns.Compile()
    return signs, patterns
