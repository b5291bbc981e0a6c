"""Scans of the farm of sites: judged by what they find and by the farm's own counters."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from domains.scan.fetch import Fetcher, FetchPolicy, parse_hosts
from domains.scan.report import ErrorKind, FetchError, SiteReport
from domains.scan.site import ScanRequest, scan_site

FARM = Path(__file__).resolve().parents[5] / "shared" / "farm" / "farm.py"
pytestmark = pytest.mark.skipif(not FARM.is_file(), reason="the shared farm is not beside this checkout")

MULTI = [f"multi-{number:04d}.farm.test" for number in range(1, 61)]  # each of the twenty ways three times


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@dataclass
class Farm:
    http: int
    https: int
    folder: Path
    pauses: dict[str, list[float]] = field(default_factory=dict)

    def ask(self, what: str) -> Any:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.http}/__farm__/{what}") as answer:
            return json.load(answer)

    def seen(self, host: str) -> dict[str, int]:
        """How often each path of a host was asked for."""
        return dict(self.ask("stats")["seen"].get(host, {}))

    @property
    def fetcher(self) -> Fetcher:
        lines = (self.folder / "hosts").read_text().splitlines()
        # Only where certificates matter is https offered: elsewhere it would cost the test its time.
        ports = (f":{self.http}:{self.https}" if "tls-" in line else f":{self.http}" for line in lines)
        mapped = [
            re.sub(r"^(127\.2\.\S+)", rf"\1{port}", line) for port, line in zip(ports, lines, strict=True)
        ]
        return Fetcher(
            FetchPolicy(
                user_agent="ScraperSky/test",
                timeout=10,
                allowed_networks=(ip_network("127.2.0.0/16"),),
                hosts=parse_hosts("\n".join(mapped)),
                ca_bundle=str(self.folder / "tls" / "ca.pem"),
            )
        )

    def scan(self, host: str, **options: Any) -> SiteReport:
        pauses = self.pauses.setdefault(host, [])
        with self.fetcher as fetcher, fetcher.session() as session:
            request = ScanRequest(host, **{"delay": 0, **options})
            return scan_site(session, request, stopping=lambda: False, pause=pauses.append)


@pytest.fixture(scope="module")
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    folder = tmp_path_factory.mktemp("farm")
    http, https = free_port(), free_port()
    command = [
        sys.executable,
        str(FARM),
        "--http",
        str(http),
        "--https",
        str(https),
        "--tls",
        str(folder / "tls"),
    ]
    subprocess.run([*command, "--count", "1", "--write-hosts", str(folder / "hosts")], check=True)
    with subprocess.Popen([*command, "--count", "1"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            assert process.stdout.readline().startswith("farm:"), "the farm did not start"
            yield Farm(http, https, folder)
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def expected() -> dict[str, dict[str, Any]]:
    """What a scan of each multi-NNNN host must find."""
    lines = subprocess.run(
        [sys.executable, str(FARM), "--expect"], check=True, capture_output=True, text=True
    ).stdout
    return {found["host"]: found for found in map(json.loads, lines.splitlines())}


@pytest.fixture(scope="module")
def multi(farm: Farm) -> dict[str, SiteReport]:
    """Scans of sites of many pages, three pages each."""
    with ThreadPoolExecutor(4) as pool:
        return dict(zip(MULTI, pool.map(lambda host: farm.scan(host, max_pages=3), MULTI), strict=True))


class TestSitesOfManyPages:
    def test_contact_pages_are_among_the_first_three(
        self, multi: dict[str, SiteReport], expected: dict[str, dict[str, Any]]
    ) -> None:
        found = [
            host
            for host, report in multi.items()
            if any(page.url.endswith(expected[host]["contact_path"]) for page in report.pages)
        ]
        assert len(found) >= 0.95 * len(MULTI)

    def test_what_they_hold_is_found(
        self, multi: dict[str, SiteReport], expected: dict[str, dict[str, Any]]
    ) -> None:
        wrong = {
            host: (report.emails, report.phones)
            for host, report in multi.items()
            if ([contact.value for contact in report.emails], [contact.value for contact in report.phones])
            != ([expected[host]["email"]], [expected[host]["phone"]])
        }
        assert wrong == {}

    def test_sitemaps_are_counted(
        self, multi: dict[str, SiteReport], expected: dict[str, dict[str, Any]]
    ) -> None:
        assert {host: report.sitemap and report.sitemap.url_count for host, report in multi.items()} == {
            host: expected[host]["pages"] for host in MULTI
        }

    def test_nothing_is_asked_for_that_should_not_be(self, farm: Farm, multi: dict[str, SiteReport]) -> None:
        for host in multi:
            seen = farm.seen(host)
            assert (seen["/"], seen["/robots.txt"], seen["/sitemap.xml"]) == (1, 1, 1)
            assert max(seen.values()) == 1
            assert not any(path.startswith(("/private", "/brochure", "/cart")) for path in seen)
            assert len(seen) <= 2 + 3

    def test_a_large_site_is_visited_to_the_limit(self, farm: Farm) -> None:
        report = farm.scan("multi-0000.farm.test", max_pages=150)
        assert len(report.pages) == 150
        assert max(farm.seen("multi-0000.farm.test").values()) == 1
        assert report.stages == {"content": "complete", "pages": "complete", "sitemap": "complete"}


class TestRobots:
    def test_a_site_that_forbids_all(self, farm: Farm) -> None:
        with pytest.raises(FetchError) as error:
            farm.scan("robots-none.farm.test")
        assert error.value.kind is ErrorKind.ROBOTS
        assert farm.seen("robots-none.farm.test") == {"/robots.txt": 1}

    def test_a_robots_txt_in_trouble(self, farm: Farm) -> None:
        with pytest.raises(FetchError) as error:
            farm.scan("robots-5xx.farm.test")
        assert error.value.kind is ErrorKind.HTTP_5XX
        assert farm.seen("robots-5xx.farm.test") == {"/robots.txt": 1}

    @pytest.mark.parametrize("label", ["robots-404", "robots-huge", "robots-loop"])
    def test_sites_whose_robots_txt_forbids_nothing(self, farm: Farm, label: str) -> None:
        report = farm.scan(f"{label}.farm.test")
        assert [contact.value for contact in report.emails] == ["hello@farmmail.net"]
        assert farm.seen(f"{label}.farm.test")["/"] == 1

    def test_a_crawl_delay(self, farm: Farm) -> None:
        host = "robots-delay.farm.test"
        farm.scan(host, stages=frozenset({"content", "pages"}))
        assert farm.pauses[host] == [2.0]
        assert farm.seen(host) == {"/robots.txt": 1, "/": 1, "/contact": 1}


class TestTraps:
    def test_an_endless_calendar_ends(self, farm: Farm) -> None:
        farm.scan("trap.farm.test", max_pages=50)
        assert sum(farm.seen("trap.farm.test").values()) <= 50 + 4  # robots.txt and guesses at sitemaps


class TestSitemaps:
    @pytest.mark.parametrize(
        ("label", "files", "urls"),
        [("plain", 1, 50), ("gz", 1, 50), ("index", 4, 30), ("loop", 1, 0)],
    )
    def test_counted(self, farm: Farm, label: str, files: int, urls: int) -> None:
        report = farm.scan(f"sitemap-{label}.farm.test", max_pages=1)
        assert report.sitemap
        assert (len(report.sitemap.sitemaps), report.sitemap.url_count) == (files, urls)
        assert report.stages["sitemap"] == "complete"

    def test_a_bomb_of_entities(self, farm: Farm) -> None:
        report = farm.scan("sitemap-xml-bomb.farm.test", max_pages=1)
        assert report.stages == {"content": "complete", "pages": "complete", "sitemap": "error"}
        assert report.sitemap
        assert "has a DOCTYPE" in report.sitemap.error


class TestHome:
    @pytest.mark.parametrize("label", ["tls-self-signed", "tls-wrong-host", "tls-expired"])
    def test_bad_certificates_are_not_trusted_and_http_is_used(self, farm: Farm, label: str) -> None:
        report = farm.scan(f"{label}.farm.test", stages=frozenset({"content"}))
        assert report.home.url == f"http://{label}.farm.test/"

    @pytest.mark.parametrize("label", ["redirect-www", "redirect-relative", "meta-refresh", "cookie-wall"])
    def test_pages_that_are_reached_by_a_detour(self, farm: Farm, label: str) -> None:
        report = farm.scan(f"{label}.farm.test", stages=frozenset({"content"}))
        assert [contact.value for contact in report.emails] == ["hello@farmmail.net"]

    @pytest.mark.parametrize(
        ("label", "kinds"),
        [
            ("status-404", {ErrorKind.HTTP_4XX}),
            ("status-500", {ErrorKind.HTTP_5XX}),
            ("status-429", {ErrorKind.RATE_LIMITED}),
            ("redirect-loop", {ErrorKind.TOO_MANY_REDIRECTS}),
            ("redirect-loopback", {ErrorKind.BLOCKED_ADDRESS}),
            ("redirect-nowhere", {ErrorKind.DNS}),
            ("redirect-bad", {ErrorKind.BAD_CONTENT, ErrorKind.TOO_MANY_REDIRECTS}),
            ("reset", {ErrorKind.CONNECT}),
            ("bad-gzip", {ErrorKind.BAD_CONTENT}),
            ("type-pdf", {ErrorKind.NOT_HTML}),
            ("endless-body", {ErrorKind.TOO_LARGE}),
            ("gzip-bomb", {ErrorKind.TOO_LARGE}),
        ],
    )
    def test_errors_keep_their_kind_through_robots_txt(
        self, farm: Farm, label: str, kinds: set[ErrorKind]
    ) -> None:
        with pytest.raises(FetchError) as error:
            farm.scan(f"{label}.farm.test")
        assert error.value.kind in kinds


def test_no_secret_was_asked_for(farm: Farm) -> None:
    assert farm.ask("stats")["secret"] == 0


def test_the_farms_changes_are_seen(farm: Farm) -> None:
    """Another e-mail, another title and one more URL in the sitemap: planted between two scans."""
    host = "multi-0150.farm.test"
    first = farm.scan(host, max_pages=3)
    farm.ask("change")
    second = farm.scan(host, max_pages=3)
    assert first.home.title != second.home.title
    assert {contact.value for contact in first.emails} != {contact.value for contact in second.emails}
    assert first.phones == second.phones
    assert first.sitemap
    assert second.sitemap
    assert set(second.sitemap.urls) - set(first.sitemap.urls) == {f"http://{host}/p40"}
