"""HTTP/1.1 as servers speak it: requests, the head of an answer, and its body by whatever framing.

Why not ``http.client``: it builds an e-mail message of every header, which takes longer than the network,
and loses all fields that follow a broken line. Its errors are used here. As lenient as it, and bounded:
the head in size and number of lines, a body by what the reader takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import BadStatusLine, HTTPException, IncompleteRead, LineTooLong, RemoteDisconnected
from typing import Protocol

CHUNK = 65_536  # bytes read at once, at most
LARGEST_HEAD = 262_144  # bytes; what browsers accept
LONGEST_LINE = 65_536  # bytes, between chunks
MOST_LINES = 100  # of a head
MOST_INTERIM = 20  # heads that stand before an answer's own
_BLANK = " \t"
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9a-fA-F]{1,16})[ \t]*(?:;|\r?\n)")
_BODILESS = frozenset({204, 304})


@dataclass(frozen=True, slots=True)
class Head:
    """The head of an answer. Names of ``fields`` are lower-cased, a field sent twice is joined with ", ".

    Values are Latin-1 without control characters that could break a line. ``cookies`` are the Set-Cookie
    fields one by one. ``length`` of the body is in bytes, None where the head does not tell.
    ``persistent``: a further request may follow on the connection once the body has been read.
    """

    status: int
    fields: dict[str, str]
    cookies: tuple[str, ...]
    length: int | None
    chunked: bool
    persistent: bool


class Source(Protocol):
    def receive(self, most: int) -> bytes:
        """What has arrived, at least a byte and at most so many; b"" at the end."""


class Reader:
    """Reads the answers of one connection, ahead where more has arrived."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._ahead = bytearray()

    @property
    def ahead(self) -> int:
        """How many bytes have been received but not read."""
        return len(self._ahead)

    def head(self) -> Head:
        """The next answer's; any 100 Continue before it is passed over.

        Raises ``HTTPException``; ``RemoteDisconnected`` where the other side closed instead of answering.
        """
        for _ in range(MOST_INTERIM):
            head = parse_head(self._head_bytes())
            if head.status != 100:
                return head
        raise HTTPException("100 Continue again and again")

    def body(self, head: Head) -> Iterator[bytes]:
        """The body as it was sent, in pieces of at most ``CHUNK`` bytes.

        Raises ``IncompleteRead`` where it ends early, and ``HTTPException``.
        """
        if head.chunked:
            return self._chunked()
        return self._to_the_end() if head.length is None else self._sized(head.length)

    def _head_bytes(self) -> bytes:
        ahead = self._ahead
        searched = 0
        while not (end := _HEAD_END.search(ahead, searched)):
            searched = max(0, len(ahead) - 3)
            if not ahead.startswith(b"HTTP/"[: len(ahead)]):
                raise BadStatusLine(repr(bytes(ahead[:80])))
            if len(ahead) > LARGEST_HEAD:
                break
            self._read_ahead_of_head()
        if end is None or end.start() > LARGEST_HEAD:
            raise HTTPException(f"a head of more than {LARGEST_HEAD} bytes")
        head = bytes(ahead[: end.start()])
        del ahead[: end.end()]
        return head

    def _read_ahead_of_head(self) -> None:
        data = self._source.receive(CHUNK)
        if not data and self._ahead:
            raise IncompleteRead(b"")
        if not data:
            raise RemoteDisconnected("closed without an answer")
        self._ahead += data

    def _some(self, most: int) -> bytes:
        """What there is, at most so many bytes; b"" at the end."""
        ahead = self._ahead
        if not ahead:
            data = self._source.receive(CHUNK)
            ahead += data[most:]
            return data[:most]
        data = bytes(ahead[:most])
        del ahead[:most]
        return data

    def _line(self) -> bytes:
        """A line with its end; without, or b"", where the connection ended."""
        ahead = self._ahead
        while (end := ahead.find(b"\n")) < 0:
            if len(ahead) > LONGEST_LINE:
                raise LineTooLong("line between chunks")
            data = self._source.receive(CHUNK)
            if not data:
                break
            ahead += data
        line = bytes(ahead[: end + 1] if end >= 0 else ahead)
        del ahead[: len(line)]
        return line

    def _sized(self, length: int) -> Iterator[bytes]:
        left = length
        while left:
            data = self._some(min(left, CHUNK))
            if not data:
                raise IncompleteRead(b"", left)
            left -= len(data)
            yield data

    def _to_the_end(self) -> Iterator[bytes]:
        while data := self._some(CHUNK):
            yield data

    def _chunked(self) -> Iterator[bytes]:
        while size := self._chunk_size():
            yield from self._sized(size)
            if self._line().strip():
                raise IncompleteRead(b"")
        while self._line().strip():  # trailers; some servers close instead of ending them
            pass

    def _chunk_size(self) -> int:
        size = _CHUNK_SIZE.match(self._line())
        if not size:
            raise IncompleteRead(b"")
        return int(size[1], 16)


def header_lines(fields: Mapping[str, str]) -> str:
    """As they stand in a request. Raises ``ValueError`` where a value would break its line."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    if lines.count("\n") != len(fields) or lines.count("\r") != len(fields):
        raise ValueError("a header with a line break")
    return lines


def request(host: str, path: str, lines: str, body: bytes | None) -> bytes:
    """A whole request: a POST with a body. Raises ``ValueError`` where it is not Latin-1."""
    if body is None:
        return f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{lines}\r\n".encode("latin-1")
    length = f"Content-Length: {len(body)}\r\n"
    return f"POST {path} HTTP/1.1\r\nHost: {host}\r\n{length}{lines}\r\n".encode("latin-1") + body


def parse_head(data: bytes) -> Head:
    """The head of an answer, without the empty line at its end. Raises ``HTTPException``."""
    clean = data.replace(b"\r\n", b"\n").replace(b"\r", b" ").replace(b"\0", b" ")
    first, *lines = clean.decode("latin-1").split("\n")
    if len(lines) > MOST_LINES:
        raise HTTPException(f"got more than {MOST_LINES} header lines")
    version, status = _status(first)
    fields: dict[str, str] = {}
    cookies: list[str] = []
    for name, value in _named(lines):
        fields[name] = f"{fields[name]}, {value}" if name in fields else value
        if name == "set-cookie":
            cookies.append(value)
    framing = _framing(status, fields)
    persistent = status >= 200 and framing != (None, False) and _persists(version, fields)
    return Head(status, fields, tuple(cookies), *framing, persistent)


def _framing(status: int, fields: dict[str, str]) -> tuple[int | None, bool]:
    """How long the body is, and whether it comes in chunks. Raises ``HTTPException``."""
    if status < 200 or status in _BODILESS:
        return 0, False
    if fields.get("transfer-encoding", "").lower().rpartition(",")[2].strip() == "chunked":
        return None, True
    return _length(fields.get("content-length", "")), False


def _status(line: str) -> tuple[str, int]:
    version, _, rest = line.partition(" ")
    code = rest.split(maxsplit=1)[:1]
    if not version.startswith("HTTP/1.") or not code or not re.fullmatch(r"[1-9]\d\d", code[0], re.ASCII):
        raise BadStatusLine(line[:80])
    return version, int(code[0])


def _named(lines: list[str]) -> list[tuple[str, str]]:
    """The fields in their order, folded lines joined; lines that are no fields are left out."""
    found: list[tuple[str, str]] = []
    for line in lines:
        if line.startswith(tuple(_BLANK)):
            if found:
                name, value = found[-1]
                found[-1] = name, f"{value} {line.strip(_BLANK)}"
        else:
            name, colon, value = line.partition(":")
            found.append((name.rstrip(_BLANK).lower() if colon else "", value.strip(_BLANK)))
    return [field for field in found if field[0]]


def _length(text: str) -> int | None:
    """The Content-Length; None where none is given that makes sense. Raises where two contradict."""
    given = {part.strip() for part in text.split(",")}
    if len(given) > 1:
        raise HTTPException(f"contradictory lengths: {text[:80]}")
    return int(text.partition(",")[0]) if re.fullmatch(r"\d{1,18}", given.pop(), re.ASCII) else None


def _persists(version: str, fields: dict[str, str]) -> bool:
    wishes = fields.get("connection", "").lower()
    return "close" not in wishes and (version != "HTTP/1.0" or "keep-alive" in wishes)
