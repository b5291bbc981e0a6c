"""Rules of the numbers in imprints, each with what it must leave alone."""

from __future__ import annotations

import pytest

from domains.scan.extract import extract
from tests.domains.scan.extract.company.pages import DE, IT, NG, PL, VAT_DE, facts, values

NL, ES = "https://www.lantern.nl/", "https://www.lantern.es/"


@pytest.mark.parametrize(
    ("text", "url", "numbers"),
    [
        pytest.param("KRS: 0987654321", PL, [], id="counting-down"),
        pytest.param("KvK: 87654321", NL, [], id="counting-down-in-eight-digits"),
        pytest.param("REA: MI-12345", IT, [], id="counting-from-one"),
        pytest.param("REA: MI-56789", IT, ["MI-56789"], id="short-and-counting-from-five"),
        pytest.param("REA: MI-234567", IT, ["MI-234567"], id="six-digits-counting-from-two"),
        pytest.param("REA rm 234568", IT, ["234568"], id="small-letters-are-no-part"),
        pytest.param("Hoja se 23456", ES, [], id="small-letters-are-no-book"),
        pytest.param("Hoja SE 23456", ES, ["SE 23456"], id="capitals-are-one"),
        pytest.param("HRB 12, Amtsgericht Köln", DE, [], id="two-digits"),
    ],
)
def test_what_is_a_registration_number(text: str, url: str, numbers: list[str]) -> None:
    assert values(text, url, "registration_number") == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        pytest.param("USt-IdNr. gemäß § 27 a:\nDE342366712", ["DE342366712"], id="behind-a-colon"),
        pytest.param("USt-IdNr. auf Anfrage\nDE342366712", [], id="behind-a-sentence"),
    ],
)
def test_a_number_in_the_line_below_its_label(text: str, numbers: list[str]) -> None:
    assert values(text, DE, "vat_id") == numbers


def test_the_court_of_the_register_is_none_of_a_vat_number() -> None:
    (number,) = facts(f"Amtsgericht Köln\n{VAT_DE}", DE, "vat_id")
    assert number.details == {"scheme": "USt-IdNr."}


def test_a_label_whose_line_ends_leaves_the_number_to_the_label_that_follows() -> None:
    """The Lithuanian legal form MB is the label of a number in Croatia and Serbia."""
    text = "Žibintas MB\nĮmonės kodas: 303456782"
    (number,) = facts(text, "https://www.zibintas.lt/", "registration_number")
    assert (number.value, number.country) == ("303456782", "LT")


@pytest.mark.parametrize(
    ("text", "url", "found"),
    [
        pytest.param(
            "Codice fiscale su richiesta, P.IVA 07350810110",
            "it",
            ["IT07350810110"],
            id="behind-the-other-label",
        ),
        pytest.param(
            "tel. 26004399 IČO 27074358", "cz", ["27074358"], id="digits-before-a-label-that-none-precede"
        ),
        pytest.param(
            "12345 RCS Lyon\nSIREN 732 829 320", "fr", ["732829320"], id="few-digits-before-a-label"
        ),
        pytest.param("HRB 4711\nUSt-IdNr.: gemäß Gesetz:", "de", ["HRB 4711"], id="label-at-the-end"),
        pytest.param(
            "Impressum\nDie USt-IdNr. haben wir auch schon seit sehr langer Zeit DE342366712",
            "de",
            [],
            id="words-of-a-sentence-between",
        ),
        pytest.param(
            "P.IVA Codice fiscale 07350810110",
            "it",
            ["IT07350810110", "07350810110"],
            id="behind-both-labels",
        ),
        pytest.param("VAT No: DESIGN STUDIO 342366712", "com", [], id="word-that-begins-like-a-country"),
        pytest.param("C.F. della ditta: P.IVA: 07350810110", "it", ["IT07350810110"], id="two-labels"),
    ],
)
def test_which_label_a_number_belongs_to(text: str, url: str, found: list[str]) -> None:
    kinds = ("vat_id", "tax_id", "registration_number")
    assert values(text, f"https://www.mill-and-oven.{url}/", *kinds) == found


def test_a_number_of_one_country_tells_that_of_others_with_shared_labels() -> None:
    found = facts("PIB: 104052135 | Matični broj: 07350767", "https://svetionik.com/", "registration_number")
    assert [(number.value, number.country) for number in found] == [("07350767", "RS")]


@pytest.mark.parametrize(("language", "country"), [("sk", "SK"), ("cs", "CZ")])
def test_of_countries_with_the_same_register_the_one_that_speaks_the_language(
    language: str, country: str
) -> None:
    source = f'<html lang="{language}"><p>IČO: 55 97 15 21<p>Maják, Lipová 1, 010 01 Hrad'
    found = extract(source.encode(), url="https://majak.com/").company
    (number,) = (fact for fact in found if fact.kind == "registration_number")
    assert number.country == country
    assert [fact.country for fact in found if fact.kind == "address"] == ["SK"]


COM, TN, MA, SA = (f"https://www.mill-and-oven.{end}/" for end in ("com", "tn", "ma", "com.sa"))


@pytest.mark.parametrize(
    ("text", "url", "number"),
    [
        ("MF : 418273 N / A / M / 000", COM, "tax_id TN 418273N/A/M/000"),
        ("Matricule fiscal : 1418273M", COM, "tax_id TN 1418273M"),
        ("T.V.A.: 418273CAM000", TN, "tax_id TN 418273CAM000"),
        ("RC: B141827300", TN, "registration_number TN B141827300"),
        ("R.C. : 418273, Casablanca", MA, "registration_number MA 418273"),
        ("RC: 418273", NG, "registration_number NG 418273"),
        ("RCCM: BF OUA 2021 B 41827", COM, "registration_number BF BF OUA 2021 B 41827"),
        ("RCCM CI-ABJ-03-2019-B12-04182", COM, "registration_number CI CI-ABJ-03-2019-B12-04182"),
        ("RCCM N° RB/COT/15 B 41827", COM, "registration_number BJ RB/COT/15 B 41827"),
        ("RC/DLA/2003/B/041827", COM, "registration_number CM RC/DLA/2003/B/041827"),
        ("N° Contribuable : M041827300418J", COM, "tax_id CM M041827300418J"),
        ("IFU 00041827L", COM, "tax_id BF 00041827L"),
        ("IFU : 3201504182736", COM, "tax_id BJ 3201504182736"),
        ("NINEA : 4182739", COM, "tax_id SN 4182739"),
        ("NIF : 000416097418273", COM, "tax_id DZ 000416097418273"),
        ("NIF: 5418273604", COM, "tax_id AO 5418273604"),
        ("TIN: C0004182707", "https://www.mill-and-oven.com.gh/", "tax_id GH C0004182707"),
        ("ب.ض : 418-273-604", COM, "tax_id EG 418273604"),
        ("السجل التجاري: 1010418273", COM, "registration_number SA 1010418273"),
        ("CR: 1010418273", SA, "registration_number SA 1010418273"),
        ("VAT REG. TIN 418-273-604-00000", COM, "tax_id PH 418-273-604-00000"),
        ("RNC: 1-31-41820-1", COM, "tax_id DO 131418201"),
        ("Cédula Jurídica: 3-101-418273", COM, "registration_number CR 3101418273"),
        ("NIT 4182736-8", "https://www.mill-and-oven.gt/", "tax_id GT 41827368"),
        (
            "NIT: 0614-120399-104-0",
            COM,
            "tax_id SV 06141203991040",
        ),  # whose first digits are valid in Colombia
        ("NIT. 800.418.273 – 1", COM, "tax_id CO 8004182731"),
        ("RUC: 80041827-1", COM, "tax_id PY 800418271"),
    ],
)
def test_numbers_of_africa_the_arab_countries_and_america(text: str, url: str, number: str) -> None:
    found = facts(text, url, "tax_id", "registration_number")
    assert [f"{fact.kind} {fact.country} {fact.value}" for fact in found] == [number]


@pytest.mark.parametrize(
    "text",
    [
        "Massey Ferguson MF 5710 S",
        "Modellautos RC 1/10, Akku CR 2032",
        "RC: 418273",  # of no country
        "HRB – 2 Zimmer",
        "MF: 41827",
    ],
)
def test_what_is_no_number_of_a_company(text: str) -> None:
    assert facts(text, COM, "tax_id", "registration_number") == []


@pytest.mark.parametrize(
    ("text", "kind", "country", "value"),
    [
        ("NRT: L-709604-E", "tax_id", "AD", "L709604E"),
        ("NIPT: J91402501L", "tax_id", "AL", "J91402501L"),
        ("VÖEN 1401555071", "tax_id", "AZ", "1401555071"),
        ("V-tal: 623857", "vat_id", "FO", "623857"),
        ("ЕДБ: 4030000375897", "tax_id", "MK", "4030000375897"),
        ("IDNO: 1008600038413", "registration_number", "MD", "1008600038413"),
    ],
)
def test_numbers_of_small_countries(text: str, kind: str, country: str, value: str) -> None:
    (number,) = facts(text, "https://www.lantern.com/", kind)
    assert (number.country, number.value) == (country, value)


@pytest.mark.parametrize(
    ("text", "end", "name", "number"),
    [
        ("UAB „Lempa“, 121215434, Gedimino pr. 5", "lt", "UAB „Lempa“", "121215434"),
        ("UAB Lempa 121215434\nPVM kodas LT119511515", "lt", "UAB Lempa", "121215434"),
        ("Lempa, UAB (121215434)", "com", "Lempa, UAB", "121215434"),
        ("SIA Lampa, 40003032949", "lv", "SIA Lampa", "40003032949"),
        ("Lamp OÜ, 10345833", "com", "Lamp OÜ", "10345833"),
        ("Lamp AS, 10345833", "ee", "Lamp AS", "10345833"),
    ],
)
def test_baltic_numbers_behind_the_legal_name(text: str, end: str, name: str, number: str) -> None:
    found = facts(text, f"https://www.mill-and-oven.{end}/", "legal_name", "registration_number")
    assert [fact.value for fact in found] == [name, number]


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("UAB Lempa, 121215435", "lt"),  # another check digit
        ("SIA Lampa, 40003032948", "lv"),
        ("Lamp OÜ, 10345834", "ee"),
        ("Lampe AS, 10345833", "no"),  # the form is also that of another country
        ("Lempa 121215434", "lt"),
        ("UAB Lempa, Gedimino pr. 5, 121215434", "lt"),
        ("UAB Lempa, tel. 121215434", "lt"),
        ("UAB 121215434", "lt"),
        ("UAB Lempa, +121215434", "lt"),
        ("MB Lempa, 302636431", "lt"),  # "MB" is a label in Croatia
    ],
)
def test_digits_that_are_no_baltic_number(text: str, end: str) -> None:
    assert values(text, f"https://www.mill-and-oven.{end}/", "registration_number") == []
