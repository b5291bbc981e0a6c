"""TRUSTED_PROXIES: whose address is counted."""

import ipaddress

import pytest
from django.test import Client

from domains.api import authentication
from domains.api.rate_limits import Rate
from scrapersky.client_address import client_address

TRUSTED = tuple(map(ipaddress.ip_network, ("10.0.0.0/8", "fd00::/8")))


@pytest.mark.parametrize(
    ("peer", "forwarded", "caller"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", "192.0.2.1"),  # who is no proxy invents what it likes
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),  # the left part is the caller's own
        ("10.0.0.1", "198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("10.0.0.1", "198.51.100.7,10.0.0.2,  10.0.0.3 ", "198.51.100.7"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.2", "10.0.0.2"),
        ("10.0.0.1", "198.51.100.7, unknown", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.7:4711", "198.51.100.7"),
        ("10.0.0.1", "[2001:db8::1]:4711", "2001:db8::1"),
        ("fd00::1", "2001:DB8:0::1", "2001:db8::1"),
        ("::ffff:10.0.0.1", "::ffff:198.51.100.7", "198.51.100.7"),
        ("", "198.51.100.7", "198.51.100.7"),
        ("", "", ""),
    ],
)
def test_the_right_most_address_that_is_no_proxy(peer, forwarded, caller):
    assert client_address(peer, forwarded, TRUSTED) == caller


@pytest.fixture
def guess(db, monkeypatch):
    """The status of a request with a wrong token, of which each address may send one."""
    rate = Rate(1, 86_400)
    monkeypatch.setattr(authentication, "_wrong_tokens", lambda: rate)

    def send(peer, forwarded):
        headers = {"Authorization": "Bearer wrong", "X-Forwarded-For": forwarded}
        return Client(REMOTE_ADDR=peer).get("/api/v3/domains/", headers=headers).status_code

    return send


def test_callers_behind_a_trusted_proxy_are_counted_apart(guess, settings):
    settings.TRUSTED_PROXIES = TRUSTED
    assert [guess("10.0.0.1", "192.0.2.1"), guess("10.0.0.1", "192.0.2.2")] == [401, 401]
    assert guess("10.0.0.1", "203.0.113.9, 192.0.2.2") == 429


def test_nobody_gets_away_by_inventing_addresses(guess, settings):
    settings.TRUSTED_PROXIES = TRUSTED
    assert [guess("192.0.2.1", "203.0.113.1"), guess("192.0.2.1", "203.0.113.2")] == [401, 429]


def test_without_the_setting_the_header_is_ignored(guess):
    assert [guess("10.0.0.1", "203.0.113.1"), guess("10.0.0.1", "203.0.113.2")] == [401, 429]
