"""Compares the results with those that sites.toml expects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from demo.serve import Site

PLATFORMS = ("facebook", "twitter", "linkedin", "instagram", "youtube")
NOTHING = {
    "error_kind": "",
    "title": "",
    "language": "",
    "wordpress": "",
    "emails": [],
    "phones": [],
    "social": {},
}


def found(row: Mapping[str, Any]) -> dict[str, Any]:
    """A domain from the API in the format of sites.toml."""
    return {
        "state": row["status"],
        "error_kind": row["error_kind"],
        "title": row["title"],
        "language": row["language"],
        "wordpress": (row["wordpress_version"] or "unknown version") if row["is_wordpress"] else "",
        "emails": sorted(row["email_addresses"]),
        "phones": sorted(row["phone_numbers"]),
        "social": {name: url for name in PLATFORMS if (url := row[f"{name}_url"])},
    }


def differences(site: Site, row: Mapping[str, Any]) -> list[str]:
    """A sentence for each difference."""
    actual, expected = found(row), {**NOTHING, **site.expect}
    return [
        f"{site.name}: {what} is {actual[what]!r}, expected {expected[what]!r}"
        for what in actual
        if actual[what] != expected[what]
    ]
