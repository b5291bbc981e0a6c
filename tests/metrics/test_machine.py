"""Disk, log and clock of one machine."""

import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from metrics import machine
from metrics.machine import Clock, Unwell

FULL = Path("/dev/full")
Usage = namedtuple("Usage", "total used free")


@pytest.mark.django_db
def test_a_disk_that_is_almost_full(settings, monkeypatch, tmp_path):
    settings.LOG_FILE = str(tmp_path / "app.log")
    free = {tmp_path: 99_000_000}
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(0, 0, free.get(folder, 10**12)))
    settings.ALERT_DISK_FREE_MB = 99
    assert machine.disk_space() == "at least 99 MB are free"
    settings.ALERT_DISK_FREE_MB = 100
    with pytest.raises(Unwell, match=f"99 MB are free in {tmp_path}"):
        machine.disk_space()


@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full here")
def test_a_log_whose_disk_is_full(settings, monkeypatch, tmp_path):
    settings.LOG_FILE = str(tmp_path / "logs" / "app.log")
    assert machine.log_file() == "the log can be written"
    monkeypatch.setattr(machine.tempfile, "TemporaryFile", lambda **_: FULL.open("wb", buffering=0))
    with pytest.raises(Unwell, match="No space left on device"):
        machine.log_file()


def test_a_log_whose_folder_cannot_be_made(settings, tmp_path):
    (tmp_path / "file").touch()
    settings.LOG_FILE = str(tmp_path / "file" / "app.log")
    with pytest.raises(Unwell, match="the log cannot be written"):
        machine.log_file()


class Clocks:
    """Of the machine, of the database, and the time that passes."""

    def __init__(self):
        self.steady, self.wall, self.database = 100.0, 5000.0, 5000.0
        self.check = Clock(lambda: self.steady, lambda: self.wall, lambda: self.database).check
        self.check()

    def go(self, steady, wall, database):
        self.steady += steady
        self.wall += wall
        self.database += database
        return self.check()


def test_clocks_that_agree():
    clocks = Clocks()
    assert clocks.go(10, 10, 10) == "the clocks agree"
    assert clocks.go(10, 13, 7) == "the clocks agree"


@pytest.mark.parametrize(
    ("went", "told"),
    [
        ((10, 0, 10), "this machine's clock stands still"),
        ((10, 3610, 3610), r"this machine's clock was changed by \+3600 s"),
        ((10, 10, 0), "the database's clock stands still"),
        ((10, 10, -20), "the database's clock was changed by -30 s"),
    ],
)
def test_a_clock_that_is_not_to_be_trusted_is_told_for_ten_minutes(went, told):
    clocks = Clocks()
    with pytest.raises(Unwell, match=told):
        clocks.go(*went)
    with pytest.raises(Unwell):
        clocks.go(1, 1, 1)
    clocks.steady += machine.REMEMBERED
    clocks.wall += machine.REMEMBERED
    clocks.database += machine.REMEMBERED
    clocks.check()


def test_clocks_that_are_far_apart():
    clocks = Clocks()
    clocks.database -= 61
    fresh = Clock(lambda: clocks.steady, lambda: clocks.wall, lambda: clocks.database)
    with pytest.raises(Unwell, match=r"\+61 s from the database's"):
        fresh.check()


@pytest.mark.django_db
def test_the_databases_time_is_now():
    assert abs(machine.database_time() - machine.time.time()) < 5
