"""Exports domains as CSV, JSON, JSON lines and XLSX, any number of them, with one chunk of rows in memory.

Text from web sites must not become a formula in a spreadsheet: text that could start one is prefixed with an
apostrophe, and every CSV cell is quoted, so that another separator cannot split it into several cells. In a
workbook text is typed as text. In both, characters that change what a reader sees are escaped
(``scrapersky.visible_text``). JSON contains the unchanged text.
"""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
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
MOST_LINKS = 60_000  # of a sheet; Excel's limit is 65,530
LONGEST_LINK = 2_000  # characters; Excel's limit is 2,079
NARROW, WIDE = 12, 40  # of columns, in characters
LONG_TEXTS = frozenset(
    {
        "domain",
        "title",
        "description",
        "email_addresses",
        "phone_numbers",
        "legal_name",
        "postal_address",
        "value",
    }
)
BOM = b"\xef\xbb\xbf"
# A list of phone numbers is not treated as a formula: + and digits alone do no harm.
_PHONE = re.compile(r"\+\d{5,15}(?:; \+\d{5,15})*")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")

COLUMNS = (
    "id", "domain", "status", "title", "description", "language", "email_addresses", "no_email_reason",
    "mail_provider",
    "phone_numbers", "legal_name", "vat_id", "registration_number", "postal_address", "country", "industry",
    "final_url", "facebook_url", "twitter_url", "linkedin_url", "instagram_url", "youtube_url",
    "needs_javascript", "is_wordpress",
    "wordpress_version", "has_elementor", "tech_stack", "favicon_url", "logo_url", "sitemap_urls",
    "total_sitemaps", "error_kind", "last_error", "last_scan", "created_at", "updated_at", "notes",
    "custom_fields",
)  # fmt: skip

ON_DEMAND = ("contacts", "company", "ways")  # large; exported if asked for

Domains = TypeVar("Domains", bound="QuerySet[Domain]")
Row = tuple[Any, ...]
Writer = Callable[[Sequence[str], Iterable[Row]], Iterator[bytes]]


def rows(domains: QuerySet[Domain], columns: Sequence[str]) -> Iterator[Row]:
    """These columns of every row, ordered by name. Each chunk is one query, without cursor or transaction."""
    domains = with_found(domains, columns)
    chosen = domains.order_by("domain").values_list("domain", *columns)
    last = ""
    while chunk := list(chosen.filter(domain__gt=last)[:CHUNK]):
        yield from (row[1:] for row in chunk)
        last = chunk[-1][0]


def with_found(domains: Domains, columns: Collection[str]) -> Domains:
    """Adds those of ``ON_DEMAND`` that are among the columns.

    Each value has its page and the way it was found.
    """
    found = {name: KeyTransform(name, "domain_metadata") for name in ON_DEMAND if name in columns}
    return domains.annotate(**found)


def to_csv(
    columns: Sequence[str], found: Iterable[Row], *, separator: str = ",", bom: bool = False
) -> Iterator[bytes]:
    """CSV. With ``bom`` it begins with a byte order mark, by which Excel recognises UTF-8."""
    line = _Line()
    writer = csv.writer(line, quoting=csv.QUOTE_ALL, delimiter=separator)
    writer.writerow(map(cell, columns))
    yield (BOM if bom else b"") + line.text.encode()
    for row in found:
        writer.writerow([cell(value) for value in row])
        yield line.text.encode()


def to_json_lines(columns: Sequence[str], found: Iterable[Row]) -> Iterator[bytes]:
    encode = DjangoJSONEncoder(ensure_ascii=False).encode
    for row in found:
        yield encode(dict(zip(columns, row, strict=True))).encode() + b"\n"


def to_json(columns: Sequence[str], found: Iterable[Row]) -> Iterator[bytes]:
    """JSON: one array of objects."""
    separator = b"[\n"
    for line in to_json_lines(columns, found):
        yield separator + line.rstrip()
        separator = b",\n"
    yield b"\n]\n" if separator == b",\n" else b"[]\n"


def to_xlsx(
    columns: Sequence[str], found: Iterable[Row], *, about: Mapping[str, str] | None = None
) -> Iterator[bytes]:
    """A workbook with typed cells. It is written to a temporary file first: the format cannot be streamed.

    ``about``: the contents of a second sheet, such as the filters that selected the rows.
    """
    with tempfile.TemporaryFile() as file:
        _write_workbook(file, columns, found, about or {})
        file.seek(0)
        while part := file.read(65_536):
            yield part


def _write_workbook(
    file: IO[bytes], columns: Sequence[str], found: Iterable[Row], about: Mapping[str, str]
) -> None:
    with xlsxwriter.Workbook(file, {"constant_memory": True, "remove_timezone": True}) as book:
        sheet = _Sheet(book, columns)
        for row in found:
            if sheet.rows == ROWS_A_SHEET:
                sheet = _Sheet(book, columns)
            sheet.append(row)
        if about:
            _write_about(book, about)


class _Sheet:
    """A sheet with a header that stays in view and has a filter. Rows are appended; cells have types."""

    def __init__(self, book: Any, columns: Sequence[str]) -> None:
        self.rows = self._links = 0
        self._moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self._sheet = book.add_worksheet()
        self._sheet.freeze_panes(1, 0)
        self._sheet.autofilter(0, 0, ROWS_A_SHEET, len(columns) - 1)
        for place, name in enumerate(columns):
            self._sheet.set_column(place, place, WIDE if name in LONG_TEXTS else max(NARROW, len(name) + 2))
        header = _header(book)
        for place, name in enumerate(columns):
            self._sheet.write_string(0, place, name, header)

    def append(self, row: Row) -> None:
        self.rows += 1
        for place, value in enumerate(row):
            self._write(place, value)

    def _write(self, place: int, value: Any) -> None:
        """Text is written as text, so it cannot become a formula."""
        if isinstance(value, bool):
            self._sheet.write_boolean(self.rows, place, value)
        elif isinstance(value, datetime):
            self._sheet.write_datetime(self.rows, place, value.astimezone(UTC), self._moment)
        elif isinstance(value, int | float):
            self._sheet.write_number(self.rows, place, value)
        elif text := _text(value)[:LONGEST_CELL]:
            self._write_text(place, text)

    def _write_text(self, place: int, text: str) -> None:
        if self._links < MOST_LINKS and _is_link(text):
            self._links += 1
            self._sheet.write_url(self.rows, place, text)
        else:
            self._sheet.write_string(self.rows, place, text)


def _header(book: Any) -> Any:
    return book.add_format({"bold": True, "bottom": 1})


def _is_link(text: str) -> bool:
    return text.startswith(("https://", "http://")) and len(text) <= LONGEST_LINK and " " not in text


def _write_about(book: Any, about: Mapping[str, str]) -> None:
    sheet, header = book.add_worksheet("About"), _header(book)
    sheet.set_column(0, 1, WIDE)
    for row, (name, text) in enumerate(about.items()):
        sheet.write_string(row, 0, name, header)
        sheet.write_string(row, 1, text[:LONGEST_CELL])


WRITERS: dict[str, tuple[str, Writer]] = {
    "csv": ("text/csv; charset=utf-8", to_csv),
    "json": ("application/json", to_json),
    "jsonl": ("application/jsonl", to_json_lines),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsx),
}


def cell(value: Any) -> str:
    """A value as text of a CSV cell, which no spreadsheet interprets as a formula."""
    text = _text(value)
    return "'" + text if text.startswith(FORMULA_STARTS) and not _PHONE.fullmatch(text) else text


def _text(value: Any) -> str:
    """A value as text; lists are joined with "; "."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        value = [f"{name}: {item}" for name, item in value.items()]
    return visible("; ".join(map(_item, value)) if isinstance(value, list) else str(value))


def _item(value: Any) -> str:
    """One item of a list as text: a contact or fact with the way and the page in which it was found, or a
    text.
    """
    if isinstance(value, dict) and "details" in value:
        return f"{value['kind']}: {value['value']} ({value['how']}, {value['page']})"
    if isinstance(value, dict) and "provider" in value:
        return f"{value['kind']}: {value['value']}" + (f" ({value['provider']})" if value["provider"] else "")
    if isinstance(value, dict):
        return f"{value['value']} ({value.get('how', '')}, {value.get('page', '')})"
    return str(value)


class _Line:
    """A file for csv.writer that keeps only the last line."""

    text = ""

    def write(self, text: str) -> int:
        self.text = text
        return len(text)
