"""One run of the batch processor: ``run`` claims due domains, scans them in threads and ends.

``result_writer``, which records the outcomes, is used by ``run`` only.
"""

__all__ = [
    "run",
]
