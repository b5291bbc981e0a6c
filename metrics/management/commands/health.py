"""Checks database, migrations, queue, scheduler and accounting; exit status 1 if a check fails."""

from __future__ import annotations

import sys
from typing import Any

from metrics import health
from scrapersky.visible_output import TerminalCommand


class Command(TerminalCommand):
    help = __doc__
    requires_system_checks: list[str] = []  # they would load the admin and the API

    def handle(self, **_options: Any) -> None:
        checks = health.full()
        for check in checks:
            self.stdout.write(f"{'ok' if check.ok else 'FAILING':8} {check.name:12} {check.detail}")
        if not all(check.ok for check in checks):
            sys.exit(1)
