"""preview_scan: what was found, where and why, and what was refused; without a database."""

import ipaddress
import json

import pytest
from django.core.management import CommandError, call_command

from domains.scan.fetch import parse_hosts
from tests.sites import html, page

PAGE = """<!doctype html><html lang="en"><title>Table Bay Sails</title>
<p>9 Harbour Road, Cape Town, South Africa. Tel 021 424 1836, order no. 202-555-0143</p>
<p>info@sails-and-ropes.com, you@example.com</p>"""


@pytest.fixture
def preview(capsys):
    def run(*words):
        call_command("preview_scan", *words)
        return capsys.readouterr().out

    return run


@pytest.fixture
def loopback(settings):
    settings.FETCH_ALLOWED_NETWORKS = (ipaddress.ip_network("127.0.0.0/8"),)
    settings.FETCH_DELAY_SECONDS = 0
    return settings


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "contact.html"
    path.write_text(PAGE)
    return str(path)


def test_a_saved_page_is_explained(preview, saved):
    out = preview(saved, "--url", "https://www.sails-and-ropes.com/contact")
    assert "title: Table Bay Sails" in out
    assert "phone +27214241836  fixed" in out
    assert "ZA: country 'South Africa' on its line; text '021 424 1836'" in out
    assert "email info@sails-and-ropes.com  own, role" in out
    assert "phone '202-555-0143': named by the word 'order'; text" in out
    assert "email 'you@example.com': placeholder; text" in out


def test_the_url_tells_whose_an_address_is_and_where_numbers_belong_to(preview, tmp_path):
    path = tmp_path / "page.html"
    path.write_text("<p>Tel. 030 23125001, info@optik-werk.de</p>")
    found = json.loads(preview(str(path), "--json", "--url", "https://optik-werk.de/"))
    assert [one["value"] for one in found["contacts"]] == ["info@optik-werk.de", "+493023125001"]
    assert found["contacts"][1]["rule"] == "top-level domain of optik-werk.de"
    nowhere = json.loads(preview(str(path), "--json"))
    assert [one["value"] for one in nowhere["contacts"]] == ["info@optik-werk.de", "+493023125001"]
    assert nowhere["contacts"][1]["rule"] == "e-mail address under .de"
    assert nowhere["result"]["contacts"][0]["owner"] == "other"


def test_a_site_is_scanned_and_nothing_is_stored(preview, loopback, sites):
    body = page("Harbour", '<a href="/contact">Contact</a>')
    contact = page("Contact", "<p>Kimathi Street, Nairobi, Kenya. Phone: 020 271 2345</p>")
    sites.responders["harbour.test"] = lambda path: html(
        {"/": body, "/contact": contact}.get(path, b""), 200 if path in {"/", "/contact"} else 404
    )
    loopback.FETCH_HOSTS = parse_hosts(sites.hosts("harbour.test"))
    out = preview("http://harbour.test/")  # without the mark django_db: a query would fail the test
    assert "http://harbour.test/contact  contact, 200" in out
    assert "KE: country 'Kenya' on its line; text '020 271 2345', http://harbour.test/contact" in out


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("no-such-page.html", "there is no file no-such-page.html"),
        ("not a site", "neither a file nor a site's address"),
    ],
)
def test_what_cannot_be_read_is_one_clear_line(preview, target, said):
    with pytest.raises(CommandError, match=said):
        preview(target)


def test_a_site_that_cannot_be_had_is_one_clear_line(preview, loopback):
    loopback.FETCH_HOSTS = parse_hosts("127.0.0.1:1 harbour.test")
    with pytest.raises(CommandError, match=r"harbour.test: .*\(connect\)"):
        preview("harbour.test")
