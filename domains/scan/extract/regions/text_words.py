"""The words of a text, which tell which of many names it may contain."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Set
from functools import lru_cache
from itertools import filterfalse

MOST = 400  # places of one name looked at in a page
# UTF-8 bytes with a space for whatever in ASCII is no letter: words at a twentieth of the cost.
_TO_WORDS = bytes(code if code > 127 or chr(code).isalpha() else 32 for code in range(256))
_SIGNS = re.compile(
    "[\u0080-\u00bf\u055d\u0589\u060c\u061b\u061f\u06d4\u0964\u0965\u2000-\u206f\u3000-\u3004\u3008-\u3020\uff00-\uff20]+"
)  # that stand beside words
_LETTERS = re.compile(r"[^\W\d_]+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def longest_word(name: str) -> str:
    """The longest word of a name: a text with the name contains it."""
    return max(_LETTERS.findall(name), key=len, default="")


def is_unspaced(name: str) -> bool:
    """Whether a name is in a script without spaces between words."""
    return _UNSPACED.search(name) is not None


@lru_cache(maxsize=2)
def words_of_page(text: str) -> Set[bytes]:
    """The words of a page's text; kept, as it is looked through for countries and for cities."""
    return words_of(text)


def words_of(text: str) -> Set[bytes]:
    words = set(text.encode("utf-8", "ignore").translate(_TO_WORDS).split())
    if not text.isascii():
        others = list(filterfalse(bytes.isascii, words))
        words.update(_SIGNS.sub(" ", b" ".join(others).decode("utf-8", "ignore")).encode().split())
    return words


def positions(text: str, name: str, start: int = 0, end: int = sys.maxsize) -> Iterator[int]:
    """Where a name begins."""
    at = text.find(name, start, end)
    for _ in range(MOST):
        if at < 0:
            return
        yield at
        at = text.find(name, at + len(name), end)
