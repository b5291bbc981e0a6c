"""The cost of an export of many domains: ``python -m benchmarks.exports [rows]``. On PostgreSQL.

Each format runs in a process of its own, with the code that the API uses. Its peak memory is compared with
that of an export of a thousand rows.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

from benchmarks.pages import REPOSITORY, RESULTS
from tests.postgres import Server

ROWS = 1_000_000
EXPORT = """
import resource, sys, time
import django; django.setup()
from domains.files import exports
from domains.models import Domain
from domains.models.domain import default_tenant
mine = Domain.objects.for_tenant(default_tenant())
started, size = time.process_time(), 0
write = exports.WRITERS[sys.argv[1]][1]
for part in write(exports.COLUMNS, exports.rows(mine, exports.COLUMNS)):
    size += len(part)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
print(round(peak), round(time.process_time() - started, 1), round(size / 1e6))
"""


def main() -> None:
    sizes = (1_000, int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
    found = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, Server.create(Path(folder)) as server:
        for size in sizes:
            environment = os.environ | {
                "DATABASE_URL": _filled(server, size),
                "DJANGO_SETTINGS_MODULE": "scrapersky.settings",
                "LOG_FILE": os.devnull,
            }
            for form in ("csv", "jsonl", "xlsx"):
                told = _python(["-c", EXPORT, form], environment).split()
                found[f"{form}, {size:,} rows"] = dict(
                    zip(("peak MB", "CPU s", "file MB"), map(float, told), strict=True)
                )
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "exports.json").write_text(json.dumps(found, indent=1))
    for name, figures in found.items():
        print(f"{name:24}", "   ".join(f"{what} {value:g}" for what, value in figures.items()))


def _filled(server: Server, size: int) -> str:
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE size_{size}")
    url = server.url(f"size_{size}")
    environment = os.environ | {"DATABASE_URL": url, "LOG_FILE": os.devnull}
    _python(["manage.py", "migrate", "-v", "0"], environment)
    _python(["-m", "benchmarks.fill_domains", str(size)], environment)
    return url


def _python(arguments: list[str], environment: dict[str, str]) -> str:
    command = [sys.executable, *arguments]
    done = subprocess.run(
        command, cwd=REPOSITORY, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


if __name__ == "__main__":
    main()
