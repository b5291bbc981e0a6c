"""Additions to Django's database support.

* ``bulk_write``: updates or inserts many rows, with different values, by one statement.
* ``database_retry``: repeats an operation while the database is unreachable.
* ``online_migrations``: adds indexes and constraints to large tables without blocking them.
* ``postgres_timeouts``: time limits behind a pooler. ``sqlite_statistics``: statistics for SQLite's planner;
  ``sqlite_times``: comparisons of times.
"""

__all__ = [
    "bulk_write",
    "database_retry",
    "online_migrations",
    "postgres_timeouts",
    "sqlite_statistics",
    "sqlite_times",
]
