"""Decompresses bodies with urllib3's decoders, with limits, so that a small download cannot fill memory."""

from __future__ import annotations

import time
from io import BytesIO, RawIOBase
from typing import Any

from urllib3 import HTTPResponse

from domains.scan.report import ErrorKind, FetchError

MAX_ENCODINGS = 2  # around each other; honest servers send one
_SLICE = 16_384  # bytes given to a decoder at once: it copies what follows each of many tiny gzip members
KNOWN = frozenset(HTTPResponse.CONTENT_DECODERS)


class _Sliced(RawIOBase):
    """A body as it was sent, handed out in slices while there is time.

    ``deadline`` is a time.monotonic(). Data that decompresses to nothing is read to its end within one call,
    so the time is checked here.
    """

    def __init__(self, data: bytes, deadline: float) -> None:
        self._data = BytesIO(data)
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if time.monotonic() > self._deadline:
            raise FetchError(ErrorKind.TIMEOUT, "not unpacked within the time limit")
        return self._data.readinto(memoryview(buffer)[:_SLICE])


def raw_body(data: bytes, encodings: list[str], deadline: float) -> BytesIO | HTTPResponse:
    """A body that can be read once, as ``requests`` stores it in ``Response.raw``.

    The known encodings are decoded, the one applied last first, up to the first unknown one. An unknown
    encoding, which we never request, is left as it is.
    """
    known = list(encodings)
    while known and not KNOWN.issuperset(known):
        known = known[1 + next(place for place, name in enumerate(known) if name not in KNOWN) :]
    if not known:
        return BytesIO(data)
    return HTTPResponse(
        _Sliced(data, deadline), headers={"content-encoding": ", ".join(known)}, preload_content=False
    )


def read_body(raw: BytesIO | HTTPResponse, limit: int) -> bytes:
    """The decompressed body: at most ``limit`` bytes, plus one byte if there is more.

    Raises urllib3's ``DecodeError`` if the compression is broken, and ``FetchError`` (timeout).
    """
    if not isinstance(raw, HTTPResponse):
        return raw.read(limit + 1)
    # In one piece: zlib holds bytes back where it is stopped, and urllib3 does not ask for them in the end.
    return raw.read(limit + 1, decode_content=True)
