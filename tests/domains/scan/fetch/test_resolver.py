"""From names to connections: hosts files, answers of DNS, hung look-ups, several addresses."""

import errno
import socket
import threading
from contextlib import contextmanager
from ipaddress import ip_network

import pycurl
import pytest

from domains.scan.fetch import Fetcher, FetchPolicy, curl_handle, exception_mapping, parse_hosts
from domains.scan.fetch import resolver as resolving
from domains.scan.fetch.addresses import AddressPolicy
from domains.scan.fetch.curl_handle import Transfer
from domains.scan.fetch.request_target import Origin
from domains.scan.fetch.resolver import MAX_ADDRESSES, Endpoint, Resolver
from domains.scan.report import ErrorKind, FetchError
from tests.domains.scan.servers import LOOPBACK, always, answer, fetcher, serving

GUARD = 8.0  # seconds


class Names:
    """Stands for the system's resolver. ``answers``: addresses by name, or the error to raise."""

    def __init__(self):
        self.answers = {}
        self.asked = []
        self.hang = threading.Event()
        self.hang.set()

    def getaddrinfo(self, host, *_, **__):
        self.asked.append(host)
        assert self.hang.wait(GUARD)
        answer = self.answers.get(host, socket.gaierror(socket.EAI_NONAME, "Name or service not known"))
        if isinstance(answer, Exception):
            raise answer
        families = [socket.AF_INET6 if ":" in address else socket.AF_INET for address in answer]
        return [
            (family, socket.SOCK_STREAM, 6, "", (address, 0))
            for family, address in zip(families, answer, strict=True)
        ]


@pytest.fixture
def names(monkeypatch):
    stand_in = Names()
    monkeypatch.setattr(socket, "getaddrinfo", stand_in.getaddrinfo)
    yield stand_in
    stand_in.hang.set()


def places(host, policy=None, timeout=GUARD):
    return Resolver(policy or AddressPolicy(), {}).resolve(host, 80, timeout)


def refusal(host, **options):
    with pytest.raises(FetchError) as caught:
        places(host, **options)
    return caught.value


@contextmanager
def black_hole(address, port=0):
    """A port where connections are neither accepted nor refused: its queue is full."""
    with socket.create_server((address, port), backlog=0) as listener:
        port = listener.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex((address, port))
        yield port
        for one in waiting:
            one.close()


def test_a_hosts_file():
    assert parse_hosts(
        """
        # comment
        127.0.0.1 Shop.Example. www.shop.example   # both
        127.0.0.2:8080 plain.example
        127.0.0.3:8080:8443 both.example
        ::1 six.example
        [::1]:8080:8443 ported.example
        """
    ) == {
        "shop.example": Endpoint("127.0.0.1"),
        "www.shop.example": Endpoint("127.0.0.1"),
        "plain.example": Endpoint("127.0.0.2", 8080, 0),
        "both.example": Endpoint("127.0.0.3", 8080, 8443),
        "six.example": Endpoint("::1"),
        "ported.example": Endpoint("::1", 8080, 8443),
    }


@pytest.mark.parametrize(
    "line",
    ["name.example 127.0.0.1", "127.0.0.1", "127.0.0.1:x a.example", "127.0.0.1:0 a", "1.2.3:80 a", "[::1 a"],
)
def test_a_mistake_in_a_hosts_file_is_told_with_its_line(line):
    with pytest.raises(ValueError, match=r"^line 2: .*\w"):
        parse_hosts(f"127.0.0.1 fine.example\n{line}\n")


def test_ports_of_a_hosts_file():
    assert [Endpoint("::1").port(port) for port in (80, 443)] == [80, 443]
    assert [Endpoint("::1", 8080, 0).port(port) for port in (80, 443)] == [8080, None]
    assert [Endpoint("::1", 8080, 8443).port(port) for port in (80, 443)] == [8080, 8443]


def test_the_families_take_turns(names):
    names.answers["many.example"] = ["2a00::1", "2a00::2", "2a00::2", "8.8.8.8", "8.8.4.4", "1.1.1.1"]
    found = [address for address, _ in places("many.example")]
    assert found == ["2a00::1", "8.8.8.8", "2a00::2", "8.8.4.4", "1.1.1.1"]


def test_of_very_many_addresses_all_are_checked_and_few_tried(names):
    names.answers["many.example"] = [f"8.8.8.{number}" for number in range(100)]
    assert len(places("many.example")) == MAX_ADDRESSES
    names.answers["many.example"].append("10.0.0.1")
    assert refusal("many.example").kind is ErrorKind.BLOCKED_ADDRESS


@pytest.mark.parametrize(
    "inside", ["127.0.0.1", "10.0.0.1", "::1", "::ffff:127.0.0.1", "fd00::1", "64:ff9b::a00:1"]
)
def test_one_private_address_refuses_the_name(names, inside):
    names.answers["mixed.example"] = ["8.8.8.8", "2a00::1", inside]
    blocked = refusal("mixed.example")
    assert blocked.kind is ErrorKind.BLOCKED_ADDRESS
    assert inside in str(blocked)


def test_a_name_is_looked_up_once_a_session_and_checked_each_time(names):
    """An answer that changes from public to private gains nothing."""
    names.answers["rebind.example"] = ["127.0.0.2"]
    policy = FetchPolicy("test", allowed_networks=LOOPBACK[:1])
    with Fetcher(policy) as one:
        with one.session() as session:
            for _ in range(2):
                with pytest.raises(FetchError):
                    session.get("http://rebind.example:443/")
        assert names.asked == ["rebind.example"]
        names.answers["rebind.example"] = ["10.0.0.1"]
        with one.session() as session, pytest.raises(FetchError) as caught:
            session.get("http://rebind.example:443/")
    assert caught.value.kind is ErrorKind.BLOCKED_ADDRESS


def test_no_such_name_is_told_from_a_resolver_in_trouble(names):
    names.answers["trouble.example"] = socket.gaierror(socket.EAI_AGAIN, "Temporary failure")
    names.answers["odd.example"] = UnicodeError("label too long")
    absent, odd, trouble = (refusal(f"{name}.example") for name in ("absent", "odd", "trouble"))
    assert {error.kind for error in (absent, odd, trouble)} == {ErrorKind.DNS}
    assert "no such name" in str(absent)
    assert "no such name" in str(odd)
    assert "Temporary failure" in str(trouble)
    assert (absent.local, odd.local, trouble.local) == (False, False, True)


def test_a_hung_look_up_is_left_behind(names):
    names.hang.clear()
    hung = refusal("hung.example", timeout=0.05)
    assert (hung.kind, hung.local) == (ErrorKind.DNS, True)
    assert "no answer in time" in str(hung)


def test_hung_look_ups_are_few_and_make_room_again(names, monkeypatch):
    monkeypatch.setattr(resolving, "MAX_LOOKUPS", 2)
    names.answers["fine.example"] = ["8.8.8.8"]
    resolver = Resolver(AddressPolicy(), {})
    names.hang.clear()
    for _ in range(5):
        with pytest.raises(FetchError):
            resolver.resolve("hung.example", 80, 0.05)
    assert len(names.asked) == 2
    names.hang.set()
    assert resolver.resolve("fine.example", 80, GUARD) == [("8.8.8.8", 80)]


def answered_by(name, port, networks=LOOPBACK, **limits):
    """The address that answers for a name; http is on this port of all its addresses."""
    resolve = Resolver.resolve

    def resolve_to_port(*arguments):
        return [(address, port) for address, _ in resolve(*arguments)]

    policy = FetchPolicy("test", allowed_networks=networks, **limits)
    with pytest.MonkeyPatch.context() as patch, Fetcher(policy) as one, one.session() as session:
        patch.setattr(Resolver, "resolve", resolve_to_port)
        return session.get(f"http://{name}/").address


def test_the_next_address_is_tried_where_one_refuses(names):
    names.answers["two.example"] = ["127.0.0.2", "127.0.0.1"]
    with serving(always(answer())) as server:
        assert answered_by("two.example", server.port) == "127.0.0.1"


def test_the_next_address_is_tried_where_one_is_silent(names):
    """The silent one alone would use up what the page has."""
    names.answers["two.example"] = ["127.0.0.2", "127.0.0.1"]
    with serving(always(answer())) as server, black_hole("127.0.0.2", server.port):
        assert answered_by("two.example", server.port, connect_timeout=2.0, timeout=1.9) == "127.0.0.1"


def test_the_other_family_is_tried_where_one_refuses(names):
    names.answers["two.example"] = ["::1", "127.0.0.1"]
    both = (*LOOPBACK, ip_network("::1/128"))
    with serving(always(answer())) as server:
        assert answered_by("two.example", server.port, networks=both) == "127.0.0.1"


def test_nobody_answers_in_time():
    with black_hole("127.0.0.2") as port:
        one = fetcher(f"127.0.0.2:{port} silent.example", connect_timeout=0.2)
        with one, one.session() as session, pytest.raises(FetchError) as caught:
            session.get("http://silent.example/")
    assert (caught.value.kind, caught.value.unsent) == (ErrorKind.TIMEOUT, True)


NOWHERE, HERE = ("2001:db8::1", 80), ("127.0.0.1", 80)  # without a route on most machines; with one on all


@pytest.mark.parametrize(
    ("number", "routes", "local"),
    [
        (errno.ENETUNREACH, {}, True),
        (errno.ENETUNREACH, {HERE}, False),
        (errno.ECONNREFUSED, {}, False),
        (errno.ECONNREFUSED, {HERE}, False),
        (errno.EMFILE, {HERE}, True),
    ],
)
def test_no_network_is_our_own_trouble_unless_another_address_says_otherwise(
    monkeypatch, number, routes, local
):
    monkeypatch.setattr(exception_mapping, "has_route", routes.__contains__)
    failed = Transfer(error=(pycurl.E_COULDNT_CONNECT, "no way"), errno=number)
    origin = Origin("http", "two.example", 80)
    error = exception_mapping.transfer_error(origin, failed, [NOWHERE, HERE], None)
    assert (error.kind, error.local, error.unsent) == (ErrorKind.CONNECT, local, True)


def test_a_route_is_found_without_sending_anything():
    assert exception_mapping.has_route(HERE)
    assert not exception_mapping.has_route(("255.255.255.255", 80))


def test_no_free_descriptor_is_our_own_trouble(names, monkeypatch):
    names.answers["full.example"] = ["127.0.0.1"]

    def full(*_):
        raise OSError(errno.EMFILE, "Too many open files")

    policy = FetchPolicy("test", allowed_networks=LOOPBACK)
    with Fetcher(policy) as one, one.session() as session:
        monkeypatch.setattr(curl_handle.socket, "socket", full)
        with pytest.raises(FetchError) as caught:
            session.get("http://full.example/")
    assert (caught.value.kind, caught.value.local) == (ErrorKind.CONNECT, True)


def test_libcurl_connects_to_nothing_that_was_not_checked(names, monkeypatch):
    """Should it resolve a name itself, or be pinned wrongly: the socket is not opened."""
    names.answers["two.example"] = ["127.0.0.2"]
    monkeypatch.setattr(curl_handle, "_pinned", lambda host, _: f"{host}:{server.port}:127.0.0.1")
    with serving(always(answer())) as server:
        with pytest.raises(FetchError) as caught:
            answered_by("two.example", server.port)
        assert caught.value.kind is ErrorKind.CONNECT
        assert server.connections == 0


def test_a_site_that_only_its_www_name_leads_to(names):
    with (
        serving(always(answer(b"<p>hello"))) as server,
        fetcher(f"127.0.0.1:{server.port} www.shop.example") as one,
        one.session() as session,
    ):
        first = session.get_site("shop.example", "/robots.txt")
        second = session.get_site("shop.example", "/")
    assert (first.url, second.url) == ("http://www.shop.example/robots.txt", "http://www.shop.example/")
    assert names.asked == ["shop.example"]


def test_where_neither_name_exists_the_first_is_told(names):
    with fetcher("") as one, one.session() as session, pytest.raises(FetchError, match=r"^absent\.example"):
        session.get_site("absent.example")
    assert names.asked == ["absent.example", "www.absent.example"]
