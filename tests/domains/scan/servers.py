"""Servers on loopback that speak byte by byte, with TLS or without, and certificates for them."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from tempfile import mkdtemp

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from domains.scan.fetch import Fetcher, FetchPolicy, parse_hosts

Speak = Callable[["Conversation"], None]
LOOPBACK = (ip_network("127.0.0.0/8"),)


def answer(body: bytes = b"", status: str = "200 OK", *headers: str) -> bytes:
    """A whole answer. ``headers`` come before a Content-Length, and HTML is announced where they do not."""
    lines = [f"HTTP/1.1 {status}", *headers]
    if not any(header.lower().startswith("content-type") for header in headers):
        lines.append("Content-Type: text/html")
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode("latin-1") + body


def redirect(location: str, *headers: str) -> bytes:
    return answer(b"", "302 Found", f"Location: {location}", *headers)


class Conversation:
    """One connection, server side."""

    def __init__(self, server: Server, connection: socket.socket) -> None:
        self.server = server
        self.connection = connection
        self.send = connection.sendall

    def hear(self) -> str:
        """The head of the next request; "" at the end."""
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            byte = self.connection.recv(1)
            if not byte:
                return ""
            head += byte
        text = head.decode("latin-1")
        with self.server.lock:
            self.server.heads.append(text)
        return text

    def trickle(self, data: bytes) -> None:
        """Send a byte at a time, again and again, until the client leaves or the test ends."""
        while not self.server.over.is_set():
            for byte in data:
                self.send(bytes([byte]))
                if self.server.over.wait(0.02):
                    return

    def flood(self, data: bytes) -> None:
        """Send as fast as the client reads, for ever."""
        while not self.server.over.is_set():
            self.send(data)


class Server:
    """Each connection is given to ``speak`` in a thread of its own. ``heads`` keeps the requests."""

    def __init__(self, speak: Speak, tls: ssl.SSLContext | None, address: str) -> None:
        self.speak = speak
        self.tls = tls
        self.heads: list[str] = []
        self.connections = 0
        self.lock = threading.Lock()
        self.over = threading.Event()
        self.accepted = threading.Event()
        self.listener = socket.create_server((address, 0), backlog=256)
        self.port = self.listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept)]
        self._open: set[socket.socket] = set()

    @property
    def paths(self) -> list[str]:
        return [head.split(" ")[1] for head in self.heads]

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            self.accepted.set()
            with self.lock:
                self._open.add(connection)
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, plain: socket.socket) -> None:
        connection = plain
        with suppress(OSError, ValueError):  # clients that hang up are part of the tests
            if self.tls:
                connection = self.tls.wrap_socket(plain, server_side=True)
                with self.lock:
                    self._open.add(connection)
            self.speak(Conversation(self, connection))
        connection.close()

    def start(self) -> None:
        self._threads[0].start()

    def stop(self) -> None:
        self.over.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        with self.lock:
            for connection in self._open:
                with suppress(OSError):
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)
            assert not thread.is_alive()


@contextmanager
def serving(speak: Speak, tls: ssl.SSLContext | None = None, address: str = "127.0.0.1") -> Iterator[Server]:
    server = Server(speak, tls, address)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def always(*answers: bytes) -> Speak:
    """Give these answers in turn on each connection, one a request; the last again and again."""

    def speak(talk: Conversation) -> None:
        left = list(answers)
        while talk.hear():
            talk.send(left.pop(0) if len(left) > 1 else left[0])

    return speak


def routes(**answers: bytes) -> Speak:
    """Answer by path: ``home`` is /, ``name`` is /name; everything else 404."""

    def speak(talk: Conversation) -> None:
        while head := talk.hear():
            name = head.split(" ")[1].partition("?")[0].strip("/") or "home"
            talk.send(answers.get(name, answer(b"", "404 Not Found")))

    return speak


def fetcher(hosts: str, **limits: object) -> Fetcher:
    """A fetcher that knows the hosts of these lines, on the whole of loopback unless told otherwise."""
    policy = {"timeout": 10.0, "allowed_networks": LOOPBACK, "ca_bundle": str(authority().bundle), **limits}
    return Fetcher(FetchPolicy("ScraperSky/test", hosts=parse_hosts(hosts), **policy))


@cache
def authority() -> Certificates:
    """The one that the tests' fetchers trust."""
    return Certificates(Path(mkdtemp(prefix="certificates-")))


class Certificates:
    """An authority, and server contexts with certificates of it. Files go to ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.bundle = folder / "ca.pem"
        self.bundle.write_bytes(self._certificate("Test CA", self.key, self.key, ca=True))

    def context(self, *names: str, days: int = 30, trusted: bool = True) -> ssl.SSLContext:
        """A server's context with a certificate for these names that ends in so many days."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._certificate(names[0], key, self.key if trusted else key, names, days)
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        file = self.folder / f"{names[0]}-{days}-{trusted}.pem"
        file.write_bytes(certificate + pem)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _certificate(
        self,
        name: str,
        key: ec.EllipticCurvePrivateKey,
        signer: ec.EllipticCurvePrivateKey,
        names: tuple[str, ...] = (),
        days: int = 30,
        ca: bool = False,
    ) -> bytes:
        now = datetime.now(UTC)
        issuer = "Test CA" if signer is self.key else name
        builder = (
            x509.CertificateBuilder()
            .subject_name(_named(name))
            .issuer_name(_named(issuer))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=60))
            .not_valid_after(now + timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        )
        if names:
            alternatives = x509.SubjectAlternativeName([x509.DNSName(one) for one in names])
            builder = builder.add_extension(alternatives, critical=False)
        return builder.sign(signer, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
