"""What went wrong below a request, told as one ``FetchError``."""

from __future__ import annotations

import ssl
import zlib
from collections.abc import Iterator
from http.client import HTTPException, IncompleteRead

from requests import RequestException
from urllib3.exceptions import DecodeError, HTTPError, ReadTimeoutError
from urllib3.exceptions import SSLError as TLSError

from domains.scan.report import ErrorKind, FetchError

# What requests, urllib3, http.client, ssl and zlib raise for what a server or a network does.
ERRORS = (RequestException, HTTPError, HTTPException, OSError, zlib.error, ValueError)

# The first line that fits one of an error's causes tells.
_MEANINGS: tuple[tuple[tuple[type[Exception], ...], ErrorKind, str], ...] = (
    ((TimeoutError, ReadTimeoutError), ErrorKind.TIMEOUT, "not finished within the time limit"),
    ((ssl.SSLCertVerificationError,), ErrorKind.TLS, "its certificate is not valid"),
    ((ssl.SSLError, TLSError), ErrorKind.TLS, "no secure connection"),
    ((ConnectionError,), ErrorKind.CONNECT, "the connection was closed early"),
    ((IncompleteRead,), ErrorKind.CONNECT, "closed before the page was complete"),
    ((DecodeError, zlib.error), ErrorKind.BAD_CONTENT, "broken compression"),
    ((HTTPException,), ErrorKind.BAD_CONTENT, "not an HTTP answer"),
    ((OSError,), ErrorKind.CONNECT, "the connection failed"),
)


def explained(host: str, error: Exception, *, unsent: bool) -> FetchError:
    """The kind and the sentence for an error while ``host`` was asked."""
    # requests' own errors are OSErrors too, and only wrap the telling ones.
    causes = [cause for cause in _causes(error) if not isinstance(cause, RequestException)]
    for types, kind, text in _MEANINGS:
        for cause in causes:
            if isinstance(cause, types):
                return FetchError(kind, f"{host}: {text}{_detail(cause)}", unsent=unsent)
    return FetchError(ErrorKind.BAD_CONTENT, f"{host}: not a proper request or answer{_detail(error)}")


def hung_up(error: Exception) -> bool:
    """Whether the other side closed the connection."""
    return any(isinstance(cause, ConnectionError) for cause in _causes(error))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error and everything that it was raised from or carries."""
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop()
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += [one.__cause__, getattr(one, "reason", None), *one.args]


def _detail(error: BaseException) -> str:
    if isinstance(error, TimeoutError | ReadTimeoutError | ConnectionError | IncompleteRead):
        return ""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f" ({error.verify_message})"
    return f" ({type(error).__name__}: {error})"[:200]
