"""Logging: one line per record, as text or JSON, to stderr and to a file that several processes share.

Code that works on a run or a domain binds their ids with ``bound``; every record within the block has them.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import re
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from logging.handlers import WatchedFileHandler
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.db.utils import InterfaceError, OperationalError

from scrapersky.visible_text import visible

ROTATE_BYTES = 10_000_000  # an app.log of this size becomes app.log.1
KEPT_FILES = 5  # app.log.1 .. app.log.5

_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), 127)} | {10: "\\n", 13: "\\r", 9: "\\t"}
# E-mail addresses, also in a query string, and phone numbers in E.164. Logs outlive an erasure.
_CONTACT = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}(?:@|%40)(?:[\w-]{1,63}\.){1,8}[a-zA-Z][\w-]+|(?<!\w)\+[1-9]\d{6,14}(?!\d)"
)
_bound: ContextVar[Mapping[str, str]] = ContextVar("bound", default=MappingProxyType({}))


@contextmanager
def bound(**values: object) -> Iterator[None]:
    """Within the block, every log record of this thread has these values, e.g. run_id, domain_id."""
    known = {name: str(value) for name, value in values.items() if value is not None}
    token = _bound.set({**_bound.get(), **known})
    try:
        yield
    finally:
        _bound.reset(token)


class BoundValues(logging.Filter):
    """Adds the bound values to each record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.bound = _bound.get()
        return True


class OutageInOneLine(logging.Filter):
    """Logs an unreachable database in one line: its traceback contains nothing useful."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, (OperationalError, InterfaceError)):
            reason = str(error).strip().partition("\n")[0]
            record.msg, record.args = f"{record.getMessage()}: {type(error).__name__}: {reason}", ()
            record.exc_info = record.exc_text = None
        return True


class WithoutContacts(logging.Formatter):
    """Masks e-mail addresses and phone numbers in all text of a record, its traceback included."""

    def format(self, record: logging.LogRecord) -> str:
        return without_contacts(super().format(record))


def without_contacts(text: str) -> str:
    """The text with masked contacts.

    Most texts have none, so it first looks for characters of every contact.
    """
    return _CONTACT.sub("[contact]", text) if "@" in text or "+" in text or "%40" in text else text


class ConsoleFormatter(WithoutContacts):
    """``time LEVEL logger: message [name=value ...]``; only tracebacks have further lines."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  logging's name
        values = " ".join(f"{name}={value}" for name, value in getattr(record, "bound", {}).items())
        return _one_line(super().formatMessage(record)) + (f" [{values}]" if values else "")


class JsonFormatter(ConsoleFormatter):
    """One JSON object per line: time, level, logger, message, the bound values, and exception if any."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "bound", {}),
        }
        if event := getattr(record, "event", None):
            entry["event"] = event
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps({name: without_contacts(str(value)) for name, value in entry.items()})


class SharedFileHandler(WatchedFileHandler):
    """Appends to a file to which other processes append too, and rotates it by size.

    1. A record is written by one append, which the operating system does not mix with others.
    2. A process that finds the file full locks the folder, checks again, and renames the files.
    3. The other processes notice that the name belongs to a new file (``WatchedFileHandler``) and open it.

    Errors with the file are reported once on stderr and never raised to the caller.
    """

    def __init__(self, filename: str, limit: int = ROTATE_BYTES) -> None:
        super().__init__(filename, encoding="utf-8", delay=True)
        self.limit = limit
        self.trouble = ""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
            if self._full():
                self._rotate()
            super().emit(record)
        except OSError:
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  logging's name
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            super().handleError(record)
        elif str(error) != self.trouble:
            self.trouble = str(error)
            sys.stderr.write(f"LOG_FILE: cannot write ({error}); logs go to the console only\n")

    def _full(self) -> bool:
        try:
            return Path(self.baseFilename).stat().st_size >= self.limit
        except FileNotFoundError:
            return False

    def _rotate(self) -> None:
        folder = os.open(Path(self.baseFilename).parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            if self._full():  # again: another process may have rotated while this one waited for the lock
                names = [self.baseFilename, *(f"{self.baseFilename}.{n}" for n in range(1, KEPT_FILES + 1))]
                for older, newer in zip(reversed(names), reversed(names[:-1]), strict=False):
                    if Path(newer).exists():
                        Path(newer).replace(older)
        finally:
            os.close(folder)


def configuration(level: str, style: str, file: str) -> dict[str, Any]:
    """Django's LOGGING: everything to stderr and to the file. Commands keep stdout for their results."""
    shared = {"filters": ["bound", "outage"], "formatter": style}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"bound": {"()": BoundValues}, "outage": {"()": OutageInOneLine}},
        "formatters": {"console": {"()": ConsoleFormatter}, "json": {"()": JsonFormatter}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", **shared},
            "file": {"()": SharedFileHandler, "filename": file, **shared},
        },
        "root": {"level": level, "handlers": ["console", "file"]},
        "loggers": {
            "django": {"handlers": []},  # its own console handler would print all records twice
            "django.db.backends": {"level": "INFO"},  # at DEBUG it logs every stored value
        },
    }


def _one_line(text: str) -> str:
    """Escape control characters: text from sites must not look like log lines of its own."""
    return visible(text.translate(_CONTROLS))
