"""Limits the number of sessions at one IP address at the same time, because its sites may share a machine."""

from __future__ import annotations

import threading
from collections import Counter

from domains.scan.fetch.address_policy import AddressPolicy


class AddressBusy(Exception):
    """The limit of sessions at this address is reached. The scan must be repeated later."""


class AddressLimiter:
    """Counts the sessions at each address. Thread-safe.

    ``limit`` 0 means no limit. Addresses in the networks of ``unlimited`` (our own) are not limited either.
    """

    def __init__(self, limit: int, unlimited: AddressPolicy) -> None:
        self.limit = limit
        self.unlimited = unlimited
        self._sessions: Counter[str] = Counter()
        self._lock = threading.Lock()

    def acquire(self, address: str) -> str:
        """Count one more session at the address. Returns the key for ``release``. Raises ``AddressBusy``."""
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
