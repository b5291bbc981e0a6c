"""One guarded, bounded, polite request -> Response or FetchError.

A ``Fetcher`` serves a whole run and many threads; each scan opens a ``SiteSession`` for its own thread.
Redirects are followed here, and every hop is checked like the first.
"""

from __future__ import annotations

import ssl
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO

from domains.scan.fetch import exception_mapping, response_checks
from domains.scan.fetch.addresses import AddressPolicy, Network
from domains.scan.fetch.compression import decoded
from domains.scan.fetch.connections import Answer, Connections
from domains.scan.fetch.cookies import Cookies
from domains.scan.fetch.http1 import header_lines, request
from domains.scan.fetch.request_target import redirected, target
from domains.scan.fetch.resolver import Endpoint, Resolver, parse_hosts
from domains.scan.fetch.response_checks import require_html
from domains.scan.fetch.transport import Link, Turns, tls_context
from domains.scan.names import refusal
from domains.scan.placeholders import LONGEST_ERROR, TELLING_ERRORS, placeholder_of_error
from domains.scan.report import ErrorKind, FetchError, Response

__all__ = ["FetchPolicy", "Fetcher", "SiteSession", "parse_hosts", "require_html"]

UNREAD_SECONDS = 0.1
SMALL_BODY = 16_384  # bytes; a redirect's body up to this size is read, for its connection to be used again
FRAMING = 1_048_576  # bytes that may arrive beyond twice a body: headers, small chunks, compression in vain
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_WISHES = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
    "Accept-Language": "en,*;q=0.5",
    "Accept-Encoding": "gzip, deflate",
}
# Where one of these ends the first connection to a host by https, http is tried.
_NO_HTTPS = frozenset({ErrorKind.CONNECT, ErrorKind.TIMEOUT, ErrorKind.TLS})


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """Limits and identity of all requests. Times in seconds, sizes in decompressed bytes.

    ``hosts`` names addresses to connect to instead of asking DNS; they pass the same address check.
    ``ca_bundle`` is a file of certificate authorities; "" for the bundled ones. ``blocked`` maps domains
    that are not asked for anything to the reason. ``per_address`` is how many sessions may be at one
    address at once (0: any number), except in the networks of ``unlimited``.
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


class Fetcher:
    """What the requests of one run share. Thread-safe; a context manager."""

    def __init__(self, policy: FetchPolicy) -> None:
        self.policy = policy
        self._resolver = Resolver(AddressPolicy(policy.allowed_networks), policy.hosts)
        self._turns = Turns(policy.per_address, AddressPolicy(policy.unlimited))
        self._tls = tls_context(policy.ca_bundle)
        self._links: weakref.WeakSet[Link] = weakref.WeakSet()
        self._lock = threading.Lock()
        self._aborted = False

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.abort()

    def session(self) -> SiteSession:
        """A session for one scan, in one thread; a context manager."""
        link = Link(self._resolver, self.policy.connect_timeout, self._turns)
        with self._lock:
            self._links.add(link)
            if self._aborted:
                link.abort()
        return SiteSession(self.policy, link, self._tls)

    def abort(self) -> None:
        """End every request under way with an error, in whatever thread it waits, and refuse new ones."""
        with self._lock:
            self._aborted = True
            for link in self._links:
                link.abort()


class SiteSession:
    """The requests of one scan: cookies and connections are kept, closed at the end, and never shared.

    ``requests`` counts every try, redirects included; ``bytes`` what was read, decompressed.
    """

    def __init__(self, policy: FetchPolicy, link: Link, tls: ssl.SSLContext) -> None:
        self.policy = policy
        self.requests = 0
        self.bytes = 0
        self._link = link
        self._connections = Connections(link, tls)
        self._cookies = Cookies()
        self._www = ""  # "www." where only that resolves
        self._scheme = ""  # what the site's own host answered to
        self._identity = header_lines({"User-Agent": policy.user_agent, **_WISHES})

    def __enter__(self) -> SiteSession:
        return self

    def __exit__(self, *_: object) -> None:
        self._connections.close()
        self._link.close()

    def get_site(
        self,
        host: str,
        path: str = "/",
        *,
        html: bool = False,
        max_bytes: int | None = None,
        truncate: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Get a path of a host by https, or by http where https cannot be had; see ``get``.

        A host that does not exist is tried with ``www.`` before it. What worked is used for the rest of
        the session. All tries share one time limit.
        """
        deadline = time.monotonic() + self.policy.timeout
        ask = partial(
            self.get, html=html, max_bytes=max_bytes, truncate=truncate, headers=headers, deadline=deadline
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
        """Many a site can be had with ``www.`` only; what that gives counts, or else the first error."""
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
                refusals.append(error)
            else:
                self._scheme = scheme
                return response
        raise refusals[0]  # neither could be had: the first reason says more

    def get(
        self,
        url: str,
        *,
        html: bool = False,
        max_bytes: int | None = None,
        truncate: bool = False,
        deadline: float | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Get a URL, redirects followed, within the policy's limits.

        ``html`` refuses anything but a web page, before its body is read where its type tells.
        ``max_bytes`` overrides the policy's; ``truncate`` cuts a longer body off instead of refusing it.
        ``deadline`` is a time.monotonic() earlier than the policy's. A 304 is returned where ``headers``
        asked for it. Raises ``FetchError``, for an error status too.
        """
        limit = max_bytes or self.policy.max_bytes
        started = self._begin(limit, deadline)
        for redirects in range(self.policy.max_redirects + 1):
            with self._sent(url, headers or {}) as answer:
                location = answer.head.fields.get("location", "")
                if answer.head.status in REDIRECTS and location:
                    answer.drain(SMALL_BODY)
                    url = redirected(answer.asked.url, location)
                    continue
                if answer.head.status in TELLING_ERRORS:
                    self._refuse_placeholder(answer)
                _require_page(answer, conditional=bool(headers))
                if html:
                    response_checks.check_type(answer.asked.url, answer.head.fields)
                body = self._body(answer, limit, truncate)
            response = self._response(answer, body, redirects, started)
            if html:
                require_html(response)
            return response
        message = f"more than {self.policy.max_redirects} redirects, the last to {url[:200]}"
        raise FetchError(ErrorKind.TOO_MANY_REDIRECTS, message)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Response:
        """Post a body, within the policy's limits; of the answer's body only the beginning is read.

        A redirect is not followed. Raises ``FetchError`` for it, as for every status that is not 2xx.
        """
        started = self._begin(SMALL_BODY)
        with self._sent(url, headers, body) as answer:
            _require_page(answer)
            read = self._body(answer, SMALL_BODY, truncate=True)
        return self._response(answer, read, 0, started)

    def _begin(self, limit: int, deadline: float | None = None) -> float:
        """Start the clock and the count of one page; the time it starts."""
        now = time.monotonic()
        end = now + self.policy.timeout
        self._link.begin(min(end, deadline or end), 2 * limit + FRAMING)
        return now

    @contextmanager
    def _sent(self, url: str, headers: Mapping[str, str], body: bytes | None = None) -> Iterator[Answer]:
        """The answer to one request (a POST with a body), its own body still unread.

        Every error becomes a ``FetchError``.
        """
        asked = target(url, self._link.resolver.policy)
        host = asked.origin.host
        if self.policy.blocked and (reason := refusal(host, self.policy.blocked)):
            raise FetchError(ErrorKind.BLOCKED, f"{host}: {reason}")
        self.requests += 1
        try:
            fields = {**headers, **self._cookies.fields(asked.url)}
            sent = request(asked.origin.authority, asked.path, self._identity + header_lines(fields), body)
            answer = self._connections.ask(asked, sent)
            try:
                if answer.head.cookies:
                    self._cookies.take(asked.url, answer.head.cookies)
                yield answer
            finally:
                self._connections.keep(answer)
        except exception_mapping.ERRORS as error:
            raise exception_mapping.explained(host, error, unsent=not self._link.connected) from error

    def _body(self, answer: Answer, limit: int, truncate: bool) -> bytes:
        """The decompressed body, never more than a chunk above the limit in memory."""
        declared, encodings = answer.head.length or 0, answer.head.fields.get("content-encoding", "")
        if declared > limit and not truncate and not encodings:
            raise FetchError(
                ErrorKind.TOO_LARGE, f"{answer.asked.url} has {declared} bytes, more than {limit}"
            )
        whole = BytesIO()
        size = 0
        for piece in decoded(answer.pieces(), encodings):
            size += whole.write(piece)
            if size > limit:
                break
        self.bytes += size
        if size > limit:
            # A server that is cut off in the middle of a write may spin for ever (asyncio's TLS does);
            # unread for a moment, its buffers are full and it waits, and then it notices the end.
            time.sleep(UNREAD_SECONDS)
            if not truncate:
                raise FetchError(ErrorKind.TOO_LARGE, f"{answer.asked.url} has more than {limit} bytes")
        return whole.getvalue()[:limit]

    def _refuse_placeholder(self, answer: Answer) -> None:
        """Raises ``FetchError`` (challenge, parked) for an error of a guard or host in the site's place."""
        try:
            body = self._body(answer, LONGEST_ERROR, truncate=True)
        except exception_mapping.ERRORS:
            body = b""  # the header tells as much as it can; the status is the answer
        status, fields = answer.head.status, answer.head.fields
        found = placeholder_of_error(answer.asked.origin.host.removeprefix("www."), status, fields, body)
        if found:
            raise found.error(status)

    def _response(self, answer: Answer, body: bytes, redirects: int, started: float) -> Response:
        return Response(
            url=answer.asked.url,
            status=answer.head.status,
            headers=answer.head.fields,
            body=body,
            redirects=redirects,
            address=self._link.address,
            elapsed=round(time.monotonic() - started, 4),
        )


def _require_page(answer: Answer, *, conditional: bool = False) -> None:
    """See ``answers.check_status``. Where many sites have no robots.txt, the connection is still good."""
    if answer.head.status >= 300:
        answer.pass_over()
    response_checks.check_status(answer.head.status, answer.head.fields, conditional=conditional)
