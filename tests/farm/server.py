"""The farm itself: every host of the tables on one loopback address, by http and https, and counters."""

from __future__ import annotations

import ssl
from collections import Counter, defaultdict
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from ipaddress import ip_network
from pathlib import Path

from domains.scan.report import ErrorKind
from tests.domains.scan.servers import Certificates, Conversation, answer, serving
from tests.farm import businesses, connections, contents, crawling, redirects
from tests.farm.businesses import ManyPages, many_pages
from tests.farm.expected import Expected
from tests.farm.host import EMAIL, Host, Request, always, completes, fails, page

NETWORK = ip_network("127.2.0.0/16")  # the farm's own; the rest of loopback is inside
ADDRESS = "127.2.0.1"
MANY = 61  # sites of many pages: a large one, and each way to a contact page three times
ORDINARY = 200

BAD_CERTIFICATES: dict[str, Host] = {
    label: completes(always(page()), emails=(EMAIL,))
    for label in (
        "certificate-of-its-own",
        "certificate-of-another",
        "certificate-run-out",
        "https-without-tls",
    )
}

# Names whose address alone shows that they are internal.
INSIDE = {
    "loopback.inside.test": "127.0.0.1",
    "office.inside.test": "10.20.30.40",
    "router.inside.test": "192.168.77.1",
    "cloud.inside.test": "169.254.169.254",
}

TABLES = (connections.HOSTS, redirects.HOSTS, contents.HOSTS, crawling.HOSTS, BAD_CERTIFICATES)
HOSTILE: dict[str, Host] = {
    **{f"{label}.test": host for table in TABLES for label, host in table.items()},
    **{name: fails(always(b""), ErrorKind.BLOCKED_ADDRESS) for name in INSIDE},
}


def hosts_of(labels: dict[str, Host]) -> list[str]:
    return [f"{label}.test" for label in labels]


EXPECTED = Expected(
    homes={name: host.home for name, host in HOSTILE.items()},
    scans={name: host.scanned for name, host in HOSTILE.items()},
    ends={name: host.ends for name, host in HOSTILE.items()},
    emails={name: host.emails for name, host in HOSTILE.items() if host.emails is not None},
    titles={name: host.title for name, host in HOSTILE.items() if host.title is not None},
    ordinary=[f"business-{number:03}.test" for number in range(ORDINARY)],
    many_pages=[many_pages(number) for number in range(1, MANY)],
    large=many_pages(0),
    forbidden=hosts_of(crawling.REFUSING),
    unavailable=hosts_of(crawling.UNAVAILABLE),
    delays=dict.fromkeys(hosts_of(crawling.DELAYED), crawling.CRAWL_DELAY),
    sitemaps={f"{label}.test": counts for label, (_, counts) in crawling.SITEMAPS.items()},
    entities="sitemap-of-entities.test",
    traps=hosts_of(crawling.TRAPS),
    bad_certificates=hosts_of(BAD_CERTIFICATES),
    nowhere="nowhere.invalid",
)


def refuse_tls(talk: Conversation) -> None:
    """The response of a server without TLS to a client that begins TLS."""
    talk.connection.recv(1)
    talk.send(answer(b"", "400 Bad Request"))


class OwnFarm:
    """A context manager. Files of certificates go to ``folder``."""

    expected = EXPECTED

    def __init__(self, folder: Path) -> None:
        self._certificates = Certificates(folder)
        self._context = cache(self._certified)
        self.authority = self._certificates.bundle
        self._seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._edition = 0
        self._servers = ExitStack()

    def __enter__(self) -> OwnFarm:
        tls = self._context("farm.test")
        tls.sni_callback = self._choose_certificate
        self._http = self._servers.enter_context(serving(self._speak, address=ADDRESS))
        self._https = self._servers.enter_context(serving(self._speak, tls, address=ADDRESS))
        self._without_tls = self._servers.enter_context(serving(refuse_tls, address=ADDRESS))
        self._inside = self._servers.enter_context(serving(self._tell_the_secret))
        return self

    def __exit__(self, *_: object) -> None:
        self._servers.close()

    def hosts(self, *, https: bool = True) -> str:
        bad, names = set(EXPECTED.bad_certificates), [*HOSTILE.keys() - INSIDE.keys(), *EXPECTED.ordinary]
        names += [site.host for site in (EXPECTED.large, *EXPECTED.many_pages)]
        lines = [self._line(name, https or name in bad) for name in names]
        lines += [f"{address}:{self._inside.port} {name}" for name, address in INSIDE.items()]
        # Requests to these addresses must be counted, not refused by the machine.
        return "\n".join([*lines, f"127.0.0.1:{self._inside.port} localhost 127.0.0.1"])

    def _line(self, name: str, https: bool) -> str:
        secure = self._without_tls if name == "https-without-tls.test" else self._https
        ports = f"{self._http.port}:{secure.port}" if https else f"{self._http.port}"
        return f"{ADDRESS}:{ports} {name} www.{name}"

    def seen(self, host: str) -> dict[str, int]:
        with self._http.lock:
            return dict(self._seen[host])

    def secrets(self) -> int:
        asked = sum(paths[path] for paths in self._seen.values() for path in paths if "secret" in path)
        return asked + self._inside.connections

    def change(self, host: str) -> ManyPages:
        self._edition += 1
        number = int(host.partition(".")[0].rpartition("-")[2])
        return many_pages(number, self._edition)

    def _speak(self, talk: Conversation) -> None:
        """Answer the requests of one connection as the table of the host says."""
        while head := talk.hear():
            response = self._response(self._counted(Request.read(head)), talk)
            if response is None:
                return
            talk.send(response)

    def _counted(self, request: Request) -> Request:
        with self._http.lock:
            paths = self._seen[request.host]
            paths[request.path] += 1
            return replace(request, times=paths[request.path])

    def _response(self, request: Request, talk: Conversation) -> bytes | None:
        if host := HOSTILE.get(request.host):
            return host.behave(request, talk)
        if request.host.startswith("many-"):
            return businesses.respond(request, self._edition)
        if request.path == "/":
            return businesses.one_page(request.host)
        return answer(b"", "404 Not Found")

    def _tell_the_secret(self, talk: Conversation) -> None:
        while talk.hear():
            talk.send(answer(b"<p>the secret</p>"))

    def _choose_certificate(self, connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        connection.context = self._context(name or "farm.test")

    def _certified(self, name: str) -> ssl.SSLContext:
        match name.removesuffix(".test"):
            case "certificate-of-its-own":
                return self._certificates.context(name, trusted=False)
            case "certificate-of-another":
                return self._certificates.context("another-trade.test")
            case "certificate-run-out":
                return self._certificates.context(name, days=-1)
        return self._certificates.context(name)
