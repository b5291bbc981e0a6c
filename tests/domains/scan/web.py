"""A small web on loopback for scans: any number of hosts, every request kept."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network

from domains.scan.fetch import Fetcher, FetchPolicy, SiteSession, parse_hosts


@dataclass(frozen=True)
class Asked:
    """One request that arrived. ``moment`` is a time.monotonic()."""

    host: str
    path: str
    headers: Mapping[str, str]
    moment: float

    @property
    def url(self) -> str:
        return f"http://{self.host}{self.path}"


@dataclass(frozen=True)
class Answer:
    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "text/html; charset=utf-8"


Responder = Answer | bytes | str | Callable[[Asked], Answer]


def redirect(target: str) -> Answer:
    return Answer(status=302, headers={"Location": target})


def page(title: str, body: str = "", head: str = "", language: str = "en") -> str:
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        f"{head}</head><body><h1>{title}</h1>{body}</body></html>"
    )


def links(**texts: str) -> str:
    """Links to /NAME with these texts."""
    return " ".join(f'<a href="/{name}">{text}</a>' for name, text in texts.items())


class Web(ThreadingHTTPServer):
    """``pages`` maps "host/path" to what is answered; everything else is 404."""

    daemon_threads = True

    def __init__(self, pages: dict[str, Responder]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages = pages
        self.asked: list[Asked] = []
        self._lock = threading.Lock()

    def answer(self, asked: Asked) -> Answer:
        with self._lock:
            self.asked.append(asked)
        found = self.pages.get(f"{asked.host}{asked.path}", Answer(b"none", 404))
        if isinstance(found, str):
            return Answer(found.encode())
        if isinstance(found, bytes):
            return Answer(found)
        return found if isinstance(found, Answer) else found(asked)

    def paths(self, host: str) -> list[str]:
        """The paths asked for at a host, in order."""
        return [asked.path for asked in self.asked if asked.host == host]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away in the middle of an answer is part of the tests."""

    @contextmanager
    def session(self) -> Iterator[SiteSession]:
        """A session for which every host in ``pages`` lies here; https is refused."""
        hosts = {name.partition("/")[0] for name in self.pages}
        policy = FetchPolicy(
            user_agent="ScraperSky/test",
            timeout=10,
            allowed_networks=(ip_network("127.0.0.0/8"),),
            hosts=parse_hosts(f"127.0.0.1:{self.server_port} {' '.join(hosts)}\n"),
        )
        with Fetcher(policy) as fetcher, fetcher.session() as session:
            yield session


@contextmanager
def serving(pages: dict[str, Responder]) -> Iterator[Web]:
    web = Web(pages)
    thread = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield web
    finally:
        web.shutdown()
        thread.join()
        web.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Web
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"] or 0))
        self.do_GET()

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        host = headers.get("host", "").partition(":")[0]
        answer = self.server.answer(Asked(host, self.path, headers, time.monotonic()))
        self.send_response(answer.status)
        always = {"Content-Type": answer.content_type, "Content-Length": str(len(answer.body))}
        for name, value in {**always, **answer.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, *_: object) -> None:
        """Requests are kept, not printed."""
