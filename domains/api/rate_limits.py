"""Rate limits: requests per caller and period, counted in the database for all processes together.

Counting each request in the database would make every read request a write. So each process reserves a small
block of requests at once and counts them in memory. The limit is never exceeded. Requests that a process
reserved but did not use before the window ended are lost for the caller, at most one block per process.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from domains.models.rate_window import RateWindow

BLOCKS = 60  # a block is this fraction of the limit: one second of a rate per minute


@dataclass(frozen=True, slots=True)
class Allowance:
    """Whether a request is within the limit, and the values of its response headers."""

    granted: bool
    limit: int
    remaining: int
    reset: int  # seconds until the window ends

    @property
    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset),
        }


@dataclass(slots=True)
class _Share:
    """The requests that this process has reserved for one caller."""

    held: int = 0
    elsewhere: int = 1  # left in the database at the last reservation


class Rate:
    """``limit`` requests for each caller in each window of ``period`` seconds."""

    def __init__(self, limit: int, period: int) -> None:
        self.limit = limit
        self.period = period
        self._window = 0
        self._shares: dict[str, _Share] = {}
        self._lock = threading.Lock()

    def spend(self, key: str) -> Allowance:
        """Count one request of this caller."""
        now = int(time.time())
        window = now - now % self.period
        with self._lock:
            if window != self._window:
                self._window, self._shares = window, {}
            share = self._shares.setdefault(key, _Share())
            if not share.held and share.elsewhere:
                wanted = max(1, self.limit // BLOCKS)
                share.held, share.elsewhere = RateWindow.objects.take(key, window, wanted, self.limit)
            granted = share.held > 0
            share.held -= granted
            return Allowance(granted, self.limit, share.held + share.elsewhere, window + self.period - now)
