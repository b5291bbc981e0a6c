"""Decimals are no numbers, unless their country writes numbers so."""

from __future__ import annotations

import pytest

from tests.domains.scan.extract.contact_pages import numbers, refusals

ENDS = ("de", "cr", "it", "pl", "cz", "cl", "lu", "br", "hk", "at", "ch", "dk")


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize(
    "text",
    [
        "12345.67890, 4182.7361",
        "4182.7361, 12345.67890",
        "12345.67890;4182.7361",
        "(12345.67890 4182.7361)",
        "4182736.15, 418273.61",
        "x 4182736.10 y 418273.60",
        "34567.1234",
        "4182.736 × 551.273",
        "9120.418273",
    ],
)
def test_decimals(text: str, end: str) -> None:
    assert numbers(f"<p>Punkt</p><p>{text}</p><p>Karte</p>", url=f"https://firma.{end}/") == []


def test_the_reason() -> None:
    found = refusals("<p>4182.7361, 12345.67890</p>", url="https://firma.cr/")
    assert {*found.values()} == {"coordinate"}


@pytest.mark.parametrize(
    ("text", "end", "found"),
    [
        ("4418.2736, 4418.2737", "hk", ["+85244182736", "+85244182737"]),
        ("22.418.2736, 22.418.2737", "cz", ["+420224182736", "+420224182737"]),
        ("Tel. 9120.418273", "de", ["+499120418273"]),
    ],
)
def test_numbers_with_dots(text: str, end: str, found: list[str]) -> None:
    assert numbers(f"<p>{text}</p>", url=f"https://firma.{end}/") == found
