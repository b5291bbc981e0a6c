"""The home pages of the farm's hostile hosts, all at once: each ends as it should, in time."""

import json
import socket
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from ipaddress import ip_network

import pytest

from domains.scan.report import ErrorKind, FetchError
from tests.domains.scan.servers import fetcher

# Every other hostile host gives a page: what is wrong with it shows later, or elsewhere than at home.
REFUSED = {
    **dict.fromkeys(["slow-headers", "slow-body", "never-answers"], ErrorKind.TIMEOUT),
    **dict.fromkeys(["endless-body", "gzip-bomb", "deflate-bomb", "big-line"], ErrorKind.TOO_LARGE),
    **dict.fromkeys(["reset", "close-mid-body", "bad-chunks"], ErrorKind.CONNECT),
    **dict.fromkeys(["huge-header", "many-headers", "not-http", "bad-gzip"], ErrorKind.BAD_CONTENT),
    **dict.fromkeys(["redirect-bad", "status-999"], ErrorKind.BAD_CONTENT),
    **dict.fromkeys(["redirect-loop", "redirect-chain"], ErrorKind.TOO_MANY_REDIRECTS),
    **dict.fromkeys(
        [
            *(
                "redirect-loopback",
                "redirect-metadata",
                "redirect-ipv6",
                "redirect-mapped",
                "redirect-decimal",
            ),
            *("redirect-name", "redirect-private", "redirect-file", "redirect-gopher", "redirect-port"),
            *("redirect-script", "redirect-data", "rebind", "inside", "metadata"),
        ],
        ErrorKind.BLOCKED_ADDRESS,
    ),
    "redirect-nowhere": ErrorKind.DNS,
    **dict.fromkeys(["status-401", "status-403", "status-404", "status-410"], ErrorKind.HTTP_4XX),
    **dict.fromkeys(["status-500", "status-502", "status-503", "flaky"], ErrorKind.HTTP_5XX),
    "status-429": ErrorKind.RATE_LIMITED,
    **dict.fromkeys(
        ["type-pdf", "type-png", "type-binary", "type-json", "binary-as-html"], ErrorKind.NOT_HTML
    ),
}
INSIDE = ["rebind", "inside", "metadata"]  # names that lead to addresses which are not allowed


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@contextmanager
def farm(program, folder, *arguments):
    command = [sys.executable, program, "--tls", folder / "tls", "--count", "1", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout.readline().startswith("farm:")
            yield
        finally:
            process.kill()


def printed(program, *arguments):
    return subprocess.run(
        [sys.executable, program, *arguments], capture_output=True, text=True, check=True
    ).stdout


@pytest.fixture
def no_dns(monkeypatch):
    """The farm's names stand in a hosts file; nobody is asked for the one that exists nowhere."""
    ask = socket.getaddrinfo

    def getaddrinfo(host, *arguments, **options):
        if host == "no-such-host.farm.invalid":
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return ask(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


def outcome(one, host):
    """The kind of the error that the host's home page gives; None for a page."""
    with one.session() as session:
        try:
            session.get_site(host, html=True)
        except FetchError as error:
            return error.kind
    return None


@pytest.mark.usefixtures("no_dns")
def test_every_hostile_host_ends_as_it_should(shared, tmp_path):
    program = shared / "farm" / "farm.py"
    http, https = free_port(), free_port()
    printed(program, "--write-hosts", tmp_path / "hosts")
    lines = [line.split() for line in (tmp_path / "hosts").read_text().splitlines()]
    hosts = "\n".join(f"{address}:{http}:{https} {' '.join(names)}" for address, *names in lines)
    labels = [line.split(".")[0] for line in printed(program, "--list").splitlines()]
    assert len(labels) == 82
    names = [f"{label}.farm.test" for label in labels + INSIDE]
    with (
        farm(program, tmp_path, "--http", str(http), "--https", str(https)),
        fetcher(
            hosts,
            timeout=3.0,
            allowed_networks=(ip_network("127.2.0.0/16"),),
            ca_bundle=str(tmp_path / "tls" / "ca.pem"),
        ) as one,
        ThreadPoolExecutor(16) as pool,
    ):
        ends = dict(zip(labels + INSIDE, pool.map(lambda name: outcome(one, name), names), strict=True))
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
            f"http://127.0.0.1:{http}/__farm__/stats", timeout=30
        ) as answer:
            stats = json.load(answer)
    assert {label: kind for label, kind in ends.items() if kind} == REFUSED
    assert stats["secret"] == 0
