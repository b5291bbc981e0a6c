"""Connections that go to checked addresses only and never outlast their deadline.

Built into ``requests``' own adapter: urllib3's connections are given a socket that we opened, to the very
address that was checked, and whose every read and write gets the time that is left of the page, so that a
server which sends a byte a second gains nothing. TLS is checked against the name, not the address.
"""

from __future__ import annotations

import errno
import socket
import ssl
import time
import weakref
from functools import partial
from typing import Any

import certifi
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.poolmanager import PoolManager

from domains.scan.report import ErrorKind, FetchError
from domains.scan.resolver import Resolver

_LOCAL_ERRORS = {errno.ENETUNREACH, errno.ENETDOWN, errno.EMFILE, errno.ENFILE, errno.EADDRNOTAVAIL}
_SHORTEST = 0.001  # seconds; 0 would make a socket non-blocking


class Link:
    """What a session's connections share: resolver, deadline, and whether a request was under way.

    A session belongs to one thread, except for ``abort``, which any thread may call.
    """

    def __init__(self, resolver: Resolver, connect_timeout: float) -> None:
        self.resolver = resolver
        self.connect_timeout = connect_timeout
        self.deadline = float("inf")  # by time.monotonic()
        self.connected = False
        self.address = ""
        self.aborted = False
        self._checked: dict[tuple[str, int], list[tuple[str, int]]] = {}
        self._open: weakref.WeakSet[socket.socket] = weakref.WeakSet()

    def remaining(self) -> float:
        """Seconds left; raises ``TimeoutError`` when none are."""
        left = self.deadline - time.monotonic()
        if left <= 0 or self.aborted:
            raise TimeoutError("the page's time is over")
        return max(left, _SHORTEST)

    def connect(self, host: str, port: int) -> DeadlineSocket:
        """A connection to a checked address of the host. Raises ``FetchError``."""
        self.connected = False
        self.address = ""
        limit = time.monotonic() + self.connect_timeout
        key = (host, port)
        if key not in self._checked:  # a scan asks once: the answer that was checked is the one that is used
            self._checked[key] = self.resolver.addresses(
                host, port, min(self.connect_timeout, self.remaining())
            )
        error: OSError | None = None
        for address, to_port in self._checked[key]:
            try:
                return self._open_socket(address, to_port, limit)
            except OSError as failure:
                error = failure
        raise _connect_error(host, port, error)

    def _open_socket(self, address: str, port: int, limit: float) -> DeadlineSocket:
        left = min(self.remaining(), max(limit - time.monotonic(), _SHORTEST))
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        opened = DeadlineSocket(family, socket.SOCK_STREAM)
        try:
            opened.settimeout(left)
            opened.connect((address, port))
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except BaseException:
            opened.close()
            raise
        opened.link = self
        self.address = address
        self._open.add(opened)
        return opened

    def watch(self, opened: DeadlineTLSSocket) -> None:
        """TLS has taken over the connection."""
        opened.link = self
        self._open.add(opened)

    def abort(self) -> None:
        """Wake every read and write of this session with an error."""
        self.aborted = True
        for opened in list(self._open):
            try:
                socket.socket.shutdown(opened, socket.SHUT_RDWR)
            except OSError:
                continue  # closed already: nothing waits on it


class DeadlineSocket(socket.socket):
    """A socket whose reads and writes are given the time that is left of the page."""

    link: Link

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        self.settimeout(self.link.remaining())
        return super().recv_into(*args, **kwargs)

    def sendall(self, *args: Any, **kwargs: Any) -> None:
        self.settimeout(self.link.remaining())
        super().sendall(*args, **kwargs)


class DeadlineTLSSocket(ssl.SSLSocket):
    """The same over TLS."""

    link: Link

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        self.settimeout(self.link.remaining())
        return super().recv_into(*args, **kwargs)

    def sendall(self, *args: Any, **kwargs: Any) -> None:
        self.settimeout(self.link.remaining())
        super().sendall(*args, **kwargs)


class _Connection(HTTPConnection):
    def __init__(self, *args: Any, link: Link, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.link = link

    def _new_conn(self) -> socket.socket:
        return self.link.connect(self._dns_host, self.port)

    def connect(self) -> None:
        super().connect()
        self.link.connected = True


class _TLSConnection(HTTPSConnection):
    def __init__(self, *args: Any, link: Link, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.link = link

    def _new_conn(self) -> socket.socket:
        opened = self.link.connect(self._dns_host, self.port)
        opened.settimeout(min(self.link.remaining(), self.link.connect_timeout))  # the handshake's
        return opened

    def connect(self) -> None:
        super().connect()
        assert isinstance(self.sock, DeadlineTLSSocket)  # noqa: S101  the context makes no other
        self.link.watch(self.sock)
        self.link.connected = True


class _Pools(PoolManager):
    """Pools whose connections are ours."""

    link: Link

    def _new_pool(self, scheme: str, *args: Any, **kwargs: Any) -> HTTPConnectionPool:
        pool = super()._new_pool(scheme, *args, **kwargs)
        connection = _TLSConnection if scheme == "https" else _Connection
        pool.ConnectionCls = partial(connection, link=self.link)  # type: ignore[assignment]
        return pool


class GuardedAdapter(HTTPAdapter):
    """``requests``' adapter over guarded connections; one for each session."""

    def __init__(self, link: Link, tls: ssl.SSLContext) -> None:
        self.link = link
        self.tls = tls
        super().__init__(pool_connections=8, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **_: Any) -> None:
        self.poolmanager = _Pools(num_pools=connections, maxsize=maxsize, block=block, ssl_context=self.tls)
        self.poolmanager.link = self.link

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Leave the certificate check to the context: requests would load the authorities each time."""


def tls_context(ca_bundle: str) -> ssl.SSLContext:
    """One context for all: loading the authorities takes longer than a page."""
    context = ssl.create_default_context(cafile=ca_bundle or certifi.where())
    context.sslsocket_class = DeadlineTLSSocket
    return context


def _connect_error(host: str, port: int, error: OSError | None) -> FetchError:
    if isinstance(error, TimeoutError):
        return FetchError(ErrorKind.TIMEOUT, f"{host}: no connection to port {port} in time", unsent=True)
    local = error is not None and error.errno in _LOCAL_ERRORS
    reason = (error.strerror or str(error)) if error else "it has no address"
    return FetchError(ErrorKind.CONNECT, f"{host}, port {port}: {reason}", unsent=True, local=local)
