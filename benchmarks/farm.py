"""Many web sites on loopback, in a process of its own: ``python -m benchmarks.farm FOLDER SITES LATENCY``.

Every site is a host name with an address of its own and one page. All are served over http and https by one
event loop, which is faster than everything measured here. Prints ``ready`` when it is started.
"""

from __future__ import annotations

import asyncio
import resource
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from benchmarks.pages import REPOSITORY, pages

PORTS = {"http": 8080, "https": 8443}
CLOSED = 8444  # the https port of sites without https
ADDRESSES = 250  # of 127.8.0.0/24; several sites share one where there are more sites
ZONE = "bench-sites.com"
ROBOTS = b"User-agent: *\nDisallow: /private/\n"


@dataclass(frozen=True)
class Farm:
    """The parameters of the farm for the measured programs."""

    folder: Path
    sites: int

    @property
    def names(self) -> list[str]:
        return [f"site-{number:05}.{ZONE}" for number in range(self.sites)]

    def hosts_file(self, scheme: str) -> Path:
        return self.folder / f"hosts-{scheme}"

    @property
    def authority(self) -> Path:
        return self.folder / "ca.pem"


def address(number: int) -> str:
    return f"127.8.0.{number % ADDRESSES + 1}"


@contextmanager
def running(folder: Path, sites: int, latency: float) -> Iterator[Farm]:
    """The farm as a child process. ``latency``: seconds before each answer."""
    farm = Farm(folder, sites)
    command = [sys.executable, "-m", "benchmarks.farm", str(folder), str(sites), str(latency)]
    process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError("the farm of sites did not start; see its message above")
        yield farm
    finally:
        process.terminate()
        process.wait()


class Site(asyncio.Protocol):
    """One connection, kept alive. Requests have no bodies and come one after the other."""

    def __init__(self, bodies: list[bytes], latency: float) -> None:
        self.bodies, self.latency = bodies, latency
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if self.buffer.endswith(b"\r\n\r\n"):
            head, self.buffer = self.buffer, b""
            asyncio.get_running_loop().call_later(self.latency, self.answer, head)

    def answer(self, head: bytes) -> None:
        path = head.split(b" ", 2)[1]
        host = head.lower().partition(b"\r\nhost:")[2].partition(b"\r\n")[0].strip()
        if path == b"/robots.txt":
            kind, body = b"text/plain", ROBOTS
        else:
            number = int(host.partition(b".")[0].rpartition(b"-")[2])
            kind, body = b"text/html; charset=utf-8", self.bodies[number % len(self.bodies)]
        lines = (b"HTTP/1.1 200 OK", b"Content-Type: " + kind, b"Content-Length: %d" % len(body), b"", body)
        self.transport.write(b"\r\n".join(lines))


async def serve(folder: Path, sites: int, latency: float) -> None:
    context = certificates(folder)
    bodies = [page.body for page in pages()]
    addresses = sorted({address(number) for number in range(sites)})
    farm = Farm(folder, sites)
    for scheme, secure in (("http", CLOSED), ("https", PORTS["https"])):
        lines = (
            f"{address(number)}:{PORTS['http']}:{secure} {name} www.{name}\n"
            for number, name in enumerate(farm.names)
        )
        farm.hosts_file(scheme).write_text("".join(lines))
    loop = asyncio.get_running_loop()
    for port, tls in ((PORTS["http"], None), (PORTS["https"], context)):
        await loop.create_server(
            lambda: Site(bodies, latency), addresses, port, ssl=tls, backlog=512, reuse_address=True
        )
    print("ready", flush=True)
    await loop.run_in_executor(None, threading.Event().wait)


def certificates(folder: Path) -> ssl.SSLContext:
    """A certificate authority for the benchmark, and one certificate for all sites."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "benchmark")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName(f"*.{ZONE}"), x509.DNSName(ZONE)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    (folder / "ca.pem").write_bytes(pem)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "site.pem").write_bytes(secret + pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "site.pem")
    return context


if __name__ == "__main__":
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
