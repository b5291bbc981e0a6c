"""``make bench``: every comparison, one after the other; tables here, JSON and a plot in ``results``."""

from __future__ import annotations

from benchmarks import cluster, extraction, throughput


def main() -> None:
    extraction.main()
    throughput.main()
    cluster.main()


if __name__ == "__main__":
    main()
