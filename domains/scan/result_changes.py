"""The differences between the results of two scans of one domain. No side effects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

LISTED = 100  # URLs named; how many there are is told as well

Result = Mapping[str, Any]  # of ``report_json.to_json``, or empty


def between(before: Result, after: Result) -> dict[str, Any]:
    """The differences between two results, from ``before`` to ``after``; empty if there are none.

    ``title``, ``wordpress`` (its version; null for a site without WordPress): {"before", "after"}.
    ``contacts``: {"added": [{"kind", "value"}], "removed": [...]}. ``social``, ``technologies``: the
    same, of URLs and names.
    ``sitemap``: {"added": [URL], "removed": [URL], "url_count": {"before", "after"}, "newest_lastmod":
    {...}}; URLs, at most 100 of each, only where both scans kept all that the sitemaps list.
    """
    found = {
        "title": _replaced(_title(before), _title(after)),
        "wordpress": _replaced(_wordpress(before), _wordpress(after)),
        "contacts": _contacts(before, after),
        "social": _moved(_social(before), _social(after)),
        "technologies": _moved(_technologies(before), _technologies(after)),
        "sitemap": _sitemap(before.get("sitemap"), after.get("sitemap")),
    }
    return {name: change for name, change in found.items() if change}


def same_sitemap(before: Result | None, after: Result | None) -> bool:
    """Whether two scans of a site's sitemaps, both without an error, found the same."""
    return bool(before and after) and not _sitemap(before, after)


def remaining(changes: Result) -> dict[str, Any]:
    """Redacted changes without the entries that no longer contain a difference."""
    return {name: change for name, change in changes.items() if _differs(change)}


def _differs(change: Mapping[str, Any]) -> bool:
    if "before" in change:
        return bool(change["before"] != change["after"])
    return any(change.values())


def _replaced(before: Any, after: Any) -> dict[str, Any]:
    return {} if before == after else {"before": before, "after": after}


def _moved(before: Iterable[Any], after: Iterable[Any]) -> dict[str, Any]:
    old, new = set(before), set(after)
    moved = {"added": sorted(new - old), "removed": sorted(old - new)}
    return moved if old != new else {}


def _title(result: Result) -> str:
    title: str = result.get("home", {}).get("title", "")
    return title


def _wordpress(result: Result) -> str | None:
    wordpress = result.get("wordpress")
    return wordpress["version"] if wordpress else None


def _technologies(result: Result) -> list[str]:
    return [technology["name"] for technology in result.get("technologies", [])]


def _social(result: Result) -> list[str]:
    return [url for urls in result.get("social", {}).values() for url in urls]


def _contacts(before: Result, after: Result) -> dict[str, Any]:
    def pairs(result: Result) -> list[tuple[str, str]]:
        return [(contact["kind"], contact["value"]) for contact in result.get("contacts", [])]

    moved = _moved(pairs(before), pairs(after))
    return {
        way: [{"kind": kind, "value": value} for kind, value in contacts] for way, contacts in moved.items()
    }


def _sitemap(before: Result | None, after: Result | None) -> dict[str, Any]:
    """A sitemap that one of the two scans did not read, or not without an error, tells of no change."""
    if not before or not after or before["error"] or after["error"]:
        return {}
    found = {
        name: change
        for name in ("url_count", "newest_lastmod")
        if (change := _replaced(before[name], after[name]))
    }
    if all(reading["url_count"] == len(reading["urls"]) for reading in (before, after)):
        moved = _moved(before["urls"], after["urls"])
        found |= {way: urls[:LISTED] for way, urls in moved.items()}
    return found
