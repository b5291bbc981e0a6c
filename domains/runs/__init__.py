"""One run of the batch processor: ``run`` claims due domains, scans them in threads and ends.

Only ``run`` uses the other modules. ``result_writer`` records the outcomes. ``isolated_scan`` scans suspects
in child processes; a suspect is a domain whose earlier scan may have killed its process.
"""

__all__ = [
    "run",
]
