"""Changes between scans in words, for the admin and for messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

FIRST = "first"
KINDS = {
    "contacts": "contacts",
    "status": "state (up or down)",
    "title": "title",
    "wordpress": "WordPress version",
    "technologies": "technologies",
    "company": "company",
    "social": "profiles",
    "final_url": "address of the home page",
    "sitemap": "sitemap",
}
_NAMES = {"url_count": "URLs: ", "newest_lastmod": "newest: "}


@dataclass(frozen=True, slots=True)
class Difference:
    """Added and removed values of one part of the result since the scan before."""

    part: str
    added: list[str]
    removed: list[str]

    @property
    def lines(self) -> list[str]:
        """One line a value: "Title: + new"."""
        added = [f"{self.part}: + {text}" for text in self.added]
        return added + [f"{self.part}: − {text}" for text in self.removed]


def lines_of(changes: Mapping[str, Any]) -> Iterator[str]:
    """As in: "title: Old → New", "contacts: + email info@example.com"."""
    for name, change in changes.items():
        label = KINDS.get(name, name)
        if "before" in change:
            yield f"{label}: {word(change['before'])} → {word(change['after'])}"
        else:
            told = describe(name, change)
            yield from (f"{label}: + {text}" for text in told.added)
            yield from (f"{label}: − {text}" for text in told.removed)


def describe(part: str, change: dict[str, Any]) -> Difference:
    """A part of ``Scan.changes`` as text: replaced, added and removed values."""
    found = Difference(part.capitalize() if part != "wordpress" else "WordPress", [], [])
    replaced = {"": change} if "before" in change else change
    for name, pair in replaced.items():
        if isinstance(pair, dict):
            found.added.append(f"{_NAMES.get(name, '')}{word(pair['after'])}")
            found.removed.append(f"{_NAMES.get(name, '')}{word(pair['before'])}")
    found.added.extend(map(word, change.get("added", [])))
    found.removed.extend(map(word, change.get("removed", [])))
    return found


def word(value: Any) -> str:
    if isinstance(value, dict):
        return f"{value['kind']} {value['value']}"
    return "none" if value in (None, "") else str(value)
