"""One libcurl handle: sends one request at a time, within limits, to checked addresses only.

A handle loads the certificate authorities at its first https connection (9 ms for the bundled ones) and keeps
them. Therefore handles are reused by later sessions. Connections, cookies, TLS sessions and fixed addresses
belong to the session's ``CurlShare`` and are discarded with it.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO

import pycurl

from domains.scan.fetch.proxies import Proxy
from domains.scan.fetch.resolver import SocketAddress
from domains.scan.fetch.response_head import Head, parse_head
from domains.scan.report import FetchError

MAX_CONNECTIONS = 8  # kept by one session
UNREAD_SECONDS = 0.25  # time limit of reading an unneeded body, so that its connection can be reused
# If a connection is closed while the server writes, some servers loop for ever (asyncio's TLS does). If
# nothing is read for a moment, its buffers are full, so it waits and notices the end.
FULL_BUFFER_SECONDS = 0.1
SUPPRESS_CONNECT_HEADERS = 265  # the libcurl option; pycurl has no name for it
REQUEST_TIMEOUT = 408
CHUNK_FRAMING = 6  # bytes, at least, around each chunk: very many small ones are to count
_BLANK = (b"\r\n", b"\n")
_ENDED_BY_TIME = (pycurl.E_OPERATION_TIMEDOUT, pycurl.E_ABORTED_BY_CALLBACK)
_ABORT = -1  # what a callback returns to end the transfer
_SHARED = (
    pycurl.LOCK_DATA_CONNECT,
    pycurl.LOCK_DATA_COOKIE,
    pycurl.LOCK_DATA_DNS,
    pycurl.LOCK_DATA_SSL_SESSION,
)


class AbortFlag:
    """Set by one thread and read very often by many; the method of an ``Event`` would cost more time."""

    __slots__ = ("set",)

    def __init__(self) -> None:
        self.set = False


def new_share() -> pycurl.CurlShare:
    """What the requests of one session share: connections, cookies, addresses and TLS sessions."""
    share = pycurl.CurlShare()
    for data in _SHARED:
        share.setopt(pycurl.SH_SHARE, data)
    return share


@dataclass(frozen=True, slots=True)
class BodyLimit:
    """How much of a body is accepted, in bytes as they are sent.

    A longer body ends the transfer: with a failure if ``strict``, otherwise the body is truncated. If
    ``needed`` is False, the body is read only so that its connection can be used again, and only for a
    moment.
    """

    size: int
    strict: bool = False
    needed: bool = True


@dataclass(slots=True)
class CurlRequest:
    """One request. Connections for the host of ``url`` go only to ``addresses``; any of them may be tried.

    Without addresses, the proxy receives the name. ``deadline`` is a time.monotonic(), ``connect_timeout`` in
    seconds, ``allowance`` in bytes of body and framing. ``body_limit`` is called when the response head has
    arrived; the transfer ends with the exception that it raises.
    """

    url: str
    host: str
    port: int
    addresses: Sequence[SocketAddress]
    headers: list[bytes]
    deadline: float
    connect_timeout: float
    allowance: int
    body_limit: Callable[[Head], BodyLimit]
    body: bytes | None = None
    proxy_addresses: Sequence[SocketAddress] = ()


@dataclass(slots=True)
class Transfer:
    """The result of a request. ``head`` is None if no complete response head arrived.

    ``error`` is libcurl's code and message if the transfer failed; ``refusal`` is the reason if we ended it.
    ``connected``: the connection was ready for the request, TLS included; ``address`` is its remote address.
    After a failure: ``errno``, the proxy's status for CONNECT, and libcurl's CURLPX code.
    """

    head: Head | None = None
    body: BytesIO = field(default_factory=BytesIO)
    framing: int = 0  # bytes that arrived beside the body, at a guess
    cut: bool = False  # the body was longer than its limit
    error: tuple[int, str] | None = None
    refusal: FetchError | None = None
    connected: bool = False
    reused: bool = False  # the connection was a kept one
    address: str = ""
    proxy_reached: bool = False
    errno: int = 0
    connect_status: int = 0
    socks_error: int = 0


class CurlHandle:
    """Not thread-safe, except ``shut_down``. ``abort`` ends a request in progress within a second."""

    def __init__(self, ca_file: str, proxy: Proxy | None, abort: AbortFlag) -> None:
        self._abort = abort
        self._proxy = proxy
        self._curl = pycurl.Curl()
        self._sockets: list[socket.socket] = []
        self._lines: list[bytes] = []
        self._headers: list[bytes] = []
        self._pinned: tuple[str, int, Sequence[SocketAddress]] | None = None
        self._posted = False
        self._configure(ca_file)
        self._use_proxy(proxy)
        self._begin(None)

    def attach(self, share: pycurl.CurlShare) -> None:
        self._curl.setopt(pycurl.SHARE, share)

    def detach(self) -> None:
        """Detach from the session's share, and discard the last response."""
        self._curl.unsetopt(pycurl.SHARE)
        self._pinned = None
        self._begin(None)

    def close(self) -> None:
        self._curl.close()

    def shut_down(self) -> None:
        """End any wait for a connection. May be called from any thread."""
        for opened in tuple(self._sockets):
            with suppress(OSError):  # closed meanwhile, or not connected yet
                opened.shutdown(socket.SHUT_RDWR)

    def cookies(self) -> int:
        """How many cookies the session has."""
        return len(self._curl.getinfo(pycurl.INFO_COOKIELIST))

    def forget_cookies(self) -> None:
        self._curl.setopt(pycurl.COOKIELIST, "ALL")

    def perform(self, request: CurlRequest) -> Transfer:
        """Send a request and receive its response."""
        transfer = self._begin(request)
        left = request.deadline - time.monotonic()
        if self._abort.set or left <= 0:
            transfer.error = (pycurl.E_OPERATION_TIMEDOUT, "no time left")
            return transfer
        self._set_request(request, left)
        try:
            self._curl.perform()
        except pycurl.error as error:
            transfer.error = error.args[:2]
        finally:
            self._close_sockets()
        if transfer.head is None and not transfer.refusal:
            self._take_head()
        if transfer.head and (transfer.cut or self._has_what_is_needed(transfer)):
            transfer.error = None
        elif transfer.error:
            self._note_failure()
        if transfer.head and transfer.head.status == REQUEST_TIMEOUT:
            transfer.reused = self._curl.getinfo(pycurl.NUM_CONNECTS) == 0
        return transfer

    def _begin(self, request: CurlRequest | None) -> Transfer:
        self._request = request
        self._permitted: Sequence[SocketAddress] = ()
        if request:
            self._permitted = request.proxy_addresses if self._proxy else request.addresses
        self._lines.clear()
        self._limit: BodyLimit | None = None
        self._unread_until = 0.0
        self._transfer = Transfer()
        return self._transfer

    def _configure(self, ca_file: str) -> None:
        curl, options = self._curl, pycurl
        for option, value in (
            (options.NOSIGNAL, 1),
            (options.NOPROGRESS, 0),
            (options.PROTOCOLS, options.PROTO_HTTP | options.PROTO_HTTPS),
            (options.HTTP_VERSION, options.CURL_HTTP_VERSION_2TLS),
            (options.HTTP_CONTENT_DECODING, 0),  # see response_body
            (options.PATH_AS_IS, 1),
            (options.COOKIEFILE, ""),  # keep cookies; set once, since libcurl appends to a list of files
            (options.MAXCONNECTS, MAX_CONNECTIONS),
            (options.CAINFO, ca_file),
            (options.PROXY_CAINFO, ca_file),
            (options.PROXY, ""),  # nor the environment's
            (options.NOPROXY, ""),
            (SUPPRESS_CONNECT_HEADERS, 1),
            (options.OPENSOCKETFUNCTION, self._open_socket),
            (options.PREREQFUNCTION, self._check_connection),
            (options.HEADERFUNCTION, self._lines.append),
            (options.WRITEFUNCTION, self._take_body),
            (options.XFERINFOFUNCTION, self._check_progress),
        ):
            curl.setopt(option, value)

    def _use_proxy(self, proxy: Proxy | None) -> None:
        if proxy is None:
            return
        self._curl.setopt(pycurl.PROXY, proxy.curl_url)
        if not proxy.is_socks:
            self._curl.setopt(pycurl.HTTPPROXYTUNNEL, 1)
        if proxy.user:
            self._curl.setopt(pycurl.PROXYUSERNAME, proxy.user)
            self._curl.setopt(pycurl.PROXYPASSWORD, proxy.password)

    def _set_request(self, request: CurlRequest, left: float) -> None:
        curl = self._curl
        curl.setopt(pycurl.URL, request.url)
        curl.setopt(pycurl.TIMEOUT_MS, int(left * 1000) or 1)
        curl.setopt(pycurl.CONNECTTIMEOUT_MS, int(min(left, request.connect_timeout) * 1000) or 1)
        if request.headers is not self._headers:
            self._headers = request.headers
            curl.setopt(pycurl.HTTPHEADER, request.headers)
        if request.body is not None:
            curl.setopt(pycurl.POST, 1)
            curl.setopt(pycurl.POSTFIELDS, request.body)
        elif self._posted:
            curl.setopt(pycurl.HTTPGET, 1)
        self._posted = request.body is not None
        if self._pinned != (request.host, request.port, request.addresses):
            self._pinned = (request.host, request.port, request.addresses)
            self._pin(request)

    def _pin(self, request: CurlRequest) -> None:
        """Make libcurl connect to the given addresses, without resolving names itself."""
        host = _bracketed(request.host)
        redirection = ""
        if self._proxy is not None:
            pins = _pinned(self._proxy.host, request.proxy_addresses)
            if request.addresses:
                address, port = request.addresses[0]
                redirection = f"{host}:{request.port}:{_bracketed(address)}:{port}"
        else:
            port = request.addresses[0][1]
            pins = _pinned(request.host, request.addresses)
            if port != request.port:
                redirection = f"{host}:{request.port}:{host}:{port}"
        self._curl.setopt(pycurl.RESOLVE, [pins])
        self._curl.setopt(pycurl.CONNECT_TO, [redirection] if redirection else [])

    def _open_socket(self, _purpose: int, wanted: tuple[int, int, int, SocketAddress]) -> object:
        """Called before a connection is opened.

        Allows only the addresses that were checked for this request.
        """
        family, kind, protocol, address = wanted
        if address[:2] not in self._permitted or self._abort.set:
            return pycurl.SOCKET_BAD
        try:
            opened = socket.socket(family, kind, protocol)
        except OSError as error:
            self._transfer.errno = error.errno or 0
            return pycurl.SOCKET_BAD
        self._sockets.append(opened)  # libcurl uses a duplicate
        return opened

    def _check_connection(self, address: str, _local: str, port: int, _local_port: int) -> int:
        """Called when a connection, new or reused, is ready for the request. Checks its address again."""
        self._transfer.connected = (address, port) in self._permitted
        self._transfer.address = address
        return int(pycurl.PREREQFUNC_OK if self._transfer.connected else pycurl.PREREQFUNC_ABORT)

    def _close_sockets(self) -> None:
        for opened in self._sockets:
            opened.close()
        self._sockets.clear()

    def _take_head(self) -> bool:
        """Read the head, if it has arrived, and decide about the body. Returns whether to continue."""
        transfer, request = self._transfer, self._request
        transfer.head = head = parse_head(self._lines)
        if head is None or request is None:
            return True
        try:
            self._limit = limit = request.body_limit(head)
        except FetchError as refusal:
            transfer.refusal = refusal.with_traceback(None)  # which would refer to this transfer
            return False
        if not limit.needed:
            self._unread_until = time.monotonic() + UNREAD_SECONDS
            # Some servers end an idle connection like this: nothing more can be read from it.
            transfer.cut = head.status == REQUEST_TIMEOUT or (head.length or 0) > limit.size
        return not transfer.cut

    def _take_body(self, data: bytes) -> int | None:
        transfer = self._transfer
        if transfer.head is None and not self._take_head():
            return _ABORT
        limit, request = self._limit, self._request
        if limit is None or request is None:
            return _ABORT
        transfer.framing += CHUNK_FRAMING
        room = min(limit.size, request.allowance - transfer.framing) - transfer.body.tell()
        if len(data) <= room:
            transfer.body.write(data)
            return None
        transfer.body.write(data[: max(room, 0)])
        transfer.cut = not limit.strict
        time.sleep(FULL_BUFFER_SECONDS)
        return _ABORT

    def _check_progress(self, *_: int) -> int:
        """Called repeatedly, at least once a second. Returns whether to end the transfer."""
        if self._abort.set:
            return 1
        if self._unread_until:
            self._transfer.cut |= time.monotonic() > self._unread_until
            return int(self._transfer.cut)
        if self._transfer.head is None and self._lines and self._lines[-1] in _BLANK:
            return int(not self._take_head())
        return 0

    def _has_what_is_needed(self, transfer: Transfer) -> bool:
        """Whether only the end of a body is missing or broken that is not needed, as that of a redirect."""
        in_time = transfer.error is None or transfer.error[0] not in _ENDED_BY_TIME
        return self._limit is not None and not self._limit.needed and in_time

    def _note_failure(self) -> None:
        transfer, info = self._transfer, self._curl.getinfo
        transfer.errno = transfer.errno or info(pycurl.OS_ERRNO)
        transfer.proxy_reached = info(pycurl.CONNECT_TIME_T) > 0
        transfer.connect_status = info(pycurl.HTTP_CONNECTCODE)
        transfer.socks_error = info(pycurl.PROXY_ERROR)


def _pinned(host: str, addresses: Sequence[SocketAddress]) -> str:
    return f"{_bracketed(host)}:{addresses[0][1]}:" + ",".join(
        _bracketed(address) for address, _ in addresses
    )


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address
