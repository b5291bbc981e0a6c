"""PostgreSQL's time limits: of some statements, and of all of them behind a pooler.

A pooler does not pass session options on to the server. The limits are stored for the database role in this
database instead. Connections that the pooler opens from then on have them; existing ones get them when the
pooler renews them (PgBouncer's server_lifetime).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections, transaction

CANCELLED = "57014"  # SQLSTATE query_canceled


class TookTooLong(Exception):
    """A statement was cancelled at its time limit."""


@contextmanager
def time_limit(milliseconds: int) -> Iterator[None]:
    """Statements in this block that take longer raise ``TookTooLong``; 0: no limit. Only on PostgreSQL."""
    if not milliseconds or connection.vendor != "postgresql":
        yield
        return
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {milliseconds:d}")
            yield
            cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != CANCELLED:
            raise
        raise TookTooLong from error


def apply_to_role(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Called after ``migrate``: set the limits of the settings for the role and this connection."""
    connection = connections[using]
    if connection.vendor != "postgresql" or settings.DATABASE_POOLER != "transaction":
        return
    limits = {
        "statement_timeout": settings.STATEMENT_TIMEOUT_MS,
        "idle_in_transaction_session_timeout": settings.IDLE_TIMEOUT_MS,
    }
    database = connection.ops.quote_name(connection.settings_dict["NAME"])
    with transaction.atomic(using), connection.cursor() as cursor:
        for name, milliseconds in limits.items():
            cursor.execute(f"ALTER ROLE CURRENT_USER IN DATABASE {database} SET {name} = {milliseconds:d}")
            cursor.execute("SELECT set_config(%s, %s, false)", [name, str(milliseconds)])
