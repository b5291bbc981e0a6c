"""One run of the batch processor: ``run`` claims due domains, scans them in threads and ends.

``result_writer``, which records the outcomes, and ``isolated_scan``, which scans suspects in child processes,
are used by ``run`` only.
"""

__all__ = [
    "run",
]
