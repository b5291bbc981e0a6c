"""Names right behind their label, titles before a person, and what is neither a name nor a street."""

from __future__ import annotations

import json

import pytest

from tests.domains.scan.extract.contact_pages import read


def facts(lines: list[str], kind: str, url: str, lang: str = "en", head: str = "") -> list[str]:
    report, _ = read("".join(f"<p>{line}</p>" for line in lines), url=url, lang=lang, head=head)
    return [fact.value for fact in report.company if fact.kind == kind]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("会社名株式会社灯台", "株式会社灯台"),
        ("会社名灯台株式会社", "灯台株式会社"),
        ("会社名称株式会社灯台", "株式会社灯台"),
        ("商号又は名称有限会社灯台", "有限会社灯台"),
        ("販売業者株式会社灯台", "株式会社灯台"),
    ],
)
def test_a_japanese_name_right_behind_its_label(line: str, name: str) -> None:
    lines = ["会社概要", line, "所在地 〒100-0001 東京都千代田区千代田1-1"]
    assert facts(lines, "legal_name", "https://todai.jp/company", "ja") == [name]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("상호주식회사 등대", "주식회사 등대"),
        ("법인명주식회사 등대", "주식회사 등대"),
        ("상호물산 주식회사", "상호물산 주식회사"),  # the name begins so
    ],
)
def test_a_korean_name_right_behind_its_label(line: str, name: str) -> None:
    lines = ["사업자정보", line, "사업자등록번호 120-81-47521"]
    assert facts(lines, "legal_name", "https://lighthouse.co.kr/", "ko") == [name]


def test_a_chinese_name_right_behind_its_label() -> None:
    lines = ["公司信息", "企业名称杭州灯台科技有限公司", "地址：浙江省杭州市西湖区文三路100号"]
    assert facts(lines, "legal_name", "https://dengtai.cn/", "zh") == ["杭州灯台科技有限公司"]


@pytest.mark.parametrize(
    "line",
    [
        "Firma: GmbH",
        "Firma: GmbH & Co. KG",
        "Company name: LLC",
        "Raison sociale : SARL",
        "Firma: GmbH, Berlin",
        "Наименование: ООО",
        "Razão social: Ltda",
        "会社名：株式会社",
        "상호: (주)",
    ],
)
def test_a_form_without_a_name(line: str) -> None:
    lines = ["Impressum", line, "Hauptstraße 5, 10115 Berlin", "USt-IdNr. DE342366712"]
    assert facts(lines, "legal_name", "https://firma.de/", "de") == []


@pytest.mark.parametrize(
    "maker",
    [
        "Powered by Cloud Ltd",
        "Designed by Cloud Ltd",
        "Realizzato da Nuvola S.r.l.",
        "Erstellt von Wolke GmbH",
        "Realizat de Nor SRL",
        "Създаден от Облак ЕООД",
        "Vytvořil Mrak s.r.o.",
        "Gemaakt door Wolk B.V.",
    ],
)
def test_the_maker_behind_the_years_is_not_the_company(maker: str) -> None:
    lines = ["Contact us", "12 Mill Street, London SW1A 1AA", "VAT No. GB340712729", f"© 2024 {maker}"]
    assert facts(lines, "legal_name", "https://firma.com/") == []


def test_a_name_behind_the_years() -> None:
    lines = ["Contact us", "12 Mill Street, London SW1A 1AA", "VAT No. GB340712729", "© 2024 Partner Bau Ltd"]
    assert facts(lines, "legal_name", "https://firma.com/") == ["Partner Bau Ltd"]


COMPANY = ["Legal notice", "Acme Tools Ltd, 12 Mill Street, London SW1A 1AA", "Company No. 07654312"]


@pytest.mark.parametrize(
    "line",
    [
        "New York (owner)",
        "Sri Lanka (owner)",
        "North Carolina (director)",
        "Nova Scotia (owner)",
        "Owner: New York",
        "Owner: Sri Lanka",
    ],
)
def test_a_place_is_no_person(line: str) -> None:
    assert facts([*COMPANY, line], "person", "https://acme-tools.co.uk/") == []


@pytest.mark.parametrize(
    "title",
    [
        "GF",
        "Gf.",
        "Geschäftsf.",
        "Director",
        "Managing Director",
        "CEO",
        "C.E.O.",
        "Founder & CEO",
        "Owner/Manager",
        "Propietario",
        "Dueño",
        "Gerente",
        "Diretor",
        "Sócio-gerente",
        "PDG",
        "Directrice",
        "Algemeen directeur",
        "Dyrektor",
        "Ředitel",
        "Riaditeľ",
        "Vezérigazgató",
        "МОЛ",
        "Руководитель",
        "Керівник",
        "Ejer",
        "Eier",
        "Johtaja",
        "Müdür",
        "Διευθυντής",
        "Juhataja",
        "Īpašnieks",
        "Direktorius",
        "Direktur Utama",
    ],
)
def test_a_title_before_a_colon(title: str) -> None:
    assert facts([*COMPANY, f"{title}: Ida Lind"], "person", "https://acme-tools.co.uk/") == ["Ida Lind"]


@pytest.mark.parametrize(
    "line",
    ["Director Ida Lind", "CEO", "GF: Bau Partner GmbH", "Film director: Ida Lind", "Director: London"],
)
def test_a_title_without_a_person(line: str) -> None:
    assert facts([*COMPANY, line, "Jan Hofer"], "person", "https://acme-tools.co.uk/") == []


def test_a_title_that_begins_a_name() -> None:
    lines = ["Impressum", "GF Bau GmbH", "Hauptstraße 5, 10115 Berlin", "USt-IdNr. DE342366712"]
    assert facts(lines, "legal_name", "https://firma.de/", "de") == ["GF Bau GmbH"]


def test_a_title_far_from_what_is_said_of_the_company() -> None:
    lines = [*COMPANY, *(f"Line {place}" for place in "abcdefghij"), "CEO: Ida Lind"]
    assert facts(lines, "person", "https://acme-tools.co.uk/") == []


@pytest.mark.parametrize(
    ("line", "end"),
    [
        ("Konto: 1234 5678 BLZ 12000 UID: ATU12345675", "at"),
        ("Kontonummer 12345 6789 UID ATU12345675", "at"),
        ("Konto 1234 5678 UID: ATU12345675", "at"),
        ("IBAN AT61 1904 3002 3457 3201 BIC OPSKATWW UID: ATU12345675", "at"),
        ("Konto 1234 5678 Org.nr 987654325", "no"),
    ],
)
def test_the_digits_of_an_account_are_no_address(line: str, end: str) -> None:
    lines = ["Impressum", "Wolke GmbH", line]
    assert facts(lines, "address", f"https://firma.{end}/", "de") == []


def test_the_digits_of_an_account_are_no_part_of_an_address() -> None:
    lines = ["Impressum", "Wolke GmbH", "UID: ATU12345675", "Konto 1234 5678", "Hauptstraße 5, 1010 Wien"]
    assert facts(lines, "address", "https://firma.at/", "de") == ["Hauptstraße 5, 1010 Wien"]


@pytest.mark.parametrize("written", ["31-234-5678", "312345678", "31 234 5678", "312 345 678", "31.234.5678"])
def test_a_duns_number_is_one_however_it_is_written(written: str) -> None:
    organisation = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": "Wolke",
        "duns": "312345678",
    }
    head = f'<script type="application/ld+json">{json.dumps(organisation)}</script>'
    lines = ["Impressum", "Wolke GmbH", f"DUNS: {written}"]
    assert facts(lines, "identifier", "https://firma.de/", "de", head) == ["312345678"]
