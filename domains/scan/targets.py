"""Which URLs may be asked for: http and https, their own ports, names that could have been submitted."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import SplitResult, urljoin, urlsplit

from domains.scan.addresses import AddressPolicy
from domains.scan.names import InvalidName, host_of
from domains.scan.report import ErrorKind, FetchError

LONGEST_URL = 8192
PORTS = {"http": 80, "https": 443}


def target(url: str, addresses: AddressPolicy) -> str:
    """The URL as it is asked for: without user and fragment, its host in ASCII.

    Where the host's name leads is checked when it is connected to. An address in the place of a name is
    let through only where its network was allowed on purpose.
    Raises ``FetchError`` (blocked_address, bad_content).
    """
    if len(url) > LONGEST_URL:
        raise FetchError(ErrorKind.BAD_CONTENT, f"a URL of {len(url)} characters")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise FetchError(ErrorKind.BAD_CONTENT, f"{url[:200]!r} is not a URL: {error}") from None
    if parts.scheme not in PORTS:
        raise _blocked(f"{parts.scheme}: is not followed; only http and https are")
    if port not in {None, *PORTS.values()}:
        raise _blocked(f"port {port} is not visited; only 80 and 443 are")
    host = _host(parts, addresses)
    authority = host if port in {None, PORTS[parts.scheme]} else f"{host}:{port}"
    return SplitResult(parts.scheme, authority, parts.path or "/", parts.query, "").geturl()


def redirected(url: str, location: str) -> str:
    """Where a ``Location`` header leads from a URL. Raises ``FetchError`` (bad_content)."""
    with suppress(UnicodeError):
        # http.client reads headers as Latin-1; servers that send more mean UTF-8.
        location = location.encode("latin-1").decode("utf-8")
    try:
        return urljoin(url, location.strip())
    except ValueError as error:
        raise FetchError(ErrorKind.BAD_CONTENT, f"redirected to {location[:200]!r}: {error}") from None


def _host(parts: SplitResult, addresses: AddressPolicy) -> str:
    literal = parts.hostname or ""
    if addresses.allows(literal):
        return f"[{literal}]" if ":" in literal else literal
    try:
        return host_of(f"//{parts.netloc}")
    except InvalidName as error:
        raise _blocked(f"{parts.netloc[:200] or 'no host'}: {error}") from None


def _blocked(message: str) -> FetchError:
    return FetchError(ErrorKind.BLOCKED_ADDRESS, message)
