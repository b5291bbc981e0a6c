"""Checks the installation in a thread of each cluster and of each web process; one of them is enough.

Every few seconds each watcher tries to take two leases: one for the checks of the installation, and one for
those of its machine. So one process sends each alert. If this process dies, another one takes over within
``LEASE``. During an outage of the database no lease can be taken; ``outage`` handles this case.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable
from datetime import timedelta

from django.db import InterfaceError, OperationalError, connections

from metrics import alerts
from metrics.models import WatchLease
from metrics.outage import Outage

logger = logging.getLogger(__name__)

TICK_SECONDS = 5.0
LEASE = timedelta(seconds=20)
MINUTE = 60.0
BOOKS_EVERY = timedelta(hours=1)
INSTALLATION = ""  # the names of leases; that of a machine is its host name
BOOKS = "books of the installation"


class Watcher(threading.Thread):
    """``each_minute`` is called by every watcher, whether it holds a lease or not."""

    def __init__(self, each_minute: Callable[[], object] | None = None, tick: float = TICK_SECONDS) -> None:
        super().__init__(name="watcher", daemon=True)
        self._id = uuid.uuid4()
        self._each_minute = each_minute
        self._tick_seconds = tick
        self._ending = threading.Event()
        self._due: dict[str, float] = {}
        self._outage = Outage()

    def run(self) -> None:
        while not self._ending.wait(self._tick_seconds):
            self.tick()

    def end(self, patience: float = 5.0) -> None:
        self._ending.set()
        self.join(patience)

    def tick(self) -> None:
        try:
            self._check()
        except (OperationalError, InterfaceError) as error:
            self._outage.failed(error)
        except Exception:  # a watcher must not end: nobody would notice it
            logger.exception("a check failed", extra={"event": "check_failed"})
        else:
            self._outage.answered()
        finally:
            connections.close_all()

    def _check(self) -> None:
        if WatchLease.objects.take(INSTALLATION, self._id, LEASE):
            alerts.check() if self._is_due("installation") else alerts.check_urgent()
            if WatchLease.objects.take(BOOKS, uuid.uuid4(), BOOKS_EVERY):
                alerts.check_books()
        if WatchLease.objects.take(socket.gethostname(), self._id, LEASE) and self._is_due("machine"):
            alerts.check_machine()
        if self._each_minute and self._is_due("each minute"):
            self._each_minute()

    def _is_due(self, what: str) -> bool:
        """Whether a minute has passed since it was last due."""
        now = time.monotonic()
        if now < self._due.get(what, now):
            return False
        self._due[what] = now + MINUTE
        return True


def start() -> None:
    """Watch in this process, and in those that it forks (gunicorn's ``--preload``)."""
    Watcher().start()
    os.register_at_fork(after_in_child=lambda: Watcher().start())
