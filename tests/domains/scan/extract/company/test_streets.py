"""Rules of the streets before a postcode or a place, each with what it must leave alone."""

from __future__ import annotations

import pytest

from tests.domains.scan.extract.company.pages import DE, FR, GB, IT, VAT_DE, values

NUMBER = "Company number: 07654312"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        pytest.param(
            "Mill House, 5 Mill Lane, Leeds LS1 1AA", "Mill House, 5 Mill Lane, Leeds LS1 1AA", id="building"
        ),
        pytest.param("Mill House\n5 Mill Lane\nLeeds LS1 1AA", "5 Mill Lane, Leeds LS1 1AA", id="line-above"),
        pytest.param(
            "Registered office: Front Lamps Ltd, 5 Mill Lane, Leeds LS1 1AA",
            "5 Mill Lane, Leeds LS1 1AA",
            id="name-of-the-company",
        ),
    ],
)
def test_what_belongs_to_the_street(text: str, address: str) -> None:
    assert values(f"{NUMBER}\n{text}", GB, "address") == [address]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        pytest.param(f"{NUMBER}\nThe Italian Way, Leeds LS1 1AA", GB, id="slogan"),
        pytest.param(f"{VAT_DE}\nMontag 9 bis 17, 10115 Berlin", DE, id="hours"),
        pytest.param(
            f"{VAT_DE}\nBesuchen Sie unsere große Ausstellung mit mehr als 500 Lampen und Leuchten auf drei "
            "Etagen, 10115 Berlin",
            DE,
            id="sentence",
        ),
    ],
)
def test_what_is_no_street_before_a_postcode(text: str, url: str) -> None:
    assert values(text, url, "address") == []


@pytest.mark.parametrize(
    ("text", "url", "address"),
    [
        pytest.param(
            f"{VAT_DE}\nLager 7\nMill GmbH Weg 1, 50667 Köln",
            DE,
            ["Weg 1, 50667 Köln"],
            id="nothing-above-a-name",
        ),
        pytest.param(
            "SIRET 732 829 320 00074\nMoulin SARL rue de la Gare, 14, 75001 Paris",
            FR,
            ["rue de la Gare, 14, 75001 Paris"],
            id="number-behind-the-street",
        ),
        pytest.param(
            "P.IVA 07350810110\nScala A, 12\nn. 14, Via Roma\n00100 Roma",
            IT,
            ["Scala A, 12, n. 14, Via Roma, 00100 Roma"],
            id="word-before-the-number",
        ),
        pytest.param(
            f"{NUMBER}\nUnit 4\n5 Mill Lane, Hunslet, Leeds LS1 1AA",
            GB,
            ["Unit 4, 5 Mill Lane, Hunslet, Leeds LS1 1AA"],
            id="unit-above-the-street",
        ),
        pytest.param(
            "SIRET 732 829 320 00074\nBâtiment 3,\n14, rue de la Gare\n75001 Paris",
            FR,
            ["Bâtiment 3, 14, rue de la Gare, 75001 Paris"],
            id="line-above-that-goes-on",
        ),
        pytest.param(f"{NUMBER}\nMill House, Great Oaks, Leeds LS1 1AA", GB, [], id="building-alone"),
        pytest.param(
            f"{NUMBER}\nRegistered office: 5 Mill Lane – Hunslet, Leeds LS1 1AA",
            GB,
            ["5 Mill Lane, Hunslet, Leeds LS1 1AA"],
            id="dash-between-its-parts",
        ),
        pytest.param(
            f"{NUMBER}\nRegistered office: Mill House, Front Wing, Great Park, Oaks, Old Yard, Hill Side, "
            "5 Mill Lane, Leeds LS1 1AA",
            GB,
            ["5 Mill Lane, Leeds LS1 1AA"],
            id="long-list",
        ),
        pytest.param(
            f"{VAT_DE}\nUnser Laden:\nWeg 1\n50667 Köln", DE, ["Weg 1, 50667 Köln"], id="label-alone"
        ),
    ],
)
def test_where_the_street_begins(text: str, url: str, address: list[str]) -> None:
    assert values(text, url, "address") == address
