"""Rules of the numbers in imprints, each with what it must leave alone."""

from __future__ import annotations

import pytest

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
