"""Rules of the persons in imprints, each with what it must leave alone."""

from __future__ import annotations

import pytest

from tests.domains.scan.extract.company.pages import DE, LEI, VAT_DE, facts, values

FR, OWN = "https://www.lantern.fr/", "https://www.lampen-lind.de/"


def people(text: str, url: str) -> list[str]:
    return values(text, url, "person")


@pytest.mark.parametrize(
    ("told", "persons"),
    [
        pytest.param(
            "Ida Lind (Inhaberin)\nJan Hofer", ["Ida Lind"], id="role-in-brackets-is-of-the-name-before"
        ),
        pytest.param(
            "Unsere Leitung (Geschäftsführer: Jan Hofer, Eva Kern)",
            ["Jan Hofer", "Eva Kern"],
            id="role-and-names-in-brackets",
        ),
        pytest.param("Vertreten durch: Geschäftsführer Ida Lind", ["Ida Lind"], id="two-labels"),
        pytest.param(
            "Geschäftsführer: Ida Lind, Jan Hofer - Eva Kern", ["Ida Lind", "Jan Hofer"], id="dash-in-a-list"
        ),
        pytest.param(f"Geschäftsführer: {'Wolfgangmaximilianus ' * 4}".strip(), [], id="too-long"),
    ],
)
def test_the_persons_in_the_line_of_their_role(told: str, persons: list[str]) -> None:
    assert people(f"{VAT_DE}\n{told}", DE) == persons


@pytest.mark.parametrize(
    ("told", "persons"),
    [
        pytest.param(
            "Geschäftsführer:\nIda Lind\nJan Hofer\nEva Kern",
            ["Ida Lind", "Jan Hofer", "Eva Kern"],
            id="a-line-each",
        ),
        pytest.param(
            f"Geschäftsführer:\nIda Lind\nJan Hofer\n{VAT_DE}", ["Ida Lind", "Jan Hofer"], id="above-a-number"
        ),
        pytest.param(
            "Geschäftsführer: Ida Lind\nBlauer Leuchtturm\nSchöner Abend", ["Ida Lind"], id="in-the-line"
        ),
        pytest.param(
            "Geschäftsführer:\nsiehe unten\nBlauer Leuchtturm\nSchöner Abend", [], id="none-in-the-first"
        ),
    ],
)
def test_the_persons_in_the_lines_below_their_role(told: str, persons: list[str]) -> None:
    assert people(f"{VAT_DE}\n{told}", DE) == persons


@pytest.mark.parametrize(
    ("told", "url", "persons"),
    [
        pytest.param("Der Geschäftsführer der Firma ist Ida Lind.", DE, ["Ida Lind"], id="article"),
        pytest.param(
            "Fragen Sie den Geschäftsführer der Firma ist Ida Lind.", DE, [], id="within-a-sentence"
        ),
        pytest.param("Le directeur de la publication du site Ida Lind", FR, [], id="no-verb"),
    ],
)
def test_a_sentence_that_names_a_person(told: str, url: str, persons: list[str]) -> None:
    number = "SIREN 732 829 320" if url == FR else VAT_DE
    assert people(f"{number}\n{told}", url) == persons


def test_the_name_of_the_site_is_no_person() -> None:
    assert people(f"{VAT_DE}\nGeschäftsführer: Ida Lind | Lampen Lind", OWN) == ["Ida Lind"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param("Geschäftsführer: Ida Lind, Sitz Köln", ["Ida Lind"], id="seat"),
        pytest.param("VD: Ida Lind, Säte Stockholm", ["Ida Lind"], id="seat-in-sweden"),
        pytest.param("Toimitusjohtaja: Ida Lind, Kotipaikka Helsinki", ["Ida Lind"], id="seat-in-finland"),
        pytest.param("Direktør: Ida Lind, Hjemsted Aarhus", ["Ida Lind"], id="seat-in-denmark"),
        pytest.param(
            "Vertreten durch: Ida Lind und Söhne Verwaltungs GmbH", [], id="company-with-a-persons-name"
        ),
        pytest.param("Inhaber: Firma Lind", [], id="firm"),
        pytest.param("Mill Oven (owner)", [], id="site"),
        pytest.param("Ida Lind (Impressum)", [], id="no-role"),
    ],
)
def test_who_has_a_role(text: str, named: list[str]) -> None:
    assert values(f"{LEI}\n{text}", "https://www.mill-oven.com/", "person") == named


def test_the_first_of_two_roles_is_a_persons() -> None:
    found = facts(f"{LEI}\nInhaber: Geschäftsführer Ida Lind", "https://www.mill-oven.com/", "person")
    assert [(one.value, one.details["role"]) for one in found] == [("Ida Lind", "owner")]


@pytest.mark.parametrize(
    ("text", "end", "people"),
    [
        ("Mühle GmbH (Geschäftsführer: Jan Hofer)\nUSt-IdNr.: DE342366712", "de", ["Jan Hofer"]),
        (
            "Mühle GmbH (Geschäftsführer Jan Hofer und Ida Lind), USt-IdNr.: DE342366712",
            "de",
            ["Jan Hofer", "Ida Lind"],
        ),
        ("Mühle GmbH [Geschäftsführer: Jan Hofer]\nUSt-IdNr.: DE342366712", "de", ["Jan Hofer"]),
        ("Mühle (Inh. Jan Hofer)\nUSt-IdNr.: DE342366712", "de", ["Jan Hofer"]),
        ("Moulin SARL (gérant : Jean Martin)\nSIRET 732 829 320 00074", "fr", ["Jean Martin"]),
        ("ООО «Мельница» (директор: Иван Петров)\nИНН 7707083893", "ru", ["Иван Петров"]),
        ("Mlýn s.r.o. (jednatel: Jan Novák)\nIČO: 25596641", "cz", ["Jan Novák"]),
        ("株式会社ミル（代表取締役：山田太郎）\n法人番号 1010001000006", "jp", ["山田太郎"]),
        ("Malom Kft. (ügyvezető: Kovács János)\nAdószám: 10773381-2-44", "hu", ["Kovács János"]),
        ("Das sagt Eva Berg von der Bäckerei (Inhaberin: Eva Berg) heute\nUSt-IdNr.: DE342366712", "de", []),
        (f"Mühle GmbH (Geschäftsführer: Jan Hofer)\n{'Brot<br>' * 12}USt-IdNr.: DE342366712", "de", []),
    ],
)
def test_a_role_and_a_person_in_brackets_behind_a_company(text: str, end: str, people: list[str]) -> None:
    assert values(text, f"https://www.mill-and-oven.{end}/", "person") == people
