"""https: the certificate must be good for the name, whatever the address; http is the way out."""

import socket
import struct

import pytest

from domains.scan.fetch import Fetcher, FetchPolicy
from domains.scan.report import ErrorKind, FetchError
from tests.domains.scan.servers import always, answer, authority, fetcher, routes, serving

HOME = b"<title>Home</title>"
URL = "https://shop.example/"


def error(one, url=URL):
    with one, one.session() as session, pytest.raises(FetchError) as caught:
        session.get(url)
    return caught.value


def hosts(https, http=None):
    return f"127.0.0.1:{http.port if http else 1}:{https.port} shop.example www.shop.example"


def test_a_good_certificate_by_name_over_a_kept_connection():
    asked_for = []
    tls = authority().context("shop.example")
    tls.sni_callback = lambda connection, name, context: asked_for.append(name)
    with (
        serving(always(answer(HOME)), tls) as server,
        fetcher(hosts(server)) as one,
        one.session() as session,
    ):
        for _ in range(2):
            page = session.get_site("shop.example")
            assert (page.url, page.body, page.address) == (URL, HOME, "127.0.0.1")
    assert asked_for == ["shop.example"]
    assert server.connections == 1
    assert "Host: shop.example\r\n" in server.heads[0]


@pytest.mark.parametrize(
    ("names", "options", "reason"),
    [
        (("elsewhere.example",), {}, "subject name"),
        (("shop.example",), {"days": -1}, "expired"),
        (("shop.example",), {"trusted": False}, "self-signed"),
    ],
)
def test_a_bad_certificate_is_refused_and_http_is_tried(names, options, reason):
    with (
        serving(always(answer(HOME)), authority().context(*names, **options)) as https,
        serving(always(answer(HOME))) as http,
    ):
        refusal = error(fetcher(hosts(https, http)))
        assert refusal.kind is ErrorKind.TLS
        assert reason in str(refusal)
        with fetcher(hosts(https, http)) as one, one.session() as session:
            assert session.get_site("shop.example").url == "http://shop.example/"
    assert https.heads == []


def test_only_the_bundled_authorities_are_trusted_by_default():
    with serving(always(answer(HOME)), authority().context("shop.example")) as server:
        policy = FetchPolicy("ScraperSky/test", hosts=fetcher(hosts(server)).policy.hosts)
        assert error(Fetcher(policy)).kind is ErrorKind.BLOCKED_ADDRESS
        assert error(fetcher(hosts(server), ca_bundle="")).kind is ErrorKind.TLS


def test_plain_http_on_the_tls_port():
    with serving(lambda talk: talk.send(answer(b"", "400 Bad Request"))) as server:
        refusal = error(fetcher(hosts(server)))
    assert refusal.kind is ErrorKind.TLS
    assert refusal.unsent


def test_a_connection_reset_before_the_handshake_and_http_is_tried():
    def reset(talk):
        talk.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    with serving(reset) as https, serving(always(answer(HOME))) as http:
        for _ in range(20):  # the reset arrives sooner or later
            refusal = error(fetcher(hosts(https, http)))
            assert (refusal.kind, refusal.unsent) == (ErrorKind.CONNECT, True)
        with fetcher(hosts(https, http)) as one, one.session() as session:
            assert session.get_site("shop.example").url == "http://shop.example/"


def test_a_handshake_that_does_not_end_is_cut_off_and_http_is_tried():
    def dawdle(talk):
        talk.trickle(b"\x16\x03\x03\x40\x00" + b"\x02" * 0x4000)

    with (
        serving(dawdle) as https,
        serving(always(answer(HOME))) as http,
        fetcher(hosts(https, http), connect_timeout=0.3) as one,
        one.session() as session,
    ):
        assert session.get_site("shop.example").url == "http://shop.example/"


def test_a_broken_hop_does_not_send_us_back_to_http():
    """The site's own https works; what it redirects to does not. Its http is not asked in its place."""
    moved = answer(b"", "301 Moved", "Location: https://www.shop.example/")
    with (
        serving(always(moved), authority().context("shop.example")) as https,
        serving(always(answer(HOME))) as http,
        fetcher(hosts(https, http)) as one,
        one.session() as session,
    ):
        with pytest.raises(FetchError) as caught:
            session.get_site("shop.example")
        assert caught.value.kind is ErrorKind.TLS
    assert http.heads == []


def test_https_with_only_an_http_port_is_refused_at_once():
    with serving(always(answer(HOME))) as server:
        refusal = error(fetcher(f"127.0.0.1:{server.port} shop.example"))
    assert refusal.kind is ErrorKind.CONNECT
    assert server.connections == 0


def test_an_error_by_http_is_not_mistaken_for_the_one_by_https():
    with (
        serving(always(answer(HOME)), authority().context("elsewhere.example")) as https,
        serving(lambda talk: talk.hear()) as http,
        fetcher(hosts(https, http)) as one,
        one.session() as session,
        pytest.raises(FetchError) as caught,
    ):
        session.get_site("shop.example")
    assert caught.value.kind is ErrorKind.CONNECT


def test_a_redirect_between_the_schemes():
    home = answer(b"", "301 Moved", "Location: https://shop.example/new")
    with (
        serving(routes(new=answer(HOME)), authority().context("shop.example")) as https,
        serving(always(home)) as http,
        fetcher(hosts(https, http)) as one,
        one.session() as session,
    ):
        page = session.get("http://shop.example/")
    assert (page.url, page.redirects) == ("https://shop.example/new", 1)
