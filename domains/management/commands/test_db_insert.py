"""Stores a realistic scan result as a run does, reads it back, and prints PASSED or FAILED."""

from __future__ import annotations

import sys
import uuid
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from domains.diagnostics import storage_check
from scrapersky.visible_output import TerminalCommand

WORDS = {True: "ok", False: "DIFFERS", None: ""}


class Command(TerminalCommand):
    help = f"{__doc__} Leaves the database as it was, unless --keep."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("domain_id", nargs="?", metavar="DOMAIN_ID", help="default: a test domain")
        parser.add_argument("--keep", action="store_true", help="keep what was written")

    def handle(self, **options: Any) -> None:
        try:
            stored = storage_check.check(_identifier(options["domain_id"]), keep=options["keep"])
        except storage_check.StorageCheckError as error:
            raise CommandError(str(error)) from error
        for field in stored:
            self.stdout.write(f"{field.name:24} {WORDS[field.right]:8} {field.value}".rstrip())
        wrong = [field.name for field in stored if field.right is False]
        self.stdout.write("FAILED: " + ", ".join(wrong) if wrong else "PASSED")
        if wrong:
            sys.exit(1)


def _identifier(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        raise CommandError(f"{text!r} is not a domain id (a UUID)") from None
