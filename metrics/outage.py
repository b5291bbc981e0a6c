"""The alert that the database does not answer.

During an outage this alert cannot be stored in ``alerts``. Each process detects the outage itself. The first
process of a machine sends the message, and one process sends the message that the outage is over. They
coordinate this through a file beside the log, which remains if they are restarted. If the file cannot be
written, each process sends its own messages, because a repeated message is better than none.
"""

from __future__ import annotations

import fcntl
import json
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from django.conf import settings

from metrics import alerts
from metrics.models import Alert

PATIENCE_SECONDS = 20.0  # a restart of the server takes less
FILE = "database-outage.json"

Told: TypeAlias = (
    "dict[str, str]"  # "message" and "since" (ISO 8601) of the outage that was reported; empty: none was
)


class Outage:
    """Call ``failed`` or ``answered`` after each use of the database."""

    def __init__(self, patience: float = PATIENCE_SECONDS) -> None:
        self.patience = patience
        self._since = 0.0  # when the present outage began, by the monotonic clock; 0: there is none
        self._now: Told = {}  # the present outage
        self._told: Told = {}  # what this process has reported, in case the file cannot be written

    def failed(self, error: Exception) -> None:
        if not self._since:
            self._since = time.monotonic()
            reason = str(error).strip().partition("\n")[0]
            since = datetime.now(UTC).isoformat()
            self._now = {"message": f"the database does not answer: {reason}", "since": since}
        if not self._told and time.monotonic() - self._since >= self.patience:
            self._told = _agreed(self._tell_of_start, self._told)

    def answered(self) -> None:
        self._since = 0.0
        if self._told or _has_text(_file()):
            self._told = _agreed(self._tell_of_end, self._told)

    def _tell_of_start(self, told: Told) -> Told:
        if told or alerts.tell(*alerts.started(_alert(self._now))):
            return told or self._now
        return {}

    def _tell_of_end(self, told: Told) -> Told:
        return {} if not told or alerts.tell(*alerts.ended(_alert(told))) else told


def _alert(told: Told) -> Alert:
    """An unsaved alert for its texts."""
    since = datetime.fromisoformat(told["since"])
    return Alert(name="database unreachable", message=told["message"], raised_at=since)


def _agreed(tell: Callable[[Told], Told], own: Told) -> Told:
    """Call ``tell`` with the content of the file, and store what it returns. One process at a time.

    If the file cannot be opened, ``own`` is used instead of its content.
    """
    try:
        file = _file().open("ab+", buffering=0)
    except OSError:
        return tell(own)
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        told = tell(_parse(file.read()))
        with suppress(OSError):  # the disk is full; ``Outage`` remembers it too
            file.truncate(0)
            file.write(json.dumps(told).encode() if told else b"")
        return told


def _parse(text: bytes) -> Told:
    """The content of the file; empty if the disk was full when it was written."""
    try:
        told: Told = json.loads(text)
    except ValueError:
        return {}
    return told


def _has_text(file: Path) -> bool:
    try:
        return file.stat().st_size > 0
    except OSError:
        return False


def _file() -> Path:
    return Path(settings.LOG_FILE).parent / FILE
