"""Messages to webhooks and scans do not wait for each other, in real clusters."""

import socket
import threading
import time
from contextlib import contextmanager

from tests.processes.conftest import shortly_on_sqlite

PREPARE = """
from domains.models import Delivery, Webhook, WebhookReceiver
hook = Webhook.objects.create(url="http://silent.test/in")
Delivery.objects.bulk_create(
    [
        Delivery(webhook=hook, receiver=hook.receiver, event="scan.finished", payload={})
        for _ in range(1000)
    ]
)
"""
SENT = "SELECT count(*) FROM webhook_deliveries WHERE attempts > 0"
OTHER_TENANT = "11111111-2222-3333-4444-555555555555"
SUBMIT = f"""
from domains.queue import submission
print(submission.submit_one("quick.test", tenant_id="{OTHER_TENANT}"))
"""


@contextmanager
def silent_receiver():
    """Accepts connections and never answers. Yields its port and the connections."""
    opened = []
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:

        def accept():
            while True:
                try:
                    opened.append(server.accept()[0])
                except OSError:
                    return

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield server.getsockname()[1], opened
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
        for connection in opened:
            connection.close()


@shortly_on_sqlite
def test_a_thousand_messages_to_a_silent_receiver_delay_no_scan(installation):
    with silent_receiver() as (port, opened):
        hosts = installation.sites.hosts("quick.test") + f"127.0.0.1:{port} silent.test\n"
        (installation.folder / "hosts").write_text(hosts)
        installation.manage("shell", "-c", PREPARE)
        child = installation.start("qcluster", QUEUE_WORKERS="1", SCHEDULER_INTERVAL_MINUTES="60")
        installation.until(lambda: opened and " running." in installation.outputs(), "the first message")
        installation.manage("shell", "-c", SUBMIT)
        submitted = time.monotonic()
        installation.until(lambda: installation.sites.seen["quick.test", "/"], "the scan", seconds=30)
        assert time.monotonic() - submitted < 2
        installation.until(lambda: installation.statuses() == {"completed": 1}, "the result")
        assert 0 < installation.rows(SENT)[0][0] < 10
        stopped = time.monotonic()
        installation.stop(child)
        assert time.monotonic() - stopped < 8
    assert "Traceback" not in installation.outputs()
    assert installation.rows(SENT) == [(0,)] or len(opened) > 4  # nothing had failed yet: all were given back
