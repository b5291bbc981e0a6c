"""The guard proxy connects a browser to nothing that the fetcher would not visit."""

import gc
import socket
import threading
import time
from contextlib import contextmanager, suppress
from ipaddress import ip_network

import pytest

from domains.scan.fetch import Resolver
from domains.scan.render.guard import GuardProxy
from tests.domains.scan.servers import always, answer, fetcher, serving

ONE_ADDRESS = (ip_network("127.0.0.2/32"),)


@contextmanager
def guarding(hosts, *, client="127.0.0.1", max_bytes=1_000_000, seconds=10.0, **limits):
    with (
        fetcher(hosts, **{"allowed_networks": ONE_ADDRESS, **limits}) as one,
        GuardProxy(one.checked, address="127.0.0.1", client=client, connect_timeout=2) as guard,
    ):
        guard.page = guard.begin(max_bytes, seconds)
        yield guard


def ask(guard, request, *more):
    """All that the proxy answers until it closes the connection; ``more`` is sent after a first answer."""
    with socket.create_connection(("127.0.0.1", guard.port), timeout=10) as connection:
        connection.sendall(request)
        received = b""
        try:
            for data in more:
                received += connection.recv(65536)
                connection.sendall(data)
            while data := connection.recv(65536):
                received += data
        except ConnectionResetError:
            pass
        return received


def connect(authority):
    return f"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n".encode()


def get(url):
    return f"GET {url} HTTP/1.1\r\nHost: whatever.example\r\nProxy-Connection: keep-alive\r\n\r\n".encode()


def test_every_vector_is_refused_whichever_way_it_is_asked_for(inputs, no_dns):
    hosts = "\n".join(f"{address} {name}" for name, address in inputs.told_by_address.items())
    with guarding(hosts) as guard:
        for vector in inputs.never_fetched:
            if any(letter.isspace() for letter in vector) or not vector.isascii():
                continue  # no browser sends that
            authority = vector.partition("://")[2].partition("/")[0] or vector
            for request in (get(vector), connect(authority)):
                assert ask(guard, request).startswith((b"HTTP/1.1 403", b"HTTP/1.1 400")), request
        for name in inputs.told_by_address:
            for port in (80, 443):
                assert ask(guard, connect(f"{name}:{port}")).startswith(b"HTTP/1.1 403"), name


@pytest.mark.parametrize(
    "authority",
    ["127.0.0.1:443", "[::1]:443", "[::ffff:127.0.0.1]:443", "2130706433:80", "localhost:80",
     "inside.example:443", "169.254.169.254:80", "shop.example:22", "shop.example:8080", "8.8.8.8:443",
     "shop.example@127.0.0.1:80"],
)  # fmt: skip
def test_no_tunnel_to_the_inside(authority):
    with (
        serving(always(answer(b"secret"))) as inside,
        serving(always(answer()), address="127.0.0.2") as server,
    ):
        hosts = (
            f"127.0.0.1:{inside.port}:{inside.port} inside.example localhost 127.0.0.1\n"
            f"127.0.0.2:{server.port}:{server.port} shop.example"
        )
        with guarding(hosts) as guard:
            answered = ask(guard, connect(authority), get("/secret"))
            assert answered.startswith((b"HTTP/1.1 403", b"HTTP/1.1 400"))
            assert guard.page.refused
        assert (inside.connections, server.connections) == (0, 0)


def test_a_request_by_http_is_sent_on_under_the_checked_name():
    with serving(
        always(b"HTTP/1.1 103 Early Hints\r\n\r\n" + answer(b"hello", "200 OK", "Keep-Alive: max=9")),
        address="127.0.0.2",
    ) as server:
        with guarding(f"127.0.0.2:{server.port} shop.example") as guard:
            smuggled = get("http://shop.example/a?b=c") + get("http://inside.example/secret")
            answered = ask_until(guard, smuggled, b"hello")
            assert answered.startswith(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n")
            assert answered.endswith(b"\r\nConnection: close\r\n\r\nhello")
            assert b"Keep-Alive" not in answered
            assert guard.page.requests == 1
            assert guard.page.bytes > len(b"hello")
        assert server.paths == ["/a?b=c"]
        assert "Host: shop.example\r\n" in server.heads[0]
        assert "whatever" not in server.heads[0]
        assert "Proxy-" not in server.heads[0]


def ask_until(guard, request, end):
    with socket.create_connection(("127.0.0.1", guard.port), timeout=10) as connection:
        connection.sendall(request)
        received = b""
        while not received.endswith(end) and (data := connection.recv(65536)):
            received += data
        return received


def test_a_tunnel_leads_to_the_checked_address():
    """Whatever passes it: TLS, or a WebSocket."""
    with serving(always(answer(b"hello")), address="127.0.0.2") as server:
        with (
            guarding(f"127.0.0.2:{server.port} shop.example") as guard,
            socket.create_connection(("127.0.0.1", guard.port), timeout=10) as connection,
        ):
            connection.sendall(connect("shop.example:80"))
            assert connection.recv(100).startswith(b"HTTP/1.1 200")
            connection.sendall(b"GET /chat HTTP/1.1\r\nUpgrade: websocket\r\n\r\n")
            assert connection.recv(65536).endswith(b"hello")
            guard.end()
            assert connection.recv(1) == b""  # a page's connections end with it
        assert server.paths == ["/chat"]


def test_a_name_that_changes_its_address_gains_nothing(monkeypatch):
    """DNS rebinding: each connection is checked, and leads to the address that was checked."""
    answers = [["127.0.0.2"], ["127.0.0.1"], ["127.0.0.2", "127.0.0.1"]]
    monkeypatch.setattr(Resolver, "look_up", lambda *_: answers.pop(0))
    resolve = Resolver.resolve
    with (
        serving(always(answer(b"public", "200 OK", "Connection: close")), address="127.0.0.2") as server,
        serving(always(answer(b"secret"))) as inside,
    ):
        ports = {"127.0.0.2": server.port, "127.0.0.1": inside.port}
        monkeypatch.setattr(Resolver, "resolve", lambda *args: [(a, ports[a]) for a, _ in resolve(*args)])
        with guarding("") as guard:
            url = get("http://rebound.example/secret")
            assert ask_until(guard, url, b"public").endswith(b"public")
            assert ask(guard, url).startswith(b"HTTP/1.1 403")
            assert ask(guard, url).startswith(b"HTTP/1.1 403")
        assert (server.connections, inside.connections) == (1, 0)


def test_a_page_has_so_many_bytes():
    def flood(talk):
        talk.hear()
        talk.send(b"HTTP/1.1 200 OK\r\n\r\n")
        talk.flood(b"x" * 65536)

    with (
        serving(flood, address="127.0.0.2") as server,
        guarding(f"127.0.0.2:{server.port} shop.example", max_bytes=200_000) as guard,
    ):
        assert len(ask(guard, get("http://shop.example/"))) <= 200_000
        assert guard.page.exhausted
        assert ask(guard, get("http://shop.example/")) == b""


def test_a_page_has_so_much_time():
    def silent(talk):
        talk.hear()
        talk.server.over.wait(10)

    with (
        serving(silent, address="127.0.0.2") as server,
        guarding(f"127.0.0.2:{server.port} shop.example", seconds=0.3) as guard,
    ):
        begun = time.monotonic()
        assert ask(guard, get("http://shop.example/")) == b""
        assert time.monotonic() - begun < 5


def test_only_the_browser_is_served_and_only_during_a_page():
    with serving(always(answer(b"hello")), address="127.0.0.2") as server:
        hosts = f"127.0.0.2:{server.port} shop.example"
        with guarding(hosts, client="127.0.0.9") as guard:
            assert ask(guard, get("http://shop.example/")) == b""
        with guarding(hosts) as guard:
            guard.end()
            assert ask(guard, get("http://shop.example/")) == b""
        assert server.connections == 0


def test_a_connection_that_arrives_with_the_end_is_closed(monkeypatch):
    """The proxy is kept from its work until a connection waits for it and it has been told to end."""
    leaks, told = [], threading.Event()
    monkeypatch.setattr("sys.unraisablehook", lambda unraisable: leaks.append(unraisable.exc_value))
    with guarding("") as guard:
        guard._loop.call_soon_threadsafe(told.wait)
        late = socket.create_connection(("127.0.0.1", guard.port), timeout=10)
        join = guard._thread.join
        monkeypatch.setattr(guard._thread, "join", lambda: (told.set(), join()))
    with late, suppress(ConnectionResetError):
        assert late.recv(1) == b""
    gc.collect()
    assert leaks == []


def test_domains_of_the_block_list_are_refused():
    with guarding("127.0.0.2 shop.example", blocked={"shop.example": "asked us not to"}) as guard:
        assert ask(guard, connect("www.shop.example:443")).startswith(b"HTTP/1.1 403")


@pytest.mark.parametrize(
    "request_",
    [b"GET / HTTP/1.1\r\n\r\n", b"hello\r\n\r\n", b"GET ftp://shop.example/ HTTP/1.1\r\n\r\n",
     b"POST http://shop.example/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
     b"POST http://shop.example/ HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
     b"GET http://shop.example/ HTTP/1.1\r\n folded: x\r\n\r\n"],
)  # fmt: skip
def test_what_no_browser_sends_is_refused(request_):
    with guarding("127.0.0.2 shop.example") as guard:
        assert ask(guard, request_).startswith(b"HTTP/1.1 400")
