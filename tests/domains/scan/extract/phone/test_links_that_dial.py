"""Which links dial a number, and which only look as if they did."""

import pytest

from tests.domains.scan.extract.contact_pages import numbers, read

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


CUT_CODES = {
    "the beginning of the code, which is that of San Marino with the next digit": (
        "cafe.md",
        '<a href="tel:+378918273">078 918 273</a> <a href="https://wa.me/378918273">WhatsApp 078 918 273</a>',
        ["+37378918273"],
    ),
    "no code, and then that of Austria": (
        "cafe.de",
        '<a href="tel:+4316641827">0431 6641827</a>',
        ["+494316641827"],
    ),
    "the whole code": ("cafe.com", '<a href="tel:+37378918273">078 918 273</a>', ["+37378918273"]),
    "the code and the zero": ("cafe.com", '<a href="tel:+390552418273">055 2418273</a>', ["+390552418273"]),
    "the code and a digit for mobiles": (
        "cafe.com",
        '<a href="tel:+5491141822736">011 4182-2736</a>',
        ["+5491141822736", "+541141822736"],
    ),
    "the beginning of a code, before another number than it says": (
        "cafe.de",
        '<a href="tel:+3023125001">030 2312 5002</a>',
        ["+493023125001", "+493023125002"],
    ),
    "no plus and no code": ("cafe.md", '<a href="tel:78918273">078 918 273</a>', ["+37378918273"]),
}


@pytest.mark.parametrize(("host", "html", "values"), CUT_CODES.values(), ids=CUT_CODES)
def test_what_a_link_has_in_place_of_the_countrys_code(host, html, values):
    assert numbers(f"<p>{html}</p>", url=f"https://{host}/") == values


TEXTS = {
    "the last digits of what it dials": (
        '<a href="tel:+493023125001">23125001</a>',
        ["+493023125001"],
    ),
    "another number, which a word calls a fax": (
        'Fax <a href="tel:+493023125001">030 4412877</a>',
        ["+493023125001", "+49304412877"],
    ),
    "another number, which a word calls that of a tax": (
        'USt <a href="tel:+493023125001">030 4412877</a>',
        ["+493023125001"],
    ),
}


@pytest.mark.parametrize(("html", "values"), TEXTS.values(), ids=TEXTS)
def test_what_the_text_of_a_link_says(html, values):
    report, _ = read(f"<p>{html}</p>", url="https://cafe.de/", lang="de")
    assert [one.value for one in report.phones] == values
    assert [one.kind for one in report.phones][1:] == ["fax"] * (len(values) - 1)
