"""Bulk submission of a million domains on PostgreSQL: ``python -m benchmarks.submissions [domains ...]``.

Measures wall time, CPU time and peak memory of the command that reads the file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.pages import REPOSITORY, RESULTS
from benchmarks.throughput import fresh
from tests.postgres import Server

SIZES = (1_000_000,)


def measure(server: Server, folder: Path, size: int) -> dict[str, float]:
    names = folder / "names.txt"
    with names.open("w") as file:
        file.writelines(f"business-{number}.example-{number % 977}.com\n" for number in range(size))
    environment = os.environ | {"DATABASE_URL": fresh(server), "LOG_FILE": os.devnull, "LOG_LEVEL": "WARNING"}
    command = [sys.executable, "manage.py"]
    subprocess.run([*command, "migrate", "-v", "0"], cwd=REPOSITORY, env=environment, check=True)
    started = time.monotonic()
    child = subprocess.Popen([*command, "submit_domains", str(names)], cwd=REPOSITORY, env=environment)
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise RuntimeError(f"the command ended with {status}")
    return {
        "domains": size,
        "seconds": round(time.monotonic() - started, 1),
        "CPU seconds": round(usage.ru_utime + usage.ru_stime, 1),
        "MB": usage.ru_maxrss // 1024,
    }


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        place = Path(folder)
        with Server.create(place / "postgres") as server:
            found = [measure(server, place, int(size)) for size in sys.argv[1:] or SIZES]
    print("Bulk submission of a file, on PostgreSQL")
    for row in found:
        print("  " + "  ".join(f"{name} {value:,}" for name, value in row.items()))
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "submissions.json").write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
