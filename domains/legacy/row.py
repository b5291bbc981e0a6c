"""Converts one row of the original ``domains`` table into unsaved rows. No database access."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from domains.lifecycle import FINAL, DomainStatus, Event, stages_after, translate, translate_stage
from domains.models import Domain, Scan
from domains.models.domain import default_tenant
from domains.queue.scan_rows import LONGEST_LANGUAGE, LONGEST_VERSION, SOCIAL_COLUMNS, STAGE_COLUMNS
from domains.scan.names import canonical_domain
from domains.scan.report import Contact
from domains.scan.report_json import contact_json

NEEDED = ("id", "domain", "status")
LARGEST = 2_147_483_647
HOW = "original system"  # ``how`` of imported contacts

Row = dict[str, Any]


def domain(row: Row) -> Domain:
    """The unsaved row. Raises ``ValueError``, which names the column that cannot be converted."""
    given = {name: value for name, value in row.items() if value is not None}
    if missing := [name for name in NEEDED if name not in given]:
        raise ValueError(f"{missing[0]}: it has none")
    values = {name: _convert(name, given[name]) for name in _CONVERTERS if name in given}
    status = _status(str(given["status"]))
    values |= _stages(given, status)
    original = values.pop("meta_json", {})
    if status not in FINAL:
        values.pop("last_scan", None)  # the original set it at the creation of the row
    if status == DomainStatus.FAILED and isinstance(original, dict):
        values["last_error"] = _text(original.get("error") or "")
    metadata = _metadata(values) | {"original": original}
    return Domain(**{"tenant_id": default_tenant()} | values, status=status, domain_metadata=metadata)


def _status(word: str) -> DomainStatus:
    status = translate(word)
    # No process is working on it any more.
    return DomainStatus.PENDING if status == DomainStatus.PROCESSING else status


def _stages(given: Row, status: DomainStatus) -> Row:
    if status not in FINAL:
        return dict(stages_after(Event.SUBMIT))
    return {column: translate_stage(str(given.get(column, ""))) for column in STAGE_COLUMNS.values()}


def _metadata(values: Row) -> Row:
    """Contacts and profiles in the format of ``report_json``."""
    page = f"https://{values['domain']}/"
    contacts = [
        contact_json(Contact(kind, value, HOW, page))
        for kind, column in (("email", "email_addresses"), ("phone", "phone_numbers"))
        for value in values.get(column, [])
    ]
    social = {name: [url] for name in SOCIAL_COLUMNS if (url := values.get(f"{name}_url"))}
    return {"contacts": contacts, "social": social}


def scan(row: Domain) -> Scan:
    """The unsaved record of a scan that ended in the original system."""
    ended = row.last_scan or timezone.now()
    return Scan(
        id=row.scan_id,
        domain=row,
        tenant_id=row.tenant_id,
        status=row.status,
        queued_at=ended,
        finished_at=ended,
        result=row.domain_metadata,
        error=row.last_error,
    )


def _convert(name: str, value: Any) -> Any:
    try:
        return _CONVERTERS[name](value)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error


def _identifier(value: Any) -> uuid.UUID:
    return value if isinstance(value, uuid.UUID) else uuid.UUID(str(value))


def _text(value: Any) -> str:
    return str(value).replace("\0", "")  # PostgreSQL cannot store it


def _count(value: Any) -> int:
    number = int(value)
    if not 0 <= number <= LARGEST:
        raise ValueError(f"{number} is not a count")
    return number


def _moment(value: Any) -> datetime:
    """The original stored UTC, with and without time zone."""
    moment = value if isinstance(value, datetime) else parse_datetime(str(value))
    if moment is None:
        raise ValueError(f"{value!r} is not a date and time")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _json(value: Any) -> Any:
    """SQLite returns JSON as text, PostgreSQL as text or decoded."""
    return json.loads(_text(value)) if isinstance(value, str) else value


def _texts(value: Any) -> list[str]:
    items = _json(value)
    if not isinstance(items, list):
        raise ValueError(f"{value!r} is not a list")
    return [_text(item) for item in items if item]


def _technologies(value: Any) -> list[str]:
    """A list of names, or a mapping of names to whether they were found."""
    found = _json(value)
    if isinstance(found, dict):
        found = [name for name, there in found.items() if there]
    return sorted(_texts(found))


_CONVERTERS: dict[str, Callable[[Any], Any]] = {
    "id": _identifier,
    "tenant_id": _identifier,
    "domain": lambda value: canonical_domain(str(value)),
    **dict.fromkeys(("title", "description", "favicon_url", "logo_url", "notes"), _text),
    **dict.fromkeys((f"{name}_url" for name in SOCIAL_COLUMNS), _text),
    "language": lambda value: _text(value)[:LONGEST_LANGUAGE],
    "wordpress_version": lambda value: _text(value)[:LONGEST_VERSION],
    **dict.fromkeys(("is_wordpress", "has_elementor"), bool),
    "tech_stack": _technologies,
    **dict.fromkeys(("email_addresses", "phone_numbers"), _texts),
    **dict.fromkeys(("sitemap_urls", "total_sitemaps"), _count),
    **dict.fromkeys(("created_at", "last_scan"), _moment),
    "meta_json": _json,
}
COLUMNS = frozenset({*_CONVERTERS, "status", *STAGE_COLUMNS.values()})
