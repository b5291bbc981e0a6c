"""Workbooks are read in a child process, and cannot fill this one's memory."""

import io
import time
import zipfile
from datetime import date

import pytest
import xlsxwriter

from domains.files import workbook
from domains.files.workbook import UnreadableWorkbook

NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
ROWS = "".join(
    "<table:table-row><table:table-cell office:value-type='string'>"
    f"<text:p>{text}</text:p></table:table-cell></table:table-row>"
    for text in ("Web", "a.com")
)
ODS = (
    f"<office:document-content {NAMESPACES}><office:body><office:spreadsheet><table:table table:name='A'>"
    f"{ROWS}</table:table></office:spreadsheet></office:body></office:document-content>"
)
MANIFEST = """<?xml version="1.0" encoding="UTF-8"?><manifest:manifest
 xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry
 manifest:media-type="text/xml" manifest:full-path="content.xml"/></manifest:manifest>"""


def book(*rows):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd"}) as written:
        sheet = written.add_worksheet()
        for place, cells in rows:
            sheet.write_row(place, 0, cells)
    return file.getvalue()


def test_rows_have_the_numbers_that_the_program_shows():
    found = list(
        workbook.read(book((0, ["Web", "Since"]), (3, ["a.com", date(2020, 1, 2)]), (4, [17.5, True])))
    )
    assert found == [(1, ["Web", "Since"]), (4, ["a.com", "2020-01-02"]), (5, ["17.5", "true"])]


def test_an_open_document_spreadsheet():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", ODS)
    assert list(workbook.read(file.getvalue())) == [(1, ["Web"]), (2, ["a.com"])]


def test_a_sheet_that_claims_its_last_cell_is_refused_within_seconds():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as written:
        sheet = written.add_worksheet()
        sheet.write(0, 0, "a.com")
        sheet.write(1_048_575, 16_383, "x")
    started = time.monotonic()
    with pytest.raises(UnreadableWorkbook, match="memory"):
        list(workbook.read(file.getvalue()))
    assert time.monotonic() - started < workbook.CPU_SECONDS


def test_an_archive_that_unpacks_to_more_than_the_memory_is_refused(monkeypatch):
    monkeypatch.setattr(workbook, "MEMORY", 200_000_000)
    small, file = zipfile.ZipFile(io.BytesIO(book((0, ["a.com"])))), io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in set(small.namelist()) - {"xl/sharedStrings.xml"}:
            archive.writestr(name, small.read(name))
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as part:
            part.write(b'<?xml version="1.0"?><sst><si><t>')
            for _ in range(400):
                part.write(b"a" * 1_000_000)
    with pytest.raises(UnreadableWorkbook):
        list(workbook.read(file.getvalue()))


@pytest.mark.parametrize("content", [b"PK\x03\x04 nothing", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)])
def test_what_is_no_workbook_is_told(content):
    with pytest.raises(UnreadableWorkbook, match="cannot be read") as told:
        list(workbook.read(content))
    assert "Error" not in str(told.value), "the name of an exception helps nobody"
