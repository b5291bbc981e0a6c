"""A small DNS server on loopback, which knows some invented domains."""

import socket
import threading
from contextlib import contextmanager, suppress

import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

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
