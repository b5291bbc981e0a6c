"""Workbooks (.xlsx, .xls, .ods, .xlsb) as a stream of records: row number and cells.

They are read in a child process with limited memory and CPU time: a workbook of a few kilobytes may unpack to
gigabytes, or use the last cell of a sheet with a million rows and 16,384 columns.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from domains.scan.process_limits import limit

SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")  # a ZIP archive, and the older .xls
MEMORY = 1024**3  # bytes of address space of the child; not enforced by macOS
CPU_SECONDS = 30
WALL_SECONDS = 120
LONGEST_CELL = 32_767  # characters; Excel's limit
_ROOT = Path(__file__).resolve().parents[2]  # what the child imports from
_SERVE = "import sys; sys.path.insert(0, sys.argv[1]); from domains.files.workbook import serve; serve()"

Record = tuple[int, list[str]]


class UnreadableWorkbook(ValueError):
    """The file is not a workbook, is protected by a password, or needs too much memory or time."""


def read(data: bytes) -> Iterator[Record]:
    """The rows, without empty ones, of the sheet that has the most. Raises ``UnreadableWorkbook``."""
    command = [sys.executable, "-c", _SERVE, str(_ROOT), str(MEMORY)]
    try:
        child = subprocess.run(command, input=data, capture_output=True, timeout=WALL_SECONDS)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise UnreadableWorkbook(f"the workbook takes more than {WALL_SECONDS} s to read") from error
    if child.returncode < 0:
        raise UnreadableWorkbook("the workbook needs too much memory or time to be read")
    if child.returncode:
        last_line = child.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        reason = last_line.rpartition("Error: ")[2]
        raise UnreadableWorkbook(f"the workbook cannot be read: {reason[:300]}")
    for number, line in enumerate(child.stdout.splitlines(), start=1):
        cells = json.loads(line)
        if any(cells):
            yield number, cells


def serve() -> None:
    """Runs in the child process: reads a workbook from standard input, writes its rows as JSON lines."""
    with suppress(ValueError, OSError):  # macOS knows no limit of address space
        limit(resource.RLIMIT_AS, int(sys.argv[2]))
    limit(resource.RLIMIT_CPU, CPU_SECONDS)
    limit(resource.RLIMIT_CORE, 0)
    from python_calamine import CalamineError, CalamineWorkbook, ZipError

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read()))
        sheets = [book.get_sheet_by_index(place) for place in range(len(book.sheet_names))]
        for row in max(sheets, key=lambda sheet: sheet.height).iter_rows():
            sys.stdout.write(json.dumps([_text(cell) for cell in row]) + "\n")
    except (CalamineError, ZipError, MemoryError) as error:
        sys.exit(f"{type(error).__name__}: {error}")


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, bool):
        return str(cell).lower()
    return str(cell)[:LONGEST_CELL] if isinstance(cell, str | float | int | timedelta) else ""
