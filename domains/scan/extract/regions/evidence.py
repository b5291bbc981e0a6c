"""Evidence for the region of a number: a region, with the words that indicate it and its strength."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from itertools import count, islice
from typing import NamedTuple

# The strength of a piece of evidence.
NEAR = "near"  # beside the number
OWN = "own"  # declared by the site
PAGE = "page"  # elsewhere on the page
HINT = "hint"  # weak; the configured region may be preferred


class Evidence(NamedTuple):
    region: str
    how: str  # what it is, with the words that tell it
    strength: str = PAGE
    is_named: bool = False  # whether it is a country or a city that is written as in an address


class Remembered:
    """What an iterator gives: each item is computed for its first reader, and kept for the others."""

    def __init__(self, source: Generator[Evidence, None, None]) -> None:
        self._source, self._read = source, list[Evidence]()

    def __bool__(self) -> bool:
        return any(True for _ in self)

    def __iter__(self) -> Iterator[Evidence]:
        for place in count():
            if place == len(self._read):
                self._read.extend(islice(self._source, 1))
            if place == len(self._read):
                return
            yield self._read[place]

    def close(self) -> None:
        """Compute no more. An iterator that is not at its end would keep in memory what it reads."""
        self._source.close()


def distinct(found: Iterable[Evidence]) -> Generator[Evidence, None, None]:
    """The first of each region."""
    seen = {""}
    for evidence in found:
        if evidence.region not in seen:
            seen.add(evidence.region)
            yield evidence
