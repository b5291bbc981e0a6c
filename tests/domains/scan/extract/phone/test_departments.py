"""Numbers right behind the colon of a department."""

from __future__ import annotations

import pytest

from tests.domains.scan.extract.contact_pages import numbers


@pytest.mark.parametrize(
    ("text", "end", "expected"),
    [
        ("ACCOUNTS:06-356 2736", "co.nz", "+6463562736"),
        ("Workshop:020 7946 0018", "co.uk", "+442079460018"),
        ("Buchhaltung:030 4412877", "de", "+49304412877"),
        ("Comptabilité:02 40 41 82 73", "fr", "+33240418273"),
        ("Contabilidad:912 418 273", "es", "+34912418273"),
        ("Amministrazione:02 4182736", "it", "+39024182736"),
        ("Księgowość:22 418 27 36", "pl", "+48224182736"),
        ("Бухгалтерия:8 (495) 418-27-36", "ru", "+74954182736"),
        ("Muhasebe:0212 418 27 36", "com.tr", "+902124182736"),
        ("Ekonomi:08-418 27 36", "se", "+4684182736"),
    ],
)
def test_a_department(text: str, end: str, expected: str) -> None:
    assert numbers(f"<p>{text}</p>", url=f"https://firma.{end}/") == [expected]


@pytest.mark.parametrize("word", ["id", "time", "localhost", "urn:isbn", "item", "x-parts", "sku"])
def test_another_word_with_a_colon(word: str) -> None:
    assert numbers(f"<p>{word}:020 7946 0018</p>", url="https://firma.co.uk/") == []
