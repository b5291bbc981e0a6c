"""Addresses without a label: those of the business are found, those of others are not."""

from __future__ import annotations

import pytest

from domains.scan.extract import extract

PLACE = "Gartenweg 5, 70173 Stuttgart"


def addresses(html: str, url: str = "https://www.ruderhaus-neckar.de/") -> list[str]:
    facts = extract(f'<html lang="de">{html}'.encode(), url=url).company
    return [fact.value for fact in facts if fact.kind == "address"]


@pytest.mark.parametrize(
    "html",
    [
        f"<footer>Ruderhaus, {PLACE}</footer>",
        f'<div id="site-footer"><p>{PLACE}</p></div>',
        f'<div class="contactAddress">{PLACE}</div>',
        f'<p class="contact__adresse">{PLACE}</p>',
        f"<section><h3>Kontakt</h3><p>{PLACE}</p></section>",
        f"<div><div><h2>So finden Sie uns</h2></div><p>{PLACE}</p></div>",
        f'<footer class="footer"><p class="footer-left">{PLACE}</p><p class="footer-end">© 2026</p></footer>',
        f'<div class="footer"><p>{PLACE}</p><div><p class="footer-end">© 2026</p></div></div>',
        f'<footer>{"<p>Rudern am Neckar.</p>" * 60}<p>{PLACE}</p><p class="footer-end">© 2026</p></footer>',
        f'<div class="footer"><p>{PLACE}</p></div><div class="footer-bottom">© 2026</div>',
        f'<footer><p>{PLACE}</p><h4 class="footer-title">Folgen Sie uns</h4></footer>',
        f'<footer><p>{PLACE}</p></footer><div><h4 class="footer-title">Folgen Sie uns</h4></div>',
        f'<p>Wir sind gern Ihr Partner</p><p class="address">{PLACE}</p>',
        f'<body class="blog hotel"><p class="address">{PLACE}</p></body>',
        f"<p>{PLACE}</p><p>Tel. 418</p><p>post@ruderhaus-neckar.de</p>",
        f"<p>post@boote.ruderhaus-neckar.de</p><p>{PLACE}</p>",
        f"<p>Ruderhaus-Neckar GmbH<br>Am Fluss<br>{PLACE}</p>",
    ],
)
def test_places_of_the_business(html: str) -> None:
    assert addresses(html) == [PLACE]


def test_the_whole_of_a_contact_page() -> None:
    html = f"<h1>Schreiben Sie uns</h1><p>{PLACE}</p>"
    assert addresses(html, "https://www.ruderhaus-neckar.de/kontakt.html") == [PLACE]
    assert addresses(html, "https://www.ruderhaus-neckar.de/regatta") == []


@pytest.mark.parametrize(
    "html",
    [
        f'<div class="event"><p class="event-location">{PLACE}</p></div>',
        f'<ul class="stockists"><li class="address">{PLACE}</li></ul>',
        f'<article class="blog-post"><address>Hotel am See, {PLACE}</address></article>',
        f'<h2>Veranstaltungsort</h2><p class="address">Stadthalle<br>{PLACE}</p>',
        f'<p>Ein Fest am See</p><h2>Veranstaltungsort</h2><p>Im Saal</p><p class="address">{PLACE}</p>',
        f'<nav><a class="footer-link" href="/kontakt">Kontakt</a></nav><p>Sommerfest: {PLACE}</p>',
        f'<div class="sticky-footer">{"<p>Rudern am Neckar.</p>" * 60}<p>Sommerfest: {PLACE}</p>'
        "<footer>© 2026</footer></div>",
        f"<footer><p>Webdesign: Pixelhof, {PLACE}</p></footer>",
        f"<footer><p>Site réalisé par Pixelhof, {PLACE}</p></footer>",
        "".join(f'<p class="address">Gartenweg {number}, 70173 Stuttgart</p>' for number in range(1, 9)),
        f"<p>{PLACE}</p>",
        f"<p>{PLACE}<br>post@pixelhof.de<br>post@ruderhaus-neckar.de</p>",
        f"<p>Pixelhof<br>{PLACE}</p><p>Bei Fragen dazu schreiben Sie an post@ruderhaus-neckar.de</p>",
        f"<p>Pixelhof<br>{PLACE}<br>www.pixelhof.de<br>post@ruderhaus-neckar.de</p>",
        f"<p>Aufsichtsbehörde:<br>Landesamt<br>{PLACE}</p><p>post@ruderhaus-neckar.de</p>",
        f"<p>Ruderhaus-Neckar GmbH<br>post@pixelhof.de<br>{PLACE}</p>",
        f"<p>Ruderhaus-Neckar<br>{PLACE}</p>",
        '<p class="address">70173 Stuttgart</p>',
    ],
)
def test_places_of_others(html: str) -> None:
    assert addresses(html) == []


OTHER = "Gasse 2, 10115 Berlin"
WORDS = ("Name", "Straße", "Ort", "Land", "Telefon", "Betreff", "Nachricht")


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(
            f"<article><footer>Bootsbau Spree, {OTHER}</footer></article><footer>{PLACE}</footer>",
            id="footer-of-an-article",
        ),
        pytest.param(
            f"<main><section><h3>Kontakt</h3><p>{PLACE}</p></section><p>Regatta: {OTHER}</p></main>",
            id="below-the-section",
        ),
        pytest.param(
            "".join(f'<label class="address">{word}</label>' for word in WORDS)
            + f'<p class="address">{PLACE}</p>',
            id="form",
        ),
        pytest.param(
            f"<p>Adresse: {PLACE}</p>" + "<p>Adresse:<br>bitte angeben</p>" * 7, id="labels-of-a-form"
        ),
        pytest.param(f"<p>Besuch im Bootshaus📍{PLACE}</p>", id="sign-without-a-space"),
    ],
)
def test_an_address_beside_what_is_none_of_the_business(html: str) -> None:
    assert addresses(html) == [PLACE]


def test_a_long_list_in_one_element_is_of_others() -> None:
    places = "".join(f"<p>Bootshaus am Fluss, Gartenweg {number}, 70173 Stuttgart</p>" for number in range(9))
    assert addresses(f'<div class="address-list">{places}</div>') == []


@pytest.mark.parametrize(
    ("url", "html", "expected"),
    [
        ("https://www.ruderhaus.be/", "Steenstraat 1, 4706 RA", []),  # a Dutch postcode
        (
            "https://www.rowhouse.com/",
            "The club is located at 245 East Bonita Avenue, San Dimas CA 91773",
            ["245 East Bonita Avenue, San Dimas CA 91773"],
        ),
        (
            "https://www.rowhouse.com/",
            "Rowhouse · 928 2nd St., Sacramento, CA 95814",
            ["928 2nd St., Sacramento, CA 95814"],
        ),
        (
            "https://www.rowhouse.com/",
            "Rowhouse • 928 2nd Street • Sacramento, CA 95814",
            ["928 2nd Street, Sacramento, CA 95814"],
        ),
        (
            "https://www.casa-remo.pt/",
            "Rua José Coutinho,<br>Nº 608, 1º Andar<br>4745-330 Trofa",
            ["Rua José Coutinho, Nº 608, 1º Andar, 4745-330 Trofa"],
        ),
        (
            "https://www.rowhouse.co.uk/",
            "Maxwell Road<br>Stevenage<br>Herts<br>SG1 2EW",
            ["Maxwell Road, Stevenage, Herts, SG1 2EW"],
        ),
    ],
)
def test_how_they_are_written(url: str, html: str, expected: list[str]) -> None:
    assert addresses(f'<p class="address">{html}</p>', url) == expected


@pytest.mark.parametrize(
    ("url", "address", "country"),
    [
        ("https://ruderhaus.ad/", "Av. Carlemany, 21, AD700 Escaldes-Engordany", "AD"),
        ("https://ruderhaus.al/", "Rruga Myslym Shyri 20, 1001 Tirana", "AL"),
        ("https://ruderhaus.am/", "Teryan 37, Yerevan 0009", "AM"),
        ("https://ruderhaus.az/", "AZ1075, Bakı, Nizami küç. 224", "AZ"),
        ("https://ruderhaus.ba/", "Ferhadija 8, 71000 Sarajevo", "BA"),
        ("https://ruderhaus.cy/", "72 Ledra Street, Nicosia 2057", "CY"),
        ("https://ruderhaus.fo/", "Havnargøta 3, 530 Fuglafjørður", "FO"),
        ("https://ruderhaus.ge/", "თბილისი, 0162, ვაჟას ქ. 10", "GE"),
        ("https://ruderhaus.gg/", "4 High Street, St Peter Port, Guernsey GY1 2JG", "GG"),
        ("https://ruderhaus.gi/", "116 Main Street, Gibraltar, GX11 1AA", "GI"),
        ("https://ruderhaus.gl/", "Fjordvej 7, 3900 Nuuk", "GL"),
        ("https://ruderhaus.co.uk/", "12 Mill Road, Peel, IM5 1HQ", "IM"),
        ("https://ruderhaus.it/", "Via Gino Giacomini 31, 47890 San Marino", "SM"),
        ("https://ruderhaus.ch/", "Landstrasse 31, 9490 Vaduz", "LI"),
        ("https://ruderhaus.co.uk/", "8 Quay Street, St Helier, Jersey JE2 3AB", "JE"),
        ("https://ruderhaus.kg/", "720083, Кыргызская Республика, г. Бишкек, ул. Чуй 12", "KG"),
        ("https://ruderhaus.mc/", "12 rue Grimaldi, 98000 Monaco", "MC"),
        ("https://ruderhaus.md/", "str. Pușkin 12, MD-2012, Chișinău", "MD"),
        ("https://ruderhaus.mk/", "Дебарца 12, 1000 Скопје", "MK"),
        ("https://ruderhaus.sm/", "Via Gino Giacomini 31, 47890 San Marino", "SM"),
        ("https://ruderhaus.by/", "220118, Республика Беларусь, г. Минск, ул. Сурганова, 25", "BY"),
        ("https://ruderhaus.pt/", "Rua da Ponte, 12, 3465–012 Tondela", "PT"),
    ],
)
def test_formats_of_small_countries(url: str, address: str, country: str) -> None:
    facts = extract(f"<footer><p>{address}</p></footer>".encode(), url=url).company
    found = [
        (fact.value, fact.country, fact.details["street"] != "") for fact in facts if fact.kind == "address"
    ]
    assert found == [(address, country, True)]


def test_a_street_is_no_town() -> None:
    place = "Tianhe Incubator 3, Tian Fu Avenue, 610041"
    assert addresses(f'<p class="address">{place}, China</p>', "https://www.tianhe.cn/") == []


def test_the_county_is_the_region_and_not_the_town() -> None:
    html = b'<p class="address">3 Maxwell Road<br>Stevenage<br>Herts<br>SG1 2EW</p>'
    facts = extract(html, url="https://www.rowhouse.co.uk/").company
    assert [fact.details["locality"] for fact in facts if fact.kind == "address"] == ["Stevenage"]


@pytest.mark.parametrize(
    ("html", "names"),
    [
        (f"<footer><p>Bootsbau Kranich GmbH<br>{PLACE}</p></footer>", ["Bootsbau Kranich GmbH"]),
        (
            f"<footer><p>Bootsbau Kranich GmbH<br>Inhaberin Ida Lind<br>{PLACE}</p></footer>",
            ["Bootsbau Kranich GmbH"],
        ),
        (f"<p>Bootsbau Kranich GmbH<br>Adresse: {PLACE}</p>", ["Bootsbau Kranich GmbH"]),
        (f"<footer><p>Bootsbau Kranich<br>{PLACE}</p></footer>", []),
        (f"<footer><p>Bootsbau Kranich GmbH</p><p>A</p><p>B</p><p>{PLACE}</p></footer>", []),
    ],
)
def test_the_name_above_an_address(html: str, names: list[str]) -> None:
    facts = extract(f'<html lang="de">{html}'.encode(), url="https://www.ruderhaus-neckar.de/").company
    assert [fact.value for fact in facts if fact.kind == "legal_name"] == names
    assert [fact.value for fact in facts if fact.kind == "address"] == [PLACE]


def test_the_name_of_the_site_with_an_accent_above_its_address() -> None:
    html = "<p>Gómez y Faro S.A.<br>Calle Sol 41<br>32001 Ourense, SPAIN</p>"
    assert addresses(html, "https://www.gomezyfaro.com/") == ["Calle Sol 41, 32001 Ourense"]
    html = f"<p>Ökokontor GmbH<br>{PLACE}</p>"
    assert addresses(html, "https://www.okokontor.de/") == [PLACE]


@pytest.mark.parametrize(
    ("name", "url"),
    [("Rote Mühle GmbH", "https://www.ruderhaus-neckar.de/"), ("HK Kontor GmbH", "https://hk.de/")],
    ids=["with the same first letter", "that begins like a short name of a site"],
)
def test_the_name_of_another_company_above_an_address(name: str, url: str) -> None:
    assert addresses(f"<p>{name}<br>{PLACE}</p>", url) == []


def test_an_address_above_a_long_sentence_is_not_beside_the_e_mail_address_below() -> None:
    sentence = "Unser Partner backt Brot und Kuchen für alle Gäste. " * 4
    assert addresses(f"<p>{PLACE}<br>{sentence}<br>info@ruderhaus-neckar.de</p>") == []


def test_the_country_of_the_pages_numbers() -> None:
    html = "<footer><ul><li>Hrísalundi 4</li><li>600 Akureyri</li><li>Sími: 462-4183</li></ul></footer>"
    facts = extract(html.encode(), url="https://www.ruderhaus.com/").company
    assert [(fact.value, fact.country) for fact in facts if fact.kind == "address"] == [
        ("Hrísalundi 4, 600 Akureyri", "IS")
    ]


def test_the_form_of_a_name_is_no_part_of_the_street_behind_it() -> None:
    html = "<footer>Faro Tools, Inc. 525 East Mill Road, Greenwood, IN 46142</footer>"
    assert addresses(html, "https://www.farotools.com/") == ["525 East Mill Road, Greenwood, IN 46142"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("5 Heron Circle SE Leesburg, VA 20175", "5 Heron Circle SE, Leesburg, VA 20175"),
        ("311 Heron St. Roseville, CA 95678", "311 Heron St., Roseville, CA 95678"),
        ("100 Market Street St. Louis, MO 63101", "100 Market Street, St. Louis, MO 63101"),
        ("12 St. James Avenue Boston, MA 02116", "12 St. James Avenue, Boston, MA 02116"),
        ("500 W. 42nd St. New York, NY 10036", "500 W. 42nd St., New York, NY 10036"),
        ("500 Main Street Suite 200 Dallas, TX 75201", "500 Main Street Suite 200, Dallas, TX 75201"),
        ("1200 Heron Street NE Atlanta, GA 30309", "1200 Heron Street NE, Atlanta, GA 30309"),
        ("15 High Street Bristol BS1 4DJ, UK", "15 High Street, Bristol BS1 4DJ"),
        ("493 Heron Street North Perth WA 6006, Australia", "493 Heron Street, North Perth WA 6006"),
        ("500 Main Street Suite 200, Dallas, TX 75201", "500 Main Street Suite 200, Dallas, TX 75201"),
    ],
)
def test_a_street_directly_before_its_town(line: str, expected: str) -> None:
    html = f"<footer><p>{line}</p><p>Tel. 703-418-2736</p></footer>"
    facts = extract(html.encode(), url="https://www.heron-and-mill.com/").company
    assert [(fact.kind, fact.value) for fact in facts] == [("address", expected)]


@pytest.mark.parametrize("town", ["Columbia, SC 29206", "Lebanon, PA 17042", "Georgia, VT 05468"])
def test_an_american_town_with_the_name_of_a_country(town: str) -> None:
    html = f"<footer>45 Forest Drive, {town} TEL: 803-418-2736</footer>"
    assert addresses(html, "https://www.heron-and-mill.com/") == [f"45 Forest Drive, {town}"]


@pytest.mark.parametrize(
    ("footer", "expected"),
    [
        ("© Heron GmbH 2014 | Gartenweg 5 | 70173 Stuttgart", "Gartenweg 5, 70173 Stuttgart"),
        ("© 2009 - 2014 | Gartenweg 5, 2000 Neuchâtel, Schweiz", "Gartenweg 5, 2000 Neuchâtel"),
        ("+49 711 4182736 | Gartenweg 5 | 70173 Stuttgart", "Gartenweg 5, 70173 Stuttgart"),
        ("Gartenweg 5, 70173 Stuttgart, +49 711 4182736", "Gartenweg 5, 70173 Stuttgart"),
    ],
)
def test_an_address_beside_other_digits(footer: str, expected: str) -> None:
    assert addresses(f"<footer>{footer}</footer>") == [expected]
