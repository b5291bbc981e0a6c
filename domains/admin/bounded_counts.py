"""Counts that are shown beside filters. They are limited in rows and time, so they never delay a list."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet
from django.http import HttpRequest

from domains.admin.large_tables import COUNT_LIMIT

BUDGET = 0.06  # seconds after which one page starts no further count
FRESH_TIMES_COST = 20  # a count is not repeated for this multiple of the time that it took
SAMPLE_TIMES_COST = 1000  # the same for choices, which change less: after 0.1 s, none for 100 s
KEPT = 3600  # seconds for which an older count is shown if there is no time for a new one


@dataclass(frozen=True, slots=True)
class _Known:
    found: Any
    fresh_until: float  # of time.time()


class Counts:
    """The counts of one page. A count is None if it is not known yet; it is counted for a later page."""

    def __init__(self) -> None:
        self._deadline = time.monotonic() + BUDGET

    def rows(self, name: str, rows: QuerySet[Any]) -> int | None:
        """The number of rows, at most one more than ``COUNT_LIMIT``."""
        keys = rows.order_by().values("tenant_id")[: COUNT_LIMIT + 1]  # a column that each index contains
        found: int | None = self.find(name, keys.count)
        return found

    def sample(self, name: str, read: Callable[[], Any]) -> Any:
        """What ``read`` returns, such as the choices of a filter; if the time is used up, an older result.

        It is read in any case if there is none.
        """
        known = _recall(name)
        return known.found if known and self._keeps(known) else _find(name, read, SAMPLE_TIMES_COST)

    def find(self, name: str, find: Callable[[], Any]) -> Any:
        """What ``find`` returns, now or a moment ago; an older result, or None, if the time is used up."""
        known = _recall(name)
        if known and self._keeps(known):
            return known.found
        return None if self._is_late() else _find(name, find, FRESH_TIMES_COST)

    def _keeps(self, known: _Known) -> bool:
        return time.time() < known.fresh_until or self._is_late()

    def _is_late(self) -> bool:
        return time.monotonic() > self._deadline


def of_page(request: HttpRequest) -> Counts:
    """The counts that all parts of one page share, with their limit."""
    if not hasattr(request, "counts"):
        request.counts = Counts()  # type: ignore[attr-defined]
    shared: Counts = request.counts  # type: ignore[attr-defined]
    return shared


def _recall(name: str) -> _Known | None:
    known: _Known | None = cache.get(f"admin-count-{name}")
    return known


def _find(name: str, find: Callable[[], Any], times_cost: float) -> Any:
    start = time.monotonic()
    found = find()
    fresh_until = time.time() + times_cost * (time.monotonic() - start)
    cache.set(f"admin-count-{name}", _Known(found, fresh_until), KEPT)
    return found


def in_words(count: int | None) -> str:
    """1234 -> "1,234"; above the limit "5,000+"; "" if it is not known."""
    if count is None:
        return ""
    return f"{COUNT_LIMIT:,}+" if count > COUNT_LIMIT else f"{count:,}"
