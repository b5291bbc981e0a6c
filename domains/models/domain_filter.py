"""The parameters of the admin's list of domains as conditions, for the list and for notices.

A saved filter is a query of that list. Some conditions are redundant: they let the database use an index.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from urllib.parse import parse_qsl

from django.db import connection
from django.db.models import Q, QuerySet

from domains.models.batch import BatchJob
from domains.models.domain import Domain
from domains.scan.names import InvalidName, canonical_domain

Rows = QuerySet[Domain]
Narrow = Callable[[Rows, str], Rows]

TENANT = "tenant"
NO_EMAIL = Q(email_addresses=[])


def _equal(column: str) -> Narrow:
    return lambda rows, value: rows.filter(**{column: value})


def _named(column: str) -> Narrow:
    """For a column that is empty in most rows."""
    return lambda rows, value: rows.exclude(**{column: ""}).filter(**{column: value})


def _flag(column: str) -> Narrow:
    return lambda rows, value: rows.filter(**{column: value == "yes"})


def _has_email(rows: Rows, value: str) -> Rows:
    return rows.filter(~NO_EMAIL if value == "yes" else NO_EMAIL)


def _technology(rows: Rows, value: str) -> Rows:
    if connection.vendor == "postgresql":
        return rows.filter(tech_stack__contains=[value])
    return rows.filter(tech_stack__icontains=f'"{value}"')  # SQLite keeps JSON as text


def _other_domain(rows: Rows, value: str) -> Rows:
    return rows.exclude(final_url="") if value == "yes" else rows.filter(final_url="")


def _batch(rows: Rows, value: str) -> Rows:
    try:
        return rows.filter(batch_id=uuid.UUID(value))
    except ValueError:
        return rows.none()


def _of_batch(rows: Rows, value: str) -> Rows:
    """The domains with a job of this batch, also those that were in later batches since."""
    try:
        return rows.filter(BatchJob.objects.filter(batch_id=uuid.UUID(value)).of_domain())
    except ValueError:
        return rows.none()


def _search(rows: Rows, value: str) -> Rows:
    return rows.filter(domain__contains=part_of_domain(value.strip()))


PARAMETERS: dict[str, Narrow] = {
    "status": _equal("status"),
    "error_kind": _named("error_kind"),
    "has_email": _has_email,
    "wordpress": _flag("is_wordpress"),
    "needs_javascript": _flag("needs_javascript"),
    "technology": _technology,
    "country": _named("country"),
    "industry": _named("industry"),
    "no_email_reason": _named("no_email_reason"),
    "mail_provider": _named("mail_provider"),
    "other_domain": _other_domain,
    "content_scrape_status": _equal("content_scrape_status"),
    "page_scrape_status": _equal("page_scrape_status"),
    "sitemap_monitor_status": _equal("sitemap_monitor_status"),
    "batch_id__exact": _batch,
    "batch": _of_batch,
    "q": _search,
}


def narrow(rows: Rows, query: str) -> Rows:
    """The rows that a query of the list selects, whatever their tenant.

    Raises ``ValueError`` with the name of a parameter that only the list itself knows.
    """
    for name, value in parse_qsl(query):
        if name == TENANT:
            continue
        if name not in PARAMETERS:
            raise ValueError(name)
        rows = PARAMETERS[name](rows, value)
    return rows


def part_of_domain(term: str) -> str:
    """The text to search for: the domain of a URL, otherwise the text as typed."""
    if "/" in term or term.lower().startswith("www."):
        try:
            return canonical_domain(term)
        except InvalidName:
            return term.lower()
    return term.lower()
