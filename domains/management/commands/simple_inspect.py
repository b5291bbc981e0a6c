"""Shows a table or the rows of a SELECT; the database session refuses to write."""

from __future__ import annotations

import json
import shutil
import sys
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import CommandError
from django.core.serializers.json import DjangoJSONEncoder

from domains.diagnostics import readonly_query
from domains.diagnostics.readonly_query import QueryResult
from scrapersky.visible_output import TerminalCommand

WIDEST = 40  # characters of a value in the table


class Command(TerminalCommand):
    help = __doc__
    requires_system_checks: list[str] = []  # they would load the admin and the API

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("subject", metavar="TABLE|SELECT", help='a table\'s name, or "SELECT ..."')
        parser.add_argument("--limit", type=_limit, default=20, help="rows shown (default 20)")
        parser.add_argument("--json", action="store_true", help="print JSON, with full values")

    def handle(self, **options: Any) -> None:
        try:
            found = readonly_query.run_query(options["subject"], options["limit"])
        except readonly_query.QueryError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
            self.stdout.write(json.dumps(rows, cls=DjangoJSONEncoder, default=str, ensure_ascii=False))
            return
        for line in self.lines(found):
            self.stdout.write(line)
        more = "; there are more" if found.more else ""
        self.stdout.write(f"({len(found.rows)} row{'' if len(found.rows) == 1 else 's'}{more})")

    def lines(self, found: QueryResult) -> list[str]:
        """A table. If the terminal is too narrow for it, the records one below the other."""
        cells = [[_format_cell(value) for value in row] for row in found.rows]
        table = _table(found.columns, cells)
        if sys.stdout.isatty() and len(table[0]) > shutil.get_terminal_size().columns:
            return _records(found.columns, cells)
        return table


def _table(columns: list[str], cells: list[list[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(columns, *cells, strict=True)]

    def line(row: list[str]) -> str:
        return " | ".join(value.ljust(width) for value, width in zip(row, widths, strict=True)).rstrip()

    return [line(columns), "-+-".join("-" * width for width in widths), *map(line, cells)]


def _records(columns: list[str], cells: list[list[str]]) -> list[str]:
    width = max(map(len, columns))
    lines = []
    for number, row in enumerate(cells, start=1):
        lines.append(f"-- record {number}")
        lines += [f"{column.ljust(width)} | {value}" for column, value in zip(columns, row, strict=True)]
    return lines


def _format_cell(value: Any) -> str:
    """A value in one short line."""
    text = "" if value is None else " ".join(str(value).split())
    printable = "".join(letter if letter.isprintable() else "?" for letter in text[: WIDEST + 1])
    return printable if len(printable) <= WIDEST else printable[: WIDEST - 3] + "..."


def _limit(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= 100_000:
        raise ArgumentTypeError(f"{text!r} is not a whole number from 1 to 100000")
    return int(text)
