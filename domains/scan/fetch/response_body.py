"""Decompresses bodies with urllib3's decoders, with limits, so that a small download cannot fill memory."""

from __future__ import annotations

import time
from io import BytesIO, RawIOBase
from typing import Any

from urllib3 import HTTPResponse
from urllib3.exceptions import DecodeError

from domains.scan.report import ErrorKind, FetchError

MAX_ENCODINGS = 2  # around each other; honest servers send one
_SLICE = 16_384  # bytes given to a decoder at once: it copies what follows each of many tiny gzip members
MOST_BETWEEN = 4 << 20  # bytes between two encodings: a page that is still packed has far less
MOST_FOR_NOTHING = 64  # bytes that an empty body may have when it is packed
KNOWN = frozenset(HTTPResponse.CONTENT_DECODERS)


class _Sliced(RawIOBase):
    """A body as it was sent, or what one encoding left of it, handed out in slices while there is time.

    ``deadline`` is a time.monotonic(). Data that decompresses to nothing is read to its end within one call,
    so the time is checked here. Each encoding has its own slices, because urllib3 would pass everything that
    one decoder returns to the next one at once.
    """

    def __init__(self, data: bytes | HTTPResponse, deadline: float) -> None:
        self._packed = data if isinstance(data, HTTPResponse) else None
        self._data = BytesIO() if isinstance(data, HTTPResponse) else BytesIO(data)
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if time.monotonic() > self._deadline:
            raise FetchError(ErrorKind.TIMEOUT, "not unpacked within the time limit")
        if self._packed is not None:
            packed, self._packed = self._packed, None
            between = read_body(packed, MOST_BETWEEN)
            if len(between) > MOST_BETWEEN:
                raise FetchError(
                    ErrorKind.TOO_LARGE, f"more than {MOST_BETWEEN >> 20} MB between two encodings"
                )
            self._data = BytesIO(between)
        return self._data.readinto(memoryview(buffer)[:_SLICE])


def raw_body(data: bytes, encodings: list[str], deadline: float) -> BytesIO | HTTPResponse:
    """A body that can be read once, as ``requests`` stores it in ``Response.raw``.

    The known encodings are decoded, the one applied last first, up to the first unknown one. An unknown
    encoding, which we never request, is left as it is.
    """
    known = list(encodings)
    while known and not KNOWN.issuperset(known):
        known = known[1 + next(place for place, name in enumerate(known) if name not in KNOWN) :]
    body: bytes | HTTPResponse = data
    for name in reversed(known):
        body = HTTPResponse(
            _Sliced(body, deadline), headers={"content-encoding": name}, preload_content=False
        )
    return BytesIO(body) if isinstance(body, bytes) else body


def read_body(raw: BytesIO | HTTPResponse, limit: int) -> bytes:
    """The decompressed body: at most ``limit`` bytes, plus one byte if there is more.

    Raises urllib3's ``DecodeError`` if the compression is broken, and ``FetchError`` (timeout, too_large). Of
    compressed data that end too early, what can be read of them is the body.
    """
    if not isinstance(raw, HTTPResponse):
        return raw.read(limit + 1)
    # In one piece: zlib holds bytes back where it is stopped, and urllib3 does not ask for them in the end.
    body = raw.read(limit + 1, decode_content=True)
    if not body and raw.tell() > MOST_FOR_NOTHING:
        raise DecodeError(f"nothing is in {raw.tell()} bytes")
    return body
