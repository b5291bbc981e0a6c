"""Sends one checked and limited request -> Response or FetchError.

A run with its many threads uses one ``Fetcher``; each scan opens a ``SiteSession`` for its own thread.
Redirects are followed here, and each target is checked like the first URL.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

import certifi
import requests
from requests import PreparedRequest
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import HTTPError

from domains.scan.fetch import response_checks
from domains.scan.fetch.address_limiter import AddressLimiter
from domains.scan.fetch.address_policy import AddressPolicy, Network
from domains.scan.fetch.curl_adapter import CurlAdapter, CurlPool, GuardedRequest
from domains.scan.fetch.curl_handle import BodyLimit
from domains.scan.fetch.proxies import Proxy
from domains.scan.fetch.request_target import Target, parse_target, redirect_target
from domains.scan.fetch.resolver import Endpoint, Resolver, SocketAddress
from domains.scan.fetch.response_body import KNOWN, MAX_ENCODINGS, read_body
from domains.scan.fetch.response_checks import require_html
from domains.scan.fetch.response_head import Head
from domains.scan.names import refusal
from domains.scan.placeholders import LONGEST_ERROR, TELLING_ERRORS, placeholder_of_error, tells
from domains.scan.report import ErrorKind, FetchError, Response

SMALL_BODY = 16_384  # bytes; an unneeded body is read up to this size, so that its connection can be reused
FRAMING = 1_048_576  # bytes that may arrive beyond twice a body: heads, and compression in vain
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_WISHES = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
    "Accept-Language": "en,*;q=0.5",
    "Accept-Encoding": ", ".join(name for name in ("gzip", "deflate", "br", "zstd") if name in KNOWN),
}
# If the first https connection to a host ends with one of these, http is tried.
_NO_HTTPS = frozenset({ErrorKind.CONNECT, ErrorKind.TIMEOUT, ErrorKind.TLS})


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """Limits and identity of all requests. Times in seconds, sizes in decompressed bytes.

    ``hosts`` gives addresses that are used instead of DNS; they are checked like all others. ``ca_bundle`` is
    a file of certificate authorities; "" for the bundled ones. ``blocked`` maps domains to which no request
    is sent to the reason. ``per_address`` is the number of sessions allowed at one address at the same time
    (0: any number), except in the networks of ``unlimited``. Sites use the ``proxies`` in turn; a proxy
    receives checked addresses. With ``proxy_resolves`` it receives names, which only it can resolve, and must
    itself block private addresses.
    """

    user_agent: str
    timeout: float = 20.0
    connect_timeout: float = 5.0
    max_bytes: int = 5_242_880
    max_redirects: int = 5
    allowed_networks: tuple[Network, ...] = ()
    hosts: Mapping[str, Endpoint] = field(default_factory=dict)
    ca_bundle: str = ""
    blocked: Mapping[str, str] = field(default_factory=dict)
    per_address: int = 0
    unlimited: tuple[Network, ...] = ()
    proxies: tuple[Proxy, ...] = ()
    proxy_resolves: bool = False


class Fetcher:
    """What the requests of one run share. Thread-safe; a context manager."""

    def __init__(self, policy: FetchPolicy) -> None:
        self.policy = policy
        self._pool = CurlPool(
            Resolver(AddressPolicy(policy.allowed_networks), policy.hosts),
            AddressLimiter(policy.per_address, AddressPolicy(policy.unlimited)),
            policy.ca_bundle or certifi.where(),
            policy.proxies,
            proxy_resolves=policy.proxy_resolves,
        )
        self._identity = CaseInsensitiveDict({"User-Agent": policy.user_agent, **_WISHES})

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.abort()

    def session(self) -> SiteSession:
        """A session for one scan, in one thread; a context manager."""
        return SiteSession(self.policy, self._pool, self._identity)

    def checked(self, url: str) -> tuple[Target, list[SocketAddress]]:
        """The target of a URL and the addresses to connect to, for a connection that other code opens.

        The checks are those of every request of a session. Raises ``FetchError``.
        """
        resolver = self._pool.resolver
        asked = _permitted(url, resolver.policy, self.policy.blocked)
        return asked, resolver.resolve(asked.origin.host, asked.origin.port, self.policy.connect_timeout)

    def abort(self) -> None:
        """End every request in progress within a second, in all threads, and refuse new ones."""
        self._pool.close()


class SiteSession:
    """The requests of one scan. Its cookies and connections are kept until its end, and never shared.

    ``requests`` counts every request, redirects included; ``bytes`` counts decompressed bytes.
    """

    def __init__(self, policy: FetchPolicy, pool: CurlPool, identity: CaseInsensitiveDict[str]) -> None:
        self.policy = policy
        self.requests = 0
        self.bytes = 0
        self._addresses = pool.resolver.policy
        self._adapter = CurlAdapter(pool, policy.connect_timeout)
        self._www = ""  # "www." where only that resolves
        self._scheme = ""  # what the site's own host answered to
        self._identity = identity  # the header fields of every request; shared, so never changed

    def __enter__(self) -> SiteSession:
        return self

    def __exit__(self, *_: object) -> None:
        self._adapter.close()

    def get_site(
        self,
        host: str,
        path: str = "/",
        *,
        html: bool = False,
        max_bytes: int | None = None,
        truncate: bool = False,
        headers: Mapping[str, str] | None = None,
        may_follow: Callable[[str], None] | None = None,
    ) -> Response:
        """Get a path of a host by https, or by http if https is not available; see ``get``.

        If a host does not exist, ``www.`` is added and tried. What worked is used for the rest of the
        session. All these requests share one time limit.
        """
        deadline = time.monotonic() + self.policy.timeout
        ask = partial(
            self.get,
            html=html,
            max_bytes=max_bytes,
            truncate=truncate,
            headers=headers,
            deadline=deadline,
            may_follow=may_follow,
        )
        if self._scheme:
            return ask(f"{self._scheme}://{self._www}{host}{path}")
        try:
            return self._by_either_scheme(ask, f"{host}{path}")
        except FetchError as error:
            absent = error.kind is ErrorKind.DNS and not error.local and self.requests == 1
            if not absent or host.startswith("www."):
                raise
            return self._beside_www(ask, f"{host}{path}", error)

    def _beside_www(self, ask: Callable[[str], Response], place: str, error: FetchError) -> Response:
        """Try again with ``www.``, because many sites exist only there.

        If that fails too, raise the first error.
        """
        try:
            response = self._by_either_scheme(ask, f"www.{place}")
        except FetchError as second:
            if second.kind is ErrorKind.DNS:
                raise error from second
            self._www = "www."
            raise
        self._www = "www."
        return response

    def _by_either_scheme(self, ask: Callable[[str], Response], place: str) -> Response:
        refusals: list[FetchError] = []
        for scheme in ("https", "http"):
            sent = self.requests
            try:
                response = ask(f"{scheme}://{place}")
            except FetchError as error:
                first = self.requests == sent + 1  # what a redirect leads to says nothing of this host
                if not (first and error.unsent and error.kind in _NO_HTTPS):
                    self._scheme = scheme
                    raise
                # With its traceback, or when raised, it would be part of a cycle that stays in memory.
                refusals.append(error.with_traceback(None))
            else:
                self._scheme = scheme
                return response
        raise refusals.pop(0)  # neither could be had: the first reason says more

    def get(
        self,
        url: str,
        *,
        html: bool = False,
        max_bytes: int | None = None,
        truncate: bool = False,
        deadline: float | None = None,
        headers: Mapping[str, str] | None = None,
        may_follow: Callable[[str], None] | None = None,
    ) -> Response:
        """Get a URL, following redirects, within the policy's limits.

        ``html`` refuses everything but a web page; if the media type shows it, before the body is read.
        ``max_bytes`` overrides the policy's limit; ``truncate`` truncates a longer body instead of refusing
        it. ``deadline`` is a time.monotonic() that applies if it is earlier than the policy's. A 304 is
        returned if ``headers`` contained a condition. ``may_follow`` is called with the target of each
        redirect; the request ends with what it raises. Raises ``FetchError``, also for an error status.
        """
        limit = max_bytes or self.policy.max_bytes
        self._begin(limit, deadline)
        wanted = partial(_body_limit, limit=limit, truncate=truncate, html=html)
        for redirects in range(self.policy.max_redirects + 1):
            asked, answer = self._send("GET", url, headers or {}, wanted)
            location = answer.headers.get("location", "")
            if answer.status_code in REDIRECTS and location:
                url = redirect_target(asked.url, location)
                if may_follow:
                    may_follow(url)
                continue
            self._refuse_placeholder(asked, answer)
            response_checks.check_status(answer.status_code, answer.headers, conditional=bool(headers))
            page = self._page(asked, answer, redirects, limit, truncate)
            if html:
                require_html(page)
            return page
        message = f"more than {self.policy.max_redirects} redirects, the last to {url[:200]}"
        raise FetchError(ErrorKind.TOO_MANY_REDIRECTS, message)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Response:
        """Post a body, within the policy's limits; only the beginning of the response body is read.

        Redirects are not followed. Raises ``FetchError`` for a redirect and for any other status that is not
        2xx; its ``body`` is the beginning of the response.
        """
        self._begin(SMALL_BODY)
        wanted = partial(_body_limit, limit=SMALL_BODY, truncate=True)
        asked, answer = self._send("POST", url, headers, wanted, body)
        try:
            response_checks.check_status(answer.status_code, answer.headers)
        except FetchError as error:
            error.body = _beginning(answer, SMALL_BODY)
            raise
        return self._page(asked, answer, 0, SMALL_BODY, truncate=True)

    def _begin(self, limit: int, deadline: float | None = None) -> None:
        """Start the deadline and the byte count of one page."""
        end = time.monotonic() + self.policy.timeout
        self._adapter.begin(min(end, deadline or end), 2 * limit + FRAMING)

    def _send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body_limit: Callable[[Head], BodyLimit],
        body: bytes | None = None,
    ) -> tuple[Target, requests.Response]:
        """Send one request to a permitted URL. Returns its target and the response."""
        asked = _permitted(url, self._addresses, self.policy.blocked)
        self.requests += 1
        request = GuardedRequest(asked, body_limit)
        request.method, request.body = method, body
        self._set_headers(request, headers)
        return asked, self._adapter.send(request)

    def _set_headers(self, request: PreparedRequest, headers: Mapping[str, str]) -> None:
        request.headers = self._identity
        if headers:
            try:
                request.prepare_headers({**self._identity, **headers})
            except ValueError as error:
                raise FetchError(ErrorKind.BAD_CONTENT, f"a header that cannot be sent: {error}") from error

    def _refuse_placeholder(self, asked: Target, answer: requests.Response) -> None:
        """Raises ``FetchError`` (challenge, parked) if the error page is not one of the site."""
        status = answer.status_code
        if not tells(status, asked.url):
            return
        body = _beginning(answer, LONGEST_ERROR)
        host = asked.origin.host.removeprefix("www.")
        found = placeholder_of_error(host, status, answer.headers, body, asked.url)
        if found:
            raise found.error(status)

    def _page(
        self,
        asked: Target,
        answer: requests.Response,
        redirects: int,
        limit: int,
        truncate: bool,
    ) -> Response:
        """The page with its whole body.

        Raises ``FetchError`` if the body is too large or its compression is broken.
        """
        try:
            body = read_body(answer.raw, limit)
        except HTTPError as error:
            message = f"{asked.url}: broken compression ({error})"
            raise FetchError(ErrorKind.BAD_CONTENT, message[:300]) from error
        self.bytes += len(body)
        if len(body) > limit and not truncate:
            raise FetchError(ErrorKind.TOO_LARGE, f"{asked.url} has more than {limit} bytes")
        return Response(
            url=asked.url,
            status=answer.status_code,
            headers=answer.headers,
            body=body[:limit],
            redirects=redirects,
            address=self._adapter.address,
        )


def _beginning(answer: requests.Response, limit: int) -> bytes:
    """Of the body of an error; empty if its compression is broken: the status and the headers are enough."""
    try:
        return read_body(answer.raw, limit)[:limit]
    except HTTPError:
        return b""


def _permitted(url: str, addresses: AddressPolicy, blocked: Mapping[str, str]) -> Target:
    """The target of a URL. Raises ``FetchError`` if it may not be requested; addresses are checked later."""
    asked = parse_target(url, addresses)
    host = asked.origin.host
    if blocked and (reason := refusal(host, blocked)):
        raise FetchError(ErrorKind.BLOCKED, f"{host}: {reason}")
    return asked


def _body_limit(head: Head, *, limit: int, truncate: bool, html: bool = False) -> BodyLimit:
    """How much of a body to read, decided by the response head. Raises ``FetchError`` if it is of no use."""
    if head.status in TELLING_ERRORS:
        return BodyLimit(LONGEST_ERROR, needed=False)
    if head.status >= 300:
        return BodyLimit(SMALL_BODY, needed=False)
    if len(head.encodings) > MAX_ENCODINGS:
        raise FetchError(ErrorKind.BAD_CONTENT, f"{len(head.encodings)} content encodings")
    if html:
        response_checks.check_type(head.fields)
    if head.encodings:
        return BodyLimit(2 * limit + FRAMING, strict=not truncate)
    if not truncate and (head.length or 0) > limit:
        raise FetchError(ErrorKind.TOO_LARGE, f"a page of {head.length} bytes, more than {limit}")
    return BodyLimit(limit, strict=not truncate)
