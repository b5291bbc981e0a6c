"""The differences between the results of two scans of one domain. No side effects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

LISTED = 100  # URLs in a list of differences, at most

Result = Mapping[str, Any]  # of ``report_json.to_json``, or empty
Found = Iterable[Mapping[str, Any]]  # contacts, or facts about the company


def between(before: Result, after: Result) -> dict[str, Any]:
    """The differences between two results, from ``before`` to ``after``; empty if there are none.

    ``title``, ``wordpress`` (its version; null for a site without WordPress): {"before", "after"}.
    ``final_url``: the same, if both results contain it.
    ``contacts``, ``company``: {"added": [{"kind", "value"}], "removed": [...]}; the facts about the company
    only if both scans looked for them.
    ``social``, ``technologies``: the same, with URLs and names.
    ``sitemap``: {"added": [URL], "removed": [URL], "url_count": {"before", "after"}, "newest_lastmod":
    {"before", "after"}}; the URLs, at most 100 of each, only if both scans kept all URLs of the sitemaps.
    """
    found = {
        "title": _replaced(_title(before), _title(after)),
        "wordpress": _replaced(_wordpress(before), _wordpress(after)),
        "final_url": _final_url(before, after),
        "contacts": _kinds_and_values(before.get("contacts", []), after.get("contacts", [])),
        "company": _company(before.get("company"), after.get("company")),
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


def _final_url(before: Result, after: Result) -> dict[str, Any]:
    known = "final_url" in before and "final_url" in after
    return _replaced(before["final_url"], after["final_url"]) if known else {}


def _company(before: Found | None, after: Found | None) -> dict[str, Any]:
    """Empty if one result is older than the facts about companies."""
    return {} if before is None or after is None else _kinds_and_values(before, after)


def _kinds_and_values(before: Found, after: Found) -> dict[str, Any]:
    old, new = (((one["kind"], one["value"]) for one in found) for found in (before, after))
    moved = _moved(old, new)
    return {way: [{"kind": kind, "value": value} for kind, value in found] for way, found in moved.items()}


def _sitemap(before: Result | None, after: Result | None) -> dict[str, Any]:
    """Empty if one of the two scans did not read the sitemaps, or read them with an error."""
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
