"""Real processes with a real database: an installation for each test."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.conftest import ROOT
from tests.sites import Sites

MANAGE = [sys.executable, "-W", "error::ResourceWarning", str(ROOT / "manage.py")]


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from tests.postgres import Server, find_binaries

    if not os.environ.get("TEST_DATABASE_URL") and find_binaries() is None:
        pytest.skip("no PostgreSQL: neither TEST_DATABASE_URL nor server binaries")
    with Server.create(tmp_path_factory.mktemp("postgres")) as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file, which tests copy: migrating takes seconds of processor time."""
    file = tmp_path_factory.mktemp("template") / "template.sqlite3"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres: Any) -> str:
    """The name of a migrated database, which tests copy."""
    name = create_database(postgres)
    migrate(postgres.url(name))
    return name


def create_database(server: Any, template: str = "template1", name: str = "") -> str:
    name = name or f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")  # type: ignore[arg-type]
    return name


def migrate(url: str) -> None:
    environment = {**os.environ, "DATABASE_URL": url, "LOG_FILE": os.devnull}
    subprocess.run([*MANAGE, "migrate", "--verbosity", "0"], env=environment, check=True, timeout=120)


class Submitter:
    """The process of ``tests.processes.submitter``, which is started when it is first needed."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None

    def submit(self, url: str, names: Sequence[str]) -> int:
        """How many were queued."""
        if self.process is None or self.process.poll() is not None:  # it ended with an earlier test's error
            self.process = self._start()
        process = self.process
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps([url, names]) + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        assert answer, "the process that submits has ended"
        return int(answer)

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.processes.submitter"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "LOG_FILE": os.devnull, "LOG_LEVEL": "WARNING"},
            cwd=ROOT,
            text=True,
        )

    def close(self) -> None:
        if self.process:
            self.process.communicate(timeout=60)


@pytest.fixture(scope="session")
def submitter() -> Iterator[Submitter]:
    made = Submitter()
    yield made
    made.close()


class Installation:
    """A migrated database, and processes that work on it."""

    def __init__(self, url: str, folder: Path, sites: Sites, submitter: Submitter) -> None:
        self.url = url
        self.submitter = submitter
        self.folder = folder
        self.sites = sites
        self.log = folder / "app.log"
        self.children: list[subprocess.Popen[str]] = []
        self.program = MANAGE
        self.env = {
            **os.environ,
            "DATABASE_URL": url,
            "LOG_FILE": str(self.log),
            "FETCH_HOSTS_FILE": str(folder / "hosts"),
            "FETCH_ALLOWED_NETWORKS": "127.0.0.0/8",
            "FETCH_DELAY_SECONDS": "0",
            "FETCH_TIMEOUT_SECONDS": "10",
            "RETRY_BACKOFF_SECONDS": "0",
            "SCAN_STAGES": "content",
        }
        sites.hosts_file(folder)

    def know(self, *names: str) -> list[str]:
        """Let these names resolve to the loopback sites."""
        self.sites.hosts_file(self.folder, *names)
        return list(names)

    def submit(self, *names: str) -> list[str]:
        self.know(*names)
        self.queue(*names)
        return list(names)

    def queue(self, *names: str) -> int:
        """As ``submit_domains`` does, without a process of its own. Returns how many were queued."""
        return self.submitter.submit(self.url, names)

    def manage(
        self, *args: str, stdin: str = "", check: bool = True, **env: str
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [*self.program, *args],
            input=stdin,
            env={**self.env, **env},
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=120,
        )
        if check and done.returncode:
            raise AssertionError(f"{args} exited {done.returncode}:\n{done.stdout}\n{done.stderr}")
        return done

    def start(self, *args: str, **env: str) -> subprocess.Popen[str]:
        """Start a process in a group of its own.

        If it is still running at the end of the test, the group is killed.
        """
        file = self.folder / f"{args[0]}-{len(self.children)}.out"
        with file.open("w") as output:
            child = subprocess.Popen(
                [*self.program, *args],
                env={**self.env, **env},
                cwd=self.folder,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        child.output = file  # type: ignore[attr-defined]
        self.children.append(child)
        return child

    def stop(self, child: subprocess.Popen[str], signum: int = signal.SIGTERM) -> None:
        """Send the signal to a process, and wait until it has ended."""
        child.send_signal(signum)
        assert child.wait(timeout=60) == 0, self.outputs()

    def outputs(self) -> str:
        return "\n".join(f"--- {file.name}\n{file.read_text()}" for file in sorted(self.folder.glob("*.out")))

    def insert(self, table: str, row: Mapping[str, Any]) -> None:
        """Insert one row as given, without the models. Times are in UTC."""
        names, sqlite = ", ".join(row), self.url.startswith("sqlite")
        places = ", ".join(["?" if sqlite else "%s"] * len(row))
        connection: Any
        with closing(self._sqlite() if sqlite else psycopg.connect(self.url)) as connection:
            values = [_as_text(value) if sqlite else value for value in row.values()]
            connection.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", values)
            connection.commit()

    def _sqlite(self) -> sqlite3.Connection:
        return sqlite3.connect(self.url.removeprefix("sqlite:///"), timeout=30)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        if self.url.startswith("sqlite"):
            with closing(self._sqlite()) as connection:
                return connection.execute(sql).fetchall()
        with psycopg.connect(self.url) as connection:
            return connection.execute(sql).fetchall()  # type: ignore[arg-type]

    def await_end_of_leases(self) -> None:
        """Of claims and runs; a run that is started earlier may find that it has nothing to do."""
        now = "CURRENT_TIMESTAMP" if self.url.startswith("sqlite") else "now()"
        held = " UNION ALL ".join(
            f"SELECT 1 FROM {table} WHERE lease_expires_at >= {now}"
            for table in ("domains", "scheduler_metrics")
        )
        self.until(lambda: not self.rows(held), "the end of all leases")

    def statuses(self) -> dict[str, int]:
        return dict(self.rows("SELECT status, count(*) FROM domains GROUP BY status"))

    def until(self, condition: Callable[[], Any], what: str, seconds: float = 60) -> Any:
        """Wait until another process has brought about a state. If it does not, the outputs show why."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if value := condition():
                return value
            time.sleep(0.05)
        raise AssertionError(f"{what} did not come within {seconds} s; {self.statuses()}\n{self.outputs()}")

    def close(self) -> None:
        for child in self.children:
            descendants(child.pid, signal.SIGKILL)
            child.wait()


def _as_text(value: object) -> object:
    """A moment as Django writes it to SQLite."""
    return str(value.replace(tzinfo=None)) if isinstance(value, datetime) else value


def descendants(pid: int, signum: int) -> None:
    """Send a signal to a process and all its descendants."""
    try:
        children: Sequence[int] = [
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]
        os.kill(pid, signum)
    except (FileNotFoundError, ProcessLookupError):
        return
    for child in children:
        descendants(child, signum)


def make_installation(
    kind: str, tmp_path: Path, sites: Sites, request: pytest.FixtureRequest
) -> Installation:
    if kind == "sqlite":
        file = shutil.copyfile(request.getfixturevalue("sqlite_template"), tmp_path / "test.sqlite3")
        url = f"sqlite:///{file}"
    else:
        server, template = (request.getfixturevalue(name) for name in ("postgres", "postgres_template"))
        url = server.url(create_database(server, template))
    return Installation(url, tmp_path, sites, request.getfixturevalue("submitter"))


# For tests that take long: on PostgreSQL with those of ``make test-chaos`` only.
shortly_on_sqlite = pytest.mark.parametrize(
    "installation", ["sqlite", pytest.param("postgres", marks=pytest.mark.chaos)], indirect=True
)


@pytest.fixture(params=["sqlite", "postgres"])
def installation(request: pytest.FixtureRequest, tmp_path: Path, sites: Sites) -> Iterator[Installation]:
    made = make_installation(request.param, tmp_path, sites, request)
    yield made
    made.close()


@pytest.fixture
def on_postgres(request: pytest.FixtureRequest, tmp_path: Path, sites: Sites) -> Iterator[Installation]:
    made = make_installation("postgres", tmp_path, sites, request)
    yield made
    made.close()


@pytest.fixture
def on_sqlite(request: pytest.FixtureRequest, tmp_path: Path, sites: Sites) -> Iterator[Installation]:
    made = make_installation("sqlite", tmp_path, sites, request)
    yield made
    made.close()
