"""Bodies unpacked piece by piece, so that a small download cannot fill the memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from domains.scan.report import ErrorKind, FetchError

STEP = 65_536  # bytes that are unpacked at once, at most
MOST_LAYERS = 5  # of compression around each other
_SLICE = 16_384  # bytes; what is left after each of many tiny gzip members is copied, so it must be little
_GZIP, _ZLIB, _RAW = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS


def decoded(pieces: Iterator[bytes], encodings: str) -> Iterator[bytes]:
    """A body without the compression that its ``Content-Encoding`` names.

    An encoding that we do not know, and never ask for, is left as it is. Raises ``FetchError``
    (bad_content); the iterator raises ``zlib.error`` where the compression is broken.
    """
    names = [name.strip().lower() for name in encodings.split(",")]
    if len(names) > MOST_LAYERS:
        raise FetchError(ErrorKind.BAD_CONTENT, f"{len(names)} layers of compression")
    for name in reversed(names):
        if name in {"gzip", "x-gzip"}:
            pieces = _gunzipped(_sliced(pieces))
        elif name == "deflate":
            pieces = _inflated(pieces)
        elif name not in {"", "identity"}:
            break
    return pieces


def _gunzipped(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """All members as one. What follows the first and is no gzip is left out, as browsers do."""
    stream, first = zlib.decompressobj(_GZIP), True
    for piece in pieces:
        rest = piece
        while rest:
            try:
                yield from _unpacked(stream, rest)
            except zlib.error:
                if first:
                    raise
                return
            rest = stream.unused_data
            if stream.eof:
                stream, first = zlib.decompressobj(_GZIP), False
    yield from _held_back(stream)


def _inflated(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Many servers send the bare stream, without the wrapping that the standard demands."""
    stream = None
    for piece in pieces:
        if stream is None:
            wrapped = piece[0] & 0x0F == zlib.DEFLATED  # no packer's bare stream begins so
            stream = zlib.decompressobj(_ZLIB if wrapped else _RAW)
        yield from _unpacked(stream, piece)
    if stream is not None:
        yield from _held_back(stream)


def _unpacked(stream: zlib._Decompress, piece: bytes) -> Iterator[bytes]:
    while piece and not stream.eof:
        if out := stream.decompress(piece, STEP):
            yield out
        piece = stream.unconsumed_tail


def _held_back(stream: zlib._Decompress) -> Iterator[bytes]:
    """What did not fit the last step although all input was taken."""
    while out := stream.decompress(b"", STEP):
        yield out


def _sliced(pieces: Iterator[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        for start in range(0, len(piece), _SLICE):
            yield piece[start : start + _SLICE]
