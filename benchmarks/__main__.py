"""``make bench``: every comparison, one after the other; tables here, JSON and a plot in ``results``."""

from __future__ import annotations

import sys

from benchmarks import cluster, extraction, scale, submissions, throughput, workers
from tests.postgres import find_binaries


def main() -> None:
    extraction.main()
    throughput.main()
    if find_binaries() is None:
        sys.exit("no PostgreSQL server binaries: clusters, sizes and bulk submission were not measured")
    for part in (cluster, workers, scale, submissions):
        part.main()


if __name__ == "__main__":
    main()
