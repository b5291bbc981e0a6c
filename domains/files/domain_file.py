"""Reads a text or CSV file of domains as a stream of (line number, text).

Detected automatically: the encoding (UTF-8, UTF-16, Windows-1252), the delimiter (comma, semicolon, tab), the
header, and, without a header, the column that contains domains.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from domains.scan.names import InvalidName, canonical_domain

DELIMITERS = ",;\t"
HEADERS = frozenset(
    {
        *("domain", "domains", "domain name", "company domain", "website", "websites", "web site"),
        *("website url", "company website", "url", "urls", "site", "site url", "base url", "homepage"),
        *("home page", "web", "web address", "host", "hostname", "host name"),
    }
)
SAMPLE = 50  # records that are read to choose the column
LONGEST_LINE = 65_536  # characters; the rest of a longer line is ignored
LONGEST_RECORD = 100  # lines that a quoted field may span, which limits the effect of a stray quote

Line = tuple[int, str]
Record = tuple[int, list[str]]


class NoSuchColumn(ValueError):
    """The header of the file has no column with the given name."""


def read(stream: io.BufferedReader, column: str = "") -> Iterator[Line]:
    """Every entry of the file with its line number, without blank lines and ``#`` comments.

    ``column`` is the header of the column to read. Raises ``NoSuchColumn``.
    """
    text = _decode(stream)
    try:
        yield from _entries(_lines(text), column)
    finally:
        text.detach()  # the caller closes the stream


def _entries(lines: Iterator[Line], column: str) -> Iterator[Line]:
    first = next(lines, None)
    if first is None:
        return
    delimiter = max(DELIMITERS, key=first[1].count)
    place, records = _choose(_records(chain([first], lines), delimiter), column)
    for number, cells in records:
        text = cells[place].strip() if place < len(cells) else ""
        if text:
            yield number, text


def _decode(stream: io.BufferedReader) -> io.TextIOWrapper:
    start = stream.peek(64)[:64]
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return io.TextIOWrapper(stream, "utf-16", errors="replace")
    if start[1:2] == b"\0":
        return io.TextIOWrapper(stream, "utf-16-le", errors="replace")
    if start[:1] == b"\0":
        return io.TextIOWrapper(stream, "utf-16-be", errors="replace")
    return io.TextIOWrapper(stream, "utf-8-sig", errors="scrapersky.cp1252")


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Decode bytes that are not UTF-8 as Windows-1252, so that the stream is read only once."""
    assert isinstance(error, UnicodeDecodeError)  # noqa: S101  it is used for decoding only
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("scrapersky.cp1252", _as_cp1252)


def _lines(stream: io.TextIOWrapper) -> Iterator[Line]:
    number = 0
    while line := stream.readline(LONGEST_LINE):
        number += 1
        if line.strip() and not line.startswith("#"):
            yield number, line.rstrip("\n")
        while line and not line.endswith("\n"):
            line = stream.readline(LONGEST_LINE)


def _records(lines: Iterable[Line], delimiter: str) -> Iterator[Record]:
    """Split lines into cells. A quoted field may span lines; an unclosed quote is an ordinary character."""
    open_lines: list[Line] = []
    for number, line in lines:
        if not open_lines and '"' not in line:
            yield number, line.split(delimiter)
            continue
        open_lines.append((number, line))
        cells = _quoted_cells("\n".join(text for _, text in open_lines), delimiter)
        if cells is not None:
            yield open_lines[0][0], cells
            open_lines = []
        elif len(open_lines) == LONGEST_RECORD:
            yield from _unquote(open_lines, delimiter)
            open_lines = []
    yield from _unquote(open_lines, delimiter)


def _quoted_cells(text: str, delimiter: str) -> list[str] | None:
    """The cells of one record; None if a quote is still open."""
    try:
        return next(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            return None
        return [cell.strip(' "') for cell in text.split(delimiter)]


def _unquote(lines: Iterable[Line], delimiter: str) -> Iterator[Record]:
    for number, line in lines:
        yield number, [cell.strip(' "') for cell in line.split(delimiter)]


def _choose(records: Iterator[Record], column: str) -> tuple[int, Iterator[Record]]:
    """The index of the column that contains domains, and the records after the header."""
    sample = list(islice(records, SAMPLE))
    names = [_header_name(cell) for cell in sample[0][1]]
    if column:
        if _header_name(column) not in names:
            raise NoSuchColumn(f"no column {column!r}; the first line has {', '.join(map(repr, names))}")
        return names.index(_header_name(column)), chain(sample[1:], records)
    for place, name in enumerate(names):
        if name in HEADERS:
            return place, chain(sample[1:], records)
    width = max(len(cells) for _, cells in sample)
    place = max(range(width), key=lambda place: sum(_is_domain(cells, place) for _, cells in sample))
    return place, chain(sample, records)


def _header_name(cell: str) -> str:
    return " ".join(cell.replace("_", " ").replace("-", " ").lower().split())


def _is_domain(cells: list[str], place: int) -> bool:
    try:
        canonical_domain(cells[place])
    except (IndexError, InvalidName):
        return False
    return True
