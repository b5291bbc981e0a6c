"""The queue: how domains enter it, are claimed for a scan, and return from it.

* ``submission`` adds domains; ``batches`` submits many under one id; ``batch_summary`` tells how they fare.
* ``custom_fields`` stores the other columns of a file of domains.
* ``actions``: pause, resume, cancel and scan again, for the admin and the API.
* ``claims`` assigns domains to runs and records outcomes; ``turns`` chooses them, with the tenants in turn;
  ``claim_types`` contains the values that pass between queue and scan; ``retry`` decides what follows a
  failure.
* ``quotas`` limits how many domains of a tenant are queued.
* ``rescans`` queues domains by re-scan policies; ``schedule`` determines when runs happen.
* ``dead_runs`` finds runs whose process is gone, and frees their slots and domains.
* ``job_status`` returns the status of a job id.
* ``scan_rows`` builds the rows of a finished scan; ``earlier_scans`` reads the results of scans before it.
"""

__all__ = [
    "actions",
    "batch_summary",
    "batches",
    "claim_types",
    "claims",
    "custom_fields",
    "dead_runs",
    "earlier_scans",
    "job_status",
    "quotas",
    "rescans",
    "retry",
    "scan_rows",
    "schedule",
    "submission",
    "turns",
]
