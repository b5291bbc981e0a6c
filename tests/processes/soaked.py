"""Many runs in one process; reports its memory, files and threads after a quarter of them and at the end."""

import json
import os
import sys
import threading
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scrapersky.settings")
NAMES = [f"site-{n}.test" for n in range(10)]


def held(completed: int) -> dict[str, int]:
    from django.db import connection

    with connection.cursor() as cursor:
        # Autovacuum's workers are connected to the database too, for as long as they like.
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND backend_type = 'client backend'"
        )
        connections = cursor.fetchone()[0]
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return {
        "completed": completed,
        "megabytes": pages * os.sysconf("SC_PAGESIZE") // 2**20,
        "files": len(list(Path("/proc/self/fd").iterdir())),
        "threads": threading.active_count(),
        "connections": connections,
    }


def main(runs: int) -> None:
    django.setup()
    from domains.cluster import tasks
    from domains.queue import submission

    completed = 0
    for number in range(1, runs + 1):
        list(submission.submit(NAMES, urgent=True, wake=False))
        completed += tasks.process_pending_domains()["domains_successful"]
        if number in {runs // 4, runs}:
            sys.stdout.write(json.dumps(held(completed)) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
