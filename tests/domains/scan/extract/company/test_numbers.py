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
