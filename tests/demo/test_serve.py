"""The demo's sample sites behave as sites.toml declares, and their pages contain what it expects."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from demo.serve import HERE, STATS, SampleSites, Site, load_sites
from demo.truth import differences
from domains.scan.fetch import parse_hosts

SITES = load_sites()
BY_NAME = {site.name: site for site in SITES}


@pytest.fixture(scope="module")
def server() -> Iterator[SampleSites]:
    with SampleSites(SITES) as running:
        yield running


class Reply:
    def __init__(self, server: SampleSites, host: str, path: str = "/") -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=30)
        try:
            connection.request("GET", path, headers={"Host": host})
            response = connection.getresponse()
            self.status, self.headers, self.body = response.status, response.headers, response.read()
        finally:
            connection.close()


def each(*sites: Site) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("site", sites, ids=lambda site: site.name)


READABLE = [site for site in SITES if site.status == 200]
FOUND = [site for site in SITES if site.expect["state"] == "completed"]


def text_of(site: Site) -> str:
    return "\n".join(body.decode(site.charset) for path, body in site.files.items() if path.endswith("/"))


@each(*SITES)
def test_every_site_answers_as_declared(server: SampleSites, site: Site) -> None:
    started = time.monotonic()
    home = Reply(server, site.redirect or site.name)

    assert (home.status, home.body) == (site.status, site.files["/"])
    assert home.headers.get_content_type() == "text/html"
    assert time.monotonic() - started >= site.delay


@each(*READABLE)
def test_every_link_of_a_site_leads_to_a_page_of_it(server: SampleSites, site: Site) -> None:
    targets = set(re.findall(r'<a [^>]*href="(/[^"#]*)"', text_of(site))) - {"/cdn-cgi/l/email-protection"}

    assert targets <= set(site.files)


def test_every_folder_is_declared_and_every_declared_site_has_a_home() -> None:
    folders = {path.name for path in (HERE / "sites").iterdir()}

    assert folders == set(BY_NAME)
    assert all("/" in site.files for site in SITES)
    assert all(name.endswith(".test") for name in folders), "a reserved domain, so that nobody else is meant"


@each(*FOUND)
def test_the_declared_title_and_language_are_those_of_the_home_page(site: Site) -> None:
    home = site.files["/"].decode(site.charset)

    assert unescape(home.partition("<title>")[2].partition("</title>")[0]) == site.expect["title"]
    assert home.partition('<html lang="')[2].partition('"')[0].lower() == site.expect["language"]


@each(*FOUND)
def test_the_declared_contacts_stand_on_the_site(site: Site) -> None:
    text = text_of(site).translate(str.maketrans("０１２３４５６７８９－", "0123456789-"))
    digits = re.sub(r"[\s().+-]", "", text)
    expect = site.expect

    assert all(phone[-8:] in digits for phone in expect.get("phones", []))
    assert all(url in text for url in expect.get("social", {}).values())
    assert f"WordPress {expect['wordpress']}" in text if "wordpress" in expect else "wp-content/" not in text


def test_the_bakery_shows_its_addresses_to_people_only() -> None:
    bakery = BY_NAME["kruemel-bakery.test"]
    text = text_of(bakery)
    key, *coded = bytes.fromhex(re.findall(r'data-cfemail="([0-9a-f]+)"', text)[0])

    assert bytes(byte ^ key for byte in coded).decode() in bakery.expect["emails"]
    assert "hello [at] kruemel-bakery [dot] test" in text
    assert not any(email in text for email in bakery.expect["emails"])


def test_the_inn_sends_shift_jis_and_only_the_page_says_so(server: SampleSites) -> None:
    home = Reply(server, "yamanoyu.test")

    assert home.headers["Content-Type"] == "text/html"
    assert b"charset=Shift_JIS" in home.body
    assert "山の湯旅館".encode("shift_jis") in home.body
    with pytest.raises(UnicodeDecodeError):
        home.body.decode("utf-8")


def test_a_redirecting_site_keeps_the_path(server: SampleSites) -> None:
    moved = Reply(server, "harbor-law.test", "/contact/")

    assert (moved.status, moved.headers["Location"]) == (301, "http://www.harbor-law.test/contact/")
    assert Reply(server, "www.harbor-law.test", "/contact/").status == 200


def test_robots_txt_is_served_where_there_is_one(server: SampleSites) -> None:
    assert b"Disallow: /\n" in Reply(server, "closed-archive.test", "/robots.txt").body
    assert Reply(server, "pixel-foundry.test", "/robots.txt").status == 404
    assert Reply(server, "fallen-server.test", "/robots.txt").status == 500


def test_unknown_hosts_and_paths_outside_the_folder_are_not_found(server: SampleSites) -> None:
    assert Reply(server, "nobody.test").status == 404
    assert Reply(server, "acme-roofing.test", "/../../serve.py").status == 404
    assert Reply(server, "acme-roofing.test", "/contact").headers["Location"] == "/contact/"


def test_requests_are_counted_by_host_and_path() -> None:
    with SampleSites(SITES) as server:
        for path in ("/", "/", "/about/", "/nothing"):
            Reply(server, "acme-roofing.test", path)

        counted = json.loads(Reply(server, "127.0.0.1", STATS).body)

    assert counted == {"acme-roofing.test": {"/": 2, "/about/": 1, "/nothing": 1}}


def test_the_command_writes_a_hosts_file_and_ends_cleanly_on_sigterm(tmp_path: Path) -> None:
    hosts = tmp_path / "hosts"
    command = [sys.executable, "-W", "error", str(HERE / "serve.py"), "--hosts-file", str(hosts)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout
        line = child.stdout.readline()
        os.kill(child.pid, signal.SIGTERM)
        _, errors = child.communicate(timeout=30)

    assert (child.returncode, errors) == (0, "")
    assert hosts.read_text() == line
    endpoints = parse_hosts(line)
    assert list(endpoints) == [host for site in SITES for host in site.hosts]
    assert {endpoint.address for endpoint in endpoints.values()} == {"127.0.0.1"}


def row(site: Site) -> dict[str, Any]:
    """What the domains API says of a site that was scanned without a mistake."""
    expect = site.expect
    social = dict.fromkeys(("facebook", "twitter", "linkedin", "instagram", "youtube"), "")
    return {
        "status": expect["state"],
        "error_kind": expect.get("error_kind", ""),
        "title": expect.get("title", ""),
        "language": expect.get("language", ""),
        "is_wordpress": "wordpress" in expect,
        "wordpress_version": expect.get("wordpress", ""),
        "email_addresses": list(reversed(expect.get("emails", []))),
        "phone_numbers": list(reversed(expect.get("phones", []))),
        **{f"{name}_url": url for name, url in (social | expect.get("social", {})).items()},
    }


@each(*SITES)
def test_the_demo_accepts_the_truth_in_whatever_order_it_was_found(site: Site) -> None:
    assert differences(site, row(site)) == []


@pytest.mark.parametrize(
    "mistake",
    [
        {"status": "failed"},
        {"title": "Welcome"},
        {"is_wordpress": True},
        {"email_addresses": []},
        {"email_addresses": ["info@loodgieter-devries.test", "you@example.com"]},
        {"phone_numbers": ["+31305550122", "+31655501234", "+31301847260"]},
        {"facebook_url": "https://www.facebook.com/sharer"},
    ],
    ids=str,
)
def test_the_demo_tells_what_is_missing_and_what_is_too_much(mistake: dict[str, Any]) -> None:
    plumber = BY_NAME["loodgieter-devries.test"]

    faults = differences(plumber, row(plumber) | mistake)

    assert len(faults) == 1
    assert faults[0].startswith("loodgieter-devries.test: ")
