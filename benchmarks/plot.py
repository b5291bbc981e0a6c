"""A bar chart as SVG, for the README: one group of bars per scenario, one bar per method."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

BAR, GAP, LABEL, WIDTH = 16, 22, 250, 360  # pixels
COLOURS = ("#2563eb", "#f59e0b", "#60a5fa", "#fcd34d", "#9ca3af")


def bars(title: str, unit: str, groups: Mapping[str, Mapping[str, float]]) -> str:
    """The chart. ``groups``: scenario -> method -> value. The title says whether less is better."""
    most = max(value for group in groups.values() for value in group.values())
    rows, y = [], 40
    for scenario, group in groups.items():
        rows.append(f'<text x="8" y="{y}" font-weight="bold">{escape(scenario)}</text>')
        y += 8
        for colour, (way, value) in zip(COLOURS, group.items(), strict=False):
            length = value / most * WIDTH
            rows.append(f'<text x="{LABEL - 8}" y="{y + 12}" text-anchor="end">{escape(way)}</text>')
            rows.append(
                f'<rect x="{LABEL}" y="{y}" width="{length:.1f}" height="{BAR - 3}" fill="{colour}"/>'
            )
            rows.append(f'<text x="{LABEL + length + 5:.1f}" y="{y + 12}">{value:.1f} {escape(unit)}</text>')
            y += BAR
        y += GAP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{LABEL + WIDTH + 110}" height="{y}" '
        'font-family="sans-serif" font-size="12" fill="#111827">'
        f'<rect width="100%" height="100%" fill="#ffffff"/>'
        f'<text x="8" y="18" font-size="14" font-weight="bold">{escape(title)}</text>{"".join(rows)}</svg>\n'
    )
