"""Mail servers, SPF, DMARC and name servers, asked from a small DNS server on loopback."""

import socket
import threading
import time
from contextlib import contextmanager, suppress
from datetime import date

import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
import pytest

from domains.scan.site.dns_stage import AnswersInMemory, DnsLookups, provider

RECORDS = {
    ("acme.test", "MX"): ["20 alt.aspmx.l.google.com.", "10 aspmx.l.google.com."],
    ("acme.test", "TXT"): ['"site=1"', '"v=spf1 include:_spf." "google.com ~all"'],
    ("_dmarc.acme.test", "TXT"): ['"v=DMARC1; p=reject"'],
    ("acme.test", "NS"): ["NS2.Host.test.", "ns1.host.test."],
    ("other.test", "MX"): ["10 mail.other.test."],
    ("refuses.test", "MX"): ["0 ."],
    ("nul.test", "TXT"): ['"v=spf1 \\000-all"'],
}
SLOW, BROKEN = "slow.test", "broken.test"


@contextmanager
def name_server():
    """Yields (address, port) and the list of questions; slow.test gets no answer, broken.test SERVFAIL."""
    asked = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(10)
        address = server.getsockname()
        thread = threading.Thread(target=serve, args=(server, asked))
        thread.start()
        try:
            yield address, asked
        finally:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
                client.sendto(b"end", address)
            thread.join()


def serve(server, asked):
    with suppress(TimeoutError):
        while (packet := server.recvfrom(4096))[0] != b"end":
            question = dns.message.from_wire(packet[0])
            name = question.question[0].name.to_text(omit_final_dot=True)
            kind = dns.rdatatype.to_text(question.question[0].rdtype)
            asked.append((name, kind))
            if not name.endswith(SLOW):
                server.sendto(answer(question, name, kind).to_wire(), packet[1])


def answer(question, name, kind):
    response = dns.message.make_response(question, recursion_available=True)
    if name.endswith(BROKEN):
        response.set_rcode(dns.rcode.SERVFAIL)
    elif records := RECORDS.get((name, kind)):
        response.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", kind, *records))
    elif not any(known == name for known, _ in RECORDS):
        response.set_rcode(dns.rcode.NXDOMAIN)
    return response


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
