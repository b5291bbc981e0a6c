"""What must not part two numbers: a hyphen that touches a group belongs to the number."""

import pytest

from tests.domains.scan.extract.contact_pages import numbers

KEPT_TOGETHER = {
    "hyphens alone": ("sg", "6412-8773-9128-7734", "+6564128773"),
    "full stops alone": ("sg", "6412.8773.9128.7734", "+6564128773"),
    "a hyphen behind a space": ("at", "0664 165680 -01 234520064", "+431234520064"),
    "a hyphen before a space": ("at", "0664 165680- 01 234520064", "+431234520064"),
}


@pytest.mark.parametrize(("country", "written", "other"), KEPT_TOGETHER.values(), ids=KEPT_TOGETHER)
def test_no_number_begins_at_a_sign_that_touches_a_group(country, written, other):
    assert other not in numbers(f"<p>Tel: {written}</p>", url=f"https://cafe.{country}/")
