"""Additions to Django's database support.

* ``bulk_write``: updates or inserts many rows with different values in one statement.
* ``database_retry``: repeats an operation while the database is unreachable.
* ``online_migrations``: adds indexes and constraints to large tables without blocking them.
* ``postgres_timeouts``: PostgreSQL's time limits behind a pooler.
* ``sqlite_statistics``: fixed statistics for SQLite's query planner.
* ``sqlite_times``: comparisons of times on SQLite, which stores times as text.
"""

__all__ = [
    "bulk_write",
    "database_retry",
    "online_migrations",
    "postgres_timeouts",
    "sqlite_statistics",
    "sqlite_times",
]
