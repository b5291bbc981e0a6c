"""Text and CSV files as a stream of records: line number and cells. Encoding and delimiter are detected."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain

import webencodings
from turbohtml.detect import detect

DELIMITERS = ",;\t"
SAMPLE = 65_536  # bytes by which the encoding is detected
LONGEST_LINE = 65_536  # characters; the rest of a longer line is ignored
LONGEST_RECORD = 100  # lines that a quoted field may span, which limits the effect of a stray quote

Line = tuple[int, str]
Record = tuple[int, list[str]]


def read(stream: io.BufferedReader) -> Iterator[Record]:
    """The records without blank lines and ``#`` comments. The stream is not closed."""
    text = _decode(stream)
    try:
        lines = _lines(text)
        first = next(lines, None)
        if first is not None:
            delimiter = max(DELIMITERS, key=first[1].count)
            yield from _records(chain([first], lines), delimiter)
    finally:
        text.detach()


def _decode(stream: io.BufferedReader) -> io.TextIOWrapper:
    return io.TextIOWrapper(stream, _encoding(stream.peek(SAMPLE)[:SAMPLE]), errors="scrapersky.cp1252")


def _encoding(start: bytes) -> str:
    """The encoding: by the byte order mark; UTF-8 if the bytes are valid UTF-8; otherwise detected."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if start[1:2] == b"\0":
        return "utf-16-le"
    if start[:1] == b"\0":
        return "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        found = webencodings.lookup(detect(start).encoding or "windows-1252")
        return str(found.codec_info.name) if found else "utf-8-sig"
    return "utf-8-sig"


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Decode bytes that do not fit the encoding as Windows-1252, so that the stream is read only once."""
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
