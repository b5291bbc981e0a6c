"""Executes a statement on SQLite that only reads.

An authorizer, called for each column and function while the statement is prepared, allows reading of our
tables, and functions without effects. A secret column reads as NULL, wherever in the statement it is used.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from domains.diagnostics.secret_columns import SECRETS

READING = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE})
# Beside our tables: the schema, and what JSON is unfolded with. Not the statistics, which hold samples.
READABLE = frozenset({"sqlite_master", "sqlite_schema", "json_each", "json_tree"})
DETERMINISTIC, INNOCUOUS = 0x800, 0x200000  # flags of functions; load_extension() has neither
PURE = "SELECT name FROM pragma_function_list GROUP BY name HAVING min(flags & ?) > 0"
UNFOLD = "SELECT 1 FROM json_each('[]'), json_tree('[]')"  # both are set up when they are used first
INSTRUCTIONS = 10_000  # SQLite calls the progress handler, which checks the time, after so many


def read(
    statement: str, limit: int, tables: Collection[str], seconds: float
) -> tuple[list[str], list[list[Any]]]:
    """Names of columns, and the first rows. Raises ``sqlite3.Error``."""
    connection.ensure_connection()
    with _reading_only(connection.connection, tables, seconds) as database:
        cursor = database.execute(statement)
        columns = [column[0] for column in cursor.description or ()]
        rows = [list(row) for row in cursor.fetchmany(limit)]
        cursor.close()
    return columns, rows


@contextmanager
def _reading_only(
    database: sqlite3.Connection, tables: Collection[str], seconds: float
) -> Iterator[sqlite3.Connection]:
    deadline = time.monotonic() + seconds
    readable = READABLE | {table for table in tables if not table.startswith("sqlite_")}
    pure = {str(name) for (name,) in database.execute(PURE, [DETERMINISTIC | INNOCUOUS])}
    database.execute(UNFOLD).fetchall()

    def authorize(action: int, first: str | None, second: str | None, *_: str | None) -> int:
        if action == sqlite3.SQLITE_READ:
            if (first, second) in SECRETS:
                return sqlite3.SQLITE_IGNORE
            named = first in readable or not second  # count(*) names no column, a recursive query no table
            return sqlite3.SQLITE_OK if named else sqlite3.SQLITE_DENY
        if action == sqlite3.SQLITE_FUNCTION:
            return sqlite3.SQLITE_OK if str(second).lower() in pure else sqlite3.SQLITE_DENY
        return sqlite3.SQLITE_OK if action in READING else sqlite3.SQLITE_DENY

    database.set_authorizer(authorize)
    database.set_progress_handler(lambda: time.monotonic() > deadline, INSTRUCTIONS)
    try:
        yield database
    finally:
        database.set_authorizer(None)
        database.set_progress_handler(None, 0)
