"""Scans of small sites on loopback with a real browser."""

from __future__ import annotations

from contextlib import contextmanager
from ipaddress import ip_network

from domains.scan.fetch import Fetcher, FetchPolicy, parse_hosts
from domains.scan.render import Browser, BrowserAddress, RenderPolicy
from domains.scan.site import ScanRequest, scan_site
from tests.domains.scan.scans import CONTENT
from tests.domains.scan.web import serving

AGENT = "ScraperSky/test (+https://scrapersky.test/)"


def browser_at(port, **limits):
    return Browser(RenderPolicy(BrowserAddress("127.0.0.1", port), AGENT, **{"concurrency": 4, **limits}))


def fetcher(hosts, network="127.0.0.0/8"):
    return Fetcher(FetchPolicy(AGENT, allowed_networks=(ip_network(network),), hosts=parse_hosts(hosts)))


def scan(one, browser, host, **options):
    request = ScanRequest(host, delay=0, stages=CONTENT, **options)
    with one.session() as session, browser.site(one.checked) as pages:
        return scan_site(session, request, stopping=lambda: False, pause=lambda _: None, browser=pages)


@contextmanager
def sites(shells):
    """A web with these shells, each at a host of its own, and a fetcher that knows them."""
    hosts = {f"{name}.example": pages for name, pages in shells.items()}
    found = {f"{host}{path}": page for host, pages in hosts.items() for path, page in pages.items()}
    with serving(found) as web, fetcher(f"127.0.0.1:{web.server_port} {' '.join(hosts)}") as one:
        yield web, one, list(hosts)
