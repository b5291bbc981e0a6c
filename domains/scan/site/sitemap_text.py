"""The text of a sitemap file: decompressed and decoded as it declares, within the limits of the scan."""

from __future__ import annotations

import codecs
import re
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import AnyStr

import webencodings

MAX_FILE_BYTES = 50 * 1024 * 1024  # unpacked; the protocol's limit
MAX_MEMBERS = 1_000  # gzip streams in one file, one after the other
CHUNK = 32_768  # bytes, and the most that is looked at between two looks at the clock

_GZIP = b"\x1f\x8b"
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16le"), (codecs.BOM_UTF16_BE, "utf-16be"))
_BARE_UTF16 = ((b"<\0", "utf-16le"), (b"\0<", "utf-16be"))
_DECLARED = re.compile(rb"<\?xml\s[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([\w.:\-]{1,40})[\"']")
_HEAD = 4_096  # bytes that must contain the declaration


class NotASitemapError(ValueError):
    """The file is not a sitemap; the message says what it is."""


class BadSitemapError(ValueError):
    """A sitemap that cannot be read to its end; the message says why."""


@dataclass(slots=True)
class Allowance:
    """What reading sitemap files may still cost. Exceeding it raises ``BadSitemapError``.

    ``bytes``: decompressed. ``items``: elements or lines. ``end``: a time.monotonic().
    """

    bytes: int = 100_000_000
    items: int = 2_000_000
    end: float = float("inf")

    def take_bytes(self, size: int) -> None:
        self.bytes -= size
        if self.bytes < 0:
            raise BadSitemapError("the scan's budget of bytes ends here")

    def take_items(self, number: int) -> None:
        self.items -= number
        if self.items < 0:
            raise BadSitemapError("more elements or lines than the sitemaps of one scan may have")

    def check_time(self) -> None:
        if time.monotonic() >= self.end:
            raise BadSitemapError("the scan's budget of time ends here")


def text_of(body: bytes, charset: str, allowance: Allowance) -> Iterator[str]:
    """The file's text in non-empty pieces. Bytes that are invalid in its encoding become U+FFFD.

    ``charset`` is the encoding that the server named, or ""; an encoding that the file declares takes
    precedence.
    """
    head, pieces = gathered(_unpacked(body, allowance), _HEAD, b"")
    decoder = _encoding(head, charset).codec_info.incrementaldecoder("replace")
    decoded = chain([decoder.decode(head)], map(decoder.decode, pieces))
    yield from filter(None, decoded)
    yield from filter(None, [decoder.decode(b"", True)])


def gathered(pieces: Iterator[AnyStr], size: int, empty: AnyStr) -> tuple[AnyStr, Iterator[AnyStr]]:
    """The first pieces joined, at least ``size`` long if there are so many, and an iterator of the others.

    If an error ends the first ones, the iterator raises it: what precedes an error is read.
    """
    head = empty
    try:
        while len(head) < size and (piece := next(pieces, empty)):
            head += piece
    except BadSitemapError as error:
        if not head:
            raise
        return head, _raising(error)
    return head, pieces


def _raising(error: BadSitemapError) -> Iterator[AnyStr]:
    raise error
    yield  # makes this a generator


def _encoding(head: bytes, charset: str) -> webencodings.Encoding:
    """By byte order mark, declaration or server; else UTF-8. Labels are those of the Encoding Standard."""
    for start, name in (*_MARKS, *_BARE_UTF16):
        if head.startswith(start):
            return webencodings.lookup(name)
    declared = _DECLARED.search(head[:_HEAD])
    label = declared[1].decode("ascii", "replace") if declared else charset
    found = webencodings.lookup(label)
    # A file whose declaration can be read as ASCII is not UTF-16, whatever it says.
    if found is None or found.name.startswith("utf-16") or found.name == "replacement":
        return webencodings.UTF8
    return found


def _unpacked(body: bytes, allowance: Allowance) -> Iterator[bytes]:
    size = 0
    is_packed = body.startswith(_GZIP)
    for piece in _gunzipped(body) if is_packed else _slices(body):
        allowance.check_time()
        allowance.take_bytes(len(piece) * is_packed)  # others were counted when they were fetched
        size += len(piece)
        if size > MAX_FILE_BYTES:
            raise BadSitemapError(f"larger than {MAX_FILE_BYTES >> 20} MB")
        if piece:
            yield piece


def _slices(body: bytes) -> Iterator[bytes]:
    return (body[start : start + CHUNK] for start in range(0, len(body), CHUNK))


def _gunzipped(body: bytes) -> Iterator[bytes]:
    """All gzip streams of a file, in pieces that may be empty. Data after them are left out."""
    place = 0
    for _ in range(MAX_MEMBERS):
        stream = zlib.decompressobj(wbits=31)
        try:
            while place < len(body) and not stream.eof:
                packed = body[place : place + CHUNK]
                place += len(packed)
                yield from _inflated(stream, packed)
        except zlib.error as error:
            raise BadSitemapError(f"broken gzip: {error}") from error
        if not stream.eof:
            raise BadSitemapError("broken gzip: it ends too early")
        place -= len(stream.unused_data)
        if not body.startswith(_GZIP, place):
            return


def _inflated(stream: zlib._Decompress, packed: bytes) -> Iterator[bytes]:
    """What some packed bytes give, in pieces of at most ``CHUNK``."""
    piece = stream.decompress(packed, CHUNK)
    yield piece
    while not stream.eof and (stream.unconsumed_tail or len(piece) == CHUNK):
        piece = stream.decompress(stream.unconsumed_tail, CHUNK)
        yield piece
