"""Reads a file of domains: text, CSV or a workbook.

A title above the header is left out. The column of domains is recognised by its header. If the header is
unknown (in any language), the content of the columns decides. A file without other columns may have several
domains in a line. If a cell contains an e-mail address, the domain of the address is used, unless it belongs
to a provider of free or disposable mail. The other columns are read as well.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from domains.files import text_records, workbook
from domains.files.text_records import LONGEST_LINE, Record
from domains.files.workbook import UnreadableWorkbook
from domains.scan.extract.mail.address import owner
from domains.scan.names import InvalidName, canonical_domain

__all__ = ["LONGEST_LINE", "DomainFile", "Entry", "NoSuchColumn", "UnreadableWorkbook", "read"]

HEADERS = frozenset(
    {
        *("domain", "domains", "domain name", "company domain", "website", "websites", "web site"),
        *("website url", "company website", "url", "urls", "site", "site url", "base url", "homepage"),
        *("home page", "web", "web address", "host", "hostname", "host name"),
    }
)
NO_LISTS = {  # how files begin that people take for a list, and that would be read as unreadable text
    b"%PDF": "a PDF document",
    b"{\\rtf": "an RTF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed file",
    b"Rar!": "a compressed file",
    b"7z\xbc\xaf": "a compressed file",
}
SAMPLE = 50  # records that are read to choose the column
MOST_FIELDS = 50  # other columns of an entry
LONGEST_FIELD = 1000  # characters
_SEPARATORS = re.compile(r"[,;|\s]+")
_DOTTED = re.compile(r"\S+\.\S+")  # text that is meant as a domain, URL or address, valid or not
_EMAIL = re.compile(r"(?:mailto:)?[^\s@:/]+@([^\s@/]+)", re.IGNORECASE)


class NoSuchColumn(ValueError):
    """The header of the file has no column with the given name."""


@dataclass(frozen=True, slots=True)
class Entry:
    """``text``: the content of the column of domains, valid or not.

    ``fields``: the other columns, by name.
    """

    line: int
    text: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass
class DomainFile:
    """The entries, which can be iterated once. ``names``: of the columns, from the header or "column 1" ....

    ``column`` is the index of the column of domains; None if every cell may contain domains.
    """

    names: list[str]
    column: int | None
    has_header: bool
    sample: list[Record]  # the first records, without the header
    _rest: Iterable[Record]

    def __iter__(self) -> Iterator[Entry]:
        for line, cells in chain(self.sample, self._rest):
            yield from self._entries(line, cells)

    def _entries(self, line: int, cells: list[str]) -> Iterator[Entry]:
        if self.column is None:
            pieces = _pieces(cells)
            named = [piece for piece in pieces if "@" not in piece]
            yield from (Entry(line, _domain_of(piece)) for piece in named or pieces)
            return
        text = cells[self.column].strip() if self.column < len(cells) else ""
        pieces = _pieces([text])
        several = len(pieces) > 1 and all(map(_is_domain, pieces))
        fields = self._fields(cells) if text else {}
        yield from (
            Entry(line, _domain_of(piece), fields) for piece in (pieces if several else [text]) if piece
        )

    def _fields(self, cells: list[str]) -> dict[str, str]:
        others = ((place, cell.strip()) for place, cell in enumerate(cells) if place != self.column)
        named = ((_name(self.names, place), cell[:LONGEST_FIELD]) for place, cell in others if cell)
        return dict(islice(named, MOST_FIELDS))


def read(stream: io.BufferedReader, column: str = "") -> DomainFile:
    """Read a file; the stream must stay open until all entries were taken.

    ``column`` is the name of the column to read. Raises ``NoSuchColumn``, ``UnreadableWorkbook``.
    """
    start = stream.peek(8)
    for signature, kind in NO_LISTS.items():
        if start.startswith(signature):
            raise UnreadableWorkbook(f"this is {kind}, neither a workbook nor text")
    if start.startswith(workbook.SIGNATURES):
        records = workbook.read(stream.read())
    else:
        records = text_records.read(stream)
    sample = list(islice(records, SAMPLE))
    if not sample:
        return DomainFile([], None, has_header=False, sample=[], _rest=())
    return _choose(sample, records, column)


def _choose(sample: list[Record], records: Iterator[Record], column: str) -> DomainFile:
    """Decide which column contains the domains, and whether the first record below a title is a header."""
    sample = _below_title(sample)
    header = sample[0][1]
    names = [_simple(cell) for cell in header]
    width = max(len(cells) for _, cells in sample)
    numbered = [f"column {place + 1}" for place in range(width)]
    if column:
        known = names if _simple(column) in names else numbered
        if _simple(column) not in known:
            raise NoSuchColumn(f"no column {column!r}; the header has {', '.join(map(repr, names))}")
        place: int | None = known.index(_simple(column))
        has_header = known is names
    elif any(name in HEADERS for name in names):
        place, has_header = next(at for at, name in enumerate(names) if name in HEADERS), True
    elif all(_DOTTED.fullmatch(piece) for _, cells in sample for piece in _pieces(cells)):
        place, has_header = None, False
    else:
        place = max(range(width), key=lambda at: sum(_worth(cells, at) for _, cells in sample))
        has_header = (
            len(sample) > 1 and width > 1 and not _worth(header, place) and _has_domains(sample[1:], place)
        )
    shown = (
        [cell.strip() or name for cell, name in zip(header, numbered, strict=False)]
        if has_header
        else numbered
    )
    return DomainFile(shown, place, has_header, sample[1:] if has_header else sample, records)


def _below_title(sample: list[Record]) -> list[Record]:
    """The records from the header on: the first one with several cells, if no domain is in or above it."""
    for place, (_, cells) in enumerate(sample):
        filled = [cell.strip() for cell in cells if cell.strip()]
        if any(map(_is_domain, filled)):
            return sample
        if len(filled) > 1:
            return sample[place:]
    return sample


def _has_domains(sample: list[Record], place: int) -> bool:
    return any(_worth(cells, place) for _, cells in sample)


def _worth(cells: list[str], place: int) -> int:
    """How much a cell speaks for its column: a domain 2, an e-mail address 1, anything else 0."""
    text = cells[place].strip() if place < len(cells) else ""
    return 0 if not _is_domain(text) else 1 if "@" in text else 2


def _pieces(cells: Iterable[str]) -> list[str]:
    return [piece for cell in cells for piece in _SEPARATORS.split(cell) if piece]


def _is_domain(text: str) -> bool:
    """Whether it is a domain, a URL or an e-mail address."""
    found = _EMAIL.fullmatch(text)
    try:
        canonical_domain(found[1] if found else text)
    except InvalidName:
        return False
    return True


def _domain_of(text: str) -> str:
    """The domain of an e-mail address, unless it is a mail provider's; any other text unchanged."""
    found = _EMAIL.fullmatch(text)
    if not found or owner(f"a@{found[1].lower()}", "") in {"free", "disposable"}:
        return text
    return found[1]


def _name(names: list[str], place: int) -> str:
    return names[place] if place < len(names) else f"column {place + 1}"


def _simple(name: str) -> str:
    return " ".join(name.replace("_", " ").replace("-", " ").lower().split())
