"""Submits domains to the databases of tests, in one process: a command for each would take a second to start.

Reads lines of JSON, each the URL of a database and names. Answers each with how many were queued.
"""

import json
import os
import sys

import django
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scrapersky.settings")


def use(url: str) -> None:
    from scrapersky import settings

    os.environ["DATABASE_URL"] = url
    connections.settings = connections.configure_settings({"default": settings.database()})
    del connections["default"]


def main() -> None:
    django.setup()
    from domains.queue import schedule, submission

    for line in sys.stdin:
        url, names = json.loads(line)
        use(url)
        queued = sum(result.queued for result in submission.submit(names, wake=False))
        schedule.wake()
        connections.close_all()
        sys.stdout.write(f"{queued}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
