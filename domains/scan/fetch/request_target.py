"""Which URLs may be asked for: http and https, their own ports, names that could have been submitted."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import SplitResult, urljoin, urlsplit

from requests import PreparedRequest

from domains.scan.fetch.addresses import AddressPolicy
from domains.scan.names import InvalidName, host_of
from domains.scan.report import ErrorKind, FetchError

LONGEST_URL = 8192
PORTS = {"http": 80, "https": 443}
# Nothing to encode, to decode or, where there is no "/." either, to resolve.
_PLAIN_PATH = re.compile(r"/[\w\-.~!$&'()*+,;=:@/]*(?:\?[\w\-.~!$&'()*+,;=:@/?]*)?", re.ASCII)
_LIKE_AN_ADDRESS = re.compile(r":|\d$")

_public_host = lru_cache(maxsize=1024)(host_of)


class Origin(NamedTuple):
    """Whom to ask. ``host`` is ASCII; an IPv6 address stands without brackets."""

    scheme: str  # "http" or "https"
    host: str
    port: int

    @property
    def authority(self) -> str:
        """As the Host header and a URL have it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


class Target(NamedTuple):
    """What to ask for. ``path`` includes the query, both percent-encoded."""

    origin: Origin
    path: str

    @property
    def url(self) -> str:
        return f"{self.origin.scheme}://{self.origin.authority}{self.path}"


def target(url: str, addresses: AddressPolicy) -> Target:
    """What a URL stands for, without user and fragment.

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
    origin = Origin(parts.scheme, _host(parts, addresses), port or PORTS[parts.scheme])
    return _encoded(Target(origin, f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"))


def _encoded(asked: Target) -> Target:
    """The same in the characters that may stand in a request; how is a long story that requests knows."""
    if _PLAIN_PATH.fullmatch(asked.path) and "/." not in asked.path:
        return asked
    request = PreparedRequest()
    try:
        request.prepare_url(asked.url, None)
    except ValueError as error:
        raise FetchError(ErrorKind.BAD_CONTENT, f"{asked.url[:200]!r} is not a URL: {error}") from None
    return asked._replace(path=request.path_url)


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
    if _LIKE_AN_ADDRESS.search(literal) and addresses.allows(literal):
        return literal
    try:
        return _public_host(f"//{parts.netloc}")
    except InvalidName as error:
        raise _blocked(f"{parts.netloc[:200] or 'no host'}: {error}") from None


def _blocked(message: str) -> FetchError:
    return FetchError(ErrorKind.BLOCKED_ADDRESS, message)
