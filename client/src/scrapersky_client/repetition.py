"""When a request is sent again, and how long to wait before.

A request is repeated if the server was not reached or cannot answer now, and only if a repetition does no
harm: it reads, or sets or deletes something, or has an ``Idempotency-Key``. 429 is always repeated, because
the server has then done nothing.
"""

from __future__ import annotations

import random

import httpx

THROTTLED = 429
PASSING = frozenset({502, 503, 504})  # statuses of a server that cannot answer now
FIRST_PAUSE = 0.5  # seconds; doubled for each further attempt
LONGEST_PAUSE = 60.0


def harmless(method: str, key: str | None) -> bool:
    """Whether the request can be carried out twice."""
    return method != "POST" or key is not None


def is_passing(response: httpx.Response, *, repeatable: bool) -> bool:
    """Whether the same request is worth another attempt."""
    return response.status_code == THROTTLED or (repeatable and response.status_code in PASSING)


def pause(attempt: int, response: httpx.Response | None = None) -> float:
    """Seconds before the next attempt, after ``attempt`` have failed: what the server asks for, or longer."""
    wanted = response.headers.get("Retry-After", "") if response is not None else ""
    if wanted.isdigit():
        return min(float(wanted), LONGEST_PAUSE)
    grown: float = FIRST_PAUSE * 2 ** (attempt - 1)
    return min(grown, LONGEST_PAUSE) * random.uniform(0.5, 1.0)  # noqa: S311  spreads clients, no secret
