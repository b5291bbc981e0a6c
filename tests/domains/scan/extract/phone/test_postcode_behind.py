"""An area code before a postcode and its city is no number."""

from __future__ import annotations

import pytest

from tests.domains.scan.extract.contact_pages import numbers


@pytest.mark.parametrize(
    ("text", "end", "expected"),
    [
        ("Tel. 030 10115 Berlin", "de", []),
        ("Telefon: 0221 50667 Köln, Deutschland", "com", []),
        ("Fax 089 80331 München", "de", []),
        ("Tel. 0662 5020 Salzburg", "at", []),
        ("Tel. 06 00184 Roma", "it", []),
        ("Puh. 09 00100 Helsinki", "fi", []),
        ("Tel. 011 11000 Beograd", "rs", []),
        ("Tel. 06221 41827 Heidelberg", "de", ["+49622141827"]),
        ("Tel. 030 4412877 10115 Berlin", "de", ["+49304412877"]),
        ("Tel. 030 10115 Frau Berg", "de", ["+493010115"]),
        ("Tel. 030 10115, Berlin", "de", ["+493010115"]),
        ("Tel. 030 10115", "de", ["+493010115"]),
    ],
)
def test_a_postcode_behind_an_area_code(text: str, end: str, expected: list[str]) -> None:
    assert numbers(f"<p>{text}</p>", url=f"https://firma.{end}/", lang="de") == expected
