"""Deletes a domain, e-mail address, phone number or person's name everywhere, so that it is not stored again.

Shows what it would delete, and asks for confirmation. Only a keyed hash of the value is kept. If it was
interrupted, call it again: it continues.
"""

from __future__ import annotations

import getpass
import uuid
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from domains.models.audit_entry import Actor
from domains.privacy import erasure
from domains.scan.names import InvalidName
from domains.scan.redaction import Subject
from scrapersky.visible_output import TerminalCommand


class Command(TerminalCommand):
    help = __doc__
    requires_system_checks: list[str] = []  # they would load the admin and the API

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("value", help="a domain, an e-mail address, a phone number, or person:NAME")
        parser.add_argument("--reason", default="", help="for the record of the erasure, without the value")
        parser.add_argument("--yes", action="store_true", help="do not ask for confirmation")
        parser.add_argument("--tenant", type=uuid.UUID, help="of this tenant only (default: of all)")

    def handle(self, *, value: str, reason: str, yes: bool, tenant: uuid.UUID | None, **_: Any) -> None:
        try:
            subject = erasure.parse(value)
            if yes or self._confirm(subject, tenant):
                self._erase(subject, tenant, reason)
        except InvalidName as error:
            raise CommandError(f"VALUE: {error}") from error

    def _confirm(self, subject: Subject, tenant: uuid.UUID | None) -> bool:
        whose = f"tenant {tenant}" if tenant else "all tenants"
        self.stdout.write(
            f"{subject.kind} {subject.value}, of {whose}. Rows that would be deleted or changed:"
        )
        self._table(erasure.preview(subject, tenant))
        try:
            answer = input("Erase it, and never store it again? Type yes: ")
        except EOFError:
            raise CommandError("not erased: nobody can confirm it here; use --yes") from None
        if answer.strip().lower() != "yes":
            raise CommandError("not erased")
        return True

    def _erase(self, subject: Subject, tenant: uuid.UUID | None, reason: str) -> None:
        actor = Actor(f"{getpass.getuser()} (command)")
        done = erasure.erase(subject, tenant, actor, reason)
        self._table(done.counts)
        self.stdout.write(f"erased; its hash is stored as suppression {done.suppression}")

    def _table(self, counts: dict[str, int]) -> None:
        for table, rows in sorted(counts.items()):
            self.stdout.write(f"{table:28} {rows:,}")
        if not counts:
            self.stdout.write("no rows")
