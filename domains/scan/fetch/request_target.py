"""Decides which URLs may be requested: http and https, default ports, names that could be submitted."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from domains.scan import urls
from domains.scan.fetch.address_policy import AddressPolicy
from domains.scan.names import InvalidName, host_of
from domains.scan.report import ErrorKind, FetchError

LONGEST_URL = 8192
PORTS = {"http": 80, "https": 443}
# How the URL Standard writes one: lower case, a port only where it is not the scheme's own.
_PARTS = re.compile(r"(https?)://([^/@]*@)?(\[[^\]]*\]|[^/:]*)(?::(\d+))?(/[^#]*)")
# URLs that the standard certainly leaves unchanged; most URLs match.
_PLAIN = re.compile(r"(https?)://()((?:[a-z0-9]+[.\-]{1,2})+[a-z]+)()(/[\w\-.~!$&()*+,;=:@/?]*)", re.ASCII)
_ADDRESS_LIKE = re.compile(r":|\d$")
_SCHEME = re.compile(r"\s*([a-z][a-z0-9+.\-]*):", re.IGNORECASE)

_public_host = lru_cache(maxsize=1024)(host_of)


class Origin(NamedTuple):
    """Where a request is sent. ``host`` is ASCII; an IPv6 address has no brackets."""

    scheme: str  # "http" or "https"
    host: str
    port: int

    @property
    def authority(self) -> str:
        """Host and port as written in the Host header and in a URL."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


class Target(NamedTuple):
    """What is requested. ``url`` is complete, written as the standard requires, without user and fragment."""

    origin: Origin
    url: str


def parse_target(url: str, addresses: AddressPolicy) -> Target:
    """The target of a URL by the URL Standard, without user and fragment.

    The address of a name is checked when it is connected to. An IP address as host is accepted only if its
    network was explicitly allowed. Raises ``FetchError`` (blocked_address, bad_content).
    """
    if len(url) > LONGEST_URL:
        raise FetchError(ErrorKind.BAD_CONTENT, f"a URL of {len(url)} characters")
    found = (_PLAIN.fullmatch(url) if "/." not in url else None) or _PARTS.match(urls.resolve(url, url))
    if not found:
        raise _refusal(url)
    scheme, user, host, port, path = found.groups()
    if port and int(port) not in PORTS.values():
        raise _blocked(f"port {port} is not visited; only 80 and 443 are")
    origin = Origin(scheme, _host(user or "", host, addresses), int(port or PORTS[scheme]))
    return Target(origin, f"{scheme}://{origin.authority}{path}")


def redirect_target(url: str, location: str) -> str:
    """The target of a ``Location`` header (decoded as Latin-1) in a response from a URL. Raises
    ``FetchError``.
    """
    location = urls.as_utf8(location)
    found = urls.resolve(location, url)
    if not found:
        raise _refusal(location)
    return found


def _refusal(url: str) -> FetchError:
    """The error for a text that is not an http(s) URL."""
    scheme = _SCHEME.match(url)
    if scheme and scheme[1].lower() not in PORTS:
        return _blocked(f"{scheme[1][:20].lower()}: is not followed; only http and https are")
    return FetchError(ErrorKind.BAD_CONTENT, f"{url[:200]!r} is not a URL")


def _host(user: str, host: str, addresses: AddressPolicy) -> str:
    """The host to connect to. ``user`` is only checked, because it may be meant to mislead."""
    literal = host.strip("[]")
    if _ADDRESS_LIKE.search(literal) and addresses.allows(literal):
        return literal
    try:
        return _public_host(f"//{user}{host}")
    except InvalidName as error:
        raise _blocked(f"{host[:200] or 'no host'}: {error}") from None


def _blocked(message: str) -> FetchError:
    return FetchError(ErrorKind.BLOCKED_ADDRESS, message)
