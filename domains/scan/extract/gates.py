"""Patterns that few texts match. RE2 searches a text for all of them in one pass, at the cost of one.

A module that looks for something rare first asks its gate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

import re2

from domains.scan.extract.visible import utf8
from domains.scan.extract.words import depends_on_words

MOST_MEMORY = 64 << 20  # bytes, of the states that RE2 keeps
_gates: list[Gate] = []  # those that are searched for together, in the order of their modules


class Gate:
    """``pattern``: gives the RE2 pattern, which may depend on the word lists.

    ``apart``: it is searched for by itself. A search for several patterns is in as many states as there are
    combinations of the states of each, and RE2 makes a state when a text first leads to it. So it is cheaper
    to search once more for a pattern with many states: one that counts characters, or a long list of words.
    """

    def __init__(self, pattern: Callable[[], str], *, apart: bool = False) -> None:
        self.pattern = pattern
        self.apart = apart
        if not apart:
            _gates.append(self)

    def is_open(self, text: str) -> bool:
        """Whether the pattern matches somewhere in a text."""
        if self.apart:
            return _pattern(self).Match(utf8(text)) is not None
        return self in _open(text, len(_gates))


@partial(depends_on_words, maxsize=2)
def _open(text: str, count: int) -> frozenset[Gate]:
    """Those of the first ``count`` gates that are open. Kept, because all modules ask for the same text."""
    found = _patterns(count).Match(utf8(text))
    return frozenset(_gates[number] for number in found or ())


@partial(depends_on_words, maxsize=1)
def _patterns(count: int) -> re2.Set:
    """The first ``count`` patterns, compiled."""
    return _set(_gates[:count])


@depends_on_words
def _pattern(gate: Gate) -> re2.Set:
    """The pattern of a gate that is apart; as a set, which tells no place and is searched faster."""
    return _set([gate])


def _set(gates: Iterable[Gate]) -> re2.Set:
    options = re2.Options()
    options.max_mem = MOST_MEMORY
    patterns = re2.Set.SearchSet(options)
    for gate in gates:
        patterns.Add(gate.pattern())
    patterns.Compile()
    return patterns
