"""The last cluster is killed for good: the web server says so, alone."""

import json
import sys
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.conftest import ROOT
from tests.ports import free_port
from tests.processes.conftest import shortly_on_sqlite

WEB = [sys.executable, "-m", "gunicorn", "scrapersky.wsgi", "--workers", "2", "--threads", "4"]
CLUSTER = "ScraperSky: no cluster is alive"


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.told.append((message["title"], time.monotonic()))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def people():
    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        server.told = []
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def web(installation, people):
    """The address of a web server with two processes, which alert ``people``."""
    address = f"127.0.0.1:{free_port()}"
    installation.env |= {
        "PYTHONPATH": str(ROOT),
        "ALERT_URLS": f"json://127.0.0.1:{people.server_port}/",
        "ALERT_DISK_FREE_MB": "0",
    }
    program, installation.program = installation.program, WEB
    child = installation.start("--bind", address)
    installation.program = program
    yield f"http://{address}/health/ready"
    installation.stop(child)


def status(url):
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


@shortly_on_sqlite
@pytest.mark.chaos
def test_the_web_server_tells_that_the_last_cluster_was_killed(installation, web, people):
    cluster = installation.start("qcluster")
    installation.until(lambda: installation.rows("SELECT 1 FROM clusters"), "a cluster")
    installation.until(lambda: status(web) == 200, "a web server that is ready")
    time.sleep(11)  # until the cluster's watcher has taken the lease, or one of the web server's
    cluster.kill()
    cluster.wait()
    killed = time.monotonic()
    installation.until(lambda: status(web) == 503, "the refusal", seconds=30)
    installation.until(lambda: people.told, "an alert", seconds=60)
    ((title, moment),) = people.told
    assert title == CLUSTER
    assert moment - killed < 60
    again = installation.start("qcluster")
    installation.until(lambda: len(people.told) > 1, "the end of the alert", seconds=40)
    installation.stop(again)
    assert [title for title, _ in people.told] == [CLUSTER, f"{CLUSTER} is over"]
