"""Serves the sample web sites on one loopback port, by host name, and counts requests.

    python demo/serve.py --port 8080 --hosts-file hosts.txt

The hosts file is for FETCH_HOSTS_FILE: it maps the names of the sites to this server, without DNS.
``GET /__stats__`` returns the number of requests for each host and path.
"""

from __future__ import annotations

import argparse
import json
import mimetypes
import signal
import sys
import threading
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent
STATS = "/__stats__"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    content_type: str = "text/html"
    body: bytes = b""
    location: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """One sample site: ``files`` by URL path, its behaviour, and the expected result (see sites.toml)."""

    name: str
    about: str
    files: Mapping[str, bytes]
    expect: Mapping[str, Any]
    charset: str = "utf-8"
    status: int = 200
    delay: float = 0.0  # seconds
    redirect: str = ""

    @property
    def hosts(self) -> tuple[str, str]:
        return self.name, f"www.{self.name}"

    def answer(self, host: str, path: str) -> Answer:
        if self.redirect and host != self.redirect:
            return Answer(301, location=f"http://{self.redirect}{path}")
        if self.status != 200:
            return Answer(self.status, self._content_type("/"), self.files["/"])
        if path in self.files:
            return Answer(200, self._content_type(path), self.files[path])
        if f"{path}/" in self.files:
            return Answer(301, location=f"{path}/")
        return Answer(404, "text/html", b"<!doctype html><title>Not found</title><h1>Not found</h1>")

    def _content_type(self, path: str) -> str:
        media_type = "text/html" if path.endswith("/") else mimetypes.guess_type(path)[0] or "text/plain"
        return f"{media_type}; charset=utf-8" if self.charset == "utf-8" else media_type


def load_sites() -> list[Site]:
    """The sites of sites.toml, in its order."""
    declared = tomllib.loads((HERE / "sites.toml").read_text(encoding="utf-8"))
    return [Site(name=name, files=_files(HERE / "sites" / name), **site) for name, site in declared.items()]


def _files(folder: Path) -> dict[str, bytes]:
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {
        "/" + path.relative_to(folder).as_posix().removesuffix("index.html"): path.read_bytes()
        for path in paths
    }


class SampleSites(ThreadingHTTPServer):
    """Serves the sites while it is entered as a context manager."""

    daemon_threads = False  # closing waits for responses in progress
    request_queue_size = 128

    def __init__(self, sites: list[Site], port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.sites = {host: site for site in sites for host in site.hosts}
        self.seen: dict[str, Counter[str]] = {host: Counter() for host in self.sites}
        self.lock = threading.Lock()
        self.closing = threading.Event()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05})

    def __enter__(self) -> SampleSites:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self.shutdown()
        self._thread.join()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore closed connections, which a stopped scan causes; report any other error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def hosts_file(self) -> str:
        """The line of a hosts file that maps all names to this server."""
        return f"127.0.0.1:{self.server_port} {' '.join(self.sites)}\n"

    def stats(self) -> dict[str, dict[str, int]]:
        """Requests by host and path, without hosts that received none."""
        with self.lock:
            return {host: dict(paths) for host, paths in self.seen.items() if paths}

    def answer(self, host: str, path: str) -> Answer:
        """Count the request and answer it after the site's delay."""
        if path == STATS:
            return Answer(200, "application/json", json.dumps(self.stats(), indent=1).encode())
        site = self.sites.get(host)
        if site is None:
            return Answer(404, "text/plain", f"no sample site is called {host!r}\n".encode())
        with self.lock:
            self.seen[host][path] += 1
        answer = site.answer(host, path)
        if answer.status == 200 and site.delay:
            self.closing.wait(site.delay)
        return answer


class _Handler(BaseHTTPRequestHandler):
    server: SampleSites
    timeout = 10  # seconds without data from the client

    def do_GET(self) -> None:
        host = (self.headers.get("Host") or "").partition(":")[0].lower()
        answer = self.server.answer(host, urlsplit(self.path).path)
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        if answer.location:
            self.send_header("Location", answer.location)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, *_: object) -> None:
        """No log: requests are counted."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Serves the sample web sites on loopback until Ctrl-C.")
    parser.add_argument("--port", type=int, default=0, help="default: a free one")
    parser.add_argument("--hosts-file", type=Path, help="write the hosts file here, for FETCH_HOSTS_FILE")
    options = parser.parse_args()
    stop = threading.Event()
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, lambda *_: stop.set())
    with SampleSites(load_sites(), options.port) as server:
        if options.hosts_file:
            options.hosts_file.write_text(server.hosts_file(), encoding="utf-8")
        print(server.hosts_file(), end="", flush=True)
        stop.wait()


if __name__ == "__main__":
    main()
