"""Fixtures for tests of the queue."""

import ipaddress
import uuid
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from domains.models import Domain
from domains.queue import claims
from domains.queue.retry import RetryPolicy
from domains.runs.run import RunOptions, execute_run
from domains.scan.fetch import parse_hosts
from domains.scan.report import Contact, PageReport, SiteReport, VisitedPage
from scrapersky.shutdown import StopRequest

LEASE = timedelta(seconds=60)
POLICY = RetryPolicy(max_attempts=3, backoff=60)


@pytest.fixture
def queue():
    """Create pending domains, the first one longest due."""

    def make(*names, **fields):
        return [
            Domain.objects.create(
                domain=name, next_attempt_at=Now() - timedelta(minutes=60 - place), **fields
            )
            for place, name in enumerate(names)
        ]

    return make


@pytest.fixture
def claim():
    def make(limit=10, lease=LEASE, **options):
        return claims.claim(limit, run_id=uuid.uuid4(), lease=lease, **options)

    return make


@pytest.fixture
def report():
    """A successful scan of one page, with one e-mail address and one phone."""

    def make(domain="example.com", title="Example"):
        url = f"https://{domain}/"
        email = Contact("email", f"info@{domain}", "mailto", url, role=True)
        phone = Contact("phone", "+12025550143", "text", url)
        page = PageReport(url=url, title=title, language="en", emails=(email,), phones=(phone,))
        return SiteReport(
            domain=domain,
            home=page,
            pages=(VisitedPage(url, "home", 200, page, bytes=1234),),
            emails=page.emails,
            phones=page.phones,
            social={"facebook": ("https://www.facebook.com/example",)},
            stages={"content": "complete", "pages": "complete", "sitemap": "skipped"},
            bytes=1234,
            requests=2,
        )

    return make


@pytest.fixture
def run(settings, sites):
    """Run the batch against loopback sites that answer for every queued domain."""
    settings.FETCH_DELAY_SECONDS = 0
    settings.FETCH_ALLOWED_NETWORKS = (ipaddress.ip_network("127.0.0.0/8"),)
    settings.FETCH_TIMEOUT_SECONDS = 5

    def start(stop=None, **order):
        settings.FETCH_HOSTS = parse_hosts(sites.hosts(*Domain.objects.values_list("domain", flat=True)))
        options = {"trigger": "test", "limit": 100, "concurrency": 8, **order}
        return execute_run(RunOptions(**options), StopRequest() if stop is None else stop)

    return start


def statuses():
    return dict(Domain.objects.values_list("domain", "status"))
