"""``make bench``: every comparison, one after the other; tables here, JSON and a plot in ``results``."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.pages import REPOSITORY
from tests.postgres import find_binaries

ANYWHERE = ("extraction", "throughput")
ON_POSTGRESQL = ("cluster", "workers", "scale", "submissions")


def main() -> None:
    for part in ANYWHERE:
        run(part)
    if find_binaries() is None:
        sys.exit("no PostgreSQL server binaries: clusters, sizes and bulk submission were not measured")
    for part in ON_POSTGRESQL:
        run(part)


def run(part: str) -> None:
    """In a process of its own: what a child's memory is told to be is at least that of its parent."""
    done = subprocess.run([sys.executable, "-m", f"benchmarks.{part}"], cwd=REPOSITORY)
    if done.returncode:
        sys.exit(f"{part} could not be measured; why stands above")


if __name__ == "__main__":
    main()
