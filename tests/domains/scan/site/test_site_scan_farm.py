"""Scans of a farm's sites: judged by what they find and by the farm's own counters."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest

from domains.scan.fetch import Fetcher
from domains.scan.report import Contact, ErrorKind, FetchError, SiteReport
from domains.scan.site import ScanRequest, scan_site
from tests.domains.scan.servers import fetcher
from tests.farm import NETWORK, Farm

CONTENT = frozenset({"content"})


@dataclass
class Scanner:
    """Scans hosts of a farm. ``pauses``: the seconds that each scan would have waited between pages."""

    farm: Farm
    patient: Fetcher
    impatient: Fetcher  # for the hosts that a scan must give up on
    pauses: dict[str, list[float]] = field(default_factory=dict)

    def scan(self, host: str, **options: Any) -> SiteReport:
        pauses = self.pauses.setdefault(host, [])
        request = ScanRequest(host, **{"delay": 0, **options})
        endless = self.farm.expected.scans.get(host) == {ErrorKind.TIMEOUT}
        with (self.impatient if endless else self.patient).session() as session:
            return scan_site(session, request, stopping=lambda: False, pause=pauses.append)

    def kind(self, host: str, **options: Any) -> ErrorKind | None:
        """The kind of the error that a scan ends in; None where it does not."""
        try:
            self.scan(host, **options)
        except FetchError as error:
            return error.kind
        return None

    def scans(self, hosts: Iterable[str], **options: Any) -> dict[str, SiteReport]:
        return {host: self.scan(host, **options) for host in hosts}


@pytest.fixture(scope="module")
def scanner(farm: Farm) -> Iterable[Scanner]:
    # Only where certificates matter is https offered: elsewhere it would cost the test its time.
    hosts, limits = (
        farm.hosts(https=False),
        {"ca_bundle": str(farm.authority), "allowed_networks": (NETWORK,)},
    )
    with (
        fetcher(hosts, timeout=20.0, **limits) as patient,
        fetcher(hosts, timeout=3.0, **limits) as impatient,
    ):
        yield Scanner(farm, patient, impatient)


@pytest.fixture(scope="module")
def reports(farm: Farm, scanner: Scanner) -> dict[str, SiteReport]:
    """Scans of sites of many pages, three pages each."""
    hosts = [site.host for site in farm.expected.many_pages]
    with ThreadPoolExecutor(4) as pool:
        return dict(zip(hosts, pool.map(lambda host: scanner.scan(host, max_pages=3), hosts), strict=True))


def values(contacts: Iterable[Contact]) -> list[str]:
    return [contact.value for contact in contacts]


class TestSitesOfManyPages:
    def test_contact_pages_are_among_the_first_three(
        self, farm: Farm, reports: dict[str, SiteReport]
    ) -> None:
        sites = farm.expected.many_pages
        assert len(sites) == 60
        found = [
            site
            for site in sites
            if any(page.url.endswith(site.contact_path) for page in reports[site.host].pages)
        ]
        assert len(found) >= 0.95 * len(sites)

    def test_what_they_hold_is_found(self, farm: Farm, reports: dict[str, SiteReport]) -> None:
        found = {host: (values(report.emails), values(report.phones)) for host, report in reports.items()}
        assert found == {site.host: ([site.email], [site.phone]) for site in farm.expected.many_pages}

    def test_sitemaps_are_counted(self, farm: Farm, reports: dict[str, SiteReport]) -> None:
        counts = {host: report.sitemap and report.sitemap.url_count for host, report in reports.items()}
        assert counts == {site.host: site.pages for site in farm.expected.many_pages}

    def test_nothing_is_asked_for_that_should_not_be(
        self, farm: Farm, reports: dict[str, SiteReport]
    ) -> None:
        unwanted = ("/private", "/brochure", "/cart", "/staff", "/catalogue", "/basket")
        for host in reports:
            seen = farm.seen(host)
            assert (seen["/"], seen["/robots.txt"], seen["/sitemap.xml"]) == (1, 1, 1)
            assert max(seen.values()) == 1
            assert not any(path.startswith(unwanted) for path in seen)
            assert len(seen) <= 2 + 3

    def test_a_large_site_is_visited_to_the_limit(self, farm: Farm, scanner: Scanner) -> None:
        host = farm.expected.large.host
        report = scanner.scan(host, max_pages=150)
        assert len(report.pages) == 150
        assert max(farm.seen(host).values()) == 1
        assert report.stages == {"content": "complete", "pages": "complete", "sitemap": "complete"}


class TestRobots:
    def test_sites_that_forbid_all(self, farm: Farm, scanner: Scanner) -> None:
        for host in farm.expected.forbidden:
            assert scanner.kind(host) is ErrorKind.ROBOTS
            assert farm.seen(host) == {"/robots.txt": 1}

    def test_a_robots_txt_in_trouble(self, farm: Farm, scanner: Scanner) -> None:
        for host in farm.expected.unavailable:
            assert {scanner.kind(host)} == farm.expected.scans[host]
            assert farm.seen(host) == {"/robots.txt": 1}

    def test_crawl_delays(self, farm: Farm, scanner: Scanner) -> None:
        for host, seconds in farm.expected.delays.items():
            scanner.scan(host, stages=frozenset({"content", "pages"}))
            assert scanner.pauses[host] == [seconds]
            assert farm.seen(host) == {"/robots.txt": 1, "/": 1, "/contact": 1}


def test_traps_end(farm: Farm, scanner: Scanner) -> None:
    for host in farm.expected.traps:
        scanner.scan(host, max_pages=50)
        assert sum(farm.seen(host).values()) <= 50 + 4  # robots.txt and guesses at sitemaps


class TestSitemaps:
    def test_counted(self, farm: Farm, scanner: Scanner) -> None:
        reports = scanner.scans(farm.expected.sitemaps, max_pages=1)
        sitemaps = {host: report.sitemap for host, report in reports.items() if report.sitemap}
        counts = {host: (len(found.sitemaps), found.url_count) for host, found in sitemaps.items()}
        assert counts == farm.expected.sitemaps
        assert {report.stages["sitemap"] for report in reports.values()} == {"complete"}

    def test_a_bomb_of_entities(self, farm: Farm, scanner: Scanner) -> None:
        report = scanner.scan(farm.expected.entities, max_pages=1)
        assert report.stages == {"content": "complete", "pages": "complete", "sitemap": "error"}
        assert report.sitemap
        assert "has a DOCTYPE" in report.sitemap.error


class TestHome:
    def test_bad_certificates_are_not_trusted_and_http_is_used(self, farm: Farm, scanner: Scanner) -> None:
        reports = scanner.scans(farm.expected.bad_certificates, stages=CONTENT)
        assert {host: report.home.url for host, report in reports.items()} == {
            host: f"http://{host}/" for host in farm.expected.bad_certificates
        }

    def test_what_hosts_hide_is_found(self, farm: Farm, scanner: Scanner) -> None:
        """Behind a detour, an odd robots.txt, an encoding, or written so that machines should not read it."""
        reports = scanner.scans(farm.expected.emails, stages=CONTENT)
        assert {
            host: tuple(values(report.emails)) for host, report in reports.items()
        } == farm.expected.emails
        assert {host for host in reports if "/robots.txt" not in farm.seen(host)} == set()

    def test_titles_are_read_as_they_were_written(self, farm: Farm, scanner: Scanner) -> None:
        reports = scanner.scans(farm.expected.titles, stages=CONTENT)
        assert {host: report.home.title for host, report in reports.items()} == farm.expected.titles

    def test_errors_keep_their_kind_through_robots_txt(
        self, farm: Farm, scanner: Scanner, no_dns: None
    ) -> None:
        """Also where robots.txt itself is what times out, floods or leads inside."""
        scans = farm.expected.scans
        with ThreadPoolExecutor(8) as pool:
            ends = dict(
                zip(scans, pool.map(lambda host: scanner.kind(host, max_pages=3), scans), strict=True)
            )
        wrong = {host: kind for host, kind in ends.items() if kind not in scans[host]}
        assert wrong == {}, {host: scans[host] for host in wrong}


def test_no_secret_was_asked_for(farm: Farm) -> None:
    assert farm.secrets() == 0


def test_the_farms_changes_are_seen(farm: Farm, scanner: Scanner) -> None:
    """Another e-mail, another title and one more URL in the sitemap: planted between two scans."""
    host = farm.expected.many_pages[49].host
    first = scanner.scan(host, max_pages=3)
    changed = farm.change(host)
    second = scanner.scan(host, max_pages=3)
    assert first.home.title != second.home.title
    assert values(first.emails) != values(second.emails) == [changed.email]
    assert first.phones == second.phones
    assert first.sitemap
    assert second.sitemap
    assert len(set(second.sitemap.urls) - set(first.sitemap.urls)) == 1
    assert second.sitemap.url_count == first.sitemap.url_count + 1 == changed.pages
