"""Fetching: sends one checked and limited request; returns a ``Response`` or raises ``FetchError(kind)``.

A run creates one ``Fetcher(FetchPolicy(...))``. ``Fetcher.session()`` gives each scan a ``SiteSession``.
libcurl sends the requests, through an adapter of ``requests`` (``curl_adapter``). The connection goes to the
address that was checked. A page has one deadline. The received size and the decompressed size are limited.
Other packages import from this package only, not from its modules.
"""

from domains.scan.fetch.address_limiter import AddressBusy
from domains.scan.fetch.address_policy import AddressPolicy, Network
from domains.scan.fetch.fetcher import Fetcher, FetchPolicy, SiteSession
from domains.scan.fetch.proxies import Proxy, ProxyError, parse_proxies
from domains.scan.fetch.request_target import Target
from domains.scan.fetch.resolver import Endpoint, Resolver, SocketAddress, parse_hosts
from domains.scan.fetch.response_checks import require_html

__all__ = [
    "AddressBusy",
    "AddressPolicy",
    "Endpoint",
    "FetchPolicy",
    "Fetcher",
    "Network",
    "Proxy",
    "ProxyError",
    "Resolver",
    "SiteSession",
    "SocketAddress",
    "Target",
    "parse_hosts",
    "parse_proxies",
    "require_html",
]
