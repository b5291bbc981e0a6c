"""Area codes in brackets behind a number, and second numbers that are cut."""

from __future__ import annotations

import pytest

from tests.domains.scan.extract.contact_pages import numbers


@pytest.mark.parametrize(
    ("text", "end", "found"),
    [
        ("Tel. 4412877 (030)", "de", ["+49304412877"]),
        ("Tel. 441287 (030)", "de", ["+4930441287"]),
        ("Tel. 4182 7361 (02)", "tw", ["+886241827361"]),
        ("Tel. 41827361 (02)", "it", ["+390241827361"]),
        ("Tel. 418 2736 (0161)", "co.uk", ["+441614182736"]),
        ("Тел. 418-27-36 (495)", "ru", ["+74954182736"]),
        ("Тел. 418-273 (8422)", "ru", ["+78422418273"]),
        ("Tel. 418 27 36 (212)", "com.tr", ["+902124182736"]),
        ("Phone 555-0143 (212)", "us", ["+12125550143"]),
    ],
)
def test_an_area_code_behind_its_number(text: str, end: str, found: list[str]) -> None:
    assert numbers(f"<p>{text}</p>", url=f"https://firma.{end}/") == found


@pytest.mark.parametrize(
    ("text", "end", "found"),
    [
        ("Tel. 4412877 (24)", "de", []),  # with it a number of the area 2444
        ("4412 877 (030)", "de", []),  # that no word calls a number
        ("Tel. 030 4412877 (24)", "de", ["+49304412877"]),
        ("Tel. 33 41 82 73 (24)", "dk", ["+4533418273"]),
        ("Tel. 912 418 273 (24)", "es", ["+34912418273"]),
        ("Tel. 212-555-0143 (24)", "us", ["+12125550143"]),
        ("Tel. (030) 901820 (040) 901821", "de", ["+4930901820", "+4940901821"]),
        ("Tel. (212) 555 (0143)", "us", ["+12125550143"]),
        ("Tel 0113, 5 Mill Lane", "co.uk", []),
    ],
)
def test_other_digits_in_brackets(text: str, end: str, found: list[str]) -> None:
    assert numbers(f"<p>{text}</p>", url=f"https://firma.{end}/") == found


@pytest.mark.parametrize(
    ("text", "end", "found"),
    [
        ("Tel. 030 4412877 / 0441287", "de", ["+49304412877"]),
        ("Tel. 06 4182 7361 / 0641827", "it", ["+390641827361"]),
        ("Tel. 06 4182 7361 / 0641827362", "it", ["+390641827361", "+390641827362"]),
        ("Tel. 030 44128773 / 04101 41287", "de", ["+493044128773", "+49410141287"]),
        ("Tel. 020 7946 0018 / 08001111", "co.uk", ["+442079460018", "+448001111"]),
    ],
)
def test_bare_digits_much_shorter_than_the_number_before(text: str, end: str, found: list[str]) -> None:
    assert numbers(f"<p>{text}</p>", url=f"https://firma.{end}/") == found
