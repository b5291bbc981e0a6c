"""Translates failures of a transfer into ``FetchError``."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Sequence

import pycurl

from domains.scan.fetch.curl_handle import Transfer
from domains.scan.fetch.proxies import Proxy, ProxyError
from domains.scan.fetch.request_target import Origin
from domains.scan.fetch.resolver import SocketAddress
from domains.scan.report import ErrorKind, FetchError

E_TOO_LARGE = 100  # CURLE_TOO_LARGE: a head beyond libcurl's limits; pycurl has no name for it

_EARLY = "the connection was closed early"
_TLS = "no secure connection"
_NO_HTTP = "not an HTTP answer"
_MEANINGS: dict[int, tuple[ErrorKind, str]] = {
    pycurl.E_OPERATION_TIMEDOUT: (ErrorKind.TIMEOUT, "not finished within the time limit"),
    pycurl.E_ABORTED_BY_CALLBACK: (ErrorKind.TIMEOUT, "ended before it was finished"),
    pycurl.E_COULDNT_CONNECT: (ErrorKind.CONNECT, "no connection"),
    pycurl.E_PARTIAL_FILE: (ErrorKind.CONNECT, "closed before the page was complete"),
    pycurl.E_GOT_NOTHING: (ErrorKind.CONNECT, _EARLY),
    pycurl.E_RECV_ERROR: (ErrorKind.CONNECT, _EARLY),
    pycurl.E_SEND_ERROR: (ErrorKind.CONNECT, _EARLY),
    pycurl.E_PEER_FAILED_VERIFICATION: (ErrorKind.TLS, "its certificate is not valid"),
    pycurl.E_SSL_CONNECT_ERROR: (ErrorKind.TLS, _TLS),
    pycurl.E_SSL_CIPHER: (ErrorKind.TLS, _TLS),
    pycurl.E_SSL_CERTPROBLEM: (ErrorKind.TLS, _TLS),
    pycurl.E_UNSUPPORTED_PROTOCOL: (ErrorKind.BAD_CONTENT, _NO_HTTP),
    pycurl.E_FTP_WEIRD_SERVER_REPLY: (ErrorKind.BAD_CONTENT, _NO_HTTP),
    pycurl.E_HTTP2: (ErrorKind.BAD_CONTENT, _NO_HTTP),
    E_TOO_LARGE: (ErrorKind.BAD_CONTENT, "the head of the answer is too large"),
}
_HUNG_UP = frozenset({errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED})
_NO_ROUTE = frozenset({errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL})
_OWN_LIMITS = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})


def transfer_error(
    origin: Origin, transfer: Transfer, addresses: Sequence[SocketAddress], proxy: Proxy | None
) -> FetchError:
    """The error for a transfer without a response, or with a response that was refused."""
    if transfer.refusal:
        # The transfer keeps it no longer: with a traceback it would be part of a cycle that stays in memory.
        refusal, transfer.refusal = transfer.refusal, None
        return refusal
    code, message = transfer.error or (pycurl.E_GOT_NOTHING, "")
    if code == pycurl.E_WRITE_ERROR:
        return FetchError(ErrorKind.TOO_LARGE, "more was sent than a page of the permitted size can need")
    if (
        proxy
        and not transfer.connected
        and (failure := _proxy_failure(origin, transfer, proxy, code, message))
    ):
        return failure
    if code == pycurl.E_SSL_CACERT_BADFILE:
        return FetchError(
            ErrorKind.TLS, f"the certificate authorities cannot be read ({message})", local=True
        )
    if code == pycurl.E_RECV_ERROR and "headers" in message:  # "Too large response headers"
        code = E_TOO_LARGE
    kind, meaning = _MEANINGS.get(code, (ErrorKind.BAD_CONTENT, "not a proper request or answer"))
    if code == pycurl.E_SSL_CONNECT_ERROR and transfer.errno in _HUNG_UP:
        kind, meaning = ErrorKind.CONNECT, _EARLY
    return FetchError(
        kind,
        f"{origin.host}, port {origin.port}: {meaning}{_detail(code, message, transfer)}",
        unsent=not transfer.connected,
        local=code == pycurl.E_COULDNT_CONNECT and _is_local(transfer.errno, addresses),
    )


def _proxy_failure(
    origin: Origin, transfer: Transfer, proxy: Proxy, code: int, message: str
) -> FetchError | None:
    """The error if the proxy failed, or reported a failure of the site; None in other cases."""
    if proxy.target_failed(transfer.connect_status, transfer.socks_error):
        return FetchError(ErrorKind.CONNECT, f"{origin.host}: the proxy cannot reach it", unsent=True)
    if transfer.connect_status == 200:  # the tunnel stood: what failed was TLS with the site
        return None
    if code in {pycurl.E_OPERATION_TIMEDOUT, pycurl.E_ABORTED_BY_CALLBACK} and transfer.proxy_reached:
        return None  # the proxy was there; what it waited for was the site
    status = f"HTTP {transfer.connect_status}" if transfer.connect_status else message
    return ProxyError(proxy, status)


def _is_local(number: int, addresses: Sequence[SocketAddress]) -> bool:
    """Whether this machine is the cause: its own limits, or no route to any address."""
    if number in _OWN_LIMITS:
        return True
    return number in _NO_ROUTE and not any(has_route(address) for address in addresses)


def has_route(address: SocketAddress) -> bool:
    """Whether this machine has a route to an address. Sends nothing."""
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect(address)
    except OSError:
        return False
    return True


def _detail(code: int, message: str, transfer: Transfer) -> str:
    if code == pycurl.E_COULDNT_CONNECT and transfer.errno:
        return f" ({os.strerror(transfer.errno)})"
    if code in {pycurl.E_OPERATION_TIMEDOUT, pycurl.E_ABORTED_BY_CALLBACK, pycurl.E_GOT_NOTHING}:
        return ""
    return f" ({message})"[:200] if message else ""
