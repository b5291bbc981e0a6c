"""Single scans of the farm's sites by our engine, in this process."""

from __future__ import annotations

import statistics
import time
from ipaddress import ip_network

from benchmarks.farm import Farm
from domains.scan.fetch import Fetcher, FetchPolicy, parse_hosts
from domains.scan.site import ScanRequest, scan_site

SAMPLE = 5


def round_trips(farm: Farm, scheme: str) -> float:
    """The median duration of a single scan in seconds, nearly all of it the site's latency."""
    policy = FetchPolicy(
        user_agent="ScraperSky/bench (bench@example.com)",
        allowed_networks=(ip_network("127.8.0.0/16"),),
        hosts=parse_hosts(farm.hosts_file(scheme).read_text()),
        ca_bundle=str(farm.authority),
    )
    with Fetcher(policy) as fetcher:
        return statistics.median(_seconds(fetcher, name) for name in farm.names[:SAMPLE])


def _seconds(fetcher: Fetcher, name: str) -> float:
    request = ScanRequest(domain=name, stages=frozenset({"content"}), delay=0)
    started = time.perf_counter()
    with fetcher.session() as session:
        scan_site(session, request, stopping=lambda: False, pause=time.sleep)
    return time.perf_counter() - started
