"""The proxies for fetching, if any (``FETCH_PROXY``).

A proxy receives the address that was checked, never an unchecked name: by CONNECT, for http as for https, or
by SOCKS. If only the proxy can resolve names, it receives the names, and must itself block private addresses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from domains.scan.report import ErrorKind, FetchError

DEFAULT_PORTS = {"http": 3128, "https": 443, "socks5": 1080}
# libcurl's CURLPX_... codes for what a SOCKS proxy says of the host that it was to connect to.
_SOCKS_TARGET = frozenset({19, 21, 22, 24})  # refused, host unreachable, network unreachable, too far away
_CONNECT_TARGET = frozenset({502, 503, 504})  # what a CONNECT is answered with in those cases


class ProxyError(FetchError):
    """The proxy itself failed. This says nothing about the site."""

    def __init__(self, proxy: Proxy, reason: str) -> None:
        super().__init__(ErrorKind.CONNECT, f"the proxy {proxy.name} failed: {reason}", local=True)


@dataclass(frozen=True, slots=True)
class Proxy:
    scheme: str  # "http", "https" or "socks5"
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """The proxy for messages, without its password."""
        return f"{self.scheme}://{self._authority}"

    @property
    def curl_url(self) -> str:
        """The proxy for libcurl. "socks5h" prevents that libcurl itself resolves a name for the proxy."""
        return f"{'socks5h' if self.is_socks else self.scheme}://{self._authority}"

    @property
    def _authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def is_socks(self) -> bool:
        return self.scheme == "socks5"

    def target_failed(self, connect_status: int, socks_error: int) -> bool:
        """Whether the proxy reports that it could not reach the target.

        ``connect_status`` is the status of the response to CONNECT, ``socks_error`` libcurl's CURLPX code.
        """
        return socks_error in _SOCKS_TARGET if self.is_socks else connect_status in _CONNECT_TARGET


def parse_proxies(text: str) -> tuple[Proxy, ...]:
    """Read ``SCHEME://[USER:PASSWORD@]HOST[:PORT]``, comma-separated. Raises ``ValueError``."""
    return tuple(_parse(part.strip()) for part in text.split(",") if part.strip())


def _parse(text: str) -> Proxy:
    parts = urlsplit(text)
    shown = re.sub(r"//.*@", "//...@", text)
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or parts.path.strip("/"):
        raise ValueError(f"{shown!r} is not http://, https:// or socks5:// with a host")
    try:
        port = parts.port or DEFAULT_PORTS[parts.scheme]
    except ValueError:
        raise ValueError(f"{shown!r} has no proper port") from None
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Proxy(parts.scheme, parts.hostname, port, user, password)
