"""From pending rows to committed results, compared with other programs: ``python -m benchmarks.throughput``.

Each program is a process of its own and scans the same sites on loopback. Measured are the wall time of the
whole process, its CPU time (with children, without the sites and PostgreSQL's server) and its peak memory.
Each starts with the same table of pending domains and ends with their results in it, except for the lower
bound, which stores nothing.
"""

from __future__ import annotations

import compileall
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks import farm, plot, scans
from benchmarks.farm import Farm
from benchmarks.pages import REPOSITORY, RESULTS, described
from tests.postgres import Server, find_binaries

SITES = {0.0: 1_000, 0.2: 1_500, 1.0: 4_000}
PACKAGES = ("domains", "metrics", "scrapersky", "benchmarks")
PATIENCE = 600  # seconds for one program
ONE_BY_ONE = 50  # sites; more would take hours
SCENARIOS = [("http", 0.0), ("https", 0.0), ("http", 0.2), ("https", 0.2), ("http", 1.0)]
CONCURRENCY = {0.0: 32, 0.2: 64, 1.0: 512}
SCRAPY, CRAWLEE = "Scrapy, parsel", "Crawlee, parsel"
FLOOR, PREDECESSOR = "aiohttp, selectolax, no database", "one after another"
OTHERS = {
    SCRAPY: "benchmarks.ways.with_scrapy",
    CRAWLEE: "benchmarks.ways.with_crawlee",
    FLOOR: "benchmarks.ways.with_aiohttp",
    PREDECESSOR: "benchmarks.ways.one_by_one",
}


class NotEnded(Exception):
    """A program took too long, and was killed."""


@dataclass
class Result:
    way: str
    scheme: str
    latency: float  # seconds before each answer
    concurrency: int
    sites: int
    wall: float  # seconds
    cpu: float  # seconds
    memory: int  # MB
    ideal: float  # sites per second if only the latency of the sites took time

    @property
    def per_second(self) -> float:
        return self.sites / self.wall

    @property
    def line(self) -> str:
        cpu = self.cpu * 1_000 / self.sites
        share = f"{self.per_second / self.ideal:5.0%}" if self.latency else " " * 5
        return f"{self.way:38} {self.per_second:7.1f} sites/s {share} {cpu:7.2f} CPU s {self.memory:4} MB"


class Bench:
    """One scenario: starts the farm and runs each program once."""

    def __init__(self, found: Farm, scheme: str, latency: float) -> None:
        self.farm, self.scheme, self.latency = found, scheme, latency
        self.concurrency = CONCURRENCY[latency]
        self.hosts = found.hosts_file(scheme)
        self.ideal = self.concurrency / scans.round_trips(found, scheme) if latency else 0.0

    def ours(self, way: str, database: str) -> Result:
        environment = self.environment(database)
        self.prepare(environment)
        command = _manage("process_domains", "--all", "--no-progress", f"--concurrency={self.concurrency}")
        result = self._measure(way, command, environment, self.farm.sites)
        _require(environment, self.farm.sites)
        return result

    def other(self, way: str, database: str, note: str = "") -> Iterator[Result]:
        """Its result; none if it did not end in time."""
        environment = self.environment(database)
        self.prepare(environment)
        hosts, sites = self.hosts, self.farm.sites
        if way == PREDECESSOR:
            hosts, sites = self.farm.folder / "few", min(ONE_BY_ONE, sites)
            hosts.write_text("".join(self.hosts.read_text().splitlines(keepends=True)[:sites]))
        command = [sys.executable, "-m", OTHERS[way], str(hosts), "--scheme", self.scheme]
        command += ["--port", str(farm.PORTS[self.scheme]), "--concurrency", str(self.concurrency)]
        command += ["--authority", str(self.farm.authority), "--database", database]
        try:
            result = self._measure(way + note, command, dict(os.environ), sites)
        except NotEnded as error:
            print(f"  {self.scheme:5} {self.latency * 1000:4.0f} ms  {error}", flush=True)
            return
        if way != FLOOR:
            _require(environment, sites)
        yield result

    def environment(self, database: str) -> dict[str, str]:
        return os.environ | {
            "DATABASE_URL": database,
            "DEBUG": "false",  # as in production: otherwise Django records every statement
            "SECRET_KEY": "for-the-benchmark-" + "x" * 32,
            "SCAN_STAGES": "content",
            "FETCH_ALLOWED_NETWORKS": "127.8.0.0/16",
            "FETCH_HOSTS_FILE": str(self.hosts),
            "FETCH_CA_BUNDLE": str(self.farm.authority),
            "LOG_FILE": str(self.farm.folder / "app.log"),
            "LOG_LEVEL": "WARNING",
        }

    def prepare(self, environment: dict[str, str]) -> None:
        """A database with all sites as pending domains."""
        names = self.farm.folder / "names.txt"
        names.write_text("\n".join(self.farm.names))
        for command in (["migrate", "-v", "0"], ["submit_domains", str(names)]):
            _run(*command, environment=environment)

    def _measure(self, way: str, command: list[str], environment: dict[str, str], sites: int) -> Result:
        log = self.farm.folder / "output.log"
        started = time.monotonic()
        with log.open("wb") as output:
            child = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=output, stderr=output)
            limit = threading.Timer(PATIENCE, child.kill)  # a program that hangs must not stop the comparison
            limit.start()
            _, status, usage = os.wait4(child.pid, 0)
            limit.cancel()
        wall = time.monotonic() - started
        if wall >= PATIENCE:
            raise NotEnded(f"{way} did not end within {PATIENCE} s")
        if status:
            raise RuntimeError(f"{way} failed:\n{log.read_text()[-2_000:]}")
        cpu, memory = usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024
        result = Result(
            way, self.scheme, self.latency, self.concurrency, sites, wall, cpu, memory, self.ideal
        )
        print(f"  {self.scheme:5} {self.latency * 1000:4.0f} ms  {result.line}", flush=True)
        return result


def _manage(*arguments: str) -> list[str]:
    return [sys.executable, "manage.py", *arguments]


def _run(*arguments: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        _manage(*arguments), cwd=REPOSITORY, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def _require(environment: dict[str, str], sites: int) -> None:
    """Raises an error if not every site was completed: the measurement would be meaningless."""
    query = "SELECT count(*) AS completed FROM domains WHERE status = 'completed'"
    (row,) = json.loads(_run("simple_inspect", query, "--json", environment=environment))
    if row["completed"] != sites:
        raise RuntimeError(f"{row['completed']} of {sites} sites were completed")


@contextmanager
def postgres() -> Iterator[Server | None]:
    if find_binaries() is None:
        print("no PostgreSQL server binaries: measured on SQLite only")
        yield None
        return
    with (
        tempfile.TemporaryDirectory(prefix="bench-postgres-") as folder,
        Server.create(Path(folder)) as server,
    ):
        yield server


def run(sites: int | None, server: Server | None) -> list[Result]:
    results = []
    for scheme, latency in SCENARIOS:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
            found = stack.enter_context(farm.running(folder, sites or SITES[latency], latency))
            bench = Bench(found, scheme, latency)
            results += list(_ways(bench, server))
    return results


def _ways(bench: Bench, server: Server | None) -> Iterator[Result]:
    def sqlite(name: str) -> str:
        return f"sqlite:///{bench.farm.folder}/{name}.sqlite3"

    yield bench.ours("ScraperSky, SQLite", sqlite("ours"))
    if bench.latency >= 1:
        return  # only for the number of threads; the other programs are compared at lower latencies
    yield from bench.other(SCRAPY, sqlite("scrapy"), ", SQLite")
    yield from bench.other(CRAWLEE, sqlite("crawlee"), ", SQLite")
    if server:
        yield bench.ours("ScraperSky, PostgreSQL", fresh(server))
        yield from bench.other(SCRAPY, fresh(server), ", PostgreSQL")
    yield from bench.other(FLOOR, sqlite("floor"))
    yield from bench.other(PREDECESSOR, sqlite("predecessor"))


def fresh(server: Server) -> str:
    """The URL of a new, empty database."""
    import psycopg

    name = f"bench_{time.monotonic_ns()}"
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return server.url(name)


def main() -> None:
    sites = int(sys.argv[1]) if len(sys.argv) > 1 else None
    print(f"Sites scanned, robots.txt and home page; {described()}")
    print("CPU seconds for 1,000 sites; a share is of the ideal: concurrency / round trips of one scan")
    for package in PACKAGES:  # like the packages of the other programs, which are compiled at installation
        compileall.compile_dir(REPOSITORY / package, quiet=1)
    with postgres() as server:
        results = run(sites, server)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "throughput.json").write_text(json.dumps([asdict(result) for result in results], indent=1))
    (RESULTS / "throughput.svg").write_text(plotted(results))


def plotted(results: list[Result]) -> str:
    groups: dict[str, dict[str, float]] = {}
    for result in results:
        if result.way != PREDECESSOR:
            scenario = f"{result.scheme}, {result.latency * 1000:.0f} ms latency"
            groups.setdefault(scenario, {})[result.way] = result.cpu * 1_000 / result.sites
    return plot.bars("CPU seconds for 1,000 sites: less is better", "s", groups)


if __name__ == "__main__":
    main()
