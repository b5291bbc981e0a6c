"""Rates: so many requests a period and caller, counted in the database for all processes together.

Asking the database at each request would make every read a write. A process therefore takes a small block
of requests at once and serves them from memory. The limit is never exceeded; what a process took and did
not serve before the window ended is lost, at most a block.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from domains.models.rate_window import RateWindow

BLOCKS = 60  # a block is this part of the limit: a second's worth of a rate per minute


@dataclass(frozen=True, slots=True)
class Allowance:
    """Whether a request is within the rate, and the figures of its answer's headers."""

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
    """What this process holds of one caller's window."""

    held: int = 0
    elsewhere: int = 1  # left in the database when it was last asked


class Rate:
    """``limit`` requests a caller in each window of ``period`` seconds."""

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
