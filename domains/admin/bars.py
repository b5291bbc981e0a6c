"""Bars of numbers of domains: one for each value, such as a country, or one with a part for each state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from domains.templatetags.state_words import state_words


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


def stacked(counts: Mapping[str, int]) -> SafeString:
    """One bar with a part for each state, as wide as its share, and the same in words."""
    shown = [(state, count) for state, count in counts.items() if count]
    told = ", ".join(f"{count:,} {state_words(state)}" for state, count in shown) or "none"
    parts = format_html_join("", '<i class="sky-{}" style="flex-grow: {}"></i>', shown)
    return format_html(
        '<span class="sky-parts" role="img" aria-label="{0}" title="{0}">{1}</span>', told, parts
    )
