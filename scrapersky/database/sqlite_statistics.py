"""Fixed statistics for SQLite's query planner, which otherwise has none and chooses bad plans.

Without them it assumes that few domains are ``pending``, and reads all pending domains to claim ten; in the
same way it reads all domains of a status to update ten by key. SQLite's manual describes fixed statistics
("Fixed results of ANALYZE"), which make plans the same everywhere. After ANALYZE the statistics of the real
data are used and kept.
"""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction

# Number of rows in the index; then the average number of rows with equal values in its first column, its
# first two columns ..., for a million domains of which about ten thousand are due.
STATISTICS = {
    "domains_turns": "10000 1000 1000 2",
    "domains_suspects": "10 1",
    "domains_leases": "100 2",
    "domains_counts": "1000000 200000 50000",
    "domains_by_status": "1000000 1000000 200000 1",
    "domains_recent": "1000000 1000000 2 1 1 1 1 1 1",
}
NAMES = "1000000 1000000 1"  # the unique index of tenant and domain; SQLite chooses its name


def store_statistics(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Called after ``migrate``: store these statistics, unless ANALYZE has stored others."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    with transaction.atomic(using), connection.cursor() as cursor:
        cursor.execute("ANALYZE sqlite_schema")  # creates the table if needed
        cursor.execute("SELECT idx, stat FROM sqlite_stat1 WHERE tbl = 'domains'")
        known = dict(cursor)
        cursor.execute(
            "SELECT list.name FROM pragma_index_list('domains') AS list, pragma_index_info(list.name) AS info"
            " WHERE list.origin = 'u' AND info.seqno = 0 AND info.name = 'tenant_id'"
        )
        wanted = STATISTICS | {index: NAMES for (index,) in cursor}
        if known.items() <= wanted.items():  # these statistics, or none
            rows = [("domains", index, wanted[index]) for index in wanted.keys() - known.keys()]
            cursor.executemany("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (%s, %s, %s)", rows)
            cursor.execute("ANALYZE sqlite_schema")  # makes SQLite read them
