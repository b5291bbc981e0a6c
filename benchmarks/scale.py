"""Compares the time of common operations with a thousand and with a million domains.

    python -m benchmarks.scale [postgresql | sqlite] [size[/tenants] ...]

Medians; each operation is called as in production. A million domains take a minute or two and a few GB. With
``1000000/1000`` the domains belong to a thousand tenants; each of the others has one.
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
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

from benchmarks.pages import REPOSITORY, RESULTS
from benchmarks.throughput import fresh
from tests.postgres import Server

SIZES = ("1000", "1000000", "1000000/1000")
TIMES = 30


def main(database: str = "postgresql", sizes: Sequence[str] = SIZES) -> None:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        if database == "sqlite":
            found = {
                size: _at(f"sqlite:///{folder / size.replace('/', '-')}.sqlite3", size) for size in sizes
            }
        else:
            with Server.create(folder) as server:
                found = {size: _at(fresh(server), size) for size in sizes}
    title = f"{database}, milliseconds, median of {TIMES}"
    print(f"{title:44}" + "".join(f"{size:>14}" for size in sizes))
    for operation in found[sizes[0]]:
        print(f"{operation:44}" + "".join(f"{found[size][operation]:14.1f}" for size in sizes))
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"scale-{database}.json").write_text(json.dumps(found, indent=1))


def _at(database: str, size: str) -> dict[str, float]:
    environment = os.environ | {"DATABASE_URL": database, "LOG_LEVEL": "WARNING"}
    environment |= {
        "LOG_FILE": os.devnull,
        "API_THROTTLE": "100000/min",
        "API_TENANT_THROTTLE": "100000/min",
        "ALLOWED_HOSTS": "testserver",
    }
    steps = (
        ["manage.py", "migrate", "-v", "0"],
        ["-m", "benchmarks.fill_domains", *size.split("/")],
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
    print(f"{size}: {plan}", flush=True)
    return json.loads(figures)


def measure() -> None:
    """Runs in a process of its own, with the database in its settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scrapersky.settings")
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.db import transaction
    from django.test import Client

    from domains.models import Domain, DomainContact
    from domains.models.audit_entry import Actor
    from domains.models.domain_contact import contact_key
    from domains.privacy import erasure
    from domains.queue import claims

    api = Client(headers={"Authorization": "Bearer scraper_sky_2024"})
    admin = Client()
    admin.force_login(get_user_model().objects.create_superuser("bench", password=uuid.uuid4().hex))
    jobs = list(Domain.objects.values_list("scan_id", flat=True)[:TIMES])

    def claim(_: int) -> None:
        with transaction.atomic():  # claimed and released, so that each repetition has the same queue
            claims.claim(100, run_id=uuid.uuid4(), lease=timedelta(minutes=5))
            transaction.set_rollback(True)

    def submit(number: int) -> None:
        body = {"base_url": f"new-{uuid.uuid4().hex[:8]}-{number}.com"}
        _ok(api.post("/api/v3/modernized_page_scraper/scan", body, content_type="application/json"))

    def erase(value: str) -> None:
        """A value that is found at one domain."""
        subject, name = erasure.parse(value), f"one-{uuid.uuid4().hex}.com"
        columns = {f"{subject.kind}_{'addresses' if subject.kind == 'email' else 'numbers'}": [subject.value]}
        row = Domain.objects.create(domain=name, status="paused", **columns)
        DomainContact.objects.add([(row.pk, {contact_key(subject)})])
        if not erasure.erase(subject, None, Actor("bench")).counts["domains"]:
            raise RuntimeError("found nowhere")

    operations: dict[str, Callable[[int], None]] = {
        "claim of 100": claim,
        "submission by API": submit,
        "status call": lambda n: _ok(api.get(f"/api/v3/modernized_page_scraper/status/{jobs[n]}")),
        "API list": lambda _: _ok(api.get("/api/v3/domains/")),
        "admin list page": lambda _: _ok(admin.get("/admin/domains/domain/")),
        "admin list, completed": lambda _: _ok(admin.get("/admin/domains/domain/?status=completed")),
        "erasure of an address": lambda n: erase(f"person-{n}@people.com"),
        "erasure of a number": lambda n: erase(f"+1212{5550000 + n}"),
        "dashboard": lambda _: _ok(admin.get("/admin/")),
    }
    print(f"the claim uses: {_index_of_claims()}")
    print(json.dumps({name: _median(operation) for name, operation in operations.items()}))


def _index_of_claims() -> str:
    """The index that the statement of a round of claims reads, according to the database."""
    from django.db import connection

    from domains.models import Domain
    from domains.queue import turns

    how = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    statement, parameters = turns._statement(Domain.objects.due().filter(lost_claims=0), 100)
    with connection.cursor() as cursor:
        cursor.execute(how + statement, parameters)
        return next(str(row[-1]).strip() for row in cursor if " domains" in str(row[-1]))


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
    words = sys.argv[1:]
    main(
        next((word for word in words if not word[0].isdecimal()), "postgresql"),
        [word for word in words if word[0].isdecimal()] or SIZES,
    )
