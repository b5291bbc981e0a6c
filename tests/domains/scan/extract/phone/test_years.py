"""Years before and behind a number are no part of it."""

from __future__ import annotations

import pytest

from tests.domains.scan.extract.contact_pages import numbers

BERLIN = ["+49304412877"]


def site(end: str) -> str:
    return f"https://firma.{end}/"


@pytest.mark.parametrize(
    ("text", "end", "found"),
    [
        ("Rufen Sie uns an 2024 03044128773", "de", ["+493044128773"]),
        ("© 2024 03044128773", "de", ["+493044128773"]),
        ("2023 2024 0304412877", "de", BERLIN),
        ("© 1998-2024 030 4412877 / 4412878", "de", [*BERLIN, "+49304412878"]),
        ("12.05.2024 030 4412877", "de", BERLIN),
        ("Stand 2024 089/41827365", "de", ["+498941827365"]),
        ("© 2024 22 418 27 36 / 22 418 27 37", "pl", ["+48224182736", "+48224182737"]),
        ("© 1998-2024 22 418 27 36", "pl", ["+48224182736"]),
        ("Desde 1998 912 418 273", "es", ["+34912418273"]),
        ("Ring 2024 33 41 82 73", "dk", ["+4533418273"]),
        ("Tel. 030 4412877 2024 Firma", "de", BERLIN),
        ("Seit 2012 641 8273 / 641 8274", "ee", ["+3726418273", "+3726418274"]),
        ("Ring 2014 1827 3650 1928", "dk", ["+4520141827", "+4536501928"]),  # no year
        ("Zadzwoń +2012 22 418 27 36", "pl", []),  # a plus before no code
        ("Tel. +49 30 4412877 2024 Firma", "de", BERLIN),
    ],
)
def test_a_year_beside_a_number(text: str, end: str, found: list[str]) -> None:
    assert numbers(f"<p>{text}</p>", url=site(end)) == found


@pytest.mark.parametrize(
    ("text", "end", "found"),
    [
        ("Tel. 2024 4182", "dk", ["+4520244182"]),
        ("Tel. 1904 418273", "co.uk", ["+441904418273"]),
        ("Tel. 2010 41827365", "eg", ["+201041827365"]),
        ("Tel. 02 2024 4182", "tw", ["+886220244182"]),
        ("Tel. 030 4412 2024", "de", ["+493044122024"]),
        ("Tel. 030 4412877 030 441 2024", "de", [*BERLIN, "+49304412024"]),
        ("Tel. 2024 030", "de", []),
    ],
)
def test_digits_of_a_number_that_are_like_a_year(text: str, end: str, found: list[str]) -> None:
    assert numbers(f"<p>{text}</p>", url=site(end)) == found


@pytest.mark.parametrize(("digits", "found"), [("20240304412877", 0), ("2024030441287", 1)])
def test_the_most_digits_of_a_number(digits: str, found: int) -> None:
    """E.164: fifteen, with the code of the country."""
    assert len(numbers(f'<a href="tel:+49{digits}">call</a>')) == found
