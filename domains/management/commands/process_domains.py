"""Claims and scans due domains now, in this process."""

from __future__ import annotations

import json
import sys
import uuid
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from domains.lifecycle import Event
from domains.queue import submission
from domains.queue.claim_types import Claim, Failure, Outcome
from domains.runs.run import RunOptions, execute_run
from metrics import telemetry
from metrics.models import SchedulerMetric
from scrapersky import gc_tuning
from scrapersky.shutdown import StopRequest, stop_on_signals
from scrapersky.visible_output import TerminalCommand
from scrapersky.visible_text import visible

ROWS_SHOWN = 50


class Command(TerminalCommand):
    help = __doc__
    requires_system_checks: list[str] = []  # they would load the admin and the API

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "domains", nargs="*", metavar="DOMAIN", help="submit these domains first, and scan only these"
        )
        parser.add_argument("--limit", type=_positive, help="how many domains (default SCHEDULER_BATCH_SIZE)")
        parser.add_argument("--all", action="store_true", help="continue until nothing is due")
        parser.add_argument("--concurrency", type=_positive, default=settings.FETCH_CONCURRENCY)
        parser.add_argument(
            "--json", action="store_true", help="print the run's metrics as JSON in the last line of stdout"
        )
        parser.add_argument("--no-progress", action="store_true")

    def handle(self, **options: Any) -> None:
        gc_tuning.settle()
        only = _submit(options["domains"]) if options["domains"] else None
        with stop_on_signals() as stop:
            record = self.run(only, stop, options)
        if options["json"]:
            self.stdout.write(json.dumps(telemetry.figures(record)))
        if stop.signum:
            sys.exit(128 + stop.signum)

    def run(
        self, only: list[uuid.UUID] | None, stop: StopRequest, options: dict[str, Any]
    ) -> SchedulerMetric:
        limit = options["limit"] or (len(only) if only else settings.SCHEDULER_BATCH_SIZE)
        rows: list[tuple[str, ...]] = []
        console = Console(file=sys.stdout)
        bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.completed} domains, last {task.description}"),
            TimeElapsedColumn(),
            console=console,
            disable=options["no_progress"] or not sys.stdout.isatty(),
            transient=True,
        )
        with bar:
            task = bar.add_task("none yet", total=None)

            def progress(claim: Claim, event: Event, outcome: Outcome) -> None:
                bar.update(task, advance=1, description=claim.domain)
                if len(rows) < ROWS_SHOWN:
                    rows.append(_row(claim, event, outcome))

            order = RunOptions(
                trigger="command",
                limit=None if options["all"] else limit,
                concurrency=options["concurrency"],
                only=only,
                progress=progress,
            )
            record = execute_run(order, stop)
        assert record is not None  # noqa: S101  without slots a run always starts
        self.show(console, record, rows)
        return record

    def show(self, console: Console, record: SchedulerMetric, rows: list[tuple[str, ...]]) -> None:
        table = Table("domain", "outcome", "found")
        for row in rows:
            table.add_row(*(Text(visible(cell)) for cell in row))  # as Text, nothing in it is markup
        if rows:
            console.print(table)
        if record.domains_processed > len(rows):
            console.print(f"and {record.domains_processed - len(rows)} more")
        console.print(
            f"{record.domains_processed} processed in {record.duration_seconds:.1f} s: "
            f"{record.domains_successful} completed, {record.domains_failed} failed, "
            f"{record.domains_skipped} skipped, {record.domains_retried} to be tried again"
            + (f", {record.domains_returned} returned to the queue" if record.domains_returned else "")
        )


def _submit(texts: list[str]) -> list[uuid.UUID]:
    """Submit the given domains as due now and return their ids. Raises ``CommandError`` if one is refused."""
    results = list(submission.submit(texts, urgent=True, wake=False))
    refused = [f"{result.text!r}: {result.reason}" for result in results if result.reason]
    if refused:
        raise CommandError("not a domain that can be scanned: " + "; ".join(refused))
    return [result.domain_id for result in results if result.domain_id]


def _row(claim: Claim, event: Event, outcome: Outcome) -> tuple[str, str, str]:
    if isinstance(outcome, Failure):
        return claim.domain, f"{event} ({outcome.kind})", outcome.message
    found = [contact.value for contact in (*outcome.emails, *outcome.phones)]
    return claim.domain, str(event), ", ".join([outcome.home.title[:40], *found[:4]])


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number
