"""Rules of the numbers in imprints, each with what it must leave alone."""

from __future__ import annotations

import pytest

from domains.scan.extract import extract
from tests.domains.scan.extract.company.pages import DE, IT, PL, VAT_DE, facts, values

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
