"""GET /api/v3/domains/export/"""

import csv
import io
import json
import re
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
        ["a.com", "=HYPERLINK(1)", "+12025550143"],
        ["b.com", 'A "quoted", title'],
    ]


def test_a_long_workbook_goes_on_on_another_sheet(monkeypatch):
    monkeypatch.setattr(exports, "ROWS_A_SHEET", 2)
    content = b"".join(exports.to_xlsx(["n"], [("1",), ("2",), ("3",)]))
    assert sheet(content) == [["n"], ["1"], ["2"]]
    assert sheet(content, 2) == [["n"], ["3"]]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_becomes_a_formula(api, db, text):
    Domain.objects.create(domain="a.com", title=text, tech_stack=[text])
    _, content = fetch(api, format="csv", fields="title,tech_stack")
    assert [cell.startswith("'") for cell in table(content)[0].values()] == [True, True]
    _, content = fetch(api, format="xlsx", fields="title,tech_stack")
    assert all(text.strip() in cell for cell in sheet(content)[1])  # as text: sheet() refuses formulas


def test_numbers_of_phones_are_no_formulas(api, db):
    Domain.objects.create(domain="a.com", phone_numbers=["+12025550143", "+12025550144"])
    _, content = fetch(api, format="csv", fields="phone_numbers")
    assert table(content)[0]["phone_numbers"] == "+12025550143; +12025550144"


def test_a_workbook_has_types_links_and_a_header_that_stays(api, db):
    Domain.objects.create(
        domain="a.com", max_pages=5, sitemap_urls=7, is_wordpress=True, facebook_url="https://facebook.com/a"
    )
    _, content = fetch(api, format="xlsx", fields="domain,sitemap_urls,is_wordpress,facebook_url,created_at")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        xml = book.read("xl/worksheets/sheet1.xml").decode()
        links = book.read("xl/worksheets/_rels/sheet1.xml.rels").decode()
    for part in ('<pane ySplit="1"', "<autoFilter ", '<c r="B2"><v>7</v>', '<c r="C2" t="b"><v>1</v>'):
        assert part in xml
    assert "https://facebook.com/a" in links
    assert re.search(r'<c r="E2" s="\d"><v>4\d{4}\.\d+</v>', xml)


@pytest.fixture
def acme(db):
    mail = {"kind": "email", "value": "info@acme.com", "how": "mailto", "page": "https://acme.com/"}
    phone = {"kind": "phone", "value": "+12025550143", "how": "tel", "page": "https://acme.com/contact"}
    details = {"street": "1 Main St", "locality": "Boston", "postal_code": "02110"}
    address = {"kind": "address", "value": "1 Main St", "country": "US", "details": details}
    return Domain.objects.create(
        domain="acme.com",
        legal_name="Acme Inc.",
        country="US",
        postal_address="1 Main St, Boston",
        email_addresses=["info@acme.com", "jobs@acme.com"],
        phone_numbers=["+12025550143"],
        domain_metadata={"contacts": [mail | {"owner": "own"}, phone], "company": [address]},
    )


def test_one_row_a_contact(api, acme):
    first, second = table(fetch(api, layout="contacts")[1])
    assert (first["domain"], first["value"], first["owner"]) == ("acme.com", "info@acme.com", "own")
    assert (second["kind"], second["value"], second["how"]) == ("phone", "+12025550143", "tel")
    assert second["page"] == "https://acme.com/contact"


def test_layouts_for_crms(api, acme):
    (row,) = table(fetch(api, layout="hubspot")[1])
    assert row["Company name"] == "Acme Inc."
    assert (row["Street Address"], row["City"], row["Postal Code"], row["Country/Region"]) == (
        "1 Main St", "Boston", "02110", "US",
    )  # fmt: skip
    (row,) = table(fetch(api, layout="pipedrive")[1])
    assert row == {
        "Organization - Name": "Acme Inc.",
        "Organization - Address": "1 Main St, Boston",
        "Organization - Website": "https://acme.com/",
        "Person - Email": "info@acme.com",
        "Person - Phone": "+12025550143",
    }
    rows = table(fetch(api, layout="mailchimp")[1])
    assert [row["Email Address"] for row in rows] == ["info@acme.com", "jobs@acme.com"]


def test_a_layout_that_is_not_known_and_columns_that_it_does_not_have(api, acme):
    assert api.get("/api/v3/domains/export/?layout=salesforce").status_code == 400
    assert api.get("/api/v3/domains/export/?layout=contacts&fields=domain").status_code == 400


def test_csv_for_excel_has_a_mark_and_its_separator():
    content = b"".join(exports.to_csv(["a", "b"], [("ü", "1;2")], separator=";", bom=True))
    assert content == b'\xef\xbb\xbf"a";"b"\r\n"\xc3\xbc";"1;2"\r\n'


def test_a_second_sheet_tells_what_selected_the_rows():
    content = b"".join(exports.to_xlsx(["n"], [("1",)], about={"status": "completed"}))
    assert sheet(content, 2) == [["status", "completed"]]


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
