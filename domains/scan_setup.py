"""Translates settings into the policies of the scan engine. No other module uses both."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

from domains.dns_answers import StoredAnswers
from domains.queue.claim_types import Claim, Failure
from domains.queue.retry import RetryPolicy
from domains.scan.extract.technologies.own_technologies import use_technologies
from domains.scan.extract.trace import Trace
from domains.scan.extract.words import use_folder
from domains.scan.fetch import AddressBusy, Fetcher, FetchPolicy, ProxyError
from domains.scan.render import Browser, RenderPolicy, SiteBrowser
from domains.scan.report import ErrorKind, FetchError, SiteReport
from domains.scan.site import ScanRequest, ScanStopped, scan_site
from scrapersky.logs import bound
from scrapersky.shutdown import StopRequest
from scrapersky.user_agent import product

if TYPE_CHECKING:
    from domains.scan.site.dns_stage import DnsLookups, KnownAnswers

use_folder(settings.CONTACT_DATA_DIR)
use_technologies(settings.TECHNOLOGIES_DIR)
# What no closed connection can look like.
_TOLD_BY_PAGES = frozenset({ErrorKind.ROBOTS, ErrorKind.BLOCKED, ErrorKind.CHALLENGE, ErrorKind.PARKED})


def _dns_lookups(answers: KnownAnswers | None = None) -> DnsLookups | None:
    """None if the stage is off."""
    if "dns" not in settings.SCAN_STAGES:
        return None
    from domains.scan.site.dns_stage import DnsLookups  # here, because dnspython takes long to import

    return DnsLookups(settings.DNS_SERVERS, settings.DNS_TIME_LIMIT_SECONDS, answers)


dns_lookups = _dns_lookups(StoredAnswers())


def fetch_policy(blocked: Mapping[str, str] | None = None) -> FetchPolicy:
    """``blocked`` maps domains on the block list to the reason."""
    return FetchPolicy(
        user_agent=settings.FETCH_USER_AGENT,
        timeout=settings.FETCH_TIMEOUT_SECONDS,
        connect_timeout=settings.FETCH_CONNECT_TIMEOUT_SECONDS,
        max_bytes=settings.FETCH_MAX_BYTES,
        max_redirects=settings.FETCH_MAX_REDIRECTS,
        allowed_networks=settings.FETCH_ALLOWED_NETWORKS,
        hosts=settings.FETCH_HOSTS,
        ca_bundle=settings.FETCH_CA_BUNDLE,
        blocked=blocked or {},
        per_address=settings.FETCH_ADDRESS_CONCURRENCY,
        unlimited=settings.FETCH_ALLOWED_NETWORKS,
        proxies=settings.FETCH_PROXY,
        proxy_resolves=settings.FETCH_PROXY_RESOLVES,
    )


def site_browser(fetcher: Fetcher) -> AbstractContextManager[SiteBrowser | None]:
    """For the pages of one scan that need JavaScript; None where no browser is configured."""
    if settings.RENDER_BROWSER is None:
        return nullcontext()
    policy = RenderPolicy(
        settings.RENDER_BROWSER,
        settings.FETCH_USER_AGENT,
        connect_timeout=settings.FETCH_CONNECT_TIMEOUT_SECONDS,
        max_html=settings.FETCH_MAX_BYTES,
        concurrency=settings.RENDER_CONCURRENCY,
    )
    return _browser(policy).site(fetcher.checked)


@lru_cache(maxsize=1)
def _browser(policy: RenderPolicy) -> Browser:
    """One for all scans of the process, which together have ``RENDER_CONCURRENCY`` turns."""
    return Browser(policy)


def retry_policy() -> RetryPolicy:
    return RetryPolicy(settings.MAX_ATTEMPTS, settings.RETRY_BACKOFF_SECONDS)


def scan_request(claim: Claim) -> ScanRequest:
    return replace(
        _site_request(claim.domain),
        max_pages=claim.max_pages,
        known=claim.earlier.pages,
        known_sitemap=claim.earlier.result.get("sitemap") if claim.only_if_sitemap_changed else None,
        stop_when_complete=settings.SCAN_STOP_WHEN_COMPLETE,
        screenshot=settings.RENDER_SCREENSHOTS,
    )


def _site_request(domain: str) -> ScanRequest:
    """What the settings say of every scan."""
    return ScanRequest(
        domain=domain,
        stages=settings.SCAN_STAGES,
        respect_robots=settings.FETCH_RESPECT_ROBOTS,
        user_agent_token=product(settings.FETCH_USER_AGENT),
        delay=settings.FETCH_DELAY_SECONDS,
        default_region=settings.DEFAULT_PHONE_REGION,
        max_seconds=settings.SCAN_TIME_LIMIT_SECONDS,
        dns=dns_lookups,
    )


def preview(domain: str, trace: Trace) -> SiteReport:
    """Scan a site as for a claim, and record the reasons; the database is not used.

    Raises ``FetchError`` if the home page cannot be fetched.
    """
    request = replace(_site_request(domain), trace=trace, dns=_dns_lookups())
    with Fetcher(fetch_policy()) as fetcher, fetcher.session() as session, site_browser(fetcher) as browser:
        return scan_site(session, request, stopping=lambda: False, pause=time.sleep, browser=browser)


def scan(fetcher: Fetcher, claim: Claim, stop: StopRequest) -> SiteReport | Failure | AddressBusy:
    """Scan one claimed domain. Returns the report, the failure, or ``AddressBusy`` at the address limit.

    Raises ``ScanStopped`` when the run stops meanwhile. Any other exception is a defect; the run records
    it as ``internal``.
    """

    def pause(seconds: float) -> None:
        if stop.wait(seconds):
            raise ScanStopped

    try:
        with _bound(claim), fetcher.session() as session, site_browser(fetcher) as browser:
            request = scan_request(claim)
            return scan_site(session, request, stopping=stop.__bool__, pause=pause, browser=browser)
    except AddressBusy as busy:
        return busy
    except FetchError as error:
        if stop and error.kind not in _TOLD_BY_PAGES:
            raise ScanStopped from error  # the stop closed the connection: the site did not fail
        proxy = isinstance(error, ProxyError)
        return Failure(error.kind, str(error), error.retry_after, local=error.local, proxy=proxy)


def _bound(claim: Claim) -> AbstractContextManager[None]:
    """Adds the ids of run and domain to every log line of a scan."""
    return bound(run_id=claim.run_id, domain_id=claim.domain_id)
