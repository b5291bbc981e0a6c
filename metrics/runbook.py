"""What each alert means for the operator, and what to do.

docs/operations.md has the same lines; a test compares them. The texts are here too, because an alert must
contain them, and the image of the container has no documents.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    severity: str  # critical: nothing is scanned, or data is at risk. warning: act on the same day
    effect: str
    todo: str


RUNBOOK = {
    "database unreachable": Entry(
        "critical",
        "nothing is scanned, submitted or shown",
        "check that PostgreSQL is running, is reachable and has free disk space. Runs retry for the "
        "duration of a lease (CLAIM_LEASE_SECONDS) and then end. The next run continues their work",
    ),
    "no cluster is alive": Entry(
        "critical",
        "nothing is scanned, and no message is sent to webhooks",
        "start a cluster: python manage.py qcluster, or docker compose up -d worker. If it ends again, its "
        "last log lines contain the reason",
    ),
    "scheduler stalled": Entry(
        "critical",
        "nothing is scanned",
        "python manage.py health shows whether a cluster is alive. If the log of a cluster stops in the "
        "middle of a run, restart that cluster: its claims are reclaimed at once",
    ),
    "migrations are not applied": Entry(
        "critical",
        "parts of the application fail",
        "python manage.py migrate",
    ),
    "books": Entry(
        "critical",
        "the results of the named domains may be wrong",
        "python manage.py health lists the domains. Either somebody changed the tables by hand, or "
        "ScraperSky has a defect: please report it. To correct a domain with a final status, submit it "
        "again",
    ),
    "clock": Entry(
        "critical",
        "leases and waits end too early or never",
        "check that the time service (chrony, systemd-timesyncd) is running on this machine and on the "
        "machine of the database. Then restart the clusters",
    ),
    "log not written": Entry(
        "critical",
        "the log goes to the console only",
        "the disk is full, or the folder of LOG_FILE is not writable. Free some space or correct the "
        "permissions. Nothing has to be restarted. Until then log lines go to the console only",
    ),
    "disk space": Entry(
        "warning",
        "when the disk is full, nothing can be stored",
        "free some space. RETENTION_DAYS limits the history in the database. LOG_FILE can move the log to "
        "another disk",
    ),
    "tasks wait in the queue": Entry(
        "warning",
        "runs start late",
        "increase QUEUE_WORKERS. If a cluster hangs, restart it",
    ),
    "backlog too old": Entry(
        "warning",
        "domains wait longer than intended",
        "increase the throughput: see Faster in docs/operations.md. If the backlog belongs to one tenant, "
        "the other tenants are not delayed, because tenants take turns. To scan this tenant's urgent "
        "domains first, give them a higher priority in the admin",
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
        "find the frequent error kinds: see Many domains fail in docs/operations.md",
    ),
    "webhook receiver": Entry(
        "warning",
        "the messages of one tenant wait; scans are not affected",
        "the host of a tenant's webhooks accepts no messages. The alert names the tenant and the host. "
        "Inform the tenant. The host now gets one message at a time: after each further failure, nothing is "
        "sent to it for 1, 2, 4 ... minutes, at most 6 hours. To try at once, send a test message or send a "
        "failed message again. A message that has been due for three days is failed, and can be sent again",
    ),
    "suppressions without key": Entry(
        "warning",
        "erased values can be stored again",
        "some values were erased while another key was in SUPPRESSION_KEY. Their hashes have no effect "
        "without that key. Append that key to SUPPRESSION_KEY, after a comma. Until then these values can "
        "be stored again",
    ),
}
