"""Fetching: one guarded, bounded, polite request -> ``Response`` or ``FetchError(kind)``.

``Fetcher(FetchPolicy(...))`` serves a whole run; ``Fetcher.session()`` gives each scan a ``SiteSession``.
Underneath is libcurl behind an adapter of ``requests`` (``curl_adapter``): the address that was checked is
the one connected to, a page has one deadline, and what is received and what it unpacks to are bounded.
Other packages import from here, nothing from the modules within.
"""

from domains.scan.fetch.address_limiter import AddressBusy
from domains.scan.fetch.addresses import AddressPolicy, Network
from domains.scan.fetch.fetcher import Fetcher, FetchPolicy, SiteSession
from domains.scan.fetch.proxies import Proxy, ProxyError, parse_proxies
from domains.scan.fetch.resolver import Endpoint, parse_hosts
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
    "SiteSession",
    "parse_hosts",
    "parse_proxies",
    "require_html",
]
