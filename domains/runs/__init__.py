"""One run of the batch processor: ``run`` claims due domains, scans them in threads and ends.

``result_writer``, which stores what the scans gave, is for ``run`` alone.
"""

__all__ = [
    "run",
]
