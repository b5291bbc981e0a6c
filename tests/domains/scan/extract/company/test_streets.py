"""Rules of the streets before a postcode or a place, each with what it must leave alone."""

from __future__ import annotations

import pytest

from tests.domains.scan.extract.company.pages import DE, GB, VAT_DE, values

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
