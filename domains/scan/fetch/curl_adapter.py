"""An adapter of ``requests`` that sends prepared requests with libcurl to checked addresses.

One adapter belongs to one session, in one thread. It follows no redirects and sends each request once. If a
proxy fails, it sends the request again through the next proxy.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import chain, count
from typing import Any

import pycurl
from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from domains.scan.fetch import exception_mapping
from domains.scan.fetch.address_limiter import AddressLimiter
from domains.scan.fetch.curl_handle import AbortFlag, BodyLimit, CurlHandle, CurlRequest, Transfer, new_share
from domains.scan.fetch.proxies import Proxy, ProxyError
from domains.scan.fetch.request_target import Origin, Target, parse_target
from domains.scan.fetch.resolver import Resolver, SocketAddress
from domains.scan.fetch.response_body import raw_body
from domains.scan.fetch.response_head import Head
from domains.scan.report import ErrorKind, FetchError

MAX_COOKIES = 60  # of a session; one that sets more loses them all


class GuardedRequest(PreparedRequest):
    """A prepared request to a permitted target; ``body_limit`` as in ``CurlRequest``."""

    def __init__(self, target: Target, body_limit: Callable[[Head], BodyLimit]) -> None:
        super().__init__()
        self.target = target
        self.body_limit = body_limit
        self.url = target.url


class CurlPool:
    """The handles, proxies and resolver that the sessions of one run share. Thread-safe."""

    def __init__(
        self,
        resolver: Resolver,
        limiter: AddressLimiter,
        ca_file: str,
        proxies: Sequence[Proxy] = (),
        *,
        proxy_resolves: bool = False,
    ) -> None:
        self.resolver = resolver
        self.limiter = limiter
        self.proxies = tuple(proxies)
        self.proxy_resolves = proxy_resolves and bool(proxies)
        self.abort = AbortFlag()
        self._ca_file = ca_file
        self._turn = count()
        self._idle: defaultdict[Proxy | None, list[CurlHandle]] = defaultdict(list)
        self._busy: set[CurlHandle] = set()
        self._lock = threading.Lock()

    def next_proxies(self) -> list[Proxy | None]:
        """The proxies in the order in which a new session tries them; [None] if there are none."""
        if not self.proxies:
            return [None]
        first = next(self._turn) % len(self.proxies)
        return [*self.proxies[first:], *self.proxies[:first]]

    def take(self, proxy: Proxy | None) -> CurlHandle:
        with self._lock:
            idle = self._idle[proxy]
            handle = idle.pop() if idle else CurlHandle(self._ca_file, proxy, self.abort)
            self._busy.add(handle)
        return handle

    def put_back(self, proxy: Proxy | None, handle: CurlHandle) -> None:
        with self._lock:
            self._busy.discard(handle)
            if not self.abort.set:
                self._idle[proxy].append(handle)
                return
        handle.close()

    def close(self) -> None:
        """End every request in progress and close the handles; those in use are closed when put back."""
        with self._lock:
            self.abort.set = True
            for handle in self._busy:
                handle.shut_down()
            for handle in chain.from_iterable(self._idle.values()):
                handle.close()
            self._idle.clear()


class CurlAdapter(BaseAdapter):
    """Keeps connections, cookies and resolved addresses until ``close``. Other sessions cannot use them."""

    def __init__(self, pool: CurlPool, connect_timeout: float) -> None:
        super().__init__()
        self.connected = False  # whether the newest request's connection was ready for it
        self.address = ""  # where the newest request went
        self._pool = pool
        self._connect_timeout = connect_timeout
        self._deadline = 0.0
        self._allowance = 0
        self._headers: CaseInsensitiveDict[str] | None = None
        self._lines: list[bytes] = []
        self._share: pycurl.CurlShare | None = None
        self._handle: CurlHandle | None = None
        self._proxies = pool.next_proxies()
        self._acquired: str | None = None  # of the limiter, for the first address that is connected to
        self._addresses: dict[tuple[str, int], list[SocketAddress]] = {}

    def begin(self, deadline: float, allowance: int) -> None:
        """Start a page that must end before ``deadline``. At most ``allowance`` bytes may arrive in total."""
        self._deadline = deadline
        self._allowance = allowance

    def send(self, request: PreparedRequest, *_: Any, **__: Any) -> Response:
        """Send a request. The options of the pool and the session apply; those of this call are ignored.

        Raises ``FetchError``, and ``AddressBusy`` if there are too many sessions at the first address.
        """
        self.connected = False
        guarded = self._guarded(request)
        while True:
            try:
                return self._send(guarded)
            except ProxyError:
                self._leave_handle()
                if len(self._proxies) == 1:
                    raise
                del self._proxies[0]

    def close(self) -> None:
        """Close everything that the session has open, and release its address for other sessions."""
        self._leave_handle()
        if self._share is not None:
            self._share.close()
            self._share = None
        if self._acquired is not None:
            self._pool.limiter.release(self._acquired)
            self._acquired = None

    def _guarded(self, request: PreparedRequest) -> GuardedRequest:
        if isinstance(request, GuardedRequest):
            return request
        target = parse_target(request.url or "", self._pool.resolver.policy)
        allowance = BodyLimit(self._allowance)
        guarded = GuardedRequest(target, lambda _: allowance)
        guarded.__dict__.update(request.__dict__)
        return guarded

    def _send(self, request: GuardedRequest) -> Response:
        started = time.monotonic()
        origin = request.target.origin
        addresses = self._resolve(origin)
        transfer = self._perform(self._curl_request(request, addresses))
        self._allowance -= transfer.body.tell() + transfer.framing
        self.connected = transfer.connected
        self.address = transfer.address
        if transfer.head is None or transfer.error or transfer.refusal:
            raise exception_mapping.transfer_error(origin, transfer, addresses, self._proxies[0])
        if transfer.head.cookies:
            self._bound_cookies()
        return self._response(request, transfer.head, transfer, started)

    def _curl_request(self, request: GuardedRequest, addresses: list[SocketAddress]) -> CurlRequest:
        proxy, body = self._proxies[0], request.body
        target = request.target
        return CurlRequest(
            url=target.url,
            host=target.origin.host,
            port=target.origin.port,
            addresses=addresses,
            headers=self._header_lines(request.headers),
            deadline=self._deadline,
            connect_timeout=self._connect_timeout,
            allowance=self._allowance,
            body_limit=request.body_limit,
            body=body.encode() if isinstance(body, str) else body,
            proxy_addresses=self._resolve_proxy(proxy) if proxy else (),
        )

    def _header_lines(self, headers: CaseInsensitiveDict[str]) -> list[bytes]:
        """As libcurl takes them. Most requests of a session have the same."""
        if headers is not self._headers:
            lines = [f"{name}: {_text(value)}" for name, value in headers.items()]
            try:
                self._lines = [line.encode("latin-1") for line in lines]
            except UnicodeEncodeError as error:
                raise FetchError(ErrorKind.BAD_CONTENT, f"a header that cannot be sent: {error}") from error
            self._headers = headers
        return self._lines

    def _perform(self, request: CurlRequest) -> Transfer:
        """Perform a request. libcurl tries all addresses; with a proxy, they are tried one by one.

        If a server closes a reused connection with a 408, that is not the response: the request is sent
        again.
        """
        handle = self._handle or self._take_handle()
        proxy = self._proxies[0]
        if proxy is None:
            transfer = handle.perform(request)
            return handle.perform(request) if transfer.reused else transfer
        for address in tuple(request.addresses) or (("", 0),):
            request.addresses = [address] if address[0] else []
            transfer = handle.perform(request)
            transfer.address = address[0]
            if not (transfer.error and proxy.target_failed(transfer.connect_status, transfer.socks_error)):
                break
        return transfer

    def _take_handle(self) -> CurlHandle:
        if self._share is None:
            self._share = new_share()
        self._handle = self._pool.take(self._proxies[0])
        self._handle.attach(self._share)
        return self._handle

    def _leave_handle(self) -> None:
        if self._handle is not None:
            self._handle.detach()
            self._pool.put_back(self._proxies[0], self._handle)
            self._handle = None

    def _resolve(self, origin: Origin) -> list[SocketAddress]:
        """The checked addresses; empty if only the proxy can resolve names.

        They are looked up once in a session, because a later look-up could return addresses that were not
        checked.
        """
        key = (origin.host, origin.port)
        if self._pool.proxy_resolves and origin.host not in self._pool.resolver.hosts:
            return []
        if key not in self._addresses:
            timeout = max(0.001, min(self._connect_timeout, self._deadline - time.monotonic()))
            self._addresses[key] = self._pool.resolver.resolve(*key, timeout)
        found = self._addresses[key]
        if self._acquired is None:
            self._acquired = self._pool.limiter.acquire(found[0][0])
        return found

    def _resolve_proxy(self, proxy: Proxy) -> list[SocketAddress]:
        """The addresses of a proxy. It is trusted, so it may be in a private network."""
        key = (proxy.name, proxy.port)
        if key not in self._addresses:
            try:
                found = self._pool.resolver.look_up(proxy.host, self._connect_timeout)
            except FetchError as error:
                raise ProxyError(proxy, str(error)) from error
            self._addresses[key] = [(address, proxy.port) for address in found]
        return self._addresses[key]

    def _bound_cookies(self) -> None:
        assert self._handle is not None  # noqa: S101  it has just been used
        if self._handle.cookies() > MAX_COOKIES:
            self._handle.forget_cookies()

    def _response(self, request: GuardedRequest, head: Head, transfer: Transfer, started: float) -> Response:
        response = Response()
        response.request = request
        response.url = request.target.url
        response.status_code = head.status
        response.headers = CaseInsensitiveDict(head.fields)
        response.raw = raw_body(transfer.body.getvalue(), head.encodings, self._deadline)
        response.elapsed = timedelta(seconds=time.monotonic() - started)
        return response


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
