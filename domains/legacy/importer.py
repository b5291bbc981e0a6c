"""Imports the ``domains`` table of the original ScraperSky, a FastAPI application on PostgreSQL.

Nothing is written to the original database. It is read as one snapshot, in chunks. A row keeps its id, its
tenant and its data; its status is translated. A row that has ended gets a ``Scan`` record, which the
accounting check expects. A row that was waiting or being processed becomes pending. A repeated import adds
new rows and changes no others.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import environ
from django.db import reset_queries, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import DEFAULT_DB_ALIAS, ConnectionHandler

from domains.legacy import suppressed
from domains.legacy.row import COLUMNS, NEEDED, Row, domain, scan
from domains.lifecycle import FINAL
from domains.models import Domain, Scan

TABLE = "domains"
CHUNK = 500  # rows in one transaction


class NotTheOriginal(Exception):
    """The given database is not one of the original system; the message contains the reason."""


@dataclass(frozen=True, slots=True)
class Imported:
    """The result for one row: refused for a ``reason``, ``taken`` now, or (neither) imported before."""

    row_id: str
    text: str
    taken: bool = False
    reason: str = ""


class Original:
    """The table of the original, on an open connection."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        tables = connection.introspection.table_names()
        if TABLE not in tables:
            known = ", ".join(sorted(tables)) or "none"
            raise NotTheOriginal(f"there is no table {TABLE!r}; there are {known}")
        with connection.cursor() as cursor:
            description = connection.introspection.get_table_description(cursor, TABLE)
        self.columns = [column.name for column in description]
        if missing := set(NEEDED) - set(self.columns):
            raise NotTheOriginal(f"its table {TABLE!r} has no column {', '.join(sorted(missing))}")
        self._connection = connection

    @property
    def columns_left(self) -> list[str]:
        """Columns that are not imported."""
        return sorted(set(self.columns) - COLUMNS)

    def chunks(self) -> Iterator[list[Row]]:
        names = [name for name in self.columns if name in COLUMNS]
        quoted = ", ".join(self._connection.ops.quote_name(name) for name in names)
        if self._connection.vendor == "postgresql":
            self._connection.set_autocommit(False)
            with self._connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
        with closing(self._connection.chunked_cursor()) as cursor:
            cursor.execute(f"SELECT {quoted} FROM {TABLE} ORDER BY id")  # noqa: S608  names of its own columns
            while rows := cursor.fetchmany(CHUNK):
                yield [dict(zip(names, row, strict=True)) for row in rows]


@contextmanager
def open_original(url: str) -> Iterator[Original]:
    """Raises ``NotTheOriginal`` if this database does not have the original's table."""
    connection = _connect(url)
    try:
        yield Original(connection)
    finally:
        connection.close()


def _connect(url: str) -> BaseDatabaseWrapper:
    scheme, separator, rest = url.partition("://")
    driverless = re.sub(r"\+\w+$", "", scheme)  # SQLAlchemy's URLs name one: postgresql+asyncpg
    if driverless not in {"postgres", "postgresql", "sqlite"}:
        raise NotTheOriginal("expected a postgresql:// or sqlite:/// URL")
    config = environ.Env.db_url_config(f"{driverless}{separator}{rest}")
    if driverless == "sqlite":
        # Read-only; otherwise a wrong name would create an empty file.
        file = Path(config["NAME"]).absolute().as_uri()
        config |= {"NAME": f"{file}?mode=ro", "OPTIONS": {"uri": True}}
    return ConnectionHandler({DEFAULT_DB_ALIAS: config})[DEFAULT_DB_ALIAS]


def take_over(original: Original) -> Iterator[Imported]:
    """Import every row. Yields one ``Imported`` for each row after its chunk is committed."""
    for rows in original.chunks():
        with transaction.atomic():
            results = _take_chunk(rows)
        reset_queries()  # with DEBUG, Django keeps every statement in memory
        yield from results


def _take_chunk(rows: list[Row]) -> list[Imported]:
    translated, refused = _translate(rows)
    refused |= suppressed.refuse(translated)
    suppressed.leave_out(list(translated.values()))
    here = _Here(translated)
    reasons = {place: reason for place, row in translated.items() if (reason := here.obstacle(row))} | refused
    fresh = [row for place, row in translated.items() if place not in reasons and row.pk not in here.before]
    Domain.objects.bulk_create(fresh, ignore_conflicts=True)
    # A row with the same name may have been created by a submission at this moment; it is kept.
    mine = set(Domain.objects.filter(scan_id__in=[row.scan_id for row in fresh]).values_list("pk", flat=True))
    Scan.objects.bulk_create(scan(row) for row in fresh if row.pk in mine and row.status in FINAL)
    suppressed.index([row for row in fresh if row.pk in mine])
    return [
        Imported(
            row_id=str(row["id"]),
            text=str(row["domain"]),
            taken=place in translated and translated[place].pk in mine,
            reason=reasons.get(place, ""),
        )
        for place, row in enumerate(rows)
    ]


def _translate(rows: list[Row]) -> tuple[dict[int, Domain], dict[int, str]]:
    """By position in the chunk: unsaved domains, and reasons of refused rows."""
    translated, refused = {}, {}
    for place, row in enumerate(rows):
        try:
            translated[place] = domain(row)
        except ValueError as error:
            refused[place] = str(error)
    return translated, refused


class _Here:
    """Names and ids that are already used, by existing rows and by earlier rows of the same chunk."""

    def __init__(self, coming: dict[int, Domain]) -> None:
        named = Domain.objects.filter(domain__in=[row.domain for row in coming.values()])
        identified = Domain.objects.filter(pk__in=[row.pk for row in coming.values()])
        self._ids: dict[tuple[uuid.UUID, str], uuid.UUID] = {}
        self._names: dict[uuid.UUID, str] = {}
        for rows in (named, identified):
            for tenant, name, pk in rows.values_list("tenant_id", "domain", "pk"):
                self._add(tenant, name, pk)
        self.before = frozenset(self._names)

    def _add(self, tenant: uuid.UUID, name: str, pk: uuid.UUID) -> None:
        self._ids[tenant, name] = pk
        self._names[pk] = name

    def obstacle(self, row: Domain) -> str:
        """Why the row cannot be imported; "" if it can, or was imported before."""
        holder = self._ids.get((row.tenant_id, row.domain))
        if holder and holder != row.pk:
            return f"{row.domain} is here already, with the id {holder}"
        if not holder and row.pk in self._names:
            return f"its id is here already, that of {self._names[row.pk]}"
        self._add(row.tenant_id, row.domain, row.pk)
        return ""
