"""From names to connections: hosts files, answers of DNS, hung look-ups, several addresses."""

import errno
import socket
import threading
import time
from contextlib import contextmanager

import pytest

from domains.scan.fetch import resolver as resolving
from domains.scan.fetch.addresses import AddressPolicy
from domains.scan.fetch.fetcher import Fetcher, FetchPolicy, parse_hosts
from domains.scan.fetch.resolver import MOST_PLACES, Endpoint, Resolver
from domains.scan.fetch.transport import DeadlineSocket, Link, Turns
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
    return Resolver(policy or AddressPolicy(), {}).places(host, 80, timeout)


def refusal(host, **options):
    with pytest.raises(FetchError) as caught:
        places(host, **options)
    return caught.value


@contextmanager
def connected(host, port, connect_timeout=GUARD, timeout=60.0):
    link = Link(Resolver(AddressPolicy(LOOPBACK), {}), connect_timeout, Turns(0, AddressPolicy()))
    link.begin(time.monotonic() + timeout, 1000)
    with link.connect(host, port) as connection:
        yield connection


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
    assert len(places("many.example")) == MOST_PLACES
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
    monkeypatch.setattr(resolving, "MOST_LOOKUPS", 2)
    names.answers["fine.example"] = ["8.8.8.8"]
    resolver = Resolver(AddressPolicy(), {})
    names.hang.clear()
    for _ in range(5):
        with pytest.raises(FetchError):
            resolver.places("hung.example", 80, 0.05)
    assert len(names.asked) == 2
    names.hang.set()
    assert resolver.places("fine.example", 80, GUARD) == [("8.8.8.8", 80)]


def test_the_next_address_is_tried_where_one_refuses(names):
    names.answers["two.example"] = ["127.0.0.2", "127.0.0.1"]
    with serving(always(answer())) as server, connected("two.example", server.port) as connection:
        assert connection.address == "127.0.0.1"


def test_the_next_address_is_tried_where_one_is_silent(names):
    """Each has its share of the time: the silent one alone would use up what the page has."""
    names.answers["two.example"] = ["127.0.0.2", "127.0.0.1"]
    with (
        serving(always(answer())) as server,
        black_hole("127.0.0.2", server.port),
        connected("two.example", server.port, connect_timeout=2.0, timeout=1.9) as connection,
    ):
        assert connection.address == "127.0.0.1"


def test_nobody_answers_in_time():
    with black_hole("127.0.0.2") as port:
        one = fetcher(f"127.0.0.2:{port} silent.example", connect_timeout=0.2)
        with one, one.session() as session, pytest.raises(FetchError) as caught:
            session.get("http://silent.example/")
    assert (caught.value.kind, caught.value.unsent) == (ErrorKind.TIMEOUT, True)


@pytest.mark.parametrize(
    ("first", "second", "local"),
    [
        (errno.ENETUNREACH, errno.ENETUNREACH, True),
        (errno.ENETUNREACH, errno.ECONNREFUSED, False),
        (errno.ECONNREFUSED, errno.ENETUNREACH, False),
        (errno.EMFILE, errno.EMFILE, True),
    ],
)
def test_no_network_is_our_own_trouble_unless_another_address_says_otherwise(
    names, monkeypatch, first, second, local
):
    names.answers["two.example"] = ["127.0.0.2", "127.0.0.3"]
    trouble = {"127.0.0.2": first, "127.0.0.3": second}

    def connect(_, place):
        raise OSError(trouble[place[0]], "no way")

    monkeypatch.setattr(DeadlineSocket, "connect", connect)
    with pytest.raises(FetchError) as caught, connected("two.example", 80):
        pass
    assert (caught.value.kind, caught.value.local) == (ErrorKind.CONNECT, local)


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
