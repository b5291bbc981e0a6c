"""Errors are sent to SENTRY_DSN without confidential data."""

import gzip
import http.server
import json
import os
import subprocess
import sys
import threading

import pytest

from tests.conftest import ROOT

FAIL = """
import logging
from scrapersky.logs import bound
token = "ssk_" + "secret"
with bound(run_id="run-1", domain_id="domain-1"):
    try:
        1 / 0
    except ZeroDivisionError:
        logging.getLogger("domains.runs.run").exception("scanning went wrong")
"""


def unpacked(body, encoding):
    if encoding == "br":  # where some other package brought it along
        return pytest.importorskip("brotli").decompress(body)
    return gzip.decompress(body) if encoding == "gzip" else body


@pytest.fixture
def collector():
    """What was posted to a server that takes anything."""

    class Taking(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            posted.append(unpacked(body, self.headers.get("Content-Encoding")))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    posted = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Taking)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://key@127.0.0.1:{server.server_port}/7", posted
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_error_is_reported_with_its_run_and_domain(collector, tmp_path):
    dsn, posted = collector
    subprocess.run(
        [sys.executable, ROOT / "manage.py", "shell", "-v", "0", "-c", FAIL],
        env={**os.environ, "SENTRY_DSN": dsn, "LOG_FILE": str(tmp_path / "app.log")},
        capture_output=True,
        check=True,
        timeout=60,
    )
    (envelope,) = posted
    event = json.loads(envelope.splitlines()[2])
    assert event["logentry"]["message"] == "scanning went wrong"
    assert event["exception"]["values"][0]["type"] == "ZeroDivisionError"
    assert event["tags"] == {"run_id": "run-1", "domain_id": "domain-1"}
    assert b"ssk_secret" not in envelope
