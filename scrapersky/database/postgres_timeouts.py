"""PostgreSQL's limits behind a pooler, which passes no options of a session on to the server.

There the role itself carries them, for this database: every connection that the pooler opens from then on
has them. Those that it had before take them when it renews them (PgBouncer's server_lifetime).
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction


def apply_to_role(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """After a migration: the role's limits, and those of the connection in hand, are the settings'."""
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
