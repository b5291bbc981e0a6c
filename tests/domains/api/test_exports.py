"""GET /api/v3/domains/export/"""

import csv
import io
import json
import zipfile
from xml.etree import ElementTree

import pytest

from domains.files import exports
from domains.models import Domain

PATH = "/api/v3/domains/export/"
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]


@pytest.fixture
def rows(db):
    Domain.objects.create(
        domain="b.com",
        title='A "quoted", title',
        email_addresses=["info@b.com", "sales@b.com"],
        is_wordpress=True,
    )
    Domain.objects.create(domain="a.com", title="=HYPERLINK(1)", phone_numbers=["+12025550143"])


def fetch(api, **query):
    answer = api.get(PATH, query)
    assert answer.status_code == 200, answer.content
    return answer, b"".join(answer.streaming_content)


def table(content):
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def sheet(content, number=1):
    """The cells of a worksheet, row by row, read without a spreadsheet library."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        root = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
    assert not list(root.iter(space + "f")), "a formula"
    return [["".join(cell.itertext()) for cell in row] for row in root.iter(space + "row")]


def test_csv(api, rows):
    answer, content = fetch(api)
    assert answer["Content-Type"].startswith("text/csv")
    assert "domains.csv" in answer["Content-Disposition"]
    first, second = table(content)
    assert (first["domain"], second["domain"]) == ("a.com", "b.com")
    assert second["title"] == 'A "quoted", title'
    assert second["email_addresses"] == "info@b.com; sales@b.com"
    assert (second["is_wordpress"], first["is_wordpress"]) == ("true", "")


def test_json(api, rows):
    _, content = fetch(api, format="json")
    first, second = json.loads(content)
    assert first["title"] == "=HYPERLINK(1)"  # only spreadsheets know formulas
    assert second["email_addresses"] == ["info@b.com", "sales@b.com"]


def test_json_lines(api, rows):
    _, content = fetch(api, format="jsonl")
    assert [json.loads(line)["domain"] for line in content.splitlines()] == ["a.com", "b.com"]


def test_xlsx(api, rows):
    _, content = fetch(api, format="xlsx", fields="domain,title,phone_numbers")
    assert sheet(content) == [
        ["domain", "title", "phone_numbers"],
        ["a.com", "'=HYPERLINK(1)", "'+12025550143"],
        ["b.com", 'A "quoted", title', ""],
    ]


def test_a_long_workbook_goes_on_on_another_sheet(monkeypatch):
    monkeypatch.setattr(exports, "ROWS_A_SHEET", 2)
    content = b"".join(exports.to_xlsx(["n"], [("1",), ("2",), ("3",)]))
    assert sheet(content) == [["n"], ["1"], ["2"]]
    assert sheet(content, 2) == [["n"], ["3"]]


@pytest.mark.parametrize("text", DANGEROUS)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_text_becomes_a_formula(api, db, text, kind):
    Domain.objects.create(domain="a.com", title=text, tech_stack=[text])
    _, content = fetch(api, format=kind, fields="title,tech_stack")
    cells = list(table(content)[0].values()) if kind == "csv" else sheet(content)[1]
    assert [cell.startswith("'") for cell in cells] == [True, True]


def test_no_other_separator_cuts_a_formula_out(api, db):
    Domain.objects.create(domain="a.com", title="harmless;=1+1")
    _, content = fetch(api, fields="domain,title")
    assert b'"harmless;=1+1"' in content


@pytest.mark.parametrize(("kind", "empty"), [("csv", []), ("json", []), ("jsonl", None), ("xlsx", None)])
def test_nothing_to_export(api, kind, empty):
    _, content = fetch(api, format=kind)
    if kind == "csv":
        assert table(content) == empty
    if kind == "json":
        assert json.loads(content) == empty
    if kind == "jsonl":
        assert content == b""
    if kind == "xlsx":
        assert sheet(content)[0][1] == "domain"


def test_filters_choose_what_is_exported(api, rows):
    _, content = fetch(api, has_email="true")
    assert [row["domain"] for row in table(content)] == ["b.com"]


def test_more_rows_than_a_chunk(api, db, monkeypatch):
    monkeypatch.setattr(exports, "CHUNK", 10)
    wanted = [f"site-{number:02}.com" for number in range(35)]
    Domain.objects.bulk_create([Domain(domain=name) for name in wanted])
    _, content = fetch(api, fields="domain")
    assert [row["domain"] for row in table(content)] == wanted


@pytest.mark.parametrize(
    "query", [{"format": "pdf"}, {"fields": "domain,claim_token"}, {"statis": "failed"}, {"status": "gone"}]
)
def test_a_query_that_makes_no_sense_is_refused(api, query):
    answer = api.get(PATH, query)
    assert answer.status_code == 400
    assert answer.json()["field"] == next(iter(query))


def test_any_accepted_type_will_do(api, rows):
    assert api.get(PATH, {"format": "csv"}, headers={"Accept": "text/csv"}).status_code == 200
