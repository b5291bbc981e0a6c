"""Imports the domains of an original ScraperSky database; a repeated import adds only new ones."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import CommandError

from domains.legacy import importer
from domains.legacy.importer import Imported, NotTheOriginal, Original
from domains.queue import schedule
from scrapersky.visible_output import TerminalCommand


class Command(TerminalCommand):
    help = __doc__
    requires_system_checks: list[str] = []  # they would load the admin and the API

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--database-url",
            required=True,
            metavar="URL",
            help="the original database, postgresql://... or sqlite:///...; it is only read",
        )

    def handle(self, **options: Any) -> None:
        try:
            with importer.open_original(options["database_url"]) as original:
                counts = self.take_over(original)
                left = original.columns_left
        except NotTheOriginal as error:
            raise CommandError(f"--database-url: {error}") from error
        if left:
            self.stdout.write(f"columns that are not imported: {', '.join(left)}")
        self.stdout.write(
            f"{counts['taken']} taken over, {counts['here']} taken over before, {counts['refused']} refused"
        )

    def take_over(self, original: Original) -> Counter[str]:
        """Import all rows and print each refused one. A run is requested even if the import fails midway."""
        counts: Counter[str] = Counter()
        try:
            for row in importer.take_over(original):
                counts[_outcome(row)] += 1
                if row.reason:
                    self.stderr.write(f"row {row.row_id}: {row.text!r}: {row.reason}")
        finally:
            if counts["taken"]:
                schedule.wake()
        return counts


def _outcome(row: Imported) -> str:
    return "refused" if row.reason else "taken" if row.taken else "here"
