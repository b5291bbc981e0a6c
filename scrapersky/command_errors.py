"""What a command says if the database does not answer as expected."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor


@contextmanager
def database_errors_in_words() -> Iterator[None]:
    """Raise ``CommandError`` for an error of the database; it names ``migrate`` if that was not run."""
    try:
        yield
    except Error as error:
        raise CommandError(_in_words(error)) from error


def unapplied_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _in_words(error: Error) -> str:
    try:
        missing = unapplied_migrations()
    except Error:  # such as the one that is being reported
        missing = 0
    if missing:
        return f"{missing} migrations are not applied: run manage.py migrate ({str(error).strip()})"
    return f"the database did not answer as expected: {error}"
