"""Numbers with the code of their country, and digits that only begin or end like one."""

import pytest

from tests.domains.scan.extract.contact_pages import numbers

CASES = {
    "without a plus on a page from right to left, its last digits like another code": (
        "هاتف: 966 50 418 2736",
        {"lang": "ar"},
        ["+966504182736"],
    ),
    "nine digits that may also be a mobile number of Cameroon": (
        "Tél. 687 28 41 73",
        {"lang": "fr"},
        [],
    ),
    "without a plus, its beginning like a number of the site's country": (
        "Tlf. 971 50 418 2736",
        {"lang": "da", "url": "https://cafe.dk/"},
        ["+971504182736"],
    ),
}


@pytest.mark.parametrize(("written", "page", "values"), CASES.values(), ids=CASES)
def test_numbers_with_a_country_code(written, page, values):
    assert numbers(f"<p>{written}</p>", **page) == values
