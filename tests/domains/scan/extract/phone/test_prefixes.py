"""Which of a candidate's first digits are a number by themselves."""

import pytest

from tests.domains.scan.extract.contact_pages import numbers

CASES = {
    "the trunk prefix in brackets, and once more": (
        "Tel. (0) 030 4412877",
        {"url": "https://cafe.de/", "lang": "de"},
        ["+49304412877"],
    ),
    "eight digits and two more, which may be one number of another country": (
        "Tlf. 46841827 36",
        {"url": "https://cafe.dk/", "lang": "da"},
        [],
    ),
    "digits of no kind and two more": ("Copy 09841827365 12 pages", {"url": "https://press.in/"}, []),
}


@pytest.mark.parametrize(("written", "page", "values"), CASES.values(), ids=CASES)
def test_the_beginning_of_a_number(written, page, values):
    assert numbers(f"<p>{written}</p>", **page) == values
