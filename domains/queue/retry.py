"""What follows a failure, as a value: try again after so many seconds, or end in a state. Pure."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from domains.lifecycle import Event
from domains.scan.report import ErrorKind

# Trouble that may pass by itself. Everything else is the site's settled answer.
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

# Whoever was checked for being a robot a minute ago is checked again.
CHALLENGE_WAIT = 21_600.0  # seconds before the second attempt
LONGEST_WAIT = 86_400.0  # seconds; a site that asks for more is asked again after a day
JITTER = 0.25  # a wait is lengthened by up to this share, so that failures of one moment spread out


@dataclass(frozen=True, slots=True)
class Decision:
    """``event`` is RETRY, FAIL or SKIP; ``wait`` the seconds until the next attempt (RETRY only)."""

    event: Event
    wait: float = 0.0


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often, and after how many seconds at first, a failure that may pass is tried again."""

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

        A site's Retry-After (seconds) is never undercut and never exceeds a day. A check for robots that
        was met to the end is no failure: nobody let us in.
        """
        if kind in SKIPPED:
            return Decision(Event.SKIP)
        if kind not in RETRIED or attempts >= self.max_attempts:
            return Decision(Event.SKIP if kind is ErrorKind.CHALLENGE else Event.FAIL)
        first = max(self.backoff, CHALLENGE_WAIT) if kind is ErrorKind.CHALLENGE else self.backoff
        wait = first * 2 ** min(attempts - 1, 20)
        wait = min(wait * (1 + JITTER * chance()), LONGEST_WAIT)
        return Decision(Event.RETRY, max(wait, min(retry_after or 0.0, LONGEST_WAIT)))
