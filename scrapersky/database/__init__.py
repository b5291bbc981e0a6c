"""What Django's databases lack.

* ``bulk_write``: many rows with values of their own by one statement.
* ``database_retry``: repeat an operation while the database is away.
* ``online_migrations``: indexes and constraints for large tables that stay in use. For migrations only.
* ``postgres_timeouts``: limits of the role, for poolers; ``sqlite_statistics``: what SQLite's planner needs;
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
