"""Deletes history older than RETENTION_DAYS; the newest scan of each domain is always kept."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from metrics import retention
from scrapersky.visible_output import TerminalCommand


class Command(TerminalCommand):
    help = __doc__
    requires_system_checks: list[str] = []  # they would load the admin and the API

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count what would be deleted")

    def handle(self, **options: Any) -> None:
        counts = retention.prune(dry_run=options["dry_run"])
        for table, count in counts.items():
            self.stdout.write(f"{table:24} {count}")
        self.stdout.write("would be deleted" if options["dry_run"] else "deleted")
