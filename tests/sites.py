"""Web sites on loopback for tests: real HTTP, selected by host name, with counted requests."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Answer = tuple[int, dict[str, str], bytes]
Responder = Callable[[str], Answer]


def page(title: str = "Example", body: str = "") -> bytes:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><h1>{title}</h1>{body}</body></html>"
    ).encode()


def html(body: bytes, status: int = 200, **headers: str) -> Answer:
    return status, {"Content-Type": "text/html; charset=utf-8", **headers}, body


def business(host: str) -> Responder:
    """An ordinary site of one page with one e-mail address and one phone."""
    contact = f'<a href="mailto:info@{host}">Mail</a> <a href="tel:+12025550143">+1 202-555-0143</a>'

    def respond(path: str) -> Answer:
        return html(page(f"Home of {host}", contact)) if path == "/" else html(page("404"), 404)

    return respond


def slowly(host: str, seconds: float) -> Responder:
    """An ordinary site that answers slowly, so that processes are killed during scans."""
    answer, never = business(host), threading.Event()

    def respond(path: str) -> Answer:
        never.wait(seconds)
        return answer(path)

    return respond


class Sites(ThreadingHTTPServer):
    """A context manager. ``seen[host, path]`` counts requests; unknown hosts are ordinary businesses."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.responders: dict[str, Responder] = {}
        self.seen: Counter[tuple[str, str]] = Counter()
        self.unchanged: Counter[tuple[str, str]] = Counter()  # answered with 304
        self.lock = threading.Lock()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05})

    def __enter__(self) -> Sites:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()

    def hosts(self, *names: str) -> str:
        """A hosts file with which these names resolve to this server."""
        return "".join(f"127.0.0.1:{self.server_port} {name} www.{name}\n" for name in names)

    def hosts_file(self, folder: Path, *names: str) -> Path:
        file = folder / "hosts"
        file.write_text(self.hosts(*names))
        return file

    def homes(self) -> Counter[str]:
        """How often each host's home page was requested."""
        with self.lock:
            return Counter({host: count for (host, path), count in self.seen.items() if path == "/"})

    def hold(self, *names: str) -> tuple[threading.Event, threading.Event]:
        """Make these hosts wait.

        Returns an event that is set when one received a request, and one that ends the wait.
        """
        asked, release = threading.Event(), threading.Event()

        def respond(path: str) -> Answer:
            if path != "/":
                return html(b"", 404)
            asked.set()
            release.wait(60)
            return html(page("late", "<p>late</p>"))

        self.responders.update(dict.fromkeys(names, respond))
        return asked, release

    def respond(self, host: str, path: str) -> Answer:
        with self.lock:
            self.seen[host, path] += 1
        return (self.responders.get(host) or business(host))(path)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away in the middle of an answer is part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Sites

    def do_GET(self) -> None:
        host = (self.headers.get("Host") or "").partition(":")[0].removeprefix("www.")
        status, headers, body = self.server.respond(host, self.path)
        if status == 200 and self.headers.get("If-None-Match", "") == headers.get("ETag"):
            status, body = 304, b""
            self.server.unchanged[host, self.path] += 1
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body)), "Connection": "close"}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_: object) -> None:
        pass
