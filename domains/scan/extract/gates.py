"""Patterns that few texts match. RE2 searches a text for all of them in one pass, at the cost of one.

A module that looks for something rare first asks its gate.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import re2

from domains.scan.extract.visible import utf8
from domains.scan.extract.words import depends_on_words

MOST_MEMORY = 64 << 20  # bytes, of the states that RE2 keeps
_gates: list[Gate] = []  # in the order of their modules


class Gate:
    """``pattern``: gives the RE2 pattern, which may depend on the word lists."""

    def __init__(self, pattern: Callable[[], str]) -> None:
        self.pattern = pattern
        _gates.append(self)

    def is_open(self, text: str) -> bool:
        """Whether the pattern matches somewhere in a text."""
        return self in _open(text, len(_gates))


@partial(depends_on_words, maxsize=2)
def _open(text: str, count: int) -> frozenset[Gate]:
    """Those of the first ``count`` gates that are open. Kept, because all modules ask for the same text."""
    found = _patterns(count).Match(utf8(text))
    return frozenset(_gates[number] for number in found or ())


@partial(depends_on_words, maxsize=1)
def _patterns(count: int) -> re2.Set:
    """The first ``count`` patterns, compiled."""
    options = re2.Options()
    options.max_mem = MOST_MEMORY
    patterns = re2.Set.SearchSet(options)
    for gate in _gates[:count]:
        patterns.Add(gate.pattern())
    patterns.Compile()
    return patterns
