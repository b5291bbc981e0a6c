"""One of the watchers checks, and another takes over when it is gone. An outage is told once a machine."""

import re
import threading
import uuid
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.db.models.functions import Now

from metrics import alerts, watcher
from metrics.models import WatchLease
from metrics.outage import Outage
from metrics.watcher import Watcher


@pytest.fixture
def told(monkeypatch):
    """The titles of the messages that were sent; ``told.clear()`` forgets them."""
    titles = []
    monkeypatch.setattr(alerts, "tell", lambda title, _text: titles.append(title) or True)
    return titles


@pytest.fixture
def checks(monkeypatch):
    """The checks that were made, by name."""
    made = []
    for name in ("check", "check_urgent", "check_machine", "check_books"):
        monkeypatch.setattr(alerts, name, lambda name=name: made.append(name))
    monkeypatch.setattr(watcher.connections, "close_all", lambda: None)
    return made


@pytest.mark.django_db
def test_one_watcher_checks_and_another_takes_over(checks):
    first, second = Watcher(), Watcher()
    first.tick()
    assert sorted(checks) == ["check", "check_books", "check_machine"]
    checks.clear()
    second.tick()
    assert checks == []
    first.tick()
    assert checks == ["check_urgent"]
    WatchLease.objects.exclude(name=watcher.BOOKS).update(expires_at=Now())
    checks.clear()
    second.tick()
    assert sorted(checks) == ["check", "check_machine"]
    checks.clear()
    first.tick()
    assert checks == []


@pytest.mark.django_db
def test_a_lease_is_held_by_one():
    one, two = uuid.uuid4(), uuid.uuid4()
    take = WatchLease.objects.take
    minute = timedelta(minutes=1)
    assert [take("it", one, minute), take("it", two, minute), take("it", one, minute)] == [True, False, True]
    assert take("other", two, minute)


@pytest.mark.django_db
def test_a_defect_of_one_check_does_not_end_the_watch(checks, monkeypatch, caplog):
    monkeypatch.setattr(alerts, "check", lambda: 1 / 0)
    watch = Watcher()
    watch.tick()
    assert "a check failed" in caplog.text
    watch.tick()
    assert "check_urgent" in checks


@pytest.fixture
def log_folder(settings, tmp_path):
    settings.LOG_FILE = str(tmp_path / "app.log")
    return tmp_path


LOST = OperationalError("connection refused\nIs the server running?")
START, OVER = "ScraperSky: database unreachable", "ScraperSky: database unreachable is over"


def test_an_outage_is_told_once_by_one_process_of_a_machine(told, log_folder):
    processes = [Outage(patience=0) for _ in range(3)]
    for _ in range(2):
        for process in processes:
            process.failed(LOST)
    assert told == [START]
    for _ in range(2):
        for process in processes:
            process.answered()
    assert told == [START, OVER]
    processes[0].failed(LOST)
    assert told == [START, OVER, START]


def test_the_end_of_an_outage_is_told_by_whoever_is_alive(told, log_folder):
    Outage(patience=0).failed(LOST)
    Outage().answered()
    assert told == [START, OVER]


def test_a_restart_of_the_server_is_no_outage(told, log_folder):
    process = Outage(patience=60)
    process.failed(LOST)
    process.answered()
    assert told == []


def test_without_a_place_for_the_file_each_process_tells(told, settings, tmp_path):
    (tmp_path / "file").touch()
    settings.LOG_FILE = str(tmp_path / "file" / "app.log")
    process = Outage(patience=0)
    process.failed(LOST)
    process.failed(LOST)
    process.answered()
    assert told == [START, OVER]


def test_a_message_that_could_not_be_sent_is_sent_again(told, log_folder, monkeypatch):
    send = alerts.tell
    process = Outage(patience=0)
    monkeypatch.setattr(alerts, "tell", lambda *_: False)
    process.failed(LOST)
    monkeypatch.setattr(alerts, "tell", send)
    process.failed(LOST)
    assert told == [START]


def test_a_lost_database_reaches_the_outage(told, log_folder, monkeypatch):
    def lost(*_):
        raise LOST

    monkeypatch.setattr(WatchLease.objects, "take", lost)
    monkeypatch.setattr(watcher.connections, "close_all", lambda: None)
    watch = Watcher()
    watch._outage.patience = 0
    watch.tick()
    assert told == [START]
    assert re.search("does not answer: connection refused", (log_folder / "database-outage.json").read_text())


def test_it_watches_in_a_thread_until_it_is_ended(monkeypatch):
    ticked = threading.Event()
    monkeypatch.setattr(Watcher, "tick", lambda _: ticked.set())
    watch = Watcher(tick=0.01)
    watch.start()
    assert ticked.wait(10)
    watch.end()
    assert not watch.is_alive()
