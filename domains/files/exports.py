"""Exports domains as CSV, JSON, JSON lines and XLSX, any number of them, with one chunk of rows in memory.

Text from web sites must not become a formula in a spreadsheet: text that could start one is prefixed with an
apostrophe, and every CSV cell is quoted, so that another separator cannot split it into several cells. In CSV
and XLSX, characters that change what a reader sees are escaped (``scrapersky.visible_text``); JSON has the
text as it is.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import IO, Any, TypeVar

import xlsxwriter
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.db.models.fields.json import KeyTransform

from domains.models import Domain
from scrapersky.visible_text import visible

CHUNK = 1000  # rows in memory
ROWS_A_SHEET = 1_048_575  # without the header; Excel's limit
LONGEST_CELL = 32_767  # characters; Excel's limit
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")

COLUMNS = (
    "id", "domain", "status", "title", "description", "language", "email_addresses", "phone_numbers",
    "facebook_url", "twitter_url", "linkedin_url", "instagram_url", "youtube_url", "is_wordpress",
    "wordpress_version", "has_elementor", "tech_stack", "favicon_url", "logo_url", "sitemap_urls",
    "total_sitemaps", "error_kind", "last_error", "last_scan", "created_at", "updated_at", "notes",
)  # fmt: skip

ON_DEMAND = ("contacts",)  # large; exported if asked for

Domains = TypeVar("Domains", bound="QuerySet[Domain]")
Row = tuple[Any, ...]
Writer = Callable[[Sequence[str], Iterable[Row]], Iterator[bytes]]


def rows(domains: QuerySet[Domain], columns: Sequence[str]) -> Iterator[Row]:
    """These columns of every row, ordered by name. Each chunk is one query, without cursor or transaction."""
    if "contacts" in columns:
        domains = with_contacts(domains)
    chosen = domains.order_by("domain").values_list("domain", *columns)
    last = ""
    while chunk := list(chosen.filter(domain__gt=last)[:CHUNK]):
        yield from (row[1:] for row in chunk)
        last = chunk[-1][0]


def with_contacts(domains: Domains) -> Domains:
    """Adds ``contacts``: each contact with the page and the way in which it was found."""
    return domains.annotate(contacts=KeyTransform("contacts", "domain_metadata"))


def to_csv(columns: Sequence[str], found: Iterable[Row]) -> Iterator[bytes]:
    line = _Line()
    writer = csv.writer(line, quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    yield line.text.encode()
    for row in found:
        writer.writerow([cell(value) for value in row])
        yield line.text.encode()


def to_json_lines(columns: Sequence[str], found: Iterable[Row]) -> Iterator[bytes]:
    encode = DjangoJSONEncoder(ensure_ascii=False).encode
    for row in found:
        yield encode(dict(zip(columns, row, strict=True))).encode() + b"\n"


def to_json(columns: Sequence[str], found: Iterable[Row]) -> Iterator[bytes]:
    """One array."""
    separator = b"[\n"
    for line in to_json_lines(columns, found):
        yield separator + line.rstrip()
        separator = b",\n"
    yield b"\n]\n" if separator == b",\n" else b"[]\n"


def to_xlsx(columns: Sequence[str], found: Iterable[Row]) -> Iterator[bytes]:
    """A workbook. It is written to a temporary file first, because the format cannot be streamed."""
    with tempfile.TemporaryFile() as file:
        _write_workbook(file, columns, found)
        file.seek(0)
        while part := file.read(65_536):
            yield part


def _write_workbook(file: IO[bytes], columns: Sequence[str], found: Iterable[Row]) -> None:
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet, place = _new_sheet(book, columns), 0
        for row in found:
            if place == ROWS_A_SHEET:
                sheet, place = _new_sheet(book, columns), 0
            place += 1
            for column, value in enumerate(row):
                sheet.write_string(place, column, cell(value)[:LONGEST_CELL])


def _new_sheet(book: Any, columns: Sequence[str]) -> Any:
    sheet = book.add_worksheet()
    for column, name in enumerate(columns):
        sheet.write_string(0, column, name)
    return sheet


WRITERS: dict[str, tuple[str, Writer]] = {
    "csv": ("text/csv; charset=utf-8", to_csv),
    "json": ("application/json", to_json),
    "jsonl": ("application/jsonl", to_json_lines),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsx),
}


def cell(value: Any) -> str:
    """A value as text of a cell; lists are joined with "; "."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.isoformat()
    text = "; ".join(map(_item, value)) if isinstance(value, list) else str(value)
    text = visible(text)
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def _item(value: Any) -> str:
    """One of a list: a text, or a contact with the way and the page in which it was found."""
    if isinstance(value, dict):
        return f"{value['value']} ({value.get('how', '')}, {value.get('page', '')})"
    return str(value)


class _Line:
    """A file for csv.writer that keeps only the last line."""

    text = ""

    def write(self, text: str) -> int:
        self.text = text
        return len(text)
