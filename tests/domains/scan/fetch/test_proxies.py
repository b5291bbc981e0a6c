"""Through a proxy: it gets the address that was checked, and its failures are not the site's."""

import socket
import threading
from contextlib import suppress
from ipaddress import ip_network

import pytest

from domains.scan.fetch import Proxy, ProxyError, parse_proxies
from domains.scan.report import ErrorKind, FetchError
from tests.domains.scan.servers import always, answer, authority, fetcher, redirect, serving

HOME = b"<title>Home</title>"
URL = "http://shop.example/"
ONE_ADDRESS = (ip_network("127.0.0.2/32"),)


def relay(talk, connection):
    """Copy both ways until either side is done."""

    def copy(source, target):
        with suppress(OSError):
            while data := source.recv(65_536):
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    back = threading.Thread(target=copy, args=(connection, talk.connection))
    back.start()
    copy(talk.connection, connection)
    back.join()
    connection.close()


class HttpProxy:
    """Speaks CONNECT. ``targets``: what was asked for. A name leads to ``name_leads_to``."""

    def __init__(self, refuse_with="", credentials="", names=None):
        self.targets = []
        self.refuse_with = refuse_with
        self.credentials = credentials
        self.names = names or {}

    def __call__(self, talk):
        head = talk.hear()
        if not head:
            return None
        method, target, _ = head.split(" ", 2)
        assert method == "CONNECT"
        self.targets.append(target)
        if self.refuse_with:
            return talk.send(f"HTTP/1.1 {self.refuse_with}\r\nContent-Length: 0\r\n\r\n".encode())
        if self.credentials and f"Proxy-Authorization: Basic {self.credentials}" not in head:
            return talk.send(b"HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n")
        host, _, port = target.rpartition(":")
        connection = socket.create_connection(self.names.get(target, (host.strip("[]"), int(port))))
        talk.send(b"HTTP/1.1 200 Connection established\r\nX-Proxy: yes\r\n\r\n")
        return relay(talk, connection)


class Socks5Proxy:
    """The same by SOCKS5. ``reply``: 0 connects, anything else is the code of a refusal."""

    def __init__(self, reply=0, password="", names=None):
        self.targets = []
        self.reply = reply
        self.password = password
        self.names = names or {}

    def __call__(self, talk):
        stream = talk.connection.makefile("rb")
        with stream:
            _, count = stream.read(2)
            stream.read(count)
            talk.send(b"\x05\x02" if self.password else b"\x05\x00")
            if self.password and not self._admit(talk, stream):
                return
            _, _, _, kind = stream.read(4)
            host = self._host(stream, kind)
            port = int.from_bytes(stream.read(2), "big")
        self.targets.append(f"{host}:{port}")
        if self.reply:
            talk.send(bytes([5, self.reply, 0, 1]) + bytes(6))
            return
        connection = socket.create_connection(self.names.get(f"{host}:{port}", (host, port)))
        talk.send(b"\x05\x00\x00\x01" + bytes(6))
        relay(talk, connection)

    def _admit(self, talk, stream):
        stream.read(1)
        stream.read(stream.read(1)[0])
        right = stream.read(stream.read(1)[0]).decode() == self.password
        talk.send(b"\x01\x00" if right else b"\x01\x01")
        return right

    @staticmethod
    def _host(stream, kind):
        if kind == 1:
            return socket.inet_ntop(socket.AF_INET, stream.read(4))
        name = stream.read(stream.read(1)[0]).decode()
        assert not name[-1].isdigit(), "an address is sent as one, not as a name"
        return name


KINDS = {"http": HttpProxy, "socks5": Socks5Proxy}


def through(*urls, hosts="", **limits):
    return fetcher(hosts, proxies=parse_proxies(",".join(urls)), **limits)


def test_proxies_as_people_write_them():
    first, second, third = parse_proxies(
        "http://proxy.example, https://u%40x:p%3Aw@proxy.example:8443/,socks5://[::1]:9050"
    )
    assert first == Proxy("http", "proxy.example", 3128)
    assert second == Proxy("https", "proxy.example", 8443, "u@x", "p:w")
    assert third.name == "socks5://[::1]:9050"
    assert "p:w" not in repr(second) + second.name
    assert parse_proxies("") == ()


@pytest.mark.parametrize(
    "text", ["proxy.example:3128", "ftp://proxy.example", "http://", "http://a.example/path", "socks4://a.b"]
)
def test_a_mistake_in_a_proxy_is_told_without_its_password(text):
    with pytest.raises(ValueError, match=r"is not http://"):
        parse_proxies(text)
    with pytest.raises(ValueError, match="no proper port") as caught:
        parse_proxies("http://me:secret@a.example:x")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_checked_address_goes_to_the_proxy(kind, scheme):
    tls = authority().context("shop.example") if scheme == "https" else None
    proxy = KINDS[kind]()
    with (
        serving(always(answer(HOME)), tls) as site,
        serving(proxy) as server,
        through(
            f"{kind}://127.0.0.1:{server.port}", hosts=f"127.0.0.1:{site.port}:{site.port} shop.example"
        ) as one,
        one.session() as session,
    ):
        for _ in range(2):
            page = session.get(f"{scheme}://shop.example/")
    assert (page.body, page.address) == (HOME, "127.0.0.1")
    assert "x-proxy" not in page.headers
    assert proxy.targets == [f"127.0.0.1:{site.port}"]  # once: the connection is kept
    assert "Host: shop.example\r\n" in site.heads[0]
    assert "Proxy" not in site.heads[0]


def test_a_proxy_behind_tls():
    with (
        serving(always(answer(HOME))) as site,
        serving(HttpProxy(), authority().context("localhost")) as server,
        through(f"https://localhost:{server.port}", hosts=f"127.0.0.1:{site.port} shop.example") as one,
        one.session() as session,
    ):
        assert session.get(URL).body == HOME


@pytest.mark.parametrize(
    ("kind", "proxy"),
    [("http", HttpProxy(credentials="bWU6c2VjcmV0")), ("socks5", Socks5Proxy(password="secret"))],
)
def test_credentials_go_to_the_proxy_only(kind, proxy):
    with serving(always(answer(HOME))) as site, serving(proxy) as server:
        hosts = f"127.0.0.1:{site.port} shop.example"
        address = f"127.0.0.1:{server.port}"
        with through(f"{kind}://me:secret@{address}", hosts=hosts) as one, one.session() as session:
            assert session.get(URL).body == HOME
        with through(f"{kind}://me:wrong@{address}", hosts=hosts) as one, one.session() as session:
            with pytest.raises(ProxyError) as caught:
                session.get(URL)
            assert "wrong" not in str(caught.value)
    assert "Authorization" not in site.heads[0]


@pytest.mark.parametrize("kind", KINDS)
def test_no_private_address_is_reached_through_a_proxy(kind):
    """Neither by its name, nor its address, nor a redirect."""
    proxy = KINDS[kind]()
    with (
        serving(always(answer(b"secret"))) as inside,
        serving(always(redirect("http://inside.example/")), address="127.0.0.2") as site,
        serving(proxy) as server,
        through(
            f"{kind}://127.0.0.1:{server.port}",
            hosts=f"127.0.0.1:{inside.port} inside.example\n10.0.0.7 ten.example\n"
            f"127.0.0.2:{site.port} shop.example",
            allowed_networks=ONE_ADDRESS,
        ) as one,
    ):
        for url in ("http://inside.example/", "http://ten.example/", "http://127.0.0.1/", URL):
            with one.session() as session, pytest.raises(FetchError) as caught:
                session.get(url)
            assert caught.value.kind is ErrorKind.BLOCKED_ADDRESS
            assert not caught.value.local
    assert proxy.targets == [f"127.0.0.2:{site.port}"]
    assert inside.connections == 0


@pytest.mark.parametrize("kind", KINDS)
def test_the_next_address_is_tried_where_a_proxy_cannot_reach_one(kind, monkeypatch):
    proxy = KINDS[kind]()
    with serving(always(answer(HOME))) as site, serving(proxy) as server:
        found = [("127.0.0.3", site.port), ("127.0.0.1", site.port)]
        monkeypatch.setattr("domains.scan.fetch.resolver.Resolver.resolve", lambda *_: found)
        refuse = proxy.__class__.__call__

        def first_refused(self, talk):
            setting = "refuse_with" if kind == "http" else "reply"
            none = "" if kind == "http" else 0
            setattr(self, setting, none if self.targets else ("502 Bad Gateway" if kind == "http" else 4))
            refuse(self, talk)

        monkeypatch.setattr(proxy.__class__, "__call__", first_refused)
        with through(f"{kind}://127.0.0.1:{server.port}") as one, one.session() as session:
            page = session.get(URL)
    assert (page.body, page.address) == (HOME, "127.0.0.1")
    assert proxy.targets == [f"127.0.0.3:{site.port}", f"127.0.0.1:{site.port}"]


SITE = "127.0.0.1:9 shop.example"


@pytest.mark.parametrize(
    ("kind", "proxy"),
    [
        ("http", HttpProxy("502 Bad Gateway")),
        ("http", HttpProxy("503 Unavailable")),
        ("http", HttpProxy("504 Timeout")),
        ("socks5", Socks5Proxy(3)),
        ("socks5", Socks5Proxy(4)),
        ("socks5", Socks5Proxy(5)),
    ],
)
def test_a_site_that_a_proxy_cannot_reach_has_failed_itself(kind, proxy):
    with (
        serving(proxy) as server,
        through(f"{kind}://127.0.0.1:{server.port}", hosts=SITE) as one,
        one.session() as session,
        pytest.raises(FetchError) as caught,
    ):
        session.get(URL)
    error = caught.value
    assert (error.kind, error.local, error.unsent) == (ErrorKind.CONNECT, False, True)
    assert not isinstance(error, ProxyError)


@pytest.mark.parametrize(
    ("kind", "speak"),
    [
        ("http", HttpProxy("407 Who are you")),
        ("http", HttpProxy("403 Forbidden")),
        ("http", HttpProxy("500 Oops")),
        ("http", lambda talk: talk.hear()),
        ("http", lambda talk: talk.send(b"SSH-2.0-OpenSSH\r\n")),
        ("https", lambda talk: talk.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")),
        ("socks5", Socks5Proxy(1)),
        ("socks5", Socks5Proxy(2)),
        ("socks5", lambda talk: None),
    ],
)
def test_a_proxys_own_failure_is_told_apart(kind, speak):
    with (
        serving(speak) as server,
        through(f"{kind}://127.0.0.1:{server.port}", hosts=SITE) as one,
        one.session() as session,
        pytest.raises(ProxyError) as caught,
    ):
        session.get_site("shop.example")
    assert caught.value.local
    assert f"{kind}://127.0.0.1:{server.port}" in str(caught.value)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1", "socks5://127.0.0.1:1", "http://no-such-proxy.invalid"]
)
def test_a_proxy_that_is_not_there(url, monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    if "invalid" in url:
        monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with through(url, hosts=SITE) as one, one.session() as session, pytest.raises(ProxyError) as caught:
        session.get_site("shop.example")
    assert caught.value.local


def test_a_silent_site_behind_a_proxy_is_not_the_proxys_failure():
    with (
        serving(lambda talk: talk.hear() and talk.server.over.wait()) as server,
        through(f"http://127.0.0.1:{server.port}", hosts=SITE, timeout=0.4) as one,
        one.session() as session,
        pytest.raises(FetchError) as caught,
    ):
        session.get(URL)
    assert (caught.value.kind, caught.value.local) == (ErrorKind.TIMEOUT, False)


def test_a_bad_certificate_behind_a_proxy_is_the_sites_failure():
    with (
        serving(always(answer(HOME)), authority().context("elsewhere.example")) as site,
        serving(HttpProxy()) as server,
        through(f"http://127.0.0.1:{server.port}", hosts=f"127.0.0.1:1:{site.port} shop.example") as one,
        one.session() as session,
        pytest.raises(FetchError) as caught,
    ):
        session.get("https://shop.example/")
    assert (caught.value.kind, caught.value.local) == (ErrorKind.TLS, False)


def test_several_take_turns_by_site_and_stand_in_for_each_other():
    proxies = HttpProxy(), HttpProxy()
    with serving(always(answer(HOME))) as site, serving(proxies[0]) as one, serving(proxies[1]) as two:
        hosts = f"127.0.0.1:{site.port} shop.example"
        urls = [f"http://127.0.0.1:{server.port}" for server in (one, two)]

        def scan(used, sites=4):
            for _ in range(sites):
                with used.session() as session:
                    assert [session.get(URL).body for _ in range(2)] == [HOME] * 2

        with through(*urls, hosts=hosts) as used:
            scan(used)
        assert [len(proxy.targets) for proxy in proxies] == [2, 2]
        with through("http://127.0.0.1:1", urls[0], hosts=hosts) as used:
            scan(used)
        assert [len(proxy.targets) for proxy in proxies] == [6, 2]


@pytest.mark.parametrize("kind", KINDS)
def test_where_only_the_proxy_resolves_it_gets_the_name(kind, monkeypatch):
    ask, asked = socket.getaddrinfo, []
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *rest, **more: asked.append(host) or ask(host, *rest, **more)
    )
    with serving(always(answer(HOME))) as site:
        proxy = KINDS[kind](names={"shop.example:80": ("127.0.0.1", site.port)})
        with serving(proxy) as server:
            one = through(f"{kind}://127.0.0.1:{server.port}", proxy_resolves=True, allowed_networks=())
            with one, one.session() as session:
                page = session.get(URL)
                for url in ("http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://10.0.0.1/"):
                    with pytest.raises(FetchError) as caught:
                        session.get(url)
                    assert caught.value.kind is ErrorKind.BLOCKED_ADDRESS
    assert (page.body, page.address) == (HOME, "")
    assert proxy.targets == ["shop.example:80"]
    assert set(asked) == {"127.0.0.1"}  # the proxy itself
