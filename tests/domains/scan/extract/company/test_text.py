"""The parts of an imprint that are about somebody else, where they begin and where they end."""

from __future__ import annotations

import pytest

from tests.domains.scan.extract.company.pages import DE, FR, GB, LEI, VAT_DE, values

NUMBER = "Company number: 07654312"
SIRET, SIREN = "SIRET 732 829 320 00074", "SIREN 307 871 616"
KINDS = ("legal_name", "registration_number", "address", "vat_id", "identifier")
PLACE = "Gasse 2, 10115 Berlin"


@pytest.mark.parametrize(
    ("text", "url", "found"),
    [
        pytest.param(
            f"Mill GmbH\nWeg 1\n50667 Köln\n{VAT_DE}\nWir sind Partner von Lampen weltweit, HRB 4711",
            DE,
            ["Mill GmbH", "DE342366712", "HRB 4711", "Weg 1, 50667 Köln"],
            id="word-of-a-sentence",
        ),
        pytest.param(
            f"Registered in England No. 07654312\nBuilt by hand since 1920, {LEI}",
            GB,
            ["07654312", "52995552910213PXNC50"],
            id="sentence-that-names-nobody",
        ),
        pytest.param(
            f"{SIRET}\nRéalisé par\nstudio lumière, {SIREN}",
            FR,
            ["73282932000074"],
            id="name-on-the-next-line",
        ),
        pytest.param(
            f"{SIRET}\nHébergeur nuage, {SIREN}", FR, ["73282932000074"], id="name-in-small-letters"
        ),
        pytest.param(
            f"Designed by Mill and Oven Ltd, {LEI}",
            GB,
            ["Mill and Oven Ltd", "52995552910213PXNC50"],
            id="the-site-itself",
        ),
        pytest.param(
            "Designed by Kiln Web Ltd, Company number 07654312",
            "https://www.kiln.co.uk/",
            [],
            id="name-that-begins-like-a-short-domain",
        ),
        pytest.param(
            "Unser Hosting: Wolke GmbH, HRB 4711", DE, [], id="colon-behind-the-label-within-a-sentence"
        ),
    ],
)
def test_who_is_somebody_else(text: str, url: str, found: list[str]) -> None:
    assert values(text, url, *KINDS) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            f"Lampen seit jeher | Webdesign: Pixelhof\nAnschrift: {PLACE}\n{VAT_DE}",
            ["DE342366712", PLACE],
            id="at-the-end-of-a-line",
        ),
        pytest.param(
            f"{VAT_DE} | Hosting: Wolke GmbH, HRB 4711\nAnschrift: {PLACE}",
            ["DE342366712"],
            id="with-number-and-address",
        ),
        pytest.param(
            f"{VAT_DE} | Webdesign: Ida Lampe, Inhaberin Ida Lampe\nAnschrift: {PLACE}",
            ["DE342366712", PLACE],
            id="without-a-number",
        ),
        pytest.param(
            f"Lampen | Hosting: Wolke GmbH | HRB 4711\nAnschrift: {PLACE}",
            ["HRB 4711", PLACE],
            id="number-behind-it",
        ),
        pytest.param(
            f"{VAT_DE} | Hosting: Wolke GmbH, HRB 4711\nFirma: Mill GmbH",
            ["Mill GmbH", "DE342366712"],
            id="name-below",
        ),
        pytest.param(
            f"{VAT_DE} | Hosting: Wolke GmbH, HRB 4711\nMill GmbH, Anschrift: {PLACE}",
            ["Mill GmbH", "DE342366712", PLACE],
            id="name-before-the-address-below",
        ),
        pytest.param(
            f"{VAT_DE} | Hosting: Wolke GmbH, HRB 4711\nMill GmbH\nAnschrift: {PLACE}",
            ["Mill GmbH", "DE342366712", PLACE],
            id="name-above-the-address-below",
        ),
    ],
)
def test_where_a_statement_about_somebody_else_ends(text: str, found: list[str]) -> None:
    assert values(text, DE, *KINDS) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("Wolke GmbH\nImpressum\nMill GmbH, HRB 4711", ["Mill GmbH", "HRB 4711"], id="heading"),
        pytest.param("Wolke GmbH\nKontakt\nMill GmbH, HRB 4711", ["Mill GmbH", "HRB 4711"], id="section"),
        pytest.param("Wolke GmbH, Kontakt\nHRB 4711", [], id="not-within-a-line"),
        pytest.param(
            "Wolke GmbH\nKontakt zu der Wolke GmbH erhalten Sie jederzeit auf der Seite des Hauses\nHRB 4711",
            [],
            id="not-a-sentence",
        ),
        pytest.param("Wolke GmbH\nFirma: Mill GmbH\nHRB 4711", ["Mill GmbH", "HRB 4711"], id="name"),
        pytest.param("Inhaber der Firma: Wolke GmbH\nHRB 4711", [], id="not-the-name-of-the-other"),
        pytest.param(
            "Wolke GmbH\nVerantwortlich für den Inhalt: Ida Lind\nMill GmbH, HRB 4711",
            ["Mill GmbH", "HRB 4711"],
            id="who-is-responsible",
        ),
        pytest.param("Wolke GmbH\nGeschäftsführer: Ida Lind\nHRB 4711", [], id="not-who-directs-the-other"),
    ],
)
def test_where_a_part_about_somebody_else_ends(text: str, found: list[str]) -> None:
    assert values(f"Hosting\n{text}", DE, *KINDS) == found


@pytest.mark.parametrize(
    ("heading", "found"),
    [
        pytest.param("Article 2.1 - Hébergement", ["73282932000074"], id="number"),
        pytest.param("• Hébergement", ["73282932000074"], id="mark"),
        pytest.param("Nos lampes · Hébergement", ["73282932000074", "307871616"], id="words"),
    ],
)
def test_what_precedes_the_heading_of_a_part(heading: str, found: list[str]) -> None:
    text = f"{SIRET}\n{heading}\nNuage SAS, {SIREN}"
    assert values(text, FR, "registration_number") == found


def test_what_is_said_of_somebody_else_makes_no_imprint() -> None:
    place = f"Sommerfest im Saal\n{PLACE}"
    assert values(f"Lampen seit jeher | Hosting: Wolke GmbH, HRB 4711\n{place}", DE, *KINDS) == []


def test_a_link_to_the_imprint_is_no_heading_of_one() -> None:
    assert values(f"Sommerfest im Saal\n{PLACE}\nAGB | Datenschutz | Impressum", DE, *KINDS) == []
