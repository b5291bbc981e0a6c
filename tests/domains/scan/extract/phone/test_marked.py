"""Numbers beside which a code or a flag tells the country."""

import pytest

from domains.scan.extract import document
from tests.domains.scan.extract.contact_pages import numbers

BERLIN, VIENNA, ZURICH = "+493023125001", "+4315123456", "+41446681827"
FOUND = [BERLIN, VIENNA]


@pytest.mark.parametrize(
    "body",
    [
        "<p>DE 030 2312 5001 / AT 01 5123 456</p>",
        "<p>DE: 030 2312 5001</p><p>AT: 01 5123 456</p>",
        "<p>(DE) 030 2312 5001 · (AT) 01 5123 456</p>",
        "<p>030 2312 5001 (DE), 01 5123 456 (AT)</p>",
        "<table><tr><td>GER<td>030 2312 5001<tr><td>AUT<td>01 5123 456</table>",
        "<p>Tel. D 030 2312 5001, A 01 5123 456</p>",
        "<p>North 🇩🇪 030 2312 5001</p><p>South 🇦🇹 01 5123 456</p>",
        '<p><img alt="Germany" src="1.png">030 2312 5001</p>'
        '<p><img alt="Flag of Austria" src="2.png">01 5123 456</p>',
        '<p><img src="/flags/de.svg">030 2312 5001</p><p><img src="/flag-at.png">01 5123 456</p>',
        '<p><i class="fi fi-de"></i>030 2312 5001</p><p><span class="flag at"></span>01 5123 456</p>',
        "<p>DE +49 30 2312 5001 / AT 01 5123 456</p>",
        "<p>DE Tel. 030 2312 5001 / AT Tel. 01 5123 456</p>",
        "<p>(DE) Tel. 030 2312 5001 (AT) Tel. 01 5123 456</p>",
        "<p>D Telefon 030 2312 5001 · A Telefon 01 5123 456</p>",
        "<p>DE: Tel. Nr. 030 2312 5001</p><p>AT: Phone no. 01 5123 456</p>",
        "<p>🇩🇪 Tel. 030 2312 5001</p><p>🇦🇹 Tel. 01 5123 456</p>",
        "<p>Tel. 030 2312 5001 (DE), Tel. 01 5123 456 (AT)</p>",
        "<p>DE TEL FAX 030 2312 5001 / AT TEL FAX 01 5123 456</p>",
    ],
)
def test_codes_and_flags(body):
    assert numbers(body) == FOUND


@pytest.mark.parametrize(
    "body",
    [
        '<p><span class="flag-de">Germany</span> 030 2312 5001</p>',
        '<p><span class="flag-de"></span>Germany 030 2312 5001</p>',
    ],
)
def test_flags_with_words(body):
    text = document.read(f"<body>{body}</body>".encode(), "https://shop.com/", {}).text
    assert text == "Germany 030 2312 5001"


@pytest.mark.parametrize(
    "body",
    [
        "<p>DE 030 2312 5001</p>",  # one mark
        "<p>DE 030 2312 5001 / DE 030 2312 5002</p>",
        "<p>DE 030 2312 5001 / FR 01 5123 456</p>",  # none of France
        "<p>OEM DE 030 2312 5001 / AT 01 5123 456</p>",
        "<p>DE 10 2312 5001 / AT 2 418 273</p>",
        "<p>DE Nr. 030 2312 5001 / AT Nr. 01 5123 456</p>",
        "<p>DE our new mobile 030 2312 5001 / AT our new mobile 01 5123 456</p>",
        "<p>DE 30 2312 5001 / AT 1 5123 456</p>",  # without trunk prefix
        '<p><img alt="Germany">030 2312 5001</p><p><img alt="France">01 5123 456</p>',
        '<p><i class="icon de"></i>030 2312 5001</p><p><i class="icon at"></i>01 5123 456</p>',
    ],
)
def test_codes_that_may_mean_something_else(body):
    assert numbers(body) == []


def test_states_of_america():
    body = "<p>CA 415-418-2736</p><p>DE 302-418-2736</p><p>CO 303-418-2736</p>"
    assert numbers(body) == ["+14154182736", "+13024182736", "+13034182736"]


def test_a_mark_outweighs_the_country_of_the_page():
    body = "<p>D: 030 2312 5001<br>A: 01 5123 456<br>CH: 044 668 18 27</p>"
    assert numbers(body, url="https://alpen.de/", lang="de") == [BERLIN, VIENNA, ZURICH]


def test_a_name_of_a_team():
    assert numbers("<p>USA: 212-418-2736</p><p>AUS: 03 9418 2736</p>") == ["+12124182736", "+61394182736"]


def test_a_code_that_contradicts_the_code_of_a_country():
    assert numbers("<p>DE +44 20 7946 0958 / AT 01 5123 456 / CH 044 668 18 27</p>") == ["+442079460958"]


def test_a_mark_holds_for_its_line():
    body = "<p>DE Tel. 030 2312 5001 Fax 030 2312 5002</p><p>AT Tel. 01 5123 456 Fax 01 5123 457</p>"
    assert numbers(body) == [BERLIN, VIENNA, "+493023125002", "+4315123457"]


def test_departments():
    """Both numbers are valid in Italy, Croatia and Germany."""
    body = "<p>IT Tel. 0521 441287 / HR Tel. 0521 441288</p>"
    assert numbers(body, url="https://firma.de/") == ["+49521441287", "+49521441288"]
    italian_and_croatian = ["+390521441287", "+385521441288"]
    assert numbers(body) == italian_and_croatian
    assert numbers(body, url="https://firma.it/") == italian_and_croatian
    assert numbers(body, url="https://firma.hr/") == italian_and_croatian


def test_departments_of_no_name():
    body = "<p>IT Tel. 0521 441287 / AT Tel. 0521 441288</p>"
    assert numbers(body, url="https://firma.de/") == ["+390521441287", "+43521441288"]


STRUCTURED = (
    '<script type="application/ld+json">{"@type":"Store","telephone":"Store US 030 2312 5002"}</script>'
)


@pytest.mark.parametrize(
    ("body", "head", "values"),
    [
        ("<p>Telefon DE 030 2312 5001</p><p>Telefon AT 01 5123 456</p>", "", FOUND),
        ("<p>030 2312 5002</p><p>DE 030 2312 5001</p><p>AT 01 5123 456</p>", "", FOUND),
        ("<p>XQ 030 2312 5002</p><p>DE 030 2312 5001</p><p>AT 01 5123 456</p>", "", FOUND),
        ("<p>DE 030 2312 5001</p><p>AT 01 5123 456</p>", STRUCTURED, FOUND),
        ("<p>US 416-418-2736</p><p>DE 030 2312 5001</p>", "", ["+14164182736"]),  # a Canadian one
        (
            "<p>DE 030 2312 5001</p><p>AT 01 5123 456</p><p>Paris 01 42 68 53 00</p>",
            "",
            [*FOUND, "+33142685300"],
        ),
        (
            '<p>Shop <a href="tel:DE 03023125001">one</a></p><p>Shop <a href="tel:AT 015123456">two</a></p>',
            "",
            [],
        ),
    ],
    ids=[
        "behind words for phone",
        "one without",
        "no country's code",
        "in structured data",
        "another country",
        "a city on the next line",
        "in links",
    ],
)
def test_codes_beside_some_numbers(body, head, values):
    assert numbers(body, head=head) == values
