"""Ways of writing that keep a number whole, part two numbers, or show that it is none."""

import pytest

from tests.domains.scan.extract.contact_pages import numbers

FOUND = {
    "a full-width slash between": (
        "電話 0223418273／0223418274",
        {"url": "https://cafe.tw/", "lang": "zh"},
        ["+886223418273", "+886223418274"],
    ),
    "a bracket in the middle": ("Tel. 030441 (28773)", {"url": "https://cafe.de/"}, ["+493044128773"]),
    "a bracket in the middle, with a code": (
        "Tel. +39 0577 (28) 8773",
        {"url": "https://cafe.it/"},
        ["+390577288773"],
    ),
    "a label glued to the digits": ("Tel030 44128773", {"url": "https://cafe.de/"}, ["+493044128773"]),
    "a comma behind the label": ("Fax,030 44128773", {"url": "https://cafe.de/"}, ["+493044128773"]),
    "an ampersand as a word": ("Büro & 030 44128773", {"url": "https://cafe.de/"}, ["+493044128773"]),
    "toll-free letters in capitals": ("Florist, 800 FLOWERS", {}, ["+18003569377"]),
    "more letters behind a word": ("Call 800 MATTRESS", {}, ["+18006288737"]),
    "more letters behind a long-distance code": ("Beds 1 800 MATTRESS", {}, ["+18006288737"]),
    "a line of its own between words": (
        "Acme Tools<br>0304412877<br>Ladestrasse",
        {"url": "https://cafe.de/"},
        ["+49304412877"],
    ),
    "a line of its own between short figures": (
        "1234<br>0304412877<br>5678",
        {"url": "https://cafe.de/"},
        ["+49304412877"],
    ),
    "a second number that is too short": (
        "Tel. 22 418 27 36, 22418273",
        {"url": "https://cafe.pl/"},
        ["+48224182736"],
    ),
}


@pytest.mark.parametrize(("written", "page", "values"), FOUND.values(), ids=FOUND)
def test_found(written, page, values):
    assert numbers(f"<p>{written}</p>", **page) == values


def test_letters_behind_an_area_code_are_no_number_without_a_word():
    assert numbers("<p>Suite 212 PLUMBER</p>") == []


def test_a_second_number_with_its_own_trunk_prefix_gets_no_area_code():
    found = numbers("<p>Tel. 030 4412877 / 0441287</p>", url="https://cafe.de/")
    assert "+49304412877" in found
    assert "+49300441287" not in found
