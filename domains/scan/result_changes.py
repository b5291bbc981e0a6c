"""The differences between the results of two scans of one domain. No side effects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

LISTED = 100  # URLs named; how many there are is told as well
_DNS_VALUES = ("mail_provider", "receives_mail", "spf", "dmarc")
_DNS_LISTS = ("mail_servers", "name_servers")

Result = Mapping[str, Any]  # of ``report_json.to_json``, or empty
Found = Iterable[Mapping[str, Any]]  # contacts, or facts about the company


def between(before: Result, after: Result) -> dict[str, Any]:
    """The differences between two results, from ``before`` to ``after``; empty if there are none.

    ``title``, ``wordpress`` (its version; null for a site without WordPress): {"before", "after"}.
    ``final_url``: the same, if both results contain it.
    ``contacts``, ``company``: {"added": [{"kind", "value"}], "removed": [...]}; ``company`` only if both
    scans looked for such facts.
    ``social``, ``technologies``: the same, of URLs and of names.
    ``ways``: the same, of {"kind", "provider", "value"}. A form or tool that is on another page
    is no difference.
    ``dns``, if both scans asked: ``mail_provider``, ``receives_mail``, ``spf`` and ``dmarc``: {"before",
    "after"}; ``mail_servers``, ``name_servers``: {"added", "removed"}. No order is a difference.
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
        "ways": _ways(before.get("ways"), after.get("ways")),
        "dns": _dns(before.get("dns"), after.get("dns")),
        "sitemap": _sitemap(before.get("sitemap"), after.get("sitemap")),
    }
    return {name: change for name, change in found.items() if change}


def same_sitemap(before: Result | None, after: Result | None) -> bool:
    """Whether two scans of a site's sitemaps, both without an error, found the same."""
    return bool(before and after) and not _sitemap(before, after)


def remaining(changes: Result) -> dict[str, Any]:
    """Redacted changes without the entries that no longer contain a difference."""
    left = {name: _with_differences(change) for name, change in changes.items()}
    return {name: change for name, change in left.items() if change}


def _with_differences(change: Mapping[str, Any]) -> Mapping[str, Any]:
    """Of a part of the changes, what still differs; empty if nothing does."""
    if "before" in change:
        return change if change["before"] != change["after"] else {}
    left = {
        name: found
        for name, found in change.items()
        if not isinstance(found, Mapping) or _with_differences(found)
    }
    return left if any(left.values()) else {}


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


def _ways(before: Found | None, after: Found | None) -> dict[str, Any]:
    """Older results have no ways."""
    if before is None or after is None:
        return {}
    old, new = ({_same_way(way): way for way in found} for found in (before, after))
    moved = _moved(old, new)
    return {side: [_way_json((new | old)[key]) for key in keys] for side, keys in moved.items()}


def _same_way(way: Mapping[str, Any]) -> tuple[str, str, str]:
    return way["kind"], way["provider"], "" if way["value"] == way["page"] else way["value"]


def _way_json(way: Mapping[str, Any]) -> dict[str, Any]:
    return {name: way[name] for name in ("kind", "provider", "value")}


def _dns(before: Result | None, after: Result | None) -> dict[str, Any]:
    """What both scans know; what is missing beside an error may only not have been answered."""
    if not before or not after:
        return {}
    whole = not (before["error"] or after["error"])
    known = [
        name
        for name in (*_DNS_VALUES, *_DNS_LISTS)
        if before[name] is not None and after[name] is not None
        if whole or (before[name] and after[name])
    ]
    found = {
        name: _moved(before[name], after[name])
        if name in _DNS_LISTS
        else _replaced_record(before[name], after[name])
        for name in known
    }
    return {name: change for name, change in found.items() if change}


def _replaced_record(before: Any, after: Any) -> dict[str, Any]:
    """Of SPF and DMARC also where only spaces or the order of the tags differ: no difference."""
    return _replaced(before, after) if _tags(before) != _tags(after) else {}


def _tags(record: Any) -> Any:
    if not isinstance(record, str):
        return record
    return {" ".join(tag.split()).lower() for tag in record.split(";")} - {""}


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
