"""Reading files of domains; further shapes in tests/domains/management/commands/test_submit_domains.py."""

import io

import pytest

from domains.files import domain_file


def read(content, column="", encoding="utf-8"):
    file = domain_file.read(io.BufferedReader(io.BytesIO(content.encode(encoding))), column)
    return file, [(entry.line, entry.text, entry.fields) for entry in file]


def texts(content, **options):
    return [text for _, text, _ in read(content, **options)[1]]


@pytest.mark.parametrize(
    ("content", "encoding", "header"),
    [
        ("Firma;Netzauftritt\nMüller;mueller.de\n", "cp1252", "Netzauftritt"),
        ("会社,ウェブサイト\n株式会社山田製作所の東京本社,https://yamada.jp/\n", "shift_jis", "ウェブサイト"),
        ("Компания;Сайт\nООО Ромашка из Москвы;romashka.ru\n", "cp1251", "Сайт"),
        ("Επιχείρηση,Ιστοσελίδα\nΕλληνικά τρόφιμα Αθήνα,trofima.gr\n", "iso8859-7", "Ιστοσελίδα"),
    ],
)
def test_columns_in_any_language_and_encoding(content, encoding, header):
    file, ((_, _, fields),) = read(content, encoding=encoding)
    assert file.names[file.column] == header
    lines = content.splitlines()
    separator = ";" if ";" in lines[0] else ","
    assert fields == {lines[0].split(separator)[0]: lines[1].split(separator)[0]}


@pytest.mark.parametrize(
    "content",
    [
        "a.com, b.com; c.com\nd.com\n",
        "a.com b.com\tc.com d.com",
        "a.com;b.com;c.com;d.com",
        "a.com\nb.com\nc.com|d.com",
    ],
)
def test_several_domains_in_a_line(content):
    assert texts(content) == ["a.com", "b.com", "c.com", "d.com"]


def test_several_domains_in_a_cell_share_its_other_columns():
    _, entries = read('name,website\nA,"a.com, b.com"\n')
    assert entries == [(2, "a.com", {"name": "A"}), (2, "b.com", {"name": "A"})]


def test_an_e_mail_address_offers_its_domain_unless_it_is_a_mail_providers():
    assert texts("Name,E-Mail\nA,ann@acme.com\nB,bob@gmail.com\n") == ["acme.com", "bob@gmail.com"]
    assert texts("ann@acme.com\n") == ["acme.com"]


def test_a_column_of_domains_is_preferred_to_one_of_addresses():
    file, _ = read("Mail,Seite\nann@acme.com,acme.com\nbob@b.com,b.com\n")
    assert file.names[file.column] == "Seite"


def test_a_title_above_the_header_is_left_out():
    file, entries = read("Spring customers,,\n,,\nNo,Firma,Seite\n1,Acme,acme.com\n")
    assert file.names == ["No", "Firma", "Seite"]
    assert entries == [(4, "acme.com", {"No": "1", "Firma": "Acme"})]


def test_a_domain_above_the_header_is_no_title():
    assert len(texts("a.com\nFirma,Seite\nB,b.com\n")) == 3


def test_columns_without_a_header_have_numbers():
    file, entries = read("1;A;example.com\n2;B;example.org\n")
    assert entries[0] == (1, "example.com", {"column 1": "1", "column 2": "A"})
    assert read("1;A;example.com\n2;B;example.org\n", "Column 3")[0].column == 2
    assert not file.has_header


def test_further_columns_are_bounded():
    header = ",".join(["website", *(f"c{number}" for number in range(55))])
    row = ",".join(["a.com", *["x" * 1100] * 55])
    _, ((_, _, fields),) = read(f"{header}\n{row}\n")
    assert len(fields) == domain_file.MOST_FIELDS
    assert {len(value) for value in fields.values()} == {domain_file.LONGEST_FIELD}


@pytest.mark.parametrize(
    ("start", "kind"), [(b"%PDF-1.7", "PDF"), (b"\x89PNG\r\n", "picture"), (b"\x1f\x8b\x08", "compressed")]
)
def test_what_people_take_for_a_list_is_refused_by_its_name(start, kind):
    with pytest.raises(domain_file.UnreadableWorkbook, match=kind):
        domain_file.read(io.BufferedReader(io.BytesIO(start + b"a.com\n" * 9)))
