"""Alerts: one message at the start and one at the end, to a real receiver."""

import json
import re
import socket
import threading
import uuid
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from domains.models import Domain, Suppression, Webhook, WebhookReceiver
from domains.models.webhook_receiver import FAILURES_BEFORE_REST
from domains.queue import schedule
from domains.scan.redaction import Subject
from metrics import alerts, machine
from metrics.models import SILENCE, Alert, Cluster, SchedulerMetric, WatchLease
from metrics.run_counts import RunCounts
from metrics.runbook import RUNBOOK
from tests.conftest import ROOT

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


@pytest.fixture(autouse=True)
def cluster():
    return Cluster.objects.create(host="there", pid=1, workers=2)


def titles(people):
    return [title for title, _ in people.told]


def firsts(people):
    """Titles, and what happened: the first line of each message."""
    return [(title, text.partition("\n")[0]) for title, text in people.told]


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
    assert firsts(people) == [("ScraperSky: backlog too old", "1 domain is due, the oldest for 45 minutes")]
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
    SchedulerMetric.objects.expired().abandon()
    alerts.check()
    assert firsts(people) == [("ScraperSky: run abandoned", "the process of a run died on worker-7")]


def test_a_failure_rate_that_jumps_is_compared_with_the_day_before(people):
    run(300, successful=80, failed=20)
    run(10, successful=65, failed=35)
    alerts.check()
    assert people.told == []  # 35 % after 20 %: no jump
    run(5, failed=100, retried=300)
    alerts.check()
    assert firsts(people) == [
        ("ScraperSky: failure rate", "68% of the last hour's 200 scans failed; the day before it was 20%")
    ]


@pytest.mark.parametrize(
    ("before", "recent"),
    [
        pytest.param({"successful": 100}, {"failed": 19}, id="a few are no rate"),
        pytest.param({"successful": 19}, {"failed": 100}, id="nothing to compare with"),
        pytest.param({"successful": 100}, {"successful": 40, "retried": 60}, id="retries are not failures"),
    ],
)
def test_what_is_no_jump_of_the_failure_rate(people, before, recent):
    run(300, **before)
    run(5, **recent)
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


def test_an_alert_says_where_since_when_how_bad_and_what_to_do(people, settings):
    settings.PUBLIC_URL = "https://sky.example"
    late(600)
    alerts.check()
    ((_, text),) = people.told
    lines = dict(line.split(": ", 1) for line in text.splitlines() if ": " in line)
    assert lines["Where"].startswith("https://sky.example/admin/")
    assert lines["Since"] == f"{Alert.objects.get().raised_at:%Y-%m-%d %H:%M:%S} UTC"
    assert lines["Severity"].startswith("warning: ")
    assert "increase the throughput" in lines["What to do"]
    Alert.objects.update(raised_at=Now() - timedelta(minutes=90))
    Domain.objects.all().delete()
    alerts.check()
    assert "for 1:30:0" in people.told[1][1]


def test_the_end_is_told_although_the_start_could_not_be(people):
    people.status = 500
    late(600)
    alerts.check()
    Domain.objects.all().delete()
    people.status = 200
    alerts.check()
    assert titles(people) == ["ScraperSky: backlog too old is over"]


def test_a_killed_cluster_is_missed_at_once_and_a_stopped_one_later(people, cluster):
    silent = Now() - SILENCE - timedelta(seconds=1)
    Cluster.objects.update(seen_at=silent, stopped_at=silent)
    alerts.check_urgent()
    assert people.told == []
    Cluster.objects.update(stopped_at=None)
    alerts.check_urgent()
    assert titles(people) == ["ScraperSky: no cluster is alive"]
    Cluster.objects.update(stopped_at=Now() - alerts.RESTART)
    Alert.objects.all().delete()
    alerts.check_urgent()
    assert titles(people)[1:] == ["ScraperSky: no cluster is alive"]


def test_a_problem_of_one_machine_names_it_and_ends_when_the_machine_is_gone(people, monkeypatch):
    def full():
        raise machine.Unwell("3 MB are free in /var/log")

    monkeypatch.setattr(machine, "disk_space", full)
    monkeypatch.setattr(socket, "gethostname", lambda: "web-1")
    WatchLease.objects.take("web-1", uuid.uuid4(), timedelta(seconds=20))
    alerts.check_machine()
    alerts.check()
    assert firsts(people) == [("ScraperSky: disk space on web-1", "3 MB are free in /var/log")]
    assert "machine web-1" in people.told[0][1]
    WatchLease.objects.update(expires_at=Now() - alerts.GONE)
    alerts.check()
    assert titles(people)[1:] == ["ScraperSky: disk space on web-1 is over"]
    WatchLease.objects.update(expires_at=Now() - timedelta(days=2))
    alerts.check()
    assert not WatchLease.objects.exists()


def test_every_alert_has_its_line_in_the_runbook():
    """The same line as in the document, without its markup."""
    text = (ROOT / "docs/operations.md").read_text()
    lines = dict(re.findall(r"^\| \*\*(.+)\*\* \| (.+) \|$", text, re.MULTILINE))
    plain = {
        name: re.sub(r"\[([^]]+)\]\([^)]+\)", r"\1", line).replace("`", "") for name, line in lines.items()
    }
    assert plain == {name: entry.todo for name, entry in RUNBOOK.items()}
    others = {"books", "database unreachable", alerts.RECEIVER}
    raised = {*alerts.URGENT, *alerts.MACHINE, *alerts.TROUBLES, *others}
    assert raised == set(RUNBOOK)


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
    hosts = sorted(message.partition(" accepted ")[0].split()[-1] for _, message in people.told)
    assert hosts == ["a.example.com", "b.example.com"]
    WebhookReceiver.objects.filter(host="a.example.com").note_success()
    alerts.check()
    ((title, message),) = [told for told in people.told[2:] if "webhook receiver" in told[0]]
    assert title.endswith("is over")
    assert "a.example.com" in message
