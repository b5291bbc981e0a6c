"""Reads a table or the rows of a query; writing is impossible.

The database session refuses writes; the statement is not searched for forbidden words.

* PostgreSQL: a read-only transaction. The statement becomes the query of a cursor and is sent by the extended
  protocol, so it must be one single SELECT, VALUES or TABLE. This works behind a pooler too.
* SQLite: an authorizer, called while the statement is prepared, allows reading only.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import DatabaseError, connection, transaction

TIME_LIMIT = 15.0  # seconds
HIDDEN = "(hidden)"
SECRETS = frozenset(
    {
        ("api_tokens", "digest"),
        ("api_rate_windows", "key"),
        ("api_idempotent_requests", "caller"),
        ("api_idempotent_requests", "body"),
        ("webhooks", "secret"),
        ("auth_user", "password"),
        ("django_session", "session_key"),
        ("django_session", "session_data"),
    }
)
READING = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
)
INSTRUCTIONS = 10_000  # SQLite calls the progress handler, which checks the time, after so many


class QueryError(Exception):
    """The statement was refused, is wrong, or took too long; the message is the database's."""


@dataclass(frozen=True, slots=True)
class QueryResult:
    """``more``: there are rows beyond the limit."""

    columns: list[str]
    rows: list[list[Any]]
    more: bool


def run_query(subject: str, limit: int) -> QueryResult:
    """The first ``limit`` rows of a table (given by its name) or of a SELECT. Secret columns are hidden."""
    statement = subject.strip()
    tables = connection.introspection.table_names()
    if statement.isidentifier() and statement not in tables:
        raise QueryError(f"there is no table {statement!r}; there are {', '.join(sorted(tables))}")
    if statement in tables:
        statement = f"SELECT * FROM {connection.ops.quote_name(statement)}"  # noqa: S608  it is a table's name
    read = _read_postgresql if connection.vendor == "postgresql" else _read_sqlite
    try:
        columns, rows = read(statement, limit + 1)
    except (DatabaseError, psycopg.Error, sqlite3.Error) as error:
        raise QueryError(str(error).strip()) from error
    return QueryResult(columns, rows[:limit], len(rows) > limit)


def _read_postgresql(statement: str, limit: int) -> tuple[list[str], list[list[Any]]]:
    with transaction.atomic(), connection.cursor() as settings:
        settings.execute("SET TRANSACTION READ ONLY")
        settings.execute(f"SET LOCAL statement_timeout = {int(TIME_LIMIT * 1000)}")
        with psycopg.Cursor(connection.connection) as cursor:
            # The binary format is what makes psycopg use the extended protocol without parameters.
            cursor.execute(f"DECLARE look NO SCROLL CURSOR FOR {statement}", binary=True)
            cursor.execute(f"FETCH {limit} FROM look")
            columns = [column.name for column in cursor.description or ()]
            hidden = _secret_places(cursor, settings)
            return columns, [_hide(row, hidden) for row in cursor.fetchall()]


def _secret_places(cursor: psycopg.Cursor[Any], catalogue: Any) -> set[int]:
    """Positions of result columns that come from a secret column, also if the query renames them."""
    catalogue.execute(
        "SELECT a.attrelid, a.attnum FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
        "WHERE c.relname || '.' || a.attname = ANY(%s)",
        [[f"{table}.{column}" for table, column in SECRETS]],
    )
    secret = set(catalogue.fetchall())
    result = cursor.pgresult
    assert result is not None  # noqa: S101  a FETCH has just been executed
    return {
        place for place in range(result.nfields) if (result.ftable(place), result.ftablecol(place)) in secret
    }


def _hide(row: tuple[Any, ...], hidden: set[int]) -> list[Any]:
    return [HIDDEN if place in hidden else value for place, value in enumerate(row)]


def _read_sqlite(statement: str, limit: int) -> tuple[list[str], list[list[Any]]]:
    connection.ensure_connection()
    with _reading_only(connection.connection) as database:
        cursor = database.execute(statement)
        columns = [column[0] for column in cursor.description or ()]
        rows = [list(row) for row in cursor.fetchmany(limit)]
        cursor.close()
    return columns, rows


@contextmanager
def _reading_only(database: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    deadline = time.monotonic() + TIME_LIMIT

    def authorize(action: int, table: str | None, column: str | None, *_: str | None) -> int:
        if action == sqlite3.SQLITE_READ and (table, column) in SECRETS:
            return sqlite3.SQLITE_IGNORE  # reads as NULL, wherever in the statement it is used
        return sqlite3.SQLITE_OK if action in READING else sqlite3.SQLITE_DENY

    database.set_authorizer(authorize)
    database.set_progress_handler(lambda: time.monotonic() > deadline, INSTRUCTIONS)
    try:
        yield database
    finally:
        database.set_authorizer(None)
        database.set_progress_handler(None, 0)
