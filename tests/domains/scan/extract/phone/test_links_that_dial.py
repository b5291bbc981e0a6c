"""Which links dial a number, and which only look as if they did."""

import pytest

from tests.domains.scan.extract.contact_pages import numbers

LINKS = {
    "a file": ("file:03044128773", []),
    "an unknown scheme": ("team:03044128773", []),
    "a scheme that begins as a known one": ("skypes:03044128773", []),
    "a Skype user whose name is digits": ("skype:03044128773?call", []),
    "a Skype call to a number": ("skype:+493044128773?call", ["+493044128773"]),
    "a zero behind the plus, in a Viber chat": (
        "viber://chat?number=%2B0493044128773",
        ["+493044128773"],
    ),
    "a zero behind the plus, in a WhatsApp chat": (
        "whatsapp://send?phone=%2B04915112346178",
        ["+4915112346178"],
    ),
}


@pytest.mark.parametrize(("href", "values"), LINKS.values(), ids=LINKS)
def test_a_link_that_may_dial(href, values):
    assert numbers(f'<a href="{href}">Kontakt</a>', url="https://cafe.de/", lang="de") == values
