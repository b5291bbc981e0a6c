"""How many sessions may be at one IP address at once: the sites behind it share a machine."""

from __future__ import annotations

import threading
from collections import Counter

from domains.scan.fetch.addresses import AddressPolicy


class AddressBusy(Exception):
    """So many scans are at sites of this address already that another one must wait."""


class AddressLimiter:
    """Counts the sessions at each address. Thread-safe.

    ``limit`` 0 allows any number; so do the networks of ``unlimited``, which are our own.
    """

    def __init__(self, limit: int, unlimited: AddressPolicy) -> None:
        self.limit = limit
        self.unlimited = unlimited
        self._sessions: Counter[str] = Counter()
        self._lock = threading.Lock()

    def acquire(self, address: str) -> str:
        """Count one more session there; what to give to ``release``. Raises ``AddressBusy``."""
        if not self.limit or self.unlimited.allows(address):
            return ""
        with self._lock:
            if self._sessions[address] >= self.limit:
                raise AddressBusy(f"{self.limit} scans are at {address} already")
            self._sessions[address] += 1
        return address

    def release(self, acquired: str) -> None:
        if not acquired:
            return
        with self._lock:
            self._sessions[acquired] -= 1
            if self._sessions[acquired] <= 0:
                del self._sessions[acquired]
