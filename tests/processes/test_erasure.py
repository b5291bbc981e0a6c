"""Erasing through real processes: no byte of the value is left in the files of the database."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from tests import databases
from tests.processes.conftest import shortly_on_sqlite
from tests.sites import html, page

EMAIL = "olga.fern@fern-and-sons.test"
WRITTEN = "030 / 90 18 20"
PHONE = "4930901820"
NAMES = ["fern-and-sons.test", "guild-of-gardeners.test"]

TEN_SCANS = f"""
from django.core.management import call_command
for _ in range(10):
    call_command("process_domains", *{NAMES}, "--no-progress")
"""


def showing(path):
    """A site that shows the contacts as links, in its title and in its text."""
    contact = f'<a href="mailto:{EMAIL}">Olga</a> <a href="tel:+{PHONE}">{WRITTEN}</a> {EMAIL}'
    body = page(f"Fern, {EMAIL}", f"<p>{contact}</p>")
    return html(body) if path == "/" else html(b"", 404)


def dump(installation) -> bytes:
    if installation.url.startswith("sqlite"):
        return databases.dump_file(Path(installation.url.removeprefix("sqlite:///")))
    return databases.dump_server(installation.url)


@shortly_on_sqlite
def test_no_byte_is_left_nor_comes_back(installation, sites):
    sites.responders.update(dict.fromkeys(NAMES, showing))
    installation.submit(*NAMES)
    installation.manage("process_domains", "--all")
    before = dump(installation)
    values = [EMAIL.encode(), PHONE.encode(), WRITTEN.encode()]
    assert values[0] in before
    assert values[1] in before
    for value in (EMAIL, WRITTEN):
        installation.manage("erase", value, "--yes", "--reason", "by letter", DEFAULT_PHONE_REGION="DE")
    log = installation.log.stat().st_size
    installation.manage("shell", "-c", TEN_SCANS)
    stored = dump(installation)
    assert [value for value in values if value in stored] == []
    assert installation.statuses() == {"completed": 2}
    assert [value for value in values if value in installation.log.read_bytes()[log:]] == []
    installation.manage("erase", NAMES[0], "--yes")
    refused = installation.manage("process_domains", NAMES[0], check=False)
    assert "erased on request" in refused.stdout + refused.stderr
    assert NAMES[0].encode() not in dump(installation)


@shortly_on_sqlite
def test_killed_it_goes_on_when_called_again(installation, sites):
    names = [f"shop-{n}.test" for n in range(120)]
    sites.responders.update(dict.fromkeys(names, showing))
    installation.submit(*names)
    installation.manage("process_domains", "--all")
    child = installation.start("erase", EMAIL, "--yes")
    done = "SELECT count(*) FROM domains WHERE CAST(email_addresses AS text) = '[]'"
    deadline = time.monotonic() + 60
    while installation.rows(done)[0][0] < 5 and time.monotonic() < deadline:
        pass
    child.send_signal(signal.SIGKILL)
    child.wait()
    ended = installation.rows(done)[0][0]
    if ended == len(names):
        pytest.skip("it had ended before it was killed")
    assert installation.rows("SELECT count(*) FROM erasures WHERE finished_at IS NULL") == [(1,)]
    installation.manage("erase", EMAIL, "--yes")
    assert installation.rows(done)[0][0] == len(names)
    assert installation.rows("SELECT count(*) FROM erasures") == [(1,)]
    assert EMAIL.encode() not in dump(installation)
