"""The real web server: what only it does with a request before the application has it."""

import http.client
import json
import socket
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.ports import free_port

SCAN = "/api/v3/modernized_page_scraper/scan"
WEB = [sys.executable, "-m", "gunicorn", "scrapersky.wsgi", "--threads", "2", "--no-control-socket"]


@pytest.fixture
def port(on_sqlite):
    chosen = free_port()
    child = subprocess.Popen(
        [*WEB, "--bind", f"127.0.0.1:{chosen}"],
        env=on_sqlite.env,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    on_sqlite.children.append(child)
    on_sqlite.until(lambda: accepts(chosen), "the web server")
    return chosen


def accepts(port):
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0


def test_a_body_in_chunks(port):
    headers = {"Authorization": "Bearer scraper_sky_2024", "Content-Type": "application/json"}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for parts, status in (
        ([b'{"base_url": ', b'"example.com"}'], 202),
        ([b"{"], 400),
        ([b'"' + b"x" * 1_000_000] * 6, 413),
    ):
        connection.request("POST", SCAN, iter(parts), headers, encode_chunked=True)
        answer = connection.getresponse()
        assert answer.status == status, json.loads(answer.read())
        answer.read()
    connection.close()
    with socket.create_connection(("127.0.0.1", port), timeout=30) as raw:
        lines = [
            f"POST {SCAN} HTTP/1.1",
            "Host: localhost",
            "Transfer-Encoding: chunked",
            "",
            "not-a-size",
            "",
        ]
        raw.sendall("\r\n".join(lines).encode())
        assert raw.recv(100).startswith(b"HTTP/1.1 400")
