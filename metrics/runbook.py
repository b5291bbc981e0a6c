"""What each alert means for the operator, and what to do. docs/operations.md has the same lines; a test
compares.

The texts are here too because an alert must contain them, and the image has no documents.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    severity: str  # critical: nothing is scanned or data is at risk; warning: look at it today
    effect: str
    todo: str


RUNBOOK = {
    "database unreachable": Entry(
        "critical",
        "nothing is scanned, submitted or shown",
        "see that PostgreSQL is running, reachable and not out of disk space. Runs retry for as long as a "
        "lease lasts (CLAIM_LEASE_SECONDS) and then end; the next run continues",
    ),
    "no cluster is alive": Entry(
        "critical",
        "nothing is scanned, and no webhook is delivered",
        "start one: python manage.py qcluster, or docker compose up -d worker. If it ends again, its last "
        "log lines contain the reason",
    ),
    "scheduler stalled": Entry(
        "critical",
        "nothing is scanned",
        "check whether a cluster is alive (see above). If the log of a cluster stops in the middle of a "
        "run, restart that cluster: its claims are reclaimed at once",
    ),
    "migrations are not applied": Entry(
        "critical",
        "parts of the application fail",
        "python manage.py migrate",
    ),
    "books": Entry(
        "critical",
        "the results of the named domains may be wrong",
        "python manage.py health lists the domains. Either somebody changed the tables by hand, or there "
        "is a defect in ScraperSky: please report it. To correct a domain that has ended, submit it again",
    ),
    "clock": Entry(
        "critical",
        "leases and waits end too early or never",
        "see that the time service (chrony, systemd-timesyncd) of this machine and of the database's "
        "machine is running, then restart the clusters",
    ),
    "log not written": Entry(
        "critical",
        "the log goes to the console only",
        "the disk is full, or the folder of LOG_FILE is not writable. Free some space or correct the "
        "permissions; nothing has to be restarted. Until then the console has the log",
    ),
    "disk space": Entry(
        "warning",
        "when the disk is full, nothing can be stored",
        "free some space: RETENTION_DAYS limits the history in the database, and LOG_FILE the place of "
        "the log",
    ),
    "tasks wait in the queue": Entry(
        "warning",
        "runs and deliveries start late",
        "increase QUEUE_WORKERS; if clusters hang, restart them",
    ),
    "backlog too old": Entry(
        "warning",
        "domains wait longer than intended",
        "increase the throughput, see Faster. If the backlog is one tenant's batch, the other tenants are "
        "not delayed, because tenants take turns; give this tenant's urgent domains a higher priority in the "
        "admin",
    ),
    "run abandoned": Entry(
        "warning",
        "its domains are scanned again",
        "a process was killed. dmesg shows whether the cause was a lack of memory. Nothing is lost. A "
        "domain that may have killed the process is scanned in a process of its own from then on",
    ),
    "failure rate": Entry(
        "warning",
        "results are missing",
        "see which error kinds",
    ),
    "webhook receiver": Entry(
        "warning",
        "the messages of one tenant wait; scans are not affected",
        "the host that a tenant's webhook names accepts no messages; the alert names both. Tell the "
        "tenant. It is asked again after 1, 2, 4 ... minutes, at most 6 hours; sending a test message or a "
        "failed one again asks it at once. Messages that waited for three days are failed and can be sent "
        "again. Scans are not affected",
    ),
    "suppressions without key": Entry(
        "warning",
        "erased values can be stored again",
        "put the key that their hashes were made with back into SUPPRESSION_KEY, behind the present one: "
        "until then erased values can be stored again",
    ),
}
