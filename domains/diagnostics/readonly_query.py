"""Reads a table or the rows of a query. It cannot write, read secrets or call functions with side effects.

The database itself enforces this (``query_postgresql``, ``query_sqlite``). The text of the statement is not
analysed.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import DatabaseError, connection

from domains.diagnostics import query_postgresql, query_sqlite

TIME_LIMIT = 15.0  # seconds


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
    read = query_postgresql.read if connection.vendor == "postgresql" else query_sqlite.read
    try:
        columns, rows = read(statement, limit + 1, tables, TIME_LIMIT)
    except (DatabaseError, psycopg.Error, sqlite3.Error) as error:
        raise QueryError(str(error).strip()) from error
    return QueryResult(columns, rows[:limit], len(rows) > limit)
