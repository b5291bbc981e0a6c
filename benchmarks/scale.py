"""Whether things take as long among a million domains as among a thousand: ``python -m benchmarks.scale``.

Medians on PostgreSQL, each operation through the code that serves it. Takes some minutes and a few GB.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from benchmarks.pages import REPOSITORY, RESULTS
from tests.postgres import Server

SIZES = (1_000, 100_000, 1_000_000)
TIMES = 30


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    found: dict[int, dict[str, float]] = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, Server.create(Path(folder)) as server:
        for size in sizes:
            found[size] = _at(server, size)
    print(f"{'milliseconds, median of ' + str(TIMES):34}" + "".join(f"{size:>12,}" for size in sizes))
    for name in found[sizes[0]]:
        print(f"{name:34}" + "".join(f"{found[size][name]:12.1f}" for size in sizes))
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "scale.json").write_text(json.dumps(found, indent=1))


def _at(server: Server, size: int) -> dict[str, float]:
    import psycopg

    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE size_{size}")
    environment = os.environ | {"DATABASE_URL": server.url(f"size_{size}"), "LOG_LEVEL": "WARNING"}
    environment |= {"LOG_FILE": os.devnull, "API_THROTTLE": "100000/min", "ALLOWED_HOSTS": "testserver"}
    steps = (
        ["manage.py", "migrate", "-v", "0"],
        ["-m", "benchmarks.fill_domains", str(size)],
        ["-c", "from benchmarks import scale; scale.measure()"],
    )
    for step in steps:
        done = subprocess.run(
            [sys.executable, *step],
            cwd=REPOSITORY,
            env=environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    plan, figures = done.stdout.strip().splitlines()[-2:]
    print(f"{size:,}: {plan}", flush=True)
    return json.loads(figures)


def measure() -> None:
    """In a process of its own, whose settings name the database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scrapersky.settings")
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.db import transaction
    from django.test import Client

    from domains import claims
    from domains.models import Domain

    api = Client(headers={"Authorization": "Bearer scraper_sky_2024"})
    admin = Client()
    admin.force_login(get_user_model().objects.create_superuser("bench", password=uuid.uuid4().hex))
    jobs = list(Domain.objects.values_list("scan_id", flat=True)[:TIMES])

    def claim(_: int) -> None:
        with transaction.atomic():  # claimed and given back, so that each time finds the same queue
            claims.claim(100, run_id=uuid.uuid4(), lease=timedelta(minutes=5))
            transaction.set_rollback(True)

    def submit(number: int) -> None:
        body = {"base_url": f"new-{uuid.uuid4().hex[:8]}-{number}.com"}
        _ok(api.post("/api/v3/modernized_page_scraper/scan", body, content_type="application/json"))

    operations: dict[str, Callable[[int], None]] = {
        "claim of 100": claim,
        "submission by API": submit,
        "status call": lambda n: _ok(api.get(f"/api/v3/modernized_page_scraper/status/{jobs[n]}")),
        "API list": lambda _: _ok(api.get("/api/v3/domains/")),
        "admin list page": lambda _: _ok(admin.get("/admin/domains/domain/")),
        "admin list, completed": lambda _: _ok(admin.get("/admin/domains/domain/?status=completed")),
        "dashboard": lambda _: _ok(admin.get("/admin/")),
    }
    due = Domain.objects.due().in_queue_order().filter(lost_claims=0)[:100]
    plan = next(line.strip() for line in due.explain().splitlines() if "Index" in line or "Seq" in line)
    print(f"the claim uses: {plan}")
    print(json.dumps({name: _median(operation) for name, operation in operations.items()}))


def _ok(answer: object) -> None:
    status = getattr(answer, "status_code", 0)
    if status >= 300:
        raise RuntimeError(f"answered {status}: {getattr(answer, 'content', b'')[:300]!r}")


def _median(operation: Callable[[int], None]) -> float:
    operation(0)
    times = []
    for number in range(TIMES):
        started = time.perf_counter()
        operation(number)
        times.append((time.perf_counter() - started) * 1_000)
    return round(statistics.median(times), 2)


if __name__ == "__main__":
    main()
