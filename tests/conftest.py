"""Shared by all tests: an isolated environment, and the servers that some tests need."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.management.commands import flush
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.backends.sqlite3.base import DatabaseWrapper as SqliteDatabase

if TYPE_CHECKING:
    from tests.farm import Farm
    from tests.farm.inputs import Inputs
    from tests.sites import Sites

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
OWN_AND_SHARED = [
    "own",
    pytest.param(
        "shared",
        marks=pytest.mark.skipif(
            not SHARED.is_dir(), reason="more of the same from ../shared, which is not beside this checkout"
        ),
    ),
]

os.environ.setdefault("LOG_FILE", str(Path(tempfile.gettempdir()) / f"scrapersky-tests-{os.getpid()}.log"))


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Names for parameters of bytes that are equal in every process: the output of gzip contains the time."""
    return argname if isinstance(val, bytes) else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = long_ones_first(items, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


def long_ones_first(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """The order for several workers, of which pytest-xdist gives each an equal part first.

    One begins with the tests of pages and another with those of processes: so each server and each database
    is started by one worker only, and short tests remain for the end, when the workers share what is left.
    """
    browser, processes = (
        [item for item in items if item.path.is_relative_to(ROOT / "tests" / folder)]
        for folder in ("browser", "processes")
    )
    chosen = {id(item) for item in (*browser, *processes)}
    others = [item for item in items if id(item) not in chosen]
    first = max(len(items) // workers - len(browser), 0)
    return [*browser, *others[:first], *processes, *others[first:]]


@pytest.fixture(scope="session", autouse=True)
def quick_password_hashes() -> None:
    """Fast password hashes: the usual ones take half a second of CPU time for each user."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


# What migrations write there is the same for all tests.
KEPT_TABLES = {"django_content_type", "auth_permission", "auth_group", "auth_group_permissions"}


@pytest.fixture(scope="session", autouse=True)
def quick_flush() -> Iterator[None]:
    """After a test with transactions of its own, empty the tables, and write nothing anew.

    Django would then make all permissions again, which takes ten times as long as all else. On PostgreSQL,
    only tables with rows are emptied: Django truncates all, for which it makes new files of each table and
    each index.
    """
    sqlite = SqliteDatabase.ops_class
    empty_postgres, empty_sqlite = DatabaseOperations.sql_flush, sqlite.sql_flush

    def on_postgres(
        self: DatabaseOperations, style: Any, tables: Sequence[str], **options: bool
    ) -> list[str]:
        tables = [table for table in tables if table not in KEPT_TABLES]
        if not tables or any(options.values()):
            return empty_postgres(self, style, tables, **options)
        quoted = [self.quote_name(table) for table in tables]
        with self.connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(f'EXISTS (SELECT 1 FROM {table})' for table in quoted)}")
            filled = zip(quoted, cursor.fetchone(), strict=True)
        return [f"DELETE FROM {table}" for table, has_rows in filled if has_rows]

    def on_sqlite(self: Any, style: Any, tables: Sequence[str], **options: bool) -> list[str]:
        tables = [table for table in tables if table not in KEPT_TABLES]
        return empty_sqlite(self, style, tables, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", on_postgres)
        patch.setattr(sqlite, "sql_flush", on_sqlite)
        patch.setattr(flush, "emit_post_migrate_signal", lambda *_args, **_options: None)
        yield


@pytest.fixture
def sites() -> Iterator[Sites]:
    from tests.sites import Sites

    with Sites() as server:
        yield server


@pytest.fixture(scope="module", params=OWN_AND_SHARED)
def farm(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    """The repository's own farm of web sites; and the one of ``../shared``."""
    from tests.farm import OwnFarm, SharedFarm

    folder = tmp_path_factory.mktemp("farm")
    with OwnFarm(folder) if request.param == "own" else SharedFarm(SHARED, folder) as running:
        yield running


@pytest.fixture(scope="session", params=OWN_AND_SHARED)
def inputs(request: pytest.FixtureRequest) -> Inputs:
    """Lists of input that people type and of URLs that must never be fetched: our own, and those of
    ``../shared``.
    """
    from tests.farm.inputs import OWN
    from tests.farm.shared import inputs

    return OWN if request.param == "own" else inputs(SHARED)


@pytest.fixture
def no_dns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names are resolved by a hosts file only. Other names do not exist, and no DNS server is asked."""
    ask = socket.getaddrinfo

    def getaddrinfo(host: Any, *arguments: Any, **options: Any) -> Any:
        if host in {"localhost", "127.0.0.1", "::1"}:
            return ask(host, *arguments, **options)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
