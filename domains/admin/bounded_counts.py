"""Counts beside filters: limited in rows and in time, so that they never delay a list of a large table."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet

from domains.admin.large_tables import COUNT_LIMIT

BUDGET = 0.06  # seconds after which one page starts no further count
FRESH_TIMES_COST = 20  # a count is not repeated for this multiple of the time that it took
SAMPLE_TIMES_COST = 1000  # the same for samples, which change less: 0.1 s is read again after 100 s
KEPT = 3600  # seconds for which an older count is shown if there is no time for a new one


@dataclass(frozen=True, slots=True)
class _Known:
    found: Any
    fresh_until: float  # of time.time()


class Counts:
    """The counts of one page. ``None`` means that it is not known yet, and is counted for a later page."""

    def __init__(self) -> None:
        self._deadline = time.monotonic() + BUDGET

    def rows(self, name: str, rows: QuerySet[Any]) -> int | None:
        """How many rows, at most one more than ``COUNT_LIMIT``."""
        keys = rows.order_by().values("tenant_id")[: COUNT_LIMIT + 1]  # a column that each index contains
        found: int | None = self.find(name, keys.count)
        return found

    def sample(self, name: str, read: Callable[[], Any]) -> Any:
        """What ``read`` finds in some rows, such as the choices of a filter."""
        return self.find(name, read, SAMPLE_TIMES_COST)

    def find(self, name: str, find: Callable[[], Any], times_cost: float = FRESH_TIMES_COST) -> Any:
        """What ``find`` returns, now or a moment ago; an older result, or None, if the time is used up."""
        key = f"admin-count-{name}"
        known: _Known | None = cache.get(key)
        if known and (time.time() < known.fresh_until or time.monotonic() > self._deadline):
            return known.found
        if time.monotonic() > self._deadline:
            return None
        start = time.monotonic()
        found = find()
        cache.set(key, _Known(found, time.time() + times_cost * (time.monotonic() - start)), KEPT)
        return found


def in_words(count: int | None) -> str:
    """1234 -> "1,234", above the limit "5,000+", unknown an empty text."""
    if count is None:
        return ""
    return f"{COUNT_LIMIT:,}+" if count > COUNT_LIMIT else f"{count:,}"
