"""Explains the status of a domain: the reason for it, and what happens next."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from domains.diagnostics import diagnosis
from domains.scan.names import InvalidName
from scrapersky.visible_output import TerminalCommand


class Command(TerminalCommand):
    help = __doc__
    requires_system_checks: list[str] = []  # they would load the admin and the API

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("domain", metavar="DOMAIN", help="a domain or URL, of all tenants")

    def handle(self, **options: Any) -> None:
        try:
            found = list(diagnosis.diagnose(options["domain"]))
        except InvalidName as error:
            raise CommandError(f"{options['domain']!r} is not a domain: {error}") from error
        if not found:
            raise CommandError(f"{options['domain']!r} was never submitted")
        for one in found:
            self.stdout.write(f"{one.domain}  (tenant {one.tenant_id}, job {one.job_id})")
            self.stdout.write(f"  status  {one.stands}")
            self.stdout.write(f"  why     {one.why}")
            self.stdout.write(f"  next    {one.next}")
