"""The head of a request to the guard proxy -> the request, and the server that it is for.

RFC 9112: CONNECT names a host and a port, every other method an absolute URL. Anything unusual is refused:
the only client is a browser, which does not send it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_HEAD = 65_536  # bytes
LONGEST_BODY = 1_048_576  # bytes of what a script sends
_CONNECT = re.compile(r"CONNECT ([^\s/@]+):(\d{1,5}) HTTP/1\.[01]", re.ASCII)
_ABSOLUTE = re.compile(r"([A-Z]{1,20}) (http://\S+) HTTP/1\.1", re.ASCII)
_FIELD = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n\0]*)")
# Fields for the connection to the proxy, and fields that are replaced.
_HOP = frozenset(
    {
        "connection",
        "host",
        "keep-alive",
        "proxy-connection",
        "proxy-authorization",
        "te",
        "trailer",
        "upgrade",
    }
)
_HOP_NAMES = frozenset(name.encode() for name in _HOP)


class BadRequest(ValueError):
    """Something that a browser would not send to a proxy."""


@dataclass(frozen=True, slots=True)
class ProxyRequest:
    """``url`` decides where the connection goes. A tunnel has no ``method`` and no ``fields``.

    ``length`` is the number of bytes of the body that follows the head.
    """

    url: str
    method: str = ""
    fields: tuple[str, ...] = ()
    length: int = 0

    def head(self, authority: str, path: str) -> bytes:
        """The head that is sent on; the server is asked to close the connection after its response."""
        lines = [f"{self.method} {path} HTTP/1.1", f"Host: {authority}", *self.fields, "Connection: close"]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def parse(head: bytes) -> ProxyRequest:
    """Read a head that ends with an empty line. Raises ``BadRequest``."""
    first, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    if tunnel := _CONNECT.fullmatch(first):
        # Port 80 of a tunnel is a WebSocket without TLS; other ports are refused with the URL.
        scheme = "http" if tunnel[2] == "80" else "https"
        return ProxyRequest(f"{scheme}://{tunnel[1]}:{tunnel[2]}/")
    plain = _ABSOLUTE.fullmatch(first)
    fields = [_FIELD.fullmatch(line) for line in lines]
    if not plain or None in fields:
        raise BadRequest(f"not a request to a proxy: {first[:100]!r}")
    known = [(field[1].lower(), field[0], field[2]) for field in fields if field]
    kept = tuple(line for name, line, _ in known if name not in _HOP)
    return ProxyRequest(plain[2], plain[1], kept, _length([(name, value) for name, _, value in known]))


def closing(head: bytes) -> bytes:
    """The head of a response, after which the browser does not use the connection again.

    Otherwise it would send the next request here too, even if that is for another server.
    """
    first, *lines = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
    kept = [line for line in lines if line.partition(b":")[0].strip().lower() not in _HOP_NAMES]
    return b"\r\n".join([first, *kept, b"Connection: close", b"", b""])


def _length(fields: list[tuple[str, str]]) -> int:
    if any(name == "transfer-encoding" for name, _ in fields):
        raise BadRequest("a body of unknown length")
    lengths = {value.strip() for name, value in fields if name == "content-length"}
    if not lengths:
        return 0
    text = lengths.pop()
    if lengths or not re.fullmatch(r"\d{1,9}", text, re.ASCII) or int(text) > LONGEST_BODY:
        raise BadRequest("a body that is too long or of unclear length")
    return int(text)
