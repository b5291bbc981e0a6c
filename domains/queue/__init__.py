"""The way of a domain through the queue: in, on hold, out to a scan, and back.

* ``submission`` is where every domain comes in; ``batches`` submits many under one id.
* ``actions`` is what people and programs do to domains: pause, resume, cancel, scan again.
* ``claims`` gives domains to runs and records what became of them; ``claim`` holds the values that pass
  between queue and scan; ``retry`` decides what follows a failure.
* ``rescans`` queues again what its policy says; ``schedule`` is when runs happen.
* ``job_status`` answers what became of a job id.
* ``scan_rows`` is what a finished scan writes, ``earlier_scans`` what those before it have left; values only.
"""

__all__ = [
    "actions",
    "batches",
    "claim",
    "claims",
    "earlier_scans",
    "job_status",
    "rescans",
    "retry",
    "scan_rows",
    "schedule",
    "submission",
]
