"""A reader of the feed of changes that is killed at random ends with exactly what the server has."""

import json
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.ports import free_port
from tests.processes.conftest import shortly_on_sqlite
from tests.sites import html, page

READER = Path(__file__).with_name("consumer.py")
TOKEN = "scraper_sky_2024"
WEB = [sys.executable, "-m", "gunicorn", "scrapersky.wsgi", "--workers", "2", "--threads", "4"]


def another_address_each_time(host):
    """A site whose contacts differ in each scan."""
    visits = iter(range(1_000_000))

    def respond(path):
        if path != "/":
            return html(b"", 404)
        return html(page(host, f'<a href="mailto:visit{next(visits)}@{host}">Mail</a>'))

    return respond


class Reader:
    """A reader, started anew whenever it was killed."""

    def __init__(self, installation, address):
        self.file = installation.folder / "reader.sqlite3"
        self.command = [sys.executable, str(READER), f"{address}/api/v3/changes/", TOKEN, str(self.file)]
        self.log = installation.folder / "reader.out"
        self.kills = 0
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._harass)

    def _harass(self):
        with self.log.open("w") as output:
            while not self.stop.is_set():
                child = subprocess.Popen(self.command, stdout=output, stderr=output)
                self.stop.wait(random.uniform(0.2, 1.5))
                if child.poll() is None:
                    child.send_signal(signal.SIGKILL)
                    self.kills += 1
                child.wait()

    def rows(self, sql):
        if not self.file.exists():
            return []
        with closing(sqlite3.connect(self.file, timeout=30)) as store:
            try:
                return store.execute(sql).fetchall()
            except sqlite3.OperationalError:  # killed before it created its tables
                return []


@pytest.fixture
def serve(installation):
    """A web server with two processes; the address. The reader is not limited."""
    port = free_port()
    child = subprocess.Popen(
        [*WEB, "--bind", f"127.0.0.1:{port}"],
        env={**installation.env, "API_THROTTLE": "1000000/min", "API_TENANT_THROTTLE": "1000000/min"},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    installation.children.append(child)
    return f"http://127.0.0.1:{port}"


def state_of(rows):
    return sorted((domain, status, json.loads(found)) for domain, status, found in rows)


def of_server(installation):
    rows = installation.rows("SELECT domain, status, email_addresses FROM domains")
    return sorted(
        (domain, status, sorted(found if isinstance(found, list) else json.loads(found)))
        for domain, status, found in rows
    )


def follow(installation, address, count, seconds):
    names = [f"site-{number:05}.test" for number in range(count)]
    installation.sites.responders.update({name: another_address_each_time(name) for name in names})
    for _ in range(2):
        installation.start("qcluster", SCHEDULER_MAX_INSTANCES="2", SCHEDULER_BATCH_SIZE="50")
    reader = Reader(installation, address)
    reader.thread.start()
    try:
        installation.submit(*names)
        installation.until(lambda: installation.statuses().get("completed", 0) > count / 2, "half", seconds)
        # Those that have ended are scanned once more, and then have other contacts.
        installation.queue(*names[::2])
        installation.until(lambda: installation.statuses() == {"completed": count}, "the end", seconds)
        (wanted,) = installation.rows("SELECT count(*) FROM changes")
        installation.until(
            lambda: reader.rows("SELECT count(*) FROM entries") == [wanted], "the reader", seconds
        )
    finally:
        reader.stop.set()
        reader.thread.join()
    assert "IntegrityError" not in reader.log.read_text(), "an entry came twice"
    assert state_of(reader.rows("SELECT domain, status, contacts FROM domains")) == of_server(installation)
    assert installation.rows("SELECT count(*), max(number) FROM changes") == [(wanted[0], wanted[0])]
    assert installation.rows("SELECT count(*) FROM scans") == [wanted]
    assert wanted[0] > count
    assert reader.kills >= 2
    print(f"{wanted[0]} changes of {count} domains, {reader.kills} kills")  # noqa: T201  shown by pytest -rP


@shortly_on_sqlite
def test_a_reader_killed_at_random_has_the_servers_state(installation, serve):
    follow(installation, serve, 120, seconds=60)


@pytest.mark.chaos
@pytest.mark.timeout(3600)
def test_a_reader_killed_at_random_has_the_servers_state_of_ten_thousand_domains(installation, serve):
    follow(installation, serve, 10_000, seconds=1500)
