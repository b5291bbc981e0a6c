"""Checks of this machine: free disk space, writing of the log, and the clock.

Each returns a text that says what was found, or raises ``Unwell``.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

PROBE = b"\0" * 4096  # bytes written to see whether the disk of the log is full
INTERVAL = 5.0  # seconds between two samples, at least
STEP = 5.0  # seconds by which a clock may differ from the time that has passed
SKEW = 60.0  # seconds by which the clocks of this machine and of the database may differ
REMEMBERED = 600.0  # seconds for which a step of a clock is reported


class Unwell(Exception):
    """A check failed; the message contains the reason."""


def disk_space() -> str:
    """The disks of the log, of temporary files, and of the database if it is a file."""
    free = {folder: shutil.disk_usage(folder).free // 10**6 for folder in sorted(_folders())}
    folder, least = min(free.items(), key=lambda item: item[1])
    if least < settings.ALERT_DISK_FREE_MB:
        raise Unwell(f"{least} MB are free in {folder}, less than {settings.ALERT_DISK_FREE_MB} MB")
    return f"at least {least} MB are free"


def _folders() -> set[Path]:
    folders = {Path(settings.LOG_FILE).parent, Path(tempfile.gettempdir())}
    if connection.vendor == "sqlite":
        folders.add(Path(str(settings.DATABASES["default"]["NAME"])).parent)
    return {folder for folder in folders if folder.is_dir()}


def log_file() -> str:
    """Write some bytes beside the log: the disk may be full although the log itself can be opened."""
    file = Path(settings.LOG_FILE)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=file.parent, buffering=0) as probe:
            probe.write(PROBE)
    except OSError as error:
        raise Unwell(f"the log cannot be written: {error.strerror}: {file.parent}") from error
    if file.exists() and not os.access(file, os.W_OK):
        raise Unwell(f"the log cannot be written: no permission: {file}")
    return "the log can be written"


@dataclass(frozen=True, slots=True)
class _Sample:
    """One moment by three clocks, in seconds.

    ``steady`` cannot be set, and continues while the machine is suspended.
    """

    steady: float
    wall: float
    database: float


def database_time() -> float:
    now = "clock_timestamp()" if connection.vendor == "postgresql" else "CURRENT_TIMESTAMP"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {now}")
        (moment,) = cursor.fetchone()
    if isinstance(moment, str):  # SQLite: UTC without saying so
        moment = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    seconds: float = moment.timestamp()
    return seconds


def steady_time() -> float:
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


class Clock:
    """Compares the clocks of this machine and of the database with each other, and with the time that passes.

    All leases and waits depend on the database's clock.
    """

    def __init__(
        self,
        steady: Callable[[], float] = steady_time,
        wall: Callable[[], float] = time.time,
        database: Callable[[], float] = database_time,
    ) -> None:
        self._clocks = steady, wall, database
        self._last: _Sample | None = None
        self._trouble, self._until = "", 0.0

    def check(self) -> str:
        now = _Sample(*(clock() for clock in self._clocks))
        if self._last is None or now.steady - self._last.steady >= INTERVAL:
            self._compare(self._last or now, now)
            self._last = now
        if now.steady < self._until:
            raise Unwell(self._trouble)
        if abs(now.wall - now.database) > SKEW:
            raise Unwell(f"this machine's clock is {now.wall - now.database:+.0f} s from the database's")
        return "the clocks agree"

    def _compare(self, before: _Sample, now: _Sample) -> None:
        passed = now.steady - before.steady
        for whose, went in (
            ("this machine's clock", now.wall - before.wall),
            ("the database's clock", now.database - before.database),
        ):
            if abs(went - passed) > STEP:
                how = "stands still" if went == 0 else f"was changed by {went - passed:+.0f} s"
                self._trouble, self._until = f"{whose} {how}", now.steady + REMEMBERED
                return
