"""Changes between scans in words, for the admin and for messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst

FIRST = "first"
# What can change, as people call it.
KINDS = {
    "contacts": "contacts",
    "status": "state (up or down)",
    "title": "title",
    "wordpress": "WordPress version",
    "technologies": "technologies",
    "company": "company",
    "ways": "other ways to reach them",
    "social": "profiles",
    "dns": "mail and name servers",
    "final_url": "address of the home page",
    "sitemap": "sitemap",
}
ALL_KINDS = {**KINDS, FIRST: "first scans"}
_LABELS = {
    "url_count": "URLs: ",
    "newest_lastmod": "newest: ",
    "mail_provider": "mail provider: ",
    "receives_mail": "receives mail: ",
    "mail_servers": "mail server: ",
    "name_servers": "name server: ",
    "spf": "SPF: ",
    "dmarc": "DMARC: ",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """Added and removed values of one part of the result since the scan before."""

    part: str
    added: list[str]
    removed: list[str]

    @property
    def lines(self) -> list[str]:
        """One line for each value: "Title: + new"."""
        added = [f"{self.part}: + {text}" for text in self.added]
        return added + [f"{self.part}: − {text}" for text in self.removed]


def lines_of(changes: Mapping[str, Any]) -> Iterator[str]:
    """As in: "title: Old → New", "contacts: + email info@example.com"."""
    for name, change in changes.items():
        label = in_words(name)
        if "before" in change:
            yield f"{label}: {word(change['before'])} → {word(change['after'])}"
        else:
            told = describe(name, change)
            yield from (f"{label}: + {text}" for text in told.added)
            yield from (f"{label}: − {text}" for text in told.removed)


def in_words(part: str) -> str:
    return KINDS.get(part, part.replace("_", " "))


def describe(part: str, change: dict[str, Any]) -> Difference:
    """A part of ``Scan.changes`` as text: replaced, added and removed values."""
    found = Difference(capfirst(in_words(part)), [], [])
    for name, value in ({"": change} if "before" in change else change).items():
        label = _LABELS.get(name, "")
        if isinstance(value, list):
            (found.added if name == "added" else found.removed).extend(map(word, value))
        elif "before" in value:
            found.added.append(f"{label}{word(value['after'])}")
            found.removed.append(f"{label}{word(value['before'])}")
        else:
            found.added.extend(f"{label}{word(one)}" for one in value["added"])
            found.removed.extend(f"{label}{word(one)}" for one in value["removed"])
    return found


def word(value: Any) -> str:
    if isinstance(value, dict):
        provider = f" ({value['provider']})" if value.get("provider") else ""
        return f"{value['kind'].replace('_', ' ')}{provider} {value['value']}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value in (None, "") else str(value)
