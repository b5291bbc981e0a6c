"""Alerts: one message at the start and one at the end, to a real receiver."""

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from domains.models import Domain, Suppression, Webhook, WebhookReceiver
from domains.models.webhook_receiver import FAILURES_BEFORE_REST
from domains.queue import schedule
from domains.scan.redaction import Subject
from metrics import alerts
from metrics.cluster_monitor import ClusterMonitor
from metrics.models import Alert, Cluster, SchedulerMetric
from metrics.run_counts import RunCounts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning"),  # apprise imports it
]


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.status == 200:
            message = json.loads(body)
            self.server.told.append((message["title"], message["message"]))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def people(settings):
    """A service that messages are posted to; ``told`` is what arrived."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        server.told, server.status = [], 200
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        settings.ALERT_URLS = (f"json://127.0.0.1:{server.server_port}/",)
        yield server
        server.shutdown()
        thread.join()


def titles(people):
    return [title for title, _ in people.told]


def late(minutes, name="one.com"):
    return Domain.objects.create(domain=name, next_attempt_at=timezone.now() - timedelta(minutes=minutes))


def run(minutes, status="completed", **counts):
    row = SchedulerMetric.objects.start(slots=None, lease=timedelta(minutes=5), trigger="test", host="there")
    row.close(status, 1, RunCounts(**counts))
    SchedulerMetric.objects.filter(pk=row.pk).update(timestamp=Now() - timedelta(minutes=minutes))


def test_a_backlog_too_old_is_told_once_and_again_when_it_is_over(people, settings):
    settings.ALERT_BACKLOG_MINUTES = 30
    domain = late(45)
    for _ in range(3):
        alerts.check()
    assert people.told == [("ScraperSky: backlog too old", "1 domains are due, the oldest for 45 min")]
    domain.delete()
    for _ in range(3):
        alerts.check()
    assert titles(people)[1:] == ["ScraperSky: backlog too old is over"]
    assert not Alert.objects.exists()


def test_nobody_is_bothered_while_all_is_well(people):
    late(5)
    run(1, successful=100, failed=5)
    schedule.synchronise()
    alerts.check()
    alerts.check_books()
    assert people.told == []


def test_a_stalled_scheduler(people):
    schedule.synchronise()
    run(10)
    alerts.check()
    assert titles(people) == ["ScraperSky: scheduler stalled"]
    run(0)
    alerts.check()
    assert titles(people)[1:] == ["ScraperSky: scheduler stalled is over"]


def test_an_abandoned_run(people):
    run(1)
    SchedulerMetric.objects.start(slots=1, lease=timedelta(seconds=-1), trigger="schedule", host="worker-7")
    SchedulerMetric.objects.abandon_expired()
    alerts.check()
    assert people.told == [("ScraperSky: run abandoned", "the process of a run died on worker-7")]


def test_a_failure_rate_that_jumps_is_compared_with_the_day_before(people):
    run(300, successful=80, failed=20)
    run(10, successful=65, failed=20, retried=15)
    alerts.check()
    assert people.told == []  # 35 % after 20 %: no jump
    run(5, failed=100)
    alerts.check()
    assert people.told == [
        ("ScraperSky: failure rate", "68% of the last hour's 200 scans failed; the day before it was 20%")
    ]


def test_a_few_failures_are_no_rate(people):
    run(5, failed=19)
    alerts.check()
    assert people.told == []


def test_a_message_that_did_not_arrive_is_sent_again(people, caplog):
    people.status = 500
    late(600)
    alerts.check()
    assert "could not be sent to ALERT_URLS" in caplog.text
    people.status = 200
    alerts.check()
    assert titles(people) == ["ScraperSky: backlog too old"]
    Domain.objects.all().delete()
    people.status = 500
    alerts.check()
    people.status = 200
    alerts.check()
    assert titles(people)[1:] == ["ScraperSky: backlog too old is over"]


def test_without_urls_the_log_tells(caplog):
    late(600)
    alerts.check()
    alerts.check()
    assert caplog.text.count("ALERT ScraperSky: backlog too old") == 1


def test_a_cluster_says_that_it_is_alive_and_drops_those_that_were_killed():
    Cluster.objects.create(host="killed", pid=1, workers=2, seen_at=Now() - timedelta(minutes=5))
    watch = ClusterMonitor()
    watch.beat()
    first = Cluster.objects.get().seen_at
    watch.beat()
    assert Cluster.objects.get().seen_at >= first
    watch.close()
    assert not Cluster.objects.exists()


def test_suppressions_whose_key_was_dropped(people, settings):
    settings.SUPPRESSION_KEYS = ("the first",)
    Suppression.objects.remember(Subject("email", "anna@shop.com"), None)
    alerts.check()
    assert people.told == []
    settings.SUPPRESSION_KEYS = ("the second",)
    alerts.check()
    settings.SUPPRESSION_KEYS = ("the second", "the first")
    alerts.check()
    assert titles(people) == [
        "ScraperSky: suppressions without key",
        "ScraperSky: suppressions without key is over",
    ]


def test_each_receiver_that_rests_is_told_once_and_again_when_it_accepts(people):
    for host in ("a.example.com", "b.example.com", "c.example.com"):
        Webhook.objects.create(url=f"https://{host}/in")
    silent = WebhookReceiver.objects.exclude(host="c.example.com")
    for _ in range(FAILURES_BEFORE_REST):
        silent.note_failure()
    WebhookReceiver.objects.filter(host="c.example.com").note_failure()
    for _ in range(2):
        alerts._check_webhook_receivers()
    hosts = sorted(message.partition(" of tenant ")[0].split()[-1] for _, message in people.told)
    assert hosts == ["a.example.com", "b.example.com"]
    WebhookReceiver.objects.filter(host="a.example.com").note_success()
    alerts.check()
    ((title, message),) = [told for told in people.told[2:] if "webhook receiver" in told[0]]
    assert title.endswith("is over")
    assert "a.example.com" in message
