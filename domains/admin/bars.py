"""Bar charts of numbers of domains, such as those of the most frequent countries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Bar:
    """``width`` is in per cent of the widest bar. ``query`` selects its domains in their list."""

    label: str
    count: int
    width: float
    query: str


def bars(
    parameter: str, counts: Sequence[tuple[str, int]], labels: Mapping[str, Any] | None = None
) -> list[Bar]:
    """``parameter`` is that of the list's filter; ``labels`` are shown instead of values that are codes."""
    most = max((count for _, count in counts), default=0)
    return [
        Bar((labels or {}).get(value, value), count, 100 * count / most, urlencode({parameter: value}))
        for value, count in counts
    ]
