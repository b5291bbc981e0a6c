"""What went wrong below a request, told as one ``FetchError``."""

from __future__ import annotations

import ssl
import zlib
from http.client import HTTPException, IncompleteRead

from domains.scan.report import ErrorKind, FetchError

# What sockets, TLS, HTTP and zlib raise for what a server or a network does.
ERRORS = (HTTPException, OSError, zlib.error, ValueError)

# The first line that fits tells.
_MEANINGS: tuple[tuple[type[Exception], ErrorKind, str], ...] = (
    (TimeoutError, ErrorKind.TIMEOUT, "not finished within the time limit"),
    (ssl.SSLCertVerificationError, ErrorKind.TLS, "its certificate is not valid"),
    (ssl.SSLError, ErrorKind.TLS, "no secure connection"),
    (ConnectionError, ErrorKind.CONNECT, "the connection was closed early"),
    (IncompleteRead, ErrorKind.CONNECT, "closed before the page was complete"),
    (zlib.error, ErrorKind.BAD_CONTENT, "broken compression"),
    (HTTPException, ErrorKind.BAD_CONTENT, "not an HTTP answer"),
    (OSError, ErrorKind.CONNECT, "the connection failed"),
)
_PLAIN = (TimeoutError, ConnectionError, IncompleteRead)  # the sentence says it all


def explained(host: str, error: Exception, *, unsent: bool) -> FetchError:
    """The kind and the sentence for an error while ``host`` was asked."""
    for type_, kind, text in _MEANINGS:
        if isinstance(error, type_):
            return FetchError(kind, f"{host}: {text}{_detail(error)}", unsent=unsent)
    return FetchError(ErrorKind.BAD_CONTENT, f"{host}: not a proper request or answer{_detail(error)}")


def hung_up(error: Exception) -> bool:
    """Whether the other side closed the connection."""
    return isinstance(error, ConnectionError | ssl.SSLEOFError | ssl.SSLZeroReturnError)


def _detail(error: Exception) -> str:
    if isinstance(error, _PLAIN):
        return ""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f" ({error.verify_message})"
    return f" ({type(error).__name__}: {error})"[:200]
