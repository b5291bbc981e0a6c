"""``make bench``: runs all comparisons; prints tables, and writes JSON and a plot to ``results``."""

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
    """Run in a process of its own: the reported memory of a child is at least that of its parent."""
    done = subprocess.run([sys.executable, "-m", f"benchmarks.{part}"], cwd=REPOSITORY)
    if done.returncode:
        sys.exit(f"{part} could not be measured; see the error above")


if __name__ == "__main__":
    main()
