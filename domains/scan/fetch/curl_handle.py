"""One libcurl handle: a request at a time, within a deadline and an allowance, to checked addresses only.

A handle loads the certificate authorities at its first https connection (9 ms for the bundled ones) and
keeps them, so handles are used again by one session after the other. Connections, cookies, TLS sessions
and pinned addresses belong to the session's ``CurlShare`` and end with it.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO

import pycurl

from domains.scan.fetch.proxies import Proxy
from domains.scan.fetch.resolver import SocketAddress
from domains.scan.fetch.response_head import Head, parse_head

MAX_CONNECTIONS = 8  # kept by one session
MAX_HEAD_LINES = 1000
UNREAD_SECONDS = 0.25  # how long a body that nobody needs may take, for its connection to be used again
SUPPRESS_CONNECT_HEADERS = 265  # the libcurl option; pycurl has no name for it
_ABORT = -1  # what a callback returns to end the transfer
_SHARED = (
    pycurl.LOCK_DATA_CONNECT,
    pycurl.LOCK_DATA_COOKIE,
    pycurl.LOCK_DATA_DNS,
    pycurl.LOCK_DATA_SSL_SESSION,
)


def new_share() -> pycurl.CurlShare:
    """What the requests of one session have in common."""
    share = pycurl.CurlShare()
    for data in _SHARED:
        share.setopt(pycurl.SH_SHARE, data)
    return share


@dataclass(frozen=True, slots=True)
class BodyLimit:
    """How much of a body is taken, in bytes as they are sent.

    What goes beyond ends the transfer. ``needed`` False: the body is only read for its connection to be
    used again, and not waited for.
    """

    size: int
    needed: bool = True


@dataclass(slots=True)
class CurlRequest:
    """One request. ``url``'s host is connected to at ``addresses`` only, any of which may be tried.

    Without addresses, a proxy is given the name. ``deadline`` is a time.monotonic(), ``connect_timeout``
    in seconds; ``allowance`` in bytes, for heads and body together. ``body_limit`` is asked once the head
    is there, and may raise what the transfer is to end with.
    """

    url: str
    host: str
    port: int
    addresses: Sequence[SocketAddress]
    headers: list[str]
    deadline: float
    connect_timeout: float
    allowance: int
    body_limit: Callable[[Head], BodyLimit]
    body: bytes | None = None
    proxy_addresses: Sequence[SocketAddress] = ()


@dataclass(slots=True)
class Transfer:
    """What came of a request. ``head`` is None where none came whole.

    ``error`` is libcurl's code and message, where the transfer failed; ``refusal`` is why we ended it.
    ``connected``: the connection was ready for the request, TLS included.
    """

    head: Head | None = None
    body: BytesIO = field(default_factory=BytesIO)
    received: int = 0
    cut: bool = False  # the body was longer than its limit
    error: tuple[int, str] | None = None
    refusal: Exception | None = None
    connected: bool = False
    address: str = ""
    errno: int = 0
    connect_status: int = 0
    socks_error: int = 0


class CurlHandle:
    """Not thread-safe, but for the event ``aborted``, which ends what is under way within a second."""

    def __init__(self, ca_file: str, proxy: Proxy | None, aborted: threading.Event) -> None:
        self._aborted = aborted
        self._curl = pycurl.Curl()
        self._sockets: list[socket.socket] = []
        self._configure(ca_file)
        self._use_proxy(proxy, ca_file)
        self._proxy = proxy

    def attach(self, share: pycurl.CurlShare) -> None:
        self._curl.setopt(pycurl.SHARE, share)

    def detach(self) -> None:
        """Leave the session's share, and forget its last answer."""
        self._curl.unsetopt(pycurl.SHARE)
        self._begin(None)

    def close(self) -> None:
        self._curl.close()

    def cookies(self) -> int:
        """How many cookies the session has."""
        return len(self._curl.getinfo(pycurl.INFO_COOKIELIST))

    def forget_cookies(self) -> None:
        self._curl.setopt(pycurl.COOKIELIST, "ALL")

    def perform(self, request: CurlRequest) -> Transfer:
        """Send a request and take its answer."""
        self._begin(request)
        transfer = self._transfer
        if self._aborted.is_set() or request.deadline <= time.monotonic():
            transfer.error = (pycurl.E_OPERATION_TIMEDOUT, "no time left")
            return transfer
        self._set_request(request)
        try:
            self._curl.perform()
        except pycurl.error as error:
            code, message = error.args
            if not transfer.cut:
                transfer.error = (code, message)
        finally:
            self._close_sockets()
        self._note(transfer)
        return transfer

    def _begin(self, request: CurlRequest | None) -> None:
        self._request = request
        self._transfer = Transfer()
        self._lines: list[bytes] = []
        self._limit: BodyLimit | None = None
        self._unread_until = 0.0

    def _configure(self, ca_file: str) -> None:
        curl, options = self._curl, pycurl
        for option, value in (
            (options.NOSIGNAL, 1),
            (options.NOPROGRESS, 0),
            (options.PROTOCOLS, options.PROTO_HTTP | options.PROTO_HTTPS),
            (options.HTTP_VERSION, options.CURL_HTTP_VERSION_2TLS),
            (options.HTTP_CONTENT_DECODING, 0),  # see response_body
            (options.PATH_AS_IS, 1),
            (options.MAXCONNECTS, MAX_CONNECTIONS),
            (options.CAINFO, ca_file),
            (options.PROXY_CAINFO, ca_file),
            (options.PROXY, ""),  # nor the environment's
            (options.NOPROXY, ""),
            (SUPPRESS_CONNECT_HEADERS, 1),
            (options.OPENSOCKETFUNCTION, self._open_socket),
            (options.HEADERFUNCTION, self._take_header),
            (options.WRITEFUNCTION, self._take_body),
            (options.XFERINFOFUNCTION, self._go_on),
        ):
            curl.setopt(option, value)

    def _use_proxy(self, proxy: Proxy | None, ca_file: str) -> None:
        if proxy is None:
            return
        self._curl.setopt(pycurl.PROXY, proxy.name)
        if not proxy.is_socks:
            self._curl.setopt(pycurl.HTTPPROXYTUNNEL, 1)
        if proxy.user:
            self._curl.setopt(pycurl.PROXYUSERNAME, proxy.user)
            self._curl.setopt(pycurl.PROXYPASSWORD, proxy.password)

    def _set_request(self, request: CurlRequest) -> None:
        curl = self._curl
        left = request.deadline - time.monotonic()
        curl.setopt(pycurl.URL, request.url)
        curl.setopt(pycurl.HTTPHEADER, request.headers)
        curl.setopt(pycurl.TIMEOUT_MS, max(1, int(left * 1000)))
        curl.setopt(pycurl.CONNECTTIMEOUT_MS, max(1, int(min(left, request.connect_timeout) * 1000)))
        if request.body is None:
            curl.setopt(pycurl.HTTPGET, 1)
        else:
            curl.setopt(pycurl.POST, 1)
            curl.setopt(pycurl.POSTFIELDS, request.body)
        self._pin(request)

    def _pin(self, request: CurlRequest) -> None:
        """Let libcurl resolve nothing: it connects to the addresses given here."""
        host = _bracketed(request.host)
        pins, redirection = [], ""
        if self._proxy is not None:
            pins = [_pinned(self._proxy.host, request.proxy_addresses)]
            if request.addresses:
                address, port = request.addresses[0]
                redirection = f"{host}:{request.port}:{_bracketed(address)}:{port}"
        else:
            port = request.addresses[0][1]
            pins = [_pinned(request.host, request.addresses)]
            if port != request.port:
                redirection = f"{host}:{request.port}:{host}:{port}"
        self._curl.setopt(pycurl.RESOLVE, pins)
        self._curl.setopt(pycurl.CONNECT_TO, [redirection] if redirection else [])

    def _open_socket(self, purpose: int, wanted: tuple[int, int, int, SocketAddress]) -> object:
        """Called where a connection is about to be opened: only to what was checked for this request."""
        request = self._request
        family, kind, protocol, address = wanted
        permitted = request and (request.proxy_addresses if self._proxy else request.addresses)
        if not permitted or address[:2] not in permitted:
            return pycurl.SOCKET_BAD
        try:
            opened = socket.socket(family, kind, protocol)
        except OSError as error:
            self._transfer.errno = error.errno or 0
            return pycurl.SOCKET_BAD
        self._sockets.append(opened)  # libcurl uses a duplicate
        return opened

    def _close_sockets(self) -> None:
        for opened in self._sockets:
            opened.close()
        self._sockets.clear()

    def _take_header(self, line: bytes) -> int | None:
        transfer = self._transfer
        if not self._count(len(line)):
            return _ABORT
        if line.startswith(b"HTTP/"):
            self._lines.clear()  # of an interim answer
        if line.strip(b"\r\n") or transfer.head:  # what follows the head are trailers
            self._lines.append(line)
            return None
        return self._take_head()

    def _take_head(self) -> int | None:
        if not self._lines:
            return _ABORT
        head = parse_head(self._lines)
        if head.status < 200:
            return None
        assert self._request is not None  # noqa: S101  there is none between requests only
        self._transfer.head = head
        try:
            self._limit = self._request.body_limit(head)
        except Exception as refusal:
            self._transfer.refusal = refusal
            return _ABORT
        if not self._limit.needed:
            self._unread_until = time.monotonic() + UNREAD_SECONDS
            if (head.length or 0) > self._limit.size:
                return self._cut()
        return None

    def _take_body(self, data: bytes) -> int | None:
        transfer, limit = self._transfer, self._limit
        if limit is None or not self._count(len(data)):
            return _ABORT
        size = transfer.body.tell() + len(data)
        if size > limit.size:
            transfer.body.write(data[: limit.size - size])
            return self._cut()
        transfer.body.write(data)
        return None

    def _count(self, received: int) -> bool:
        """Take what has arrived off the allowance; whether it lasts."""
        self._transfer.received += received
        assert self._request is not None  # noqa: S101
        if self._transfer.received <= self._request.allowance and len(self._lines) <= MAX_HEAD_LINES:
            return True
        return False

    def _cut(self) -> int:
        self._transfer.cut = True
        return _ABORT

    def _go_on(self, *_: int) -> int:
        """Called again and again, at least once a second: whether to go on (0)."""
        if self._aborted.is_set():
            return 1
        if self._unread_until and time.monotonic() > self._unread_until:
            self._transfer.cut = True
            return 1
        return 0

    def _note(self, transfer: Transfer) -> None:
        info = self._curl.getinfo
        transfer.connected = info(pycurl.PRETRANSFER_TIME_T) > 0
        transfer.address = info(pycurl.PRIMARY_IP)
        if transfer.error:
            transfer.errno = transfer.errno or info(pycurl.OS_ERRNO)
            transfer.connect_status = info(pycurl.HTTP_CONNECTCODE)
            transfer.socks_error = info(pycurl.PROXY_ERROR)


def _pinned(host: str, addresses: Sequence[SocketAddress]) -> str:
    return f"{_bracketed(host)}:{addresses[0][1]}:" + ",".join(_bracketed(address) for address, _ in addresses)


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address
