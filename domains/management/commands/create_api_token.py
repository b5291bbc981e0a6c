"""Creates an API token and prints it once; only its hash is stored."""

from __future__ import annotations

import uuid
from argparse import ArgumentParser, ArgumentTypeError
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.core.management.base import CommandError

from domains.models import ApiToken
from domains.models.api_token import Scope
from scrapersky.visible_output import TerminalCommand


class Command(TerminalCommand):
    help = __doc__
    requires_system_checks: list[str] = []  # they would load the admin and the API

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="a name for people, such as the owner's")
        parser.add_argument("--tenant", type=uuid.UUID, help="its tenant (default: the default tenant)")
        parser.add_argument("--expires", type=_day, metavar="YYYY-MM-DD", help="its last valid day, in UTC")
        parser.add_argument(
            "--scopes", type=_scopes, default=frozenset(Scope), help="comma-separated (default: all)"
        )

    def handle(self, **options: Any) -> None:
        if not options["name"].strip() or len(options["name"]) > 100:
            raise CommandError("NAME must have 1 to 100 characters")
        row, text = ApiToken.objects.create_token(
            options["name"].strip(), options["tenant"], options["expires"], options["scopes"]
        )
        self.stdout.write(text)
        self.stderr.write(
            f"Token {row.prefix}... of tenant {row.tenant_id} may {', '.join(sorted(row.scopes))}. "
            "It is shown this once; only its hash is stored."
        )


def _day(text: str) -> datetime:
    """The end of the given day, which must not be in the past."""
    try:
        end = datetime.combine(date.fromisoformat(text) + timedelta(days=1), time.min, UTC)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a day such as 2027-12-31") from None
    if end <= datetime.now(UTC):
        raise ArgumentTypeError(f"{text} is in the past")
    return end


def _scopes(text: str) -> frozenset[Scope]:
    words = {word.strip() for word in text.split(",")}
    if unknown := words - set(Scope.values):
        raise ArgumentTypeError(f"unknown scope {min(unknown)!r}; known are {', '.join(Scope.values)}")
    return frozenset(Scope(word) for word in words)
