"""Executes a statement on PostgreSQL that only reads, in one transaction:

1. For each table with secret columns, a temporary view of the same name is created, with a constant in place
   of these columns. PostgreSQL finds the view before the table.
2. The statement becomes the query of another temporary view. PostgreSQL refuses everything except one single
   SELECT, VALUES or TABLE. It stores the parsed query, with every relation and function by its number.
3. These must be our tables (with the views in place of those that have secrets), and functions of PostgreSQL
   that have no effects and do not run SQL or show other sessions themselves.
4. The transaction becomes read-only, and the statement the query of a cursor.
5. The transaction is rolled back, which removes the views.

The role needs only the right to create temporary tables, which every role has by default.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any

import psycopg
from django.db import connection, transaction

from domains.diagnostics.secret_columns import HIDDEN, SECRETS

# Functions that PostgreSQL calls volatile, or whose names begin like those that show or do something, but are
# harmless.
HARMLESS = frozenset(
    {
        *("clock_timestamp", "gen_random_uuid", "random", "timeofday", "pg_typeof", "pg_size_pretty"),
        *("pg_column_size", "pg_table_size", "pg_indexes_size", "pg_relation_size", "pg_total_relation_size"),
    }
)
REFUSED = re.compile(r"^pg_|^ts_stat$|_to_xml|xmlschema|^lo_|^current_setting$")
RELATION = re.compile(r":relid (\d+)")
FUNCTION = re.compile(r":(?:funcid|opfuncid|aggfnoid|winfnoid) (\d+)")
OPERATOR = re.compile(r":opno (\d+)")


def read(
    statement: str, limit: int, tables: Collection[str], seconds: float
) -> tuple[list[str], list[list[Any]]]:
    """Names of columns, and the first rows. Raises Django's database errors and ``psycopg.Error``."""
    with transaction.atomic(), connection.cursor() as catalogue:
        _hide_secrets(catalogue, tables)
        with psycopg.Cursor(connection.connection) as cursor:
            # The binary format is what makes psycopg use the extended protocol without parameters, which
            # takes one statement only. The line break ends a comment.
            inner = statement.rstrip("; \n\t")
            understood = f"CREATE TEMP VIEW look_tree AS SELECT 1 FROM ({inner}\n) AS look"  # noqa: S608
            cursor.execute(understood, binary=True)
            _check(catalogue, tables)
            catalogue.execute("SET TRANSACTION READ ONLY")
            catalogue.execute(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")
            cursor.execute(f"DECLARE look NO SCROLL CURSOR FOR {inner}", binary=True)
            cursor.execute(f"FETCH {limit} FROM look")
            columns = [column.name for column in cursor.description or ()]
            rows = [list(row) for row in cursor.fetchall()]
        transaction.set_rollback(True)
    return columns, rows


def _hide_secrets(catalogue: Any, tables: Collection[str]) -> None:
    for table in sorted({table for table, _ in SECRETS} & set(tables)):
        described = connection.introspection.get_table_description(catalogue, table)
        columns = ", ".join(_column(table, column.name) for column in described)
        name = connection.ops.quote_name(table)
        catalogue.execute(f"CREATE TEMP VIEW {name} AS SELECT {columns} FROM {name}")  # noqa: S608  own names


def _column(table: str, name: str) -> str:
    quoted: str = connection.ops.quote_name(name)
    return f"'{HIDDEN}'::text AS {quoted}" if (table, name) in SECRETS else quoted


def _check(catalogue: Any, tables: Collection[str]) -> None:
    """Raises ``psycopg.Error`` if the statement uses a relation or function that it may not."""
    catalogue.execute("SELECT ev_action::text FROM pg_rewrite WHERE ev_class = 'pg_temp.look_tree'::regclass")
    (tree,) = catalogue.fetchone()
    catalogue.execute(
        "SELECT oid::regclass::text FROM pg_class WHERE oid = ANY(%s) AND relnamespace != pg_my_temp_schema()"
        " AND NOT (relnamespace = current_schema::regnamespace AND relname = ANY(%s))",
        [_numbers(RELATION, tree), sorted(set(tables) - {table for table, _ in SECRETS})],
    )
    _refuse("table", (name for (name,) in catalogue.fetchall()))
    catalogue.execute(
        "SELECT proname, provolatile = 'v' OR pronamespace != 'pg_catalog'::regnamespace FROM pg_proc"
        " WHERE oid = ANY(%s) OR oid IN (SELECT oprcode FROM pg_operator WHERE oid = ANY(%s))",
        [_numbers(FUNCTION, tree), _numbers(OPERATOR, tree)],
    )
    called = catalogue.fetchall()
    _refuse("function", (n for n, risky in called if n not in HARMLESS and (risky or REFUSED.search(n))))


def _numbers(pattern: re.Pattern[str], tree: str) -> list[int]:
    return sorted({int(number) for number in pattern.findall(tree)})


def _refuse(kind: str, names: Iterable[str]) -> None:
    if found := sorted(set(names)):
        raise psycopg.errors.InsufficientPrivilege(f"{kind} not permitted here: {', '.join(found)}")
