"""Nothing inside is ever asked: not by its name, its address, nor by a redirect."""

from ipaddress import ip_network

import pytest

from domains.scan.names import InvalidName, canonical_domain
from domains.scan.report import ErrorKind, FetchError
from tests.domains.scan.servers import always, answer, fetcher, redirect, serving

ONE_ADDRESS = (ip_network("127.0.0.2/32"),)


@pytest.fixture
def hosts(inputs):
    """A hosts file with the names that only their address gives away."""
    return "\n".join(f"{address} {name}" for name, address in inputs.told_by_address.items())


def test_every_vector_is_refused_when_submitted_or_when_fetched(inputs, hosts):
    fetched = []
    with fetcher(hosts, allowed_networks=ONE_ADDRESS) as one:
        for vector in inputs.never_fetched:
            try:
                name = canonical_domain(vector)
            except InvalidName:
                continue
            fetched.append(name)
            with one.session() as session, pytest.raises(FetchError, match="is not public") as caught:
                session.get_site(name)
            assert caught.value.kind is ErrorKind.BLOCKED_ADDRESS
    assert len(inputs.never_fetched) >= 108
    assert fetched == list(inputs.told_by_address)


def test_every_vector_is_refused_as_a_link_too(inputs, hosts):
    """Where nothing was submitted: a link, a redirect, a sitemap's entry."""
    with fetcher(hosts, allowed_networks=ONE_ADDRESS) as one, one.session() as session:
        for vector in inputs.never_fetched:
            with pytest.raises(FetchError) as caught:
                session.get(vector)
            assert caught.value.kind in {ErrorKind.BLOCKED_ADDRESS, ErrorKind.BAD_CONTENT}, vector
        assert session.requests == len(
            inputs.told_by_address
        )  # only where the address tells was it looked at


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/secret",
        "http://127.1/secret",
        "http://2130706433/secret",
        "http://0x7f.0.0.1/secret",
        "http://[::1]/secret",
        "http://[::ffff:127.0.0.1]/secret",
        "http://localhost/secret",
        "http://inside.example/secret",
        "//inside.example/secret",
        "https://inside.example/secret",
        "http://user@inside.example:80/secret",
        "http://inside.example\\@shop.example:81/secret",
        "http://shop.example:8080/secret",
        "http://shop.example:22/",
        "http://8.8.8.8/",
        "file:///etc/passwd",
        "gopher://shop.example/",
        "javascript:alert(1)",
        "data:text/html,hello",
    ],
)
def test_a_redirect_to_the_inside_is_not_followed(location):
    with (
        serving(always(answer(b"secret"))) as inside,
        serving(always(redirect(location)), address="127.0.0.2") as server,
    ):
        hosts = (
            f"127.0.0.1:{inside.port}:{inside.port} inside.example localhost\n"
            f"127.0.0.2:{server.port} shop.example"
        )
        with (
            fetcher(hosts, allowed_networks=ONE_ADDRESS) as one,
            one.session() as session,
            pytest.raises(FetchError) as caught,
        ):
            session.get("http://shop.example/")
    assert caught.value.kind is ErrorKind.BLOCKED_ADDRESS
    assert server.paths == ["/"]
    assert inside.connections == 0


def test_an_address_in_place_of_a_name_needs_an_allowed_network():
    """There it is let through to the connection, where nothing listens."""
    with fetcher("127.0.0.2:1 127.0.0.2", allowed_networks=ONE_ADDRESS) as one, one.session() as session:
        for url, kind in (
            ("http://127.0.0.2/", ErrorKind.CONNECT),
            ("http://127.0.0.3/", ErrorKind.BLOCKED_ADDRESS),
            ("http://[::1]/", ErrorKind.BLOCKED_ADDRESS),
        ):
            with pytest.raises(FetchError) as caught:
                session.get(url)
            assert caught.value.kind is kind


def test_a_message_is_not_posted_to_the_inside():
    with serving(always(answer(b"secret"))) as inside:
        hosts = f"127.0.0.1:{inside.port} inside.example"
        with (
            fetcher(hosts, allowed_networks=ONE_ADDRESS) as one,
            one.session() as session,
            pytest.raises(FetchError) as caught,
        ):
            session.post("http://inside.example/", b"{}", {})
    assert caught.value.kind is ErrorKind.BLOCKED_ADDRESS
    assert inside.connections == 0
