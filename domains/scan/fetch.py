"""One guarded, bounded, polite request -> Response or FetchError.

A ``Fetcher`` serves a whole run and many threads; each scan opens a ``SiteSession`` for its own thread.
Redirects are followed here, and every hop is checked like the first.
"""

from __future__ import annotations

import ssl
import time
import weakref
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
from requests.cookies import RequestsCookieJar, extract_cookies_to_jar
from urllib3.exceptions import DecodeError, HTTPError, InvalidChunkLength, ReadTimeoutError
from urllib3.exceptions import SSLError as TLSError

from domains.scan.addresses import AddressPolicy, Network
from domains.scan.names import InvalidName, host_of
from domains.scan.report import ErrorKind, FetchError, Response
from domains.scan.resolver import Endpoint, Resolver, parse_hosts
from domains.scan.transport import GuardedAdapter, Link, tls_context

__all__ = ["FetchPolicy", "Fetcher", "SiteSession", "parse_hosts", "require_html"]

CHUNK = 65_536  # bytes
UNREAD_SECONDS = 0.1
DRAINED = 16_384  # a redirect's body up to this size is read, so that its connection can be used again
HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/xml", "text/xml", ""})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
LONGEST_RETRY_AFTER = 7 * 86_400.0
LONGEST_URL = 8192


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """Limits and identity of all requests. Times in seconds, sizes in decompressed bytes.

    ``hosts`` names addresses to connect to instead of asking DNS; they pass the same address check.
    ``ca_bundle`` is a file of certificate authorities; "" for the bundled ones.
    """

    user_agent: str
    timeout: float = 20.0
    connect_timeout: float = 5.0
    max_bytes: int = 5_242_880
    max_redirects: int = 5
    allowed_networks: tuple[Network, ...] = ()
    hosts: Mapping[str, Endpoint] = field(default_factory=dict)
    ca_bundle: str = ""


class Fetcher:
    """What the requests of one run share. Thread-safe; a context manager."""

    def __init__(self, policy: FetchPolicy) -> None:
        self.policy = policy
        self.resolver = Resolver(AddressPolicy(policy.allowed_networks), policy.hosts)
        self.tls = tls_context(policy.ca_bundle)
        self._links: weakref.WeakSet[Link] = weakref.WeakSet()
        self._aborted = False

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.abort()

    def session(self) -> SiteSession:
        """A session for one scan, in one thread; a context manager."""
        link = Link(self.resolver, self.policy.connect_timeout)
        self._links.add(link)
        link.aborted = self._aborted
        return SiteSession(self.policy, link, self.tls)

    def abort(self) -> None:
        """End every request under way with an error, in whatever thread it waits."""
        self._aborted = True
        for link in list(self._links):
            link.abort()


class SiteSession:
    """The requests of one scan: cookies and connections are kept, closed at the end, and never shared.

    ``requests`` counts what was sent, redirects included; ``bytes`` what was read, decompressed.
    """

    def __init__(self, policy: FetchPolicy, link: Link, tls: ssl.SSLContext) -> None:
        self.policy = policy
        self.requests = 0
        self.bytes = 0
        self._link = link
        self._adapter = GuardedAdapter(link, tls)
        self._cookies = RequestsCookieJar()
        self._scheme = ""  # what the site's own host answered to
        self._headers = {
            "User-Agent": policy.user_agent,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
            "Accept-Language": "en,*;q=0.5",
            "Accept-Encoding": "gzip, deflate",
        }

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
    ) -> Response:
        """Get a path of a host by https, or by http where https cannot be had; see ``get``.

        The scheme that worked is used for the rest of the session. Both tries share one time limit.
        """
        deadline = time.monotonic() + self.policy.timeout
        options = {"html": html, "max_bytes": max_bytes, "truncate": truncate, "headers": headers}
        if self._scheme:
            return self.get(f"{self._scheme}://{host}{path}", deadline=deadline, **options)  # type: ignore[arg-type]
        self._scheme = "https"
        try:
            return self.get(f"https://{host}{path}", deadline=deadline, **options)  # type: ignore[arg-type]
        except FetchError as error:
            no_https = error.kind is ErrorKind.TLS or (
                error.unsent and error.kind in {ErrorKind.CONNECT, ErrorKind.TIMEOUT}
            )
            if not no_https:
                raise
            return self._without_https(f"http://{host}{path}", error, deadline, options)

    def _without_https(
        self, url: str, error: FetchError, deadline: float, options: dict[str, object]
    ) -> Response:
        self._scheme = "http"
        try:
            return self.get(url, deadline=deadline, **options)  # type: ignore[arg-type]
        except FetchError as second:
            if second.unsent:
                raise error from second  # neither could be had: the first reason says more
            raise

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
        limit = time.monotonic() + self.policy.timeout
        self._link.deadline = min(limit, deadline or limit)
        limit_bytes = max_bytes or self.policy.max_bytes
        started = time.monotonic()
        for redirects in range(self.policy.max_redirects + 1):
            target = _checked(url)
            with self._sent(target, headers or {}) as answer:
                location = answer.headers.get("Location", "")
                if answer.status_code in REDIRECTS and location:
                    answer.raw.read(DRAINED, decode_content=False)
                    url = _next(target, location)
                    continue
                fields = {name.lower(): value for name, value in answer.headers.items()}
                _check_status(answer.status_code, fields, conditional=bool(headers))
                if (
                    html
                    and fields.get("content-type", "").partition(";")[0].strip().lower() not in HTML_TYPES
                ):
                    raise FetchError(
                        ErrorKind.NOT_HTML, f"{target} is {fields['content-type'][:80]}, not a page"
                    )
                body = self._body(answer, target, limit_bytes, truncate)
            elapsed = time.monotonic() - started
            response = Response(
                target, answer.status_code, fields, body, redirects, self._link.address, round(elapsed, 4)
            )
            if html:
                require_html(response)
            return response
        message = f"more than {self.policy.max_redirects} redirects, the last to {url[:200]}"
        raise FetchError(ErrorKind.TOO_MANY_REDIRECTS, message)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Response:
        """Post a body, within the policy's limits; of the answer's body only the beginning is read.

        A redirect is not followed. Raises ``FetchError`` for it, as for every status that is not 2xx.
        """
        started = time.monotonic()
        self._link.deadline = started + self.policy.timeout
        target = _checked(url)
        with self._sent(target, headers, body) as answer:
            fields = {name.lower(): value for name, value in answer.headers.items()}
            _check_status(answer.status_code, fields, conditional=False)
            read = self._body(answer, target, DRAINED, truncate=True)
        elapsed = round(time.monotonic() - started, 4)
        return Response(target, answer.status_code, fields, read, 0, self._link.address, elapsed)

    @contextmanager
    def _sent(
        self, url: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Iterator[requests.Response]:
        """The answer to one request (a POST with a body), its body still unread.

        Every error becomes a ``FetchError``.
        """
        host = urlsplit(url).hostname or ""
        self.requests += 1
        try:
            request = requests.PreparedRequest()
            method = "GET" if body is None else "POST"
            sent = {**self._headers, **headers}
            request.prepare(method, url, headers=sent, data=body, cookies=self._cookies)
            answer = self._adapter.send(request, stream=True, timeout=self._link.remaining())
            try:
                extract_cookies_to_jar(self._cookies, request, answer.raw)
                yield answer
            finally:
                answer.close()
        except (
            requests.RequestException,
            HTTPError,
            HTTPException,
            OSError,
            zlib.error,
            ValueError,
        ) as error:
            raise self._explained(host, error) from error

    def _body(self, answer: requests.Response, url: str, limit: int, truncate: bool) -> bytes:
        """The decompressed body, never more than a chunk above the limit in memory."""
        declared = answer.headers.get("Content-Length", "")
        if not truncate and declared.isdigit() and int(declared) > limit and not _compressed(answer):
            raise FetchError(ErrorKind.TOO_LARGE, f"{url} has {declared} bytes, more than {limit}")
        chunks: list[bytes] = []
        size = 0
        while chunk := answer.raw.read(CHUNK, decode_content=True):
            chunks.append(chunk)
            size += len(chunk)
            self.bytes += len(chunk)
            if size > limit:
                # A server that is cut off in the middle of a write may spin for ever (asyncio's TLS does);
                # unread for a moment, its buffers are full and it waits, and then it notices the end.
                time.sleep(UNREAD_SECONDS)
                if truncate:
                    break
                raise FetchError(ErrorKind.TOO_LARGE, f"{url} has more than {limit} bytes")
        return b"".join(chunks)[:limit]

    def _explained(self, host: str, error: Exception) -> FetchError:
        """The error kind and sentence for whatever went wrong below."""
        unsent = not self._link.connected
        causes = list(_causes(error))
        if any(isinstance(cause, TimeoutError | ReadTimeoutError) for cause in causes):
            return FetchError(ErrorKind.TIMEOUT, f"{host}: not finished within the time limit", unsent=unsent)
        for cause in causes:
            if isinstance(cause, ssl.SSLError | TLSError | ssl.CertificateError):
                return FetchError(ErrorKind.TLS, f"{host}: {_tls_reason(cause)}", unsent=unsent)
        for cause in causes:
            if isinstance(cause, ConnectionError):
                return FetchError(
                    ErrorKind.CONNECT, f"{host}: the connection was closed early", unsent=unsent
                )
            if isinstance(cause, DecodeError | zlib.error | InvalidChunkLength):
                return FetchError(ErrorKind.BAD_CONTENT, f"{host}: broken compression or framing")
            if isinstance(cause, HTTPException) and not type(cause).__name__.startswith("Incomplete"):
                return FetchError(ErrorKind.BAD_CONTENT, f"{host}: not an HTTP answer ({_short(cause)})")
        if any(type(cause).__name__ == "IncompleteRead" for cause in causes):
            return FetchError(ErrorKind.CONNECT, f"{host}: closed before the page was complete")
        if isinstance(error, OSError | HTTPError) and not isinstance(error, requests.RequestException):
            return FetchError(ErrorKind.CONNECT, f"{host}: {_short(error)}", unsent=unsent)
        return FetchError(ErrorKind.BAD_CONTENT, f"{host}: {_short(error)}")


def require_html(response: Response) -> None:
    """Refuse a body that is no web page, whatever its type says. Raises ``FetchError`` (not_html)."""
    if response.content_type not in HTML_TYPES:
        raise FetchError(ErrorKind.NOT_HTML, f"{response.url} is {response.content_type}, not a page")
    head = response.body[:1024]
    if head.startswith((b"%PDF-", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\x1f\x8b", b"RIFF")):
        raise FetchError(ErrorKind.NOT_HTML, f"{response.url} is a file that calls itself a page")
    is_wide = (
        head.startswith((b"\xff\xfe", b"\xfe\xff")) or head[1:2] == b"\0" or head[:1] == b"\0" < head[1:2]
    )
    controls = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in head)
    if not is_wide and controls > len(head) // 20:
        raise FetchError(ErrorKind.NOT_HTML, f"{response.url} is binary data that calls itself a page")


def _checked(url: str) -> str:
    """The URL without user, fragment or odd characters, if it may be asked for at all.

    The host must be a name that could be submitted; whether its addresses may be visited is decided when
    it is connected to. Raises ``FetchError`` (blocked_address, bad_content).
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise FetchError(ErrorKind.BAD_CONTENT, f"{url[:200]!r} is not a URL: {error}") from None
    if parts.scheme not in {"http", "https"}:
        raise FetchError(
            ErrorKind.BLOCKED_ADDRESS, f"{parts.scheme}: is not followed; only http and https are"
        )
    if port not in {None, 80, 443}:
        raise FetchError(ErrorKind.BLOCKED_ADDRESS, f"port {port} is not visited; only 80 and 443 are")
    if len(url) > LONGEST_URL:
        raise FetchError(ErrorKind.BAD_CONTENT, f"a URL of {len(url)} characters")
    return SplitResult(parts.scheme, _authority(parts, port), parts.path or "/", parts.query, "").geturl()


def _authority(parts: SplitResult, port: int | None) -> str:
    try:
        host = host_of(parts.hostname or "")
    except InvalidName as error:
        message = f"{(parts.hostname or 'no host')[:200]}: {error}"
        raise FetchError(ErrorKind.BLOCKED_ADDRESS, message) from None
    standard = 443 if parts.scheme == "https" else 80
    return host if port in {None, standard} else f"{host}:{port}"


def _next(url: str, location: str) -> str:
    # http.client reads headers as Latin-1; servers that send raw UTF-8 mean UTF-8.
    try:
        location = location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        location = location.strip()
    try:
        return urljoin(url, location.strip())
    except ValueError as error:
        raise FetchError(ErrorKind.BAD_CONTENT, f"redirected to {location[:200]!r}: {error}") from None


def _check_status(status: int, fields: Mapping[str, str], *, conditional: bool) -> None:
    if 200 <= status < 300 or (status == 304 and conditional):
        return
    wait = retry_after(fields.get("retry-after", ""))
    if status == 429 or (status == 503 and wait is not None):
        message = f"HTTP {status}: asked to come back " + (f"in {wait:.0f} s" if wait else "later")
        raise FetchError(ErrorKind.RATE_LIMITED, message, retry_after=wait, status=status)
    if 400 <= status < 500:
        raise FetchError(ErrorKind.HTTP_4XX, f"HTTP {status}", status=status)
    if 500 <= status < 600:
        raise FetchError(ErrorKind.HTTP_5XX, f"HTTP {status}", status=status)
    raise FetchError(
        ErrorKind.BAD_CONTENT, f"HTTP {status} is not an answer to a request for a page", status=status
    )


def retry_after(text: str) -> float | None:
    """The seconds that a Retry-After header asks for (a number or a date), from 0 to a week; None without."""
    text = text.strip()
    if text.isdigit():
        return min(float(text[:12]), LONGEST_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(moment - time.time(), 0.0), LONGEST_RETRY_AFTER)


def _compressed(answer: requests.Response) -> bool:
    return answer.headers.get("Content-Encoding", "identity").lower() not in {"", "identity"}


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error and everything that it was raised from or wraps."""
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop()
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]


def _tls_reason(error: BaseException) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not valid ({error.verify_message})"
    return f"no secure connection ({_short(error)})"


def _short(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:200]
