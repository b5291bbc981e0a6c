"""Prints everything stored about a domain, e-mail address, phone number or person as one JSON document."""

from __future__ import annotations

import json
import uuid
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from domains.privacy import erasure, search
from domains.scan.names import InvalidName
from scrapersky.visible_output import TerminalCommand


class Command(TerminalCommand):
    help = __doc__
    requires_system_checks: list[str] = []  # they would load the admin and the API

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("value", help="a domain, an e-mail address, a phone number, or person:NAME")
        parser.add_argument("--tenant", type=uuid.UUID, help="of this tenant only (default: of all)")

    def handle(self, *, value: str, tenant: uuid.UUID | None, **_: Any) -> None:
        try:
            found = search.find(erasure.parse(value), tenant)
        except InvalidName as error:
            raise CommandError(f"VALUE: {error}") from error
        self.stdout.write(json.dumps(found, indent=2, ensure_ascii=False))
