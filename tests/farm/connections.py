"""Hosts that are slow, endless or broken before there is a page: time, size and framing."""

from __future__ import annotations

import gzip
import socket
import struct
import zlib
from collections.abc import Callable

from domains.scan.report import ErrorKind
from tests.domains.scan.servers import Conversation, answer
from tests.farm.host import Host, always, completes, fails, page, sends

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
UNTIL_CLOSED = HEAD + b"Connection: close\r\n\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
BROKEN = (ErrorKind.CONNECT, ErrorKind.BAD_CONTENT)  # the contract leaves open which of the two it is
MEGABYTE = 1_048_576

Then = Callable[[Conversation], object]


def dripping(data: bytes) -> Then:
    """These bytes one by one, again and again, never finished."""
    return lambda talk: talk.trickle(data)


def endless(data: bytes) -> Then:
    """These bytes again and again as fast as they are read."""
    return lambda talk: talk.flood(data)


def silent(talk: Conversation) -> None:
    talk.server.over.wait()


def reset(talk: Conversation) -> None:
    """Make the following close send RST instead of FIN."""
    talk.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def bomb(coding: str, wbits: int) -> Host:
    """A megabyte of zeros in a kilobyte, for ever: blocks that need nothing of those before them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    first, block = (packer.compress(bytes(MEGABYTE)) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    head = HEAD + f"Content-Encoding: {coding}\r\nConnection: close\r\n\r\n".encode()
    return fails(sends(head + first, endless(block * 64)), ErrorKind.TOO_LARGE)


def with_head(*lines: str) -> bytes:
    return answer(b"<p>never read</p>", "200 OK", *lines)


TIMES = {
    "silent": sends(b"", silent),
    "drips-its-head": sends(b"HTTP/1.1 200 OK\r\nX-Padding: ", dripping(b"a")),
    "drips-its-body": sends(UNTIL_CLOSED + b"<p>", dripping(b" ")),
    "drips-chunks": sends(CHUNKED, dripping(b"1\r\n.\r\n")),
    "stops-half-way": sends(HEAD + b"Content-Length: 5000\r\n\r\n<p>half", silent),
}

SIZES = {
    "endless-body": sends(UNTIL_CLOSED, endless(b"<p>and one more</p>" * 4000)),
    "endless-chunks": sends(CHUNKED, endless(b"4000\r\n" + b"x" * 0x4000 + b"\r\n")),
    "announces-a-terabyte": sends(HEAD + b"Content-Length: 1099511627776\r\n\r\n", endless(b" " * 65536)),
    "one-long-line": always(answer(b"x" * (12 * MEGABYTE))),
}

HEADS = {
    "endless-header": sends(b"HTTP/1.1 200 OK\r\nX-Padding: ", endless(b"a" * 65536)),
    "header-of-a-megabyte": always(with_head("X-Padding: " + "a" * MEGABYTE)),
    "thousands-of-headers": always(with_head(*(f"X-{number}: a" for number in range(8000)))),
}

CUT_OFF = {
    "resets": sends(b"", reset),
    "hangs-up": sends(b""),
    "ends-in-its-head": sends(b"HTTP/1.1 200 OK\r\nContent-Ty"),
    "ends-in-its-body": sends(HEAD + b"Content-Length: 70000\r\n\r\n<title>The first half"),
    "ends-in-a-chunk": sends(CHUNKED + b"40\r\n<title>The first half"),
}

FRAMING = {
    "chunks-of-no-size": sends(CHUNKED + b"many\r\n<p>bytes</p>\r\n"),
    "greets-like-mail": sends(b"220 mx.example ESMTP ready\r\n"),
    "speaks-no-protocol": sends(bytes(range(255, -1, -1)) * 4),
    "two-lengths": sends(HEAD + b"Content-Length: 5\r\nContent-Length: 50\r\n\r\n<p>which?</p>"),
}

# Responses of about three megabytes that cost a careless reader much more time or memory.
COSTLY = {
    "white-space": "words" + " \t\n" * MEGABYTE + "words",
    "at-signs": "me@" * MEGABYTE,
    "digits": "(0) 1-2.3 " * 300_000,
    "dots": "a.b." * 750_000,
    "tags-without-an-end": "<a href=" * 375_000,
    "comments-without-an-end": "<!--" * 750_000,
    "nested": "<div><b>" * 100_000,
    "many-links": "".join(f'<a href="/{number}">{number}</a>' for number in range(100_000)),
    "many-attributes": "<p " + " ".join(f"a{number}=1" for number in range(20_000)) + ">text</p>",
    "entities": "&amp;lt;" * 375_000,
}

HOSTS: dict[str, Host] = {
    **{label: fails(behave, ErrorKind.TIMEOUT) for label, behave in TIMES.items()},
    **{label: fails(behave, ErrorKind.TOO_LARGE) for label, behave in SIZES.items()},
    "gzip-bomb": bomb("gzip", 31),
    "deflate-bomb": bomb("deflate", 15),
    "raw-deflate-bomb": bomb("deflate", -15),
    **{label: fails(behave, *BROKEN) for label, behave in {**HEADS, **CUT_OFF, **FRAMING}.items()},
    "false-gzip": fails(
        always(answer(b"<p>plain</p>", "200 OK", "Content-Encoding: gzip")), ErrorKind.BAD_CONTENT
    ),
    "half-a-gzip": completes(always(answer(gzip.compress(page())[:-20], "200 OK", "Content-Encoding: gzip"))),
    "empty": completes(always(answer(b"")), emails=()),
    **{label: completes(always(page(label, body))) for label, body in COSTLY.items()},
}
