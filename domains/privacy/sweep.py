"""Erases values from the tables with free text, in which a value may be at any place.

These tables have no index by contact. They are much smaller than the results, or their rows are short-lived.
The audit log is large: it has a row for each change of each domain. Only its rows with text of a person are
read. A value that is found is redacted. If nothing useful would be left of a row, the row is deleted.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from django.contrib.admin.models import LogEntry
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django_q.models import OrmQ, Schedule, Task

from domains.models import (
    ApiToken,
    AuditEntry,
    Batch,
    BlockedDomain,
    DnsAnswer,
    Erasure,
    IdempotentRequest,
    ListColumns,
    Notice,
    NoticeReceiver,
    SavedFilter,
    SchedulerPause,
)
from domains.privacy.stored_rows import CHUNK, Count, in_chunks, redact_row
from domains.scan.redaction import PHONE, Redactor, Subject
from metrics.models import Alert, SchedulerMetric

SIGNIFICANT_DIGITS = 6  # the last ones, which are the same in national and international form


@dataclass(frozen=True, slots=True)
class _Table:
    """``fields`` are searched. ``redacted``: the rows stay, without the value.

    ``encoded``: the fields are packed or computed, so only Python can search them, not the database.
    """

    rows: QuerySet[Any]
    fields: tuple[str, ...]
    redacted: bool = True
    encoded: bool = False


def tables(tenant_id: uuid.UUID | None) -> Iterator[_Table]:
    """Rows of the tenant, and those that belong to no tenant."""
    mine: dict[str, Any] = {"domain__tenant_id": tenant_id} if tenant_id else {}
    yield _Table(AuditEntry.objects.with_reason().filter(**mine), ("message",))
    answers = IdempotentRequest.objects.all()
    if tenant_id:
        answers = answers.filter(caller__in=ApiToken.objects.filter(tenant_id=tenant_id).values("digest"))
    yield _Table(answers, ("key", "body"))
    owners = Q(tenant_id=tenant_id) | Q(tenant_id=None) if tenant_id else Q()
    yield _Table(Erasure.objects.filter(owners), ("reason",))
    batches = Batch.objects.for_tenant(tenant_id) if tenant_id else Batch.objects.all()
    yield _Table(batches, ("name", "note"))
    yield _Table(NoticeReceiver.objects.all(), ("searched",), redacted=False, encoded=True)
    yield _Table(Notice.objects.all(), ("name",))
    yield _Table(SavedFilter.objects.all(), ("name", "query"), redacted=False)
    yield _Table(ListColumns.objects.all(), ("names",), redacted=False)
    yield _Table(LogEntry.objects.all(), ("object_repr", "change_message"))
    yield _Table(SchedulerPause.objects.all(), ("reason",))
    yield _Table(SchedulerMetric.objects.all(), ("error",))
    yield _Table(Alert.objects.all(), ("message",))
    yield _Table(BlockedDomain.objects.all(), ("reason",))
    texts = DnsAnswer.objects.filter(kind="TXT")  # DMARC names addresses
    yield _Table(texts, ("records",), redacted=False)
    yield _Table(Task.objects.all(), ("name", "args", "kwargs", "result"), redacted=False, encoded=True)
    yield _Table(Schedule.objects.all(), ("args", "kwargs"), redacted=False)
    yield _Table(OrmQ.objects.all(), ("task",), redacted=False, encoded=True)


def sweep(subjects: list[Subject], tenant_id: uuid.UUID | None, count: Count) -> None:
    """Redact or delete every row of these tables that names one of the subjects."""
    redactor = Redactor(subjects)

    def clean(table: _Table, named: list[Any]) -> None:
        for row in named:
            if table.redacted:
                redact_row(row, redactor)
            else:
                row.delete()

    _visit(subjects, tenant_id, redactor, count, clean)


def count_rows(subjects: list[Subject], tenant_id: uuid.UUID | None, count: Count) -> None:
    """Count the rows that ``sweep`` would redact or delete."""
    _visit(subjects, tenant_id, Redactor(subjects), count, lambda _table, _named: None)


def _visit(
    subjects: list[Subject],
    tenant_id: uuid.UUID | None,
    redactor: Redactor,
    count: Count,
    work: Callable[[_Table, list[Any]], None],
) -> None:
    """Call ``work`` with the rows that name a subject, a chunk at a time, and count them."""
    for table in tables(tenant_id):

        def visit(chunk: list[Any], table: _Table = table) -> None:
            named = [row for row in chunk if _names(row, table.fields, redactor)]
            work(table, named)
            count(table.rows.model._meta.db_table, len(named))

        in_chunks(_candidates(table, subjects), CHUNK, visit)


def _candidates(table: _Table, subjects: list[Subject]) -> QuerySet[Any]:
    """The rows in which the database finds what may be a value; ``_names`` decides."""
    if table.encoded:
        return table.rows
    columns = {f"{name}_text": Cast(name, TextField()) for name in table.fields}
    searches = [search for column in columns for search in _searches(column, subjects)]
    candidates: QuerySet[Any] = table.rows.alias(**columns).filter(Q(*searches, _connector=Q.OR))
    return candidates


def _searches(column: str, subjects: list[Subject]) -> Iterator[Q]:
    """Conditions that find the subjects in every way of writing, and perhaps more rows."""
    for part in {subject.value.rpartition("@")[2] for subject in subjects if subject.kind != PHONE}:
        yield Q((f"{column}__icontains", part))
    numbers = {subject.value[-SIGNIFICANT_DIGITS:] for subject in subjects if subject.kind == PHONE}
    for digits in sorted(numbers):
        # Most texts lack one of the digits. This is checked first, because it is faster than the expression.
        present = [(f"{column}__contains", digit) for digit in sorted(set(digits))]
        yield Q(*present, (f"{column}__regex", "[^0-9]{0,9}".join(digits)))


def _names(row: Any, fields: tuple[str, ...], redactor: Redactor) -> bool:
    """Whether the row contains a subject, also as part of a query string."""
    text = " ".join(str(getattr(row, name)) for name in fields)
    return redactor.names(text) or redactor.names(unquote_plus(text))
