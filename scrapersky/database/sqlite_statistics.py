"""Statistics for SQLite's query planner, which has none by itself and then guesses badly.

Without them it takes "is pending" for a rare state and reads every pending domain to claim ten, as it reads
all of a state's to update ten by key. SQLite's manual has fixed statistics for this ("Fixed results of
ANALYZE"): plans then are the same everywhere. Whoever runs ANALYZE gets those of their own data, which stay.
"""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction

# Rows in the index, and for one column, two columns ... how many rows share the same values, at a million
# domains of which some ten thousand are due.
STATISTICS = {
    "domains_queue": "10000 10000 2",
    "domains_suspects": "10 1",
    "domains_leases": "100 2",
    "domains_counts": "1000000 200000 50000",
    "domains_by_status": "1000000 1000000 200000 1",
    "domains_recent": "1000000 1000000 2 1 1 1 1 1 1",
}
NAMES = "1000000 1000000 1"  # the index of the constraint that a tenant's names are unique; SQLite names it


def store_statistics(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """After a migration: SQLite has statistics of the domains, of its own or these."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    with transaction.atomic(using), connection.cursor() as cursor:
        cursor.execute("ANALYZE sqlite_schema")  # creates the table where it is not there
        cursor.execute("SELECT idx, stat FROM sqlite_stat1 WHERE tbl = 'domains'")
        known = dict(cursor)
        cursor.execute(
            "SELECT list.name FROM pragma_index_list('domains') AS list, pragma_index_info(list.name) AS info"
            " WHERE list.origin = 'u' AND info.seqno = 0 AND info.name = 'tenant_id'"
        )
        wanted = STATISTICS | {index: NAMES for (index,) in cursor}
        if known.items() <= wanted.items():  # ours, or none
            rows = [("domains", index, wanted[index]) for index in wanted.keys() - known.keys()]
            cursor.executemany("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (%s, %s, %s)", rows)
            cursor.execute("ANALYZE sqlite_schema")  # reads them
