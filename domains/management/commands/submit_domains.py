"""Submits a workbook, CSV or text file of domains; the column is detected by its header or content."""

from __future__ import annotations

import io
import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from django.core.management.base import CommandError

from domains.files import domain_file
from domains.files.domain_file import Entry
from domains.models.domain import MAX_PAGES, default_tenant
from domains.queue import custom_fields, schedule, submission
from domains.queue.submission import CHUNK, DEFAULT_MAX_PAGES, Submitted
from scrapersky.visible_output import TerminalCommand

SHOWN = 100  # refused entries that are printed; further ones are only counted
LONGEST_SHOWN = 100  # characters


@dataclass
class Tally:
    accepted: int = 0
    already_queued: int = 0
    invalid: int = 0
    invalid_lines: list[dict[str, Any]] = field(default_factory=list)

    def add(self, number: int, result: Submitted) -> None:
        if not result.reason:
            self.accepted += result.queued
            self.already_queued += not result.queued
            return
        self.invalid += 1
        if self.invalid <= SHOWN:
            text, reason = _shorten(result.text), _shorten(result.reason)
            self.invalid_lines.append({"line": number, "input": text, "reason": reason})


class Command(TerminalCommand):
    help = __doc__
    requires_system_checks: list[str] = []  # they would load the admin and the API

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", metavar="FILE", help="a workbook, CSV or text file; - reads standard input"
        )
        parser.add_argument("--column", default="", help="the header of the column that contains the domains")
        parser.add_argument("--max-pages", type=_max_pages, default=DEFAULT_MAX_PAGES)
        parser.add_argument("--json", action="store_true", help="print the summary as one JSON object")

    def handle(self, **options: Any) -> None:
        tally = Tally()
        try:
            with _open(options["file"]) as stream:
                _submit(domain_file.read(stream, options["column"]), options["max_pages"], tally)
        except OSError as error:
            expected = "expected a text or CSV file, or - for the standard input"
            raise CommandError(f"{options['file']}: {error.strerror}; {expected}") from error
        except (domain_file.NoSuchColumn, domain_file.UnreadableWorkbook) as error:
            raise CommandError(str(error)) from error
        self.show(tally, options["json"])

    def show(self, tally: Tally, as_json: bool) -> None:
        for refused in tally.invalid_lines:
            self.stderr.write(f"line {refused['line']}: {refused['input']!r}: {refused['reason']}")
        if tally.invalid > SHOWN:
            self.stderr.write(f"and {tally.invalid - SHOWN} more invalid lines")
        if as_json:
            self.stdout.write(json.dumps(vars(tally)))
        else:
            self.stdout.write(
                f"{tally.accepted} accepted, {tally.already_queued} already queued, {tally.invalid} invalid"
            )


def _submit(entries: Iterable[Entry], max_pages: int, tally: Tally) -> None:
    """Submit all entries. One run is requested at the end, even if the file or the database fails midway."""
    waiting: deque[Entry] = deque()
    submitted: list[tuple[Submitted, Mapping[str, str]]] = []

    def texts() -> Iterator[str]:
        for entry in entries:
            waiting.append(entry)
            yield entry.text

    try:
        for result in submission.submit(texts(), max_pages=max_pages, wake=False):
            entry = waiting.popleft()
            tally.add(entry.line, result)
            submitted.append((result, entry.fields))
            if len(submitted) == CHUNK:
                custom_fields.store(submitted, default_tenant())
                submitted.clear()
    finally:
        custom_fields.store(submitted, default_tenant())
        if tally.accepted:
            schedule.wake()


@contextmanager
def _open(name: str) -> Iterator[io.BufferedReader]:
    if name == "-":
        yield cast(io.BufferedReader, sys.stdin.buffer)
        return
    with Path(name).open("rb") as stream:
        yield stream


def _shorten(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 3] + "..."


def _max_pages(text: str) -> int:
    if not text.isdecimal() or int(text) not in MAX_PAGES:
        raise ArgumentTypeError(f"{text!r} is not a whole number from 1 to 1000")
    return int(text)
