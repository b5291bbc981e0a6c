"""Repeats database operations while the database is unreachable (restart, failover, lock)."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

logger = logging.getLogger(__name__)

T = TypeVar("T")
FIRST_WAIT = 0.2  # seconds; doubled up to LONGEST_WAIT
LONGEST_WAIT = 3.0
PATIENCE_ON_STOP = 5.0


def retry_while_database_down(operation: Callable[[], T], what: str, patience: float, stop: object) -> T:
    """Call ``operation``, and repeat it while the database is unreachable, for ``patience`` seconds.

    ``operation`` must be safe to repeat, since it may have been committed although its answer was lost. If
    ``stop`` is true, it is repeated for a few seconds only. One line is logged when the outage starts and one
    when it is over. After ``patience`` seconds the last error is raised; inside a transaction immediately.
    """
    started = time.monotonic()
    wait = 0.0
    while True:
        try:
            result = operation()
        except (OperationalError, InterfaceError) as error:
            patience = min(patience, PATIENCE_ON_STOP) if stop else patience
            if connection.in_atomic_block or time.monotonic() - started + wait > patience:
                raise
            if not wait:
                logger.warning(
                    "%s: the database is unreachable (%s); trying again",
                    what,
                    first_line(error),
                    extra={"event": "database_unreachable"},
                )
            connection.close()
            wait = min(wait * 2, LONGEST_WAIT) or FIRST_WAIT
            time.sleep(wait)
        else:
            if wait:
                logger.warning(
                    "%s: the database is back after %.1f s",
                    what,
                    time.monotonic() - started,
                    extra={"event": "database_back"},
                )
            return result


def first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
