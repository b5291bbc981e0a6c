"""The API under load: ``python -m benchmarks.api_load [requests a second] [seconds]``.

Gunicorn as in the container, on PostgreSQL. Submissions and status calls alternate. Each request is sent at
its planned time, even if earlier ones were not answered yet. No cluster runs, so only the API is measured.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp

from benchmarks.pages import REPOSITORY, RESULTS
from tests.postgres import Server, free_port

RATE = 200
SECONDS = 60
WORKERS, THREADS = 2, 8
API = "/api/v3/modernized_page_scraper"


def main() -> None:
    rate, seconds = ([int(word) for word in sys.argv[1:]] + [RATE, SECONDS][len(sys.argv) - 1 :])[:2]
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, Server.create(Path(folder)) as server:
        environment = os.environ | {
            "DATABASE_URL": server.url("postgres"),
            "DEBUG": "false",
            "SECRET_KEY": "for-the-benchmark-" + "x" * 32,
            "API_THROTTLE": "1000000/min",
            "API_TENANT_THROTTLE": "1000000/min",
            "LOG_LEVEL": "WARNING",
            "LOG_FILE": os.devnull,
        }
        manage = [sys.executable, str(REPOSITORY / "manage.py")]
        subprocess.run([*manage, "migrate", "-v", "0"], env=environment, check=True)
        made = subprocess.run(
            [*manage, "create_api_token", "load"], env=environment, check=True, capture_output=True, text=True
        )
        token = next(word for word in made.stdout.split() if word.startswith("ssk_"))
        with gunicorn(environment) as url:
            found = asyncio.run(_load(url + API, token, rate, seconds))
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "api_load.json").write_text(json.dumps(found, indent=1))
    print("\n".join(f"{name:24} {value}" for name, value in found.items()))


@contextmanager
def gunicorn(environment: dict[str, str]) -> Iterator[str]:
    url = f"http://127.0.0.1:{free_port()}"
    command = ["gunicorn", "scrapersky.wsgi", "--bind", url.removeprefix("http://"), "--log-level", "warning"]
    shape = ["--workers", str(WORKERS), "--threads", str(THREADS), "--worker-tmp-dir", "/dev/shm"]
    process = subprocess.Popen(
        [sys.executable, "-m", *command, *shape], cwd=REPOSITORY, env=environment, stderr=sys.stderr
    )
    try:
        while True:
            try:
                urllib.request.urlopen(url + "/health/live", timeout=5)
                break
            except urllib.error.URLError:
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait()


async def _load(url: str, token: str, rate: int, seconds: int) -> dict[str, float | str]:
    """Results for so many requests per second; half of them submissions, half status calls."""
    answers: list[tuple[str, int, float]] = []
    jobs: list[str] = []

    async def ask(session: aiohttp.ClientSession, number: int) -> None:
        began = time.perf_counter()
        if number % 2 and jobs:
            what, call = (
                "status",
                session.get(f"{url}/status/{jobs[number % len(jobs)]}"),
            )
        else:
            what, call = (
                "scan",
                session.post(f"{url}/scan", json={"base_url": f"shop-{number}.example.com"}),
            )
        try:
            async with call as answer:
                body = await answer.json()
                if what == "scan" and "job_id" in body:
                    jobs.append(body["job_id"])
                answers.append((what, answer.status, time.perf_counter() - began))
        except (aiohttp.ClientError, TimeoutError):
            answers.append((what, 0, time.perf_counter() - began))

    headers = {"Authorization": f"Bearer {token}", "X-Forwarded-Proto": "https"}
    connections = aiohttp.TCPConnector(limit=200)
    async with aiohttp.ClientSession(headers=headers, connector=connections) as session:
        started = time.perf_counter()
        tasks = []
        for number in range(rate * seconds):
            await asyncio.sleep(max(0.0, started + number / rate - time.perf_counter()))
            tasks.append(asyncio.create_task(ask(session, number)))
        await asyncio.gather(*tasks)
        took = time.perf_counter() - started
    return {"requests": len(answers), "a second": round(len(answers) / took, 1)} | _figures(answers)


def _figures(answers: list[tuple[str, int, float]]) -> dict[str, float | str]:
    figures: dict[str, float | str] = {
        "errors": sum(status // 100 != 2 for _, status, _ in answers),
        "statuses": str(dict(Counter(status for _, status, _ in answers))),
    }
    for what in ("scan", "status"):
        times = [took * 1000 for kind, _, took in answers if kind == what]
        percents = statistics.quantiles(times, n=100)
        figures |= {f"{what} p{part} ms": round(percents[part - 1], 1) for part in (50, 95, 99)}
    return figures


if __name__ == "__main__":
    main()
