"""The throughput of a cluster by its number of workers: ``python -m benchmarks.workers [sites]``.

``qcluster`` with 1, 2 and 4 workers and as many runs at a time processes a backlog on PostgreSQL, in
batches. The time is taken from the database: from the first claim to the last result. The sites and
PostgreSQL's server use the same processors, so the load of all processors is printed too: at full load,
more workers cannot be faster.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg

from benchmarks import farm
from benchmarks.pages import REPOSITORY, RESULTS
from benchmarks.throughput import Bench, fresh
from scrapersky.cpu_affinity import Usage, usage
from tests.postgres import Server

SITES = 2_000
BATCH = 250
WORKERS = (1, 2, 4)
# Latency in seconds, and the concurrency of each run. Without latency the processors are the limit; with
# latency the sites are, as on the internet.
SCENARIOS = ((0.0, 32), (0.2, 32))
PATIENCE = 300  # seconds
CLAIMED, COMPLETED, SECONDS, RUNS = (
    "SELECT count(*) FROM domains WHERE attempts > 0",
    "SELECT count(*) FROM domains WHERE status = 'completed'",
    "SELECT extract(epoch FROM max(finished_at) - min(started_at))::float FROM scans",
    "SELECT count(DISTINCT run_id) FROM scans",
)


def measure(server: Server, sites: int) -> Iterator[dict[str, Any]]:
    for latency, concurrency in SCENARIOS:
        with (
            tempfile.TemporaryDirectory(prefix="bench-") as folder,
            farm.running(Path(folder), sites, latency) as found,
        ):
            bench = Bench(found, "http", latency)
            for workers in WORKERS:
                yield {
                    "latency_ms": round(latency * 1000),
                    "workers": workers,
                    **_drained(bench, fresh(server), workers, concurrency),
                }


def _drained(bench: Bench, database: str, workers: int, concurrency: int) -> dict[str, Any]:
    environment = bench.environment(database) | {
        "FETCH_CONCURRENCY": str(concurrency),
        "SCHEDULER_BATCH_SIZE": str(BATCH),
        "SCHEDULER_DRAIN": "true",
        "SCHEDULER_MAX_INSTANCES": str(workers),
        "QUEUE_WORKERS": str(workers),
    }
    bench.prepare(environment)
    with psycopg.connect(database, autocommit=True) as connection:

        def ask(question: str) -> Any:
            (answer,) = connection.execute(question).fetchone() or (None,)
            return answer

        command = [sys.executable, "manage.py", "qcluster"]
        cluster = subprocess.Popen(command, cwd=REPOSITORY, env=environment)
        try:
            _until(lambda: ask(CLAIMED) > 0, cluster)
            before = _look()
            _until(lambda: ask(COMPLETED) == bench.farm.sites, cluster)
            after = _look()
        finally:
            cluster.terminate()
            cluster.wait()
        busy = after.since(before).busy.values() if before and after else ()
        return {
            "sites_per_second": round(bench.farm.sites / ask(SECONDS), 1),
            "runs": ask(RUNS),
            "processors_busy": round(sum(busy) / len(busy), 2) if busy else None,
        }


def _until(condition: Any, cluster: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline or cluster.poll() is not None:
            raise RuntimeError("the cluster did not process the whole backlog")
        time.sleep(0.1)


def _look() -> Usage | None:
    """The usage of the processors until now; None if the system does not report it."""
    with suppress(OSError):
        return usage()
    return None


def main(sites: int = SITES) -> None:
    print(f"qcluster on PostgreSQL, {sites:,} sites in batches of {BATCH}; farm and server beside it")
    rows = []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, Server.create(Path(folder)) as server:
        for row in measure(server, sites):
            rows.append(row)
            first = next(one for one in rows if one["latency_ms"] == row["latency_ms"])
            times = row["sites_per_second"] / first["sites_per_second"]
            busy = row["processors_busy"]
            print(
                f"  {row['latency_ms']:3} ms, {row['workers']} workers"
                f" {row['sites_per_second']:7.1f} sites/s, {times:4.2f} times one's,"
                f" processors {'?' if busy is None else f'{busy:.0%}'} busy, {row['runs']} runs",
                flush=True,
            )
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "workers.json").write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SITES)
