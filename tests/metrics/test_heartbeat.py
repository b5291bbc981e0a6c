"""The heartbeat is sent only while all checks pass."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from metrics import health
from metrics.health import Check
from metrics.heartbeat import Heartbeat

pytestmark = pytest.mark.django_db


class Monitor(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.requested.append(self.path)
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def monitor(settings):
    with ThreadingHTTPServer(("127.0.0.1", 0), Monitor) as server:
        server.requested, server.status = [], 200
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        settings.HEARTBEAT_URL = f"http://127.0.0.1:{server.server_port}/ping/secret"
        yield server
        server.shutdown()
        thread.join()


def send(heartbeat):
    heartbeat.send()
    if heartbeat._request:
        heartbeat._request.join(10)


def test_is_sent_while_all_checks_hold(monitor, monkeypatch):
    monkeypatch.setattr(health, "readiness", lambda: [Check("database", True, "")])
    send(Heartbeat())
    assert monitor.requested == ["/ping/secret"]


def test_is_not_sent_while_a_check_fails(monitor, monkeypatch, caplog):
    monkeypatch.setattr(health, "readiness", lambda: [Check("scheduler", False, "no run")])
    send(Heartbeat())
    assert monitor.requested == []
    assert "scheduler" in caplog.text


def test_a_refused_one_is_logged_without_the_secret_address(monitor, monkeypatch, caplog):
    monkeypatch.setattr(health, "readiness", list)
    monitor.status = 500
    send(Heartbeat())
    assert "HEARTBEAT_URL" in caplog.text
    assert "secret" not in caplog.text


def test_nothing_is_sent_where_no_address_is_set(settings, monkeypatch):
    settings.HEARTBEAT_URL = ""
    monkeypatch.setattr(health, "readiness", lambda: pytest.fail("not asked for"))
    Heartbeat().send()
