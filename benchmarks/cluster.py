"""A running cluster: time from submission to first request, and throughput for a backlog.

    python -m benchmarks.cluster

The web server and ``qcluster`` as in the container, on PostgreSQL; the cluster is idle at first. The time is
measured from the API call to the first request that the site receives.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from benchmarks.api_load import gunicorn
from benchmarks.pages import REPOSITORY, RESULTS
from tests.postgres import Server
from tests.sites import Answer, Responder, Sites, business

SUBMISSIONS = 20
BACKLOG = 1_000
BATCH = 100
API = "/api/v3/modernized_page_scraper"
TOKEN = {"Authorization": "Bearer scraper_sky_2024"}
PATIENCE = 120  # seconds


class Watched(Sites):
    """Sites that record the time of their first request."""

    def __init__(self) -> None:
        super().__init__()
        self.first: dict[str, float] = {}
        self.asked = threading.Condition()

    def respond(self, host: str, path: str) -> Answer:
        with self.asked:
            self.first.setdefault(host, time.perf_counter())
            self.asked.notify_all()
        responder: Responder = business(host)
        return responder(path)


def measure() -> dict[str, Any]:
    names = [f"latency-{number}.test" for number in range(SUBMISSIONS)]
    backlog = [f"backlog-{number}.test" for number in range(BACKLOG)]
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        Server.create(Path(folder) / "postgres") as server,
        Watched() as sites,
    ):
        environment = _environment(server, sites.hosts_file(Path(folder), *names, *backlog), Path(folder))
        _manage(environment, "migrate", "-v", "0")
        with gunicorn(environment) as url, _cluster(environment) as cluster:
            _submitted_to_fetched(url, sites, "latency-0.test")  # the first includes the cluster's start
            waits = [_submitted_to_fetched(url, sites, name) for name in names[1:]]
            seconds = _drained(url, backlog)
            if cluster.poll() is not None:
                raise RuntimeError("the cluster ended meanwhile")
    return {
        "from submission to fetch, median ms": round(statistics.median(waits) * 1000),
        "from submission to fetch, slowest ms": round(max(waits) * 1000),
        f"seconds for a backlog of {BACKLOG:,} in batches of {BATCH}": round(seconds, 1),
    }


def _environment(server: Server, hosts: Path, folder: Path) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": server.url("postgres"),
        "API_THROTTLE": "100000/min",
        "API_TENANT_THROTTLE": "100000/min",
        "FETCH_HOSTS_FILE": str(hosts),
        "FETCH_ALLOWED_NETWORKS": "127.0.0.0/8",
        "SCAN_STAGES": "content",
        "FETCH_CONCURRENCY": "32",
        "SCHEDULER_BATCH_SIZE": str(BATCH),
        "SCHEDULER_DRAIN": "true",
        "SCHEDULER_MAX_INSTANCES": "2",
        "LOG_LEVEL": "WARNING",
        "LOG_FILE": str(folder / "app.log"),
    }


def _submitted_to_fetched(url: str, sites: Watched, name: str) -> float:
    """The seconds from a submission to the first request at the site. Then waits for the scan to end."""
    started = time.perf_counter()
    answer = requests.post(f"{url}{API}/scan", json={"base_url": name}, headers=TOKEN, timeout=10)
    answer.raise_for_status()
    with sites.asked:
        if not sites.asked.wait_for(lambda: name in sites.first, PATIENCE):
            raise RuntimeError(f"{name} was not fetched within {PATIENCE} s")
    waited = sites.first[name] - started
    status = url + answer.json()["status_url"]
    requests.get(status, params={"wait": 30}, headers=TOKEN, timeout=40).raise_for_status()
    return waited


def _drained(url: str, names: list[str]) -> float:
    started = time.perf_counter()
    answer = requests.post(f"{url}{API}/batch", json={"domains": names}, headers=TOKEN, timeout=60)
    answer.raise_for_status()
    status = url + answer.json()["status_url"]
    while time.perf_counter() - started < PATIENCE:
        totals = requests.get(status, params={"wait": 30}, headers=TOKEN, timeout=40).json()["totals"]
        if totals.get("completed") == len(names):
            return time.perf_counter() - started
    raise RuntimeError(f"after {PATIENCE} s the backlog is {totals}")


@contextmanager
def _cluster(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "manage.py", "qcluster"]
    process = subprocess.Popen(command, cwd=REPOSITORY, env=environment)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def _manage(environment: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=REPOSITORY, env=environment, check=True)


def main() -> None:
    found = measure()
    print("A running cluster, on PostgreSQL")
    print("\n".join(f"  {name:54} {value:8}" for name, value in found.items()))
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "cluster.json").write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
