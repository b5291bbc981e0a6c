"""Exports, imports, applies and counts suppressions, the hashes of erased values.

A value in an imported file is erased. FILE may be "-" for standard input or output. "apply" erases what is
stored although it is suppressed, after an import of hashes or the restoring of an old backup.
"""

from __future__ import annotations

import getpass
import sys
import uuid
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO, Any

from django.core.management.base import CommandError

from domains.models import Suppression
from domains.models.audit_entry import Actor
from domains.privacy import exchange
from scrapersky.visible_output import TerminalCommand


class Command(TerminalCommand):
    help = __doc__
    requires_system_checks: list[str] = []  # they would load the admin and the API

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=("export", "import", "apply", "status"))
        parser.add_argument("file", nargs="?", default="-")
        parser.add_argument("--reason", default="imported list", help="for the record of erased values")
        parser.add_argument("--tenant", type=uuid.UUID, help="of this tenant only (default: those for all)")

    def handle(self, *, action: str, file: str, reason: str, tenant: uuid.UUID | None, **_: Any) -> None:
        try:
            if action == "export":
                self._export(file, tenant)
            elif action == "import":
                self._import(file, tenant, reason)
            elif action == "apply":
                erased = exchange.apply(Actor(f"{getpass.getuser()} (command)"), reason)
                self.stdout.write(f"{erased:,} values erased again")
            else:
                self._status(tenant)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error

    def _export(self, file: str, tenant: uuid.UUID | None) -> None:
        with nullcontext(self.stdout) if file == "-" else Path(file).open("w") as output:
            for line in exchange.export(tenant):
                output.write(f"{line}\n")

    def _import(self, file: str, tenant: uuid.UUID | None, reason: str) -> None:
        taken = refused = 0
        with _lines(file) as lines:
            for result in exchange.take(lines, tenant, Actor(f"{getpass.getuser()} (command)"), reason):
                taken += not result.reason
                refused += bool(result.reason)
                if result.reason:
                    self.stderr.write(f"line {result.line}: {result.reason}")
        self.stdout.write(f"{taken:,} imported, {refused:,} refused")

    def _status(self, tenant: uuid.UUID | None) -> None:
        rows = Suppression.objects.of_tenant(tenant)
        self.stdout.write(f"{rows.count():,} suppressions")
        if lost := rows.without_key().count():
            self.stdout.write(f"{lost:,} of them have no effect: their key is not in SUPPRESSION_KEY")


@contextmanager
def _lines(file: str) -> Iterator[IO[str]]:
    with nullcontext(sys.stdin) if file == "-" else Path(file).open() as lines:
        yield lines
