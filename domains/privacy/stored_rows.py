"""Redacting and deleting stored rows, a bounded number in each transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import models, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from domains.scan import result_changes
from domains.scan.redaction import Redactor

CHUNK = 500  # rows that one transaction deletes
HEAVY_CHUNK = 50  # rows with results that one transaction reads and changes
# Not redacted: the row is about this domain, and digits in its name are not a phone number.
NAMES = ("domain",)

Count = Callable[[str, int], None]  # adds to the number of rows of a table, in the same transaction


def in_chunks(rows: QuerySet[Any], size: int, work: Callable[[list[Any]], object]) -> None:
    """Call ``work`` with the rows in the order of their keys, each chunk in a transaction of its own."""
    after: dict[str, Any] = {}
    while True:
        with transaction.atomic():
            chunk = list(rows.filter(**after).order_by("pk")[:size])
            if not chunk:
                return
            after = {"pk__gt": chunk[-1].pk}
            work(chunk)
        if len(chunk) < size:
            return


def delete(rows: QuerySet[Any], count: Count) -> None:
    """Delete the rows."""
    model = rows.model
    while True:
        with transaction.atomic():
            keys = list(rows.order_by().values_list("pk", flat=True)[:CHUNK])
            if not keys:
                return
            model._default_manager.filter(pk__in=keys).delete()
            count(model._meta.db_table, len(keys))


def redact(rows: QuerySet[Any], redactor: Redactor, count: Count) -> None:
    """Remove the redactor's subjects from all text and JSON of the rows."""
    table = rows.model._meta.db_table
    in_chunks(rows, HEAVY_CHUNK, lambda chunk: count(table, sum(redact_row(row, redactor) for row in chunk)))


def redact_row(row: models.Model, redactor: Redactor) -> bool:
    """Redact one row. Returns whether it contained a subject."""
    changes = redacted_columns(row, redactor)
    if changes:
        update(row, changes)
    return bool(changes)


def update(row: models.Model, changes: Mapping[str, Any]) -> None:
    """Write columns of a row, also of one that is otherwise never changed, such as a finished scan."""
    touched = {"updated_at": Now()} if hasattr(row, "updated_at") else {}
    models.QuerySet.update(type(row)._default_manager.filter(pk=row.pk), **changes, **touched)


def redacted_columns(row: models.Model, redactor: Redactor) -> dict[str, Any]:
    """The new values of the columns that contain a subject."""
    changes = {}
    for field in text_fields(type(row)):
        if field.attname in row.get_deferred_fields():
            continue
        value = getattr(row, field.attname)
        cleaned = redactor.json(value)
        if cleaned != value:
            changes[field.attname] = result_changes.remaining(cleaned) if field.name == "changes" else cleaned
    return changes


def text_fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns with text or JSON, except choices, keys and the names of domains."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, (models.CharField, models.TextField, models.JSONField))
        and not field.choices
        and not field.primary_key
        and field.name not in NAMES
    ]
