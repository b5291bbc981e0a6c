"""Copies of a test's database under other names, on which a test then works."""

from __future__ import annotations

import itertools
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections

_numbers = itertools.count()


@contextmanager
def copy(folder: Path, source: str = "") -> Iterator[str]:
    """The name of a new copy of the database with this name, by default of the test's own.

    No other connection may use the source meanwhile. The copy is deleted at the end.
    """
    if connection.vendor == "sqlite":
        yield _copy_file(folder / f"{next(_numbers)}.sqlite3", source)
        return
    if not source:
        connection.close()
    own = connection.settings_dict["NAME"]
    name = f"{own}_{next(_numbers)}"
    with _server() as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {source or own}")
    yield name
    with _server() as server:
        server.execute(f"DROP DATABASE {name}")


def _copy_file(file: Path, source: str) -> str:
    if source:
        shutil.copyfile(source, file)
    else:
        connection.ensure_connection()
        with closing(sqlite3.connect(file)) as target:
            connection.connection.backup(target)
    return str(file)


@contextmanager
def working_on(name: str) -> Iterator[None]:
    """In this thread, Django's connection is one to the database with this name."""
    before = connections["default"]
    connections["default"] = type(before)({**before.settings_dict, "NAME": name}, "default")
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        connection.close()
        connections["default"] = before
        ContentType.objects.clear_cache()


def dump(name: str) -> bytes:
    """The file of SQLite after VACUUM, or the output of pg_dump. No other connection may use it meanwhile."""
    return dump_file(Path(name)) if connection.vendor == "sqlite" else dump_server(_url(name))


def dump_file(file: Path) -> bytes:
    """The file of SQLite after VACUUM, with its log, if other connections use it."""
    with closing(sqlite3.connect(file, timeout=30)) as database:
        database.execute("VACUUM")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    log = file.with_name(f"{file.name}-wal")
    return file.read_bytes() + (log.read_bytes() if log.exists() else b"")


def dump_server(url: str) -> bytes:
    """The output of pg_dump. If it is missing or older than the server, the same rows, read by SQL."""
    program = shutil.which("pg_dump")
    done = program and subprocess.run([program, "--dbname", url], check=False, capture_output=True)
    return done.stdout if done and not done.returncode else _rows(url)


def _rows(url: str) -> bytes:
    tables = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
    found = []
    with psycopg.connect(url) as database:
        for (table,) in database.execute(tables).fetchall():
            with database.cursor().copy(f"COPY {table} TO STDOUT") as rows:
                found += [bytes(block) for block in rows]
    return b"".join(found)


def _url(name: str) -> str:
    settings = connection.settings_dict
    user = f"{settings['USER']}:{settings['PASSWORD']}" if settings["PASSWORD"] else settings["USER"]
    return f"postgresql://{user}@{settings['HOST']}:{settings['PORT'] or 5432}/{name}"


def _server() -> psycopg.Connection[Any]:
    return psycopg.connect(_url("postgres"), autocommit=True)
