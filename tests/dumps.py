"""The whole content of a database as text, for tests that look for a value anywhere in it."""

from __future__ import annotations

from typing import Any


def of_connection(connection: Any) -> str:
    """Every row of every table, as far as the connection's transaction sees it; pickles are unpacked."""
    with connection.cursor() as cursor:
        lines = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            lines += [f"{table}: {row!r}" for row in cursor.fetchall()]
    return "\n".join(lines)
