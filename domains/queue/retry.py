"""Decides what follows a failure: a retry after some seconds, or a final status. No side effects."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from domains.lifecycle import Event
from domains.scan.report import ErrorKind

# Kinds with a possibly temporary cause. All others are final.
RETRIED = frozenset(
    {
        ErrorKind.DNS,
        ErrorKind.CONNECT,
        ErrorKind.TIMEOUT,
        ErrorKind.TLS,
        ErrorKind.HTTP_5XX,
        ErrorKind.RATE_LIMITED,
        ErrorKind.CHALLENGE,
        ErrorKind.INTERNAL,
    }
)
SKIPPED = frozenset({ErrorKind.ROBOTS, ErrorKind.NOT_HTML, ErrorKind.BLOCKED, ErrorKind.PARKED})

CHALLENGE_WAIT = 21_600.0  # seconds before the second attempt; a bot check is shown for hours
LONGEST_WAIT = 86_400.0  # seconds; a longer Retry-After is shortened to a day
JITTER = 0.25  # waits are extended by up to this share, so that simultaneous failures spread out


@dataclass(frozen=True, slots=True)
class Decision:
    """``event`` is RETRY, FAIL or SKIP; ``wait`` the seconds until the next attempt (RETRY only)."""

    event: Event
    wait: float = 0.0


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and after which time failures are retried."""

    max_attempts: int
    backoff: float  # seconds before the second attempt; doubled for each one after it

    def decide(
        self,
        kind: ErrorKind,
        attempts: int,
        retry_after: float | None = None,
        chance: Callable[[], float] = random.random,
    ) -> Decision:
        """What follows the failure of attempt number ``attempts`` (1 for the first).

        The wait is at least ``retry_after`` (seconds), and at most a day. A bot check that is still shown at
        the last attempt is not a failure: the scan ends as skipped.
        """
        if kind in SKIPPED:
            return Decision(Event.SKIP)
        if kind not in RETRIED or attempts >= self.max_attempts:
            return Decision(Event.SKIP if kind is ErrorKind.CHALLENGE else Event.FAIL)
        first = max(self.backoff, CHALLENGE_WAIT) if kind is ErrorKind.CHALLENGE else self.backoff
        wait = first * 2 ** min(attempts - 1, 20)
        wait = min(wait * (1 + JITTER * chance()), LONGEST_WAIT)
        return Decision(Event.RETRY, max(wait, min(retry_after or 0.0, LONGEST_WAIT)))
