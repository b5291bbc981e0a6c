"""Numbers as they were before their country changed them, and what they are today."""

from __future__ import annotations

import pytest

from tests.domains.scan.extract.contact_pages import numbers


@pytest.mark.parametrize(
    ("text", "end", "expected"),
    [
        ("Tel +966 1 418 2736", "com", "+966114182736"),
        ("Tel: (01) 418 2736", "com.sa", "+966114182736"),
        ("Tel: 03-8418273", "com.sa", "+966138418273"),
        ("Tel: 011 418 2736", "com.sa", "+966114182736"),
        ("Tel: 050 418 2736", "com.sa", "+966504182736"),
        ("Tel +234 1 418 2736", "com", "+2342014182736"),
        ("Tel: 01-4182736", "com.ng", "+2342014182736"),
        ("Tel: 084-460643", "com.ng", "+2342084460643"),
        ("Tel: 0201 418 2736", "com.ng", "+2342014182736"),
        ("Tel: 0803 418 2736", "com.ng", "+2348034182736"),
        ("Tel +233 21 418273", "com", "+233302418273"),
        ("Tel 021-418273", "com.gh", "+233302418273"),
        ("Tel 020 418 2736", "com.gh", "+233204182736"),
        ("Tel +260 1 253182", "com", "+260211253182"),
        ("Tel 02 253182", "co.zm", "+260212253182"),
        ("Tel +263 4 741827", "com", "+263242741827"),
        ("Tel 09 241827", "co.zw", "+263292241827"),
        ("Tel +263 242 741827", "com", "+263242741827"),
    ],
)
def test_a_number_of_a_former_plan(text: str, end: str, expected: str) -> None:
    assert numbers(f"<p>{text}</p>", url=f"https://firma.{end}/") == [expected]


@pytest.mark.parametrize("written", ["(02) 441-2877", "+63 2 441 2877"])
def test_the_digit_of_an_operator_is_unknown(written: str) -> None:
    """Manila's numbers got an 8, a 7 or another digit, by their company."""
    assert numbers(f"<p>Tel. {written}</p>", url="https://firma.com.ph/") == []


@pytest.mark.parametrize(
    ("text", "end", "expected"),
    [
        ("Ph: 09 250 418 273, 250 418 274", "com.mm", ["+959250418273", "+959250418274"]),
        ("Ph: 09-250418273 / 250418274", "com.mm", ["+959250418273", "+959250418274"]),
        ("Ph: 09-5041827, 5041828", "com.mm", ["+9595041827", "+9595041828"]),
        ("Ph: +95 9 250 418 273, 250 418 274", "com", ["+959250418273", "+959250418274"]),
        ("Ph: 01-541827, 541828", "com.mm", ["+951541827", "+951541828"]),
    ],
)
def test_a_second_mobile_number_of_myanmar(text: str, end: str, expected: list[str]) -> None:
    assert numbers(f"<p>{text}</p>", url=f"https://firma.{end}/") == expected
