"""Counts beside filters, and other figures of a page that are not computed again for each request.

No list waits for its counts: it shows those that are known, and its script asks for the others.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet

from domains.admin.large_tables import COUNT_LIMIT

FRESH_TIMES_COST = 40  # a count is not repeated for this multiple of the time that it took
SAMPLE_TIMES_COST = 1000  # the same for choices, which change less: after 0.1 s, none for 100 s
# Seconds after which a page counts nothing more. What took as long is still fresh when the page refreshes
# itself, 3 s later, so that the rest is counted then.
PATIENCE = 0.1
KEPT = 3600  # seconds for which an older result can be shown


@dataclass(frozen=True, slots=True)
class Known:
    """``found``: what was found last; ``fresh_until``: of ``time.time()``."""

    found: Any
    fresh_until: float

    @property
    def is_fresh(self) -> bool:
        return time.time() < self.fresh_until


def recall(name: str) -> Known | None:
    """What was found last under this name, however old."""
    known: Known | None = cache.get(_key(name))
    return known


def find(name: str, read: Callable[[], Any]) -> Any:
    """What ``read`` returns, now or a moment ago."""
    return _find(name, read, FRESH_TIMES_COST)


def sample(name: str, read: Callable[[], Any]) -> Any:
    """The same for what changes less, such as the choices of a filter."""
    return _find(name, read, SAMPLE_TIMES_COST)


def unless_late(since: float, look_up: Callable[..., Any], name: str, read: Callable[[], Any]) -> Any:
    """What ``look_up`` (``find`` or ``sample``) returns; an older result, or None, if it is late.

    ``since``: the ``time.monotonic()`` at which the page began to count.
    """
    if time.monotonic() - since < PATIENCE:
        return look_up(name, read)
    known = recall(name)
    return known.found if known else None


def _find(name: str, read: Callable[[], Any], times_cost: float) -> Any:
    known = recall(name)
    if known and known.is_fresh:
        return known.found
    start = time.monotonic()
    found = read()
    fresh_until = time.time() + times_cost * (time.monotonic() - start)
    cache.set(_key(name), Known(found, fresh_until), KEPT)
    return found


def rows(name: str, rows: QuerySet[Any]) -> int:
    """The number of rows, at most one more than ``COUNT_LIMIT``."""
    keys = rows.order_by().values("tenant_id")[: COUNT_LIMIT + 1]  # a column that each index contains
    found: int = find(name, keys.count)
    return found


def _key(name: str) -> str:
    return f"admin-count-{name}"


def in_words(count: int) -> str:
    """1234 -> "1,234"; above the limit "5,000+"."""
    return f"{COUNT_LIMIT:,}+" if count > COUNT_LIMIT else f"{count:,}"
