"""The queue: how domains enter it, are claimed for a scan, and return from it.

* ``submission`` adds domains. ``batches`` submits many under one id; ``batch_summary`` says what the domains
  of a batch wait for, what was found and what failed.
* ``custom_fields`` stores the other columns of an imported file with its domains.
* ``actions``: pause, resume, cancel and scan again, for the admin and the API.
* ``claims`` assigns domains to runs and records outcomes. ``turns`` chooses the domains of a round of
  claims; tenants take turns. ``claim_types`` contains the values that pass between queue and scan. ``retry``
  decides what follows a failure.
* ``quotas`` limits the number of queued domains of a tenant.
* ``rescans`` queues domains by re-scan policies. ``schedule`` determines when runs start.
* ``dead_runs`` finds runs whose process is gone, and frees their slots and domains.
* ``job_status`` returns the status of a job, given its id.
* ``scan_rows`` builds the rows of a finished scan. ``earlier_scans`` reads the results of earlier scans.
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
