"""Mail servers, SPF, DMARC and name servers, asked from a small DNS server on loopback."""

import time
from datetime import date

import pytest

from domains.scan.site.dns_stage import AnswersInMemory, DnsLookups, provider
from tests.domains.scan.site.name_server import BROKEN, SLOW, name_server


def test_all_records_of_a_domain():
    with name_server() as (server, _):
        addresses = ["info@acme.test", "a@other.test", "b@no.test"]
        found = DnsLookups([server], 5).look_up("www.acme.test", addresses)
    assert found.mail_provider == "Google Workspace"
    assert found.mail_servers == ("aspmx.l.google.com", "alt.aspmx.l.google.com")
    assert found.receives_mail is True
    assert found.spf == "v=spf1 include:_spf.google.com ~all"
    assert found.dmarc == "v=DMARC1; p=reject"
    assert found.name_servers == ("ns1.host.test", "ns2.host.test")
    assert found.address_domains == {"acme.test": True, "other.test": True, "no.test": False}
    assert found.error == ""


@pytest.mark.parametrize("name", ["refuses.test", "missing.test"])
def test_a_domain_without_mail(name):
    with name_server() as (server, _):
        found = DnsLookups([server], 5).look_up(name, [])
    assert (found.mail_provider, found.receives_mail, found.error) == ("", False, "")


def test_a_domain_is_asked_once_a_day():
    days = [date(2026, 1, 1)]
    with name_server() as (server, asked):
        lookups = DnsLookups([server], 5, AnswersInMemory(lambda: days[-1]))
        for _ in range(2):
            lookups.look_up("acme.test", ["a@other.test"])
        once = list(asked)
        days.append(date(2026, 1, 2))
        lookups.look_up("acme.test", ["a@other.test"])
    assert len(once) == len(set(once)) == 5
    assert asked == once * 2


def test_a_record_contains_no_nul():
    with name_server() as (server, _):
        assert DnsLookups([server], 5).look_up("nul.test", []).spf == "v=spf1 -all"


def test_what_is_not_answered_is_left_out_within_the_time():
    started = time.monotonic()
    with name_server() as (server, _):
        found = DnsLookups([server], 0.4).look_up(SLOW, ["a@acme.test"])
    assert time.monotonic() - started < 2
    assert (found.receives_mail, found.address_domains) == (None, {})
    assert found.error.startswith("MX of slow.test: ")


def test_an_error_is_told_and_asked_again():
    with name_server() as (server, asked):
        lookups = DnsLookups([server], 5)
        found = lookups.look_up(BROKEN, ["a@acme.test"])
        lookups.look_up(BROKEN, [])
    assert (found.receives_mail, found.address_domains) == (None, {"acme.test": True})
    assert found.error == "MX of broken.test: NoNameservers"
    assert asked.count((BROKEN, "MX")) >= 2


@pytest.mark.parametrize(
    ("servers", "name"),
    [
        (["acme-de.mail.protection.outlook.com"], "Microsoft 365"),
        (["mx00.ionos.de", "mx01.ionos.de"], "IONOS"),
        (["unknown.test", "aspmx.l.google.com"], "Google Workspace"),
        (["mail.acme-tools.co.uk"], "acme-tools.co.uk"),
        (["notgoogle.com"], "notgoogle.com"),
        ([], ""),
    ],
)
def test_providers(servers, name):
    assert provider(servers) == name
