"""A number belongs where the strongest evidence says: what stands near it, then its page."""

import json

import pytest

from tests.domains.scan.extract.contact_pages import numbers, why

# Each number is valid in several of the countries that its page speaks of.
NEAR = {
    "its line": ("<p>Pretoria, South Africa. Tel 021 424 1836</p>", "+27214241836", "on its line"),
    "behind it on its line": (
        "<p>Tel 021 424 1836, Cape Town, South Africa</p>",
        "+27214241836",
        "on its line",
    ),
    "the nearest on its line": (
        "<p>Berlin, Germany: 030 23125001 - Rome, Italy: 06 69821234</p>",
        "+390669821234",
        "country 'Italy' on its line",
    ),
    "a postcode of its line": ("<p>Leeds LS1 4AP, 0113 496 0018</p>", "+441134960018", "postcode 'LS1 4AP'"),
    "its address above": (
        "<p>London, United Kingdom</p><p>Tel 020 7946 0853</p><p>Paris, France</p><p>Tel 01 43 41 82 73</p>",
        "+33143418273",
        "country 'France' in its address",
    ),
    "its address below": (
        "<p>Tel 021 424 1836</p><p>12 Long Street</p><p>Cape Town, South Africa</p>",
        "+27214241836",
        "country 'South Africa' in its address",
    ),
    "a letter before a postcode": (
        "<p>Seestrasse 4, CH-8001 Zurich</p><p>044 668 18 00</p>",
        "+41446681800",
        "CH-8001",
    ),
    "a heading far above": (
        "<h2>India Offices</h2>" + "<p>Our people are glad to help.</p>" * 12 + "<p>Sales 022 2341 8276</p>",
        "+912223418276",
        "in the heading of its section",
    ),
    "a number with its code beside it": (
        "<p>Office +60 3-2141 8764</p><p>Mobile 012-418 6789</p>",
        "+60124186789",
        "country code of a neighbouring number",
    ),
    "a city": ("<p>Kampala</p><p>Tel 0414 418 273</p>", "+256414418273", "city 'Kampala' in its address"),
    "names in the page's language": ("<p>Zürich, Schweiz. Tel 044 668 18 00</p>", "+41446681800", "Schweiz"),
    "names at home": ("<p>Wien, Österreich. Tel 0664 4182736</p>", "+436644182736", "Österreich"),
    "names in capitals": ("<p>CAPE TOWN, SOUTH AFRICA TEL 021 424 1836</p>", "+27214241836", "SOUTH AFRICA"),
    "a country above its number, another one below": (
        "<h3>Brasil</h3><p>Rua Augusta 120</p><p>(11) 3481-2736</p><h3>Argentina</h3><p>(011) 4382-4182</p>",
        "+551134812736",
        "country 'Brasil' in its address",
    ),
    "a city of its line, a country of another": (
        "<h2>Urlaub in Österreich</h2><p>Rufen Sie an: Tel. 089 4182 7365, 80802 München</p>",
        "+498941827365",
        "city 'München'",
    ),
    "a leading zero without a word": (
        "<p>Finland<br>09 418 2736</p>",
        "+35894182736",
        "country 'Finland' in its address",
    ),
    "a sign right behind a name": ("<p>القاهرة، مصر، هاتف 02 2391 8273</p>", "+20223918273", "مصر"),
    "vowel signs in a name": ("<p>कोलकाता, भारत। फ़ोन 033 2241 8273</p>", "+913322418273", "भारत"),
    "names in scripts without spaces": ("<p>臺灣宜蘭 電話02-2418-2736</p>", "+886224182736", "臺灣"),
}


AUSTRIA, GERMANY = "<p>Wien, Österreich</p>", "<p>Berlin, Germany</p>"
LOVED = "<p>Our guests love {} in every season.</p>"


@pytest.mark.parametrize(
    ("body", "values"),
    [
        ("<p>Tel 0664 4182736, Wien, Österreich; Berlin, Germany</p>", ["+436644182736"]),
        (f"{LOVED.format('Austria')}<p>Tel 0664 4182736</p><p>Tor 4</p>{GERMANY}", ["+496644182736"]),
        (
            f"{LOVED.format('Italy')}{GERMANY}<p>a</p><p>b</p><p>c</p>"
            "<p>Tel 01736 625851</p><p>Leeds LS1 4AP</p>",
            ["+441736625851"],
        ),
        (
            "<p>Tel 020 271 2345</p>" + "<p>x</p>" * 20 + "<p>Kenya</p><p>Peru</p><p>Fiji</p><p>Cuba</p>",
            [],
        ),
        (f"{GERMANY}<p>Tor 4</p><p>Tel 0664 4182736</p>{LOVED.format('Austria')}", ["+496644182736"]),
        (f"{AUSTRIA}{GERMANY}<p>Tel 0664 4182736</p>", ["+496644182736"]),
        (f"{AUSTRIA}<p>a</p><p>b</p><p>c</p><p>Tel 0664 4182736</p>{GERMANY}", ["+496644182736"]),
        (
            f"{LOVED.format('Italy')}<p>Tel 0664 4182736</p>{AUSTRIA}<p>Tel 0664 4182737</p>{GERMANY}",
            ["+436644182736", "+496644182737"],
        ),
        (
            f"<p>Tel 0664 4182736</p>{AUSTRIA}<p>Tel 0664 4182737</p>{GERMANY}<p>Tel 0664 4182738</p>",
            ["+436644182736", "+496644182737", "+496644182738"],
        ),
        (f'{GERMANY}<a href="tel:0664 4182736">Call us</a>', ["+496644182736"]),
        ("<p>We love Italy.</p><p>We love Austria too</p>" + "<p>x</p>" * 12 + "<p>Tel 0664 4182736</p>", []),
    ],
)
def test_which_of_the_countries_around_a_number(body, values):
    """The numbers are valid in both countries."""
    assert numbers(body) == values


def test_a_number_far_away_is_no_neighbour():
    body = (
        f"<p>Mobile 012-418 6789</p><p>{'We mend nets of all kinds. ' * 25}</p><p>Office +60 3-2141 8764</p>"
    )
    assert why(body)["+60124186789"] == "country code of 1 other numbers"


def test_a_long_line_is_no_heading():
    line = (
        "<p>Since 1950 our family has made saddles and boots for riders of all ages in Wien, Österreich</p>"
    )
    body = line + "<p>Open all day.</p>" * 12 + "<p>Tel 0664 4182736</p>"
    assert why(body)["+436644182736"] == "country named on the page"
    line = "<p>We fetch teas from the gardens of Darjeeling, India, where our founders came from.</p>"
    body = line + "<p>Open all day.</p>" * 12 + "<p>Tel 02223 418276</p>"
    assert numbers(body, url="https://teekontor.de/") == ["+492223418276"]


def test_the_lines_to_a_neighbour_are_counted_where_it_stands():
    lines = "".join(f"<br>{letter}" for letter in "abcdefghijkl")
    works = "<p>Our works</p><p>Werk +49 30 23125001, Lager an der Ruhr 0208 4182736</p>"
    assert numbers(f"Tel +44 20 7946 0018{lines}{works}")[-1] == "+492084182736"


def test_a_city_on_its_line_tells_more_than_a_postcode_of_another_one():
    assert numbers("<p>Wien Tel. 01 51450123</p><p>LS1 4AP</p><p>F-75001 Paris</p>") == ["+43151450123"]


def test_a_city_at_the_end_of_a_longer_name_tells_less_than_a_postcode() -> None:
    body = "<p>{}, 020 7946 0958</p><p>12 High Street, London SW1A 1AA</p>"
    assert numbers(body.format("Restaurant Milano")) == ["+442079460958"]
    assert numbers(body.format("Milano")) == ["+3902079460958"]


@pytest.mark.parametrize("case", NEAR)
def test_what_stands_near(case):
    body, value, evidence = NEAR[case]
    lang = {
        "names in scripts without spaces": "zh-TW",
        "names in the page's language": "de",
        "a city of its line, a country of another": "de",
        "a sign right behind a name": "ar",
    }.get(case, "en")
    assert evidence in why(body, lang=lang)[value]


def test_the_configured_region_comes_last():
    assert numbers("<p>Tel 0131 496 0018</p>", default="GB") == ["+441314960018"]
    assert numbers("<p>Tel 0131 496 0018</p><p>Nairobi, Kenya</p>", default="GB") == []


def test_the_configured_region_is_not_north_america_if_a_number_has_a_trunk_zero():
    assert numbers("<p>Phone: 5035550142</p>") == ["+15035550142"]
    assert numbers("<p>Phone: 0427-2704182 / 6369418273</p>") == []
    assert numbers("<p>Phone: 0131 496 0018</p>", default="GB") == ["+441314960018"]
    assert numbers("<p>Fax: 000-000-0000, phone: 5035550142</p>") == ["+15035550142"]
    assert numbers("<p>Phone: 5035550142</p><p>Item 0427-2704182</p>") == ["+15035550142"]
    assert numbers("<p>Phone: 5035550142, fax: 0427-2704</p>") == ["+15035550142"]


def test_a_leading_zero_without_evidence_is_no_number():
    assert numbers("<p>Tel 0131 496 0018</p>") == []


@pytest.mark.parametrize(
    ("body", "page", "value"),
    [
        ("<p>Tijuana, Mexico. Tel (664) 212-3456</p>", {}, "+526642123456"),  # named beside it
        (
            "<p>Tel (614) 415-2736</p>",
            {"url": "https://taller.com.mx/"},
            "+526144152736",
        ),  # grouped so there too
        ("<p>Tel (614) 415-2736</p>", {"lang": "es"}, "+16144152736"),  # a language is too little
        (
            "<p>Tel (949) 442-1357</p>",
            {"url": "https://orchards.in/"},
            "+19494421357",
        ),  # India groups otherwise
        ("<p>Ship to Canada, Mexico. Call 614-415-2736</p>", {}, "+16144152736"),
        ("<p>Tel (310) 418-2736, our NIT-picking team</p>", {}, "+13104182736"),  # a word, not a register
        ("<p>Tel (614) 415-2736, ask our RFC team</p>", {}, "+16144152736"),  # without its number
        (
            "<p>The best of Mexico.</p>" + "<p>x</p>" * 20 + "<p>Call (614) 415-2736, Guadalajara Room</p>",
            {},
            "+16144152736",
        ),
        *(  # a postcode of Brazil
            (
                "<p>The coffee of Brazil is fine.</p>"
                + "<p>x</p>" * 20
                + f"<p>Our agent: SCS 4, 70040-010{gap}Call us: (614) 415-2736</p>",
                {},
                "+16144152736",
            )
            for gap in (". ", "<br>")
        ),
        ("<p>Wales, Alaska 99783. Phone 907-664-4182</p>", {}, "+19076644182"),  # a town of that name
    ],
)
def test_a_north_american_shape_is_overruled_by_what_is_near_alone(body, page, value):
    assert numbers(body, **page) == [value]


def test_the_same_number_with_its_code_tells_more_than_the_line():
    body = '<p>Berlin, Germany. Tel 0664 4182736</p><a href="tel:+436644182736"></a>'
    assert numbers(body) == ["+436644182736"]


def test_an_address_of_its_own_tells_where_a_property_belongs_to():
    body = (
        '<script type="application/ld+json">[{"@type":"Store","telephone":"030 23125001",'
        '"address":{"@type":"PostalAddress","addressCountry":{"@type":"Country","name":"Germany"}}},'
        '{"@type":"Store","telephone":"0664 4182736","address":{"addressCountry":"AT"}}]</script>'
    )
    assert numbers(body) == ["+493023125001", "+436644182736"]


@pytest.mark.parametrize(
    ("address", "value"),
    [
        ({"addressCountry": "DE"}, "+496644182736"),
        ({"addressCountry": {"@type": "Country", "name": "Germany"}}, "+496644182736"),
        ([{"addressCountry": "DE"}], "+496644182736"),
        ([], "+436644182736"),
        ("Marktplatz 4", "+436644182736"),
        ({"addressCountry": {"@type": "Country"}}, "+436644182736"),
    ],
)
def test_shapes_of_an_address_of_its_own(address, value):
    """The number is valid in both countries, and the page's first address is in Austria."""
    stores = [
        {"@type": "Store", "phone": "0512 418273", "address": {"addressCountry": "AT"}},
        {"@type": "Store", "telephone": "0664 4182736", "address": address},
    ]
    found = numbers(f'<script type="application/ld+json">{json.dumps(stores)}</script>')
    assert found == ["+43512418273", value]


def test_a_town_or_street_called_as_a_country_is_no_evidence_of_it():
    body = "<p>San Martín 456, Cajamarca. Cel. 976 118 273</p>"
    assert numbers(body, url="https://acme.pe/", lang="es") == ["+51976118273"]


def test_a_country_code_without_plus():
    assert numbers("<p>Doha, Qatar. Tel 974 4432 1857</p>") == ["+97444321857"]
    assert numbers("<p>Tel 44 20 7946 0018</p>") == ["+442079460018"]
    assert numbers("<p>Brooklyn, NY 11211. Tel 917 555 0148</p>") == ["+19175550148"]
    assert numbers("<p>Ask (718) 234-0091 in Ipoh. Mobile: 718-234-0046</p>") == [
        "+17182340091",
        "+17182340046",
    ]


def test_a_mistyped_number_with_a_plus_is_none_of_another_country():
    """The digits behind the code of Montenegro are too many, and would be a number in Serbia."""
    assert numbers("<p>Tel +382 20 20 418 273</p>", lang="sr") == []
    assert numbers("<p>Tel +381 (0)11 3390 418</p>", lang="sr") == ["+381113390418"]
    assert numbers("<p>Tel + 303-555-0143</p>") == ["+13035550143"]


def test_011_is_an_area_code_where_nothing_foreign_follows():
    assert numbers("<p>Sandton, South Africa. Tel 011 883 4172</p>") == ["+27118834172"]
    assert numbers("<p>Tel 011 44 20 7946 0018</p>") == ["+442079460018"]
    assert numbers("<p>London, UK. Tel 011-44-20-7946-0018</p>") == ["+442079460018"]


@pytest.mark.parametrize("raw", ["(+51) 748 0836", "+216 00 418 000", "+44 41827365", "+91 214 555"])
def test_a_wrong_number_behind_a_country_s_code_is_none_of_another_country(raw):
    assert numbers(f"<p>Teléfono {raw}</p>", lang="es", url="https://www.cometas.es/") == []


def test_a_country_s_code_before_too_few_digits_is_no_number_of_a_hint():
    body = "<p>Kampus baru di kota</p><p>{}</p><p>Telp: 880-2-7791845</p>"
    for near in ("Dhaka, Bangladesh", "Dhaka, Bangladesh</p><p>Colombo, Sri Lanka"):
        assert numbers(body.format(near), lang="id") == []
    assert numbers(body.format("Menteng"), lang="id") == ["+6288027791845"]


def test_a_number_is_all_of_the_digits_that_are_grouped_alike():
    """Nine of these digits would be a French number, and Gambian ones are shorter."""
    assert numbers("<p>Tél : (220) 20 41 82 73</p>", lang="fr") == []
    assert numbers("<p>Tél : 02 20 20 41 82</p>", lang="fr") == ["+33220204182"]


def test_a_zero_before_an_area_code_is_not_north_american():
    assert numbers("<p>Call 0(212) 653 00 87</p>") == []
    assert numbers("<p>Call 0 (212) 653 00 87</p>", lang="tr") == ["+902126530087"]
    assert numbers("<p>Call (212) 653 0087</p>") == ["+12126530087"]


def test_a_number_of_a_former_plan_needs_a_label_or_a_bracket():
    assert numbers("<p>Bogotá, Colombia: PBX (571) 418 27 36</p>", lang="es") == ["+576014182736"]
    assert numbers("<p>Bogotá, Colombia: 12 418 273</p>", lang="es") == []


@pytest.mark.parametrize(
    ("body", "lang", "values"),
    [
        ("Tél. 25 41 82 73", "fr", []),  # of eight digits, as in Burkina Faso, not Belgian
        ("Tél. 33 841 82 73", "fr", []),  # Senegalese, not French
        ("Tél. 02 541 82 73", "fr", ["+3225418273"]),
        ("Tél. 071 41 82 73", "fr", ["+3271418273"]),
        ("тел. 71 241 82 73", "ru", []),  # of Uzbekistan, not Ukrainian
        ("Tél. 03 38 41 82 73", "fr", ["+33338418273"]),
        ("電話：2541 8273", "zh-hant", ["+85225418273"]),
        ("電話：02-2541 8273", "zh-hant", ["+886225418273"]),
        ("我们的产品质量很好，请联系我们。电话 2541 8273", "zh", []),  # simplified, as not in Hong Kong
        ("我们的产品质量很好，请联系我们。电话 02-2541 8273", "zh", []),
        ("Tel: 6541 8273", "ms", []),  # of Singapore
    ],
)
def test_of_a_countrys_language_alone_a_number_without_the_trunk_prefix_is_not_its(body, lang, values):
    assert numbers(f"<p>{body}</p>", lang=lang) == values


@pytest.mark.parametrize(
    ("body", "values"),
    [
        ("Tél. 025 41 82 73", []),  # of Algeria, not Belgian
        ("Tél. 0522 41 82 73", []),  # of Morocco, not French
        ("Tél. 0522418273", ["+33522418273"]),
        ("Tél. 0800 418 273", ["+33800418273"]),
        ("Tél. 08 00 41 82 73", ["+33800418273"]),
        ("Tél. 0475/41.82.73", ["+32475418273"]),
    ],
)
def test_of_a_countrys_language_alone_a_number_that_begins_with_other_groups_is_not_its(body, values):
    assert numbers(f"<p>{body}</p>", lang="fr") == values


@pytest.mark.parametrize(
    ("body", "values"),
    [
        ("هاتف: 01014182736", ["+201014182736"]),
        ("موبايل: 0770 418 2736", ["+9647704182736"]),
        ("هاتف: 0501418273", []),  # of Saudi Arabia, of the Emirates ...
        ("01014182736", []),
    ],
)
def test_the_length_of_a_number_tells_the_country_of_an_arabic_page(body, values):
    text = "ورشتنا تصنع الأثاث من خشب البلوط."
    assert numbers(f"<p>{text}</p><p>{body}</p>", lang="ar") == values
    if values:
        assert numbers(f"<p>{body}</p>", lang="en") == []


@pytest.mark.parametrize(
    ("body", "lang", "values"),
    [
        ("Simu: 0757 418 273", "sw", ["+255757418273"]),
        ("Simu: 0110 418 273", "sw", ["+254110418273"]),
        ("тел. 0312 41 82 73", "ky", ["+996312418273"]),
        ("Тел: 37 241 82 73", "tg", ["+992372418273"]),
        ("Tel: 034 18 418 27", "mg", ["+261341841827"]),
    ],
)
def test_of_the_language_of_one_country(body, lang, values):
    assert numbers(f"<p>{body}</p>", lang=lang) == values


def test_a_city_alone_tells_nothing_of_a_personal_number():
    """A name may be that of a city, and the digits a Nigerian mobile number."""
    assert numbers("<p>Darlington</p><p>Call: 07084182736</p>") == []
    assert numbers("<p>Call: 07084182736</p>", url="https://acme-tools.co.uk/") == ["+447084182736"]


@pytest.mark.parametrize(
    ("body", "lang", "values"),
    [
        ("Celular: 987 418 273", "es", []),  # of Peru
        ("Móvil: 687 418 273", "es", ["+34687418273"]),
        ("Fono: 987 418 273", "es", ["+56987418273"]),
        ("Cel: 923 418 273", "pt", []),  # of Angola
        ("Telemóvel: 923 418 273", "pt", ["+351923418273"]),
        ("Celular: (11) 92341-8273", "pt", ["+5511923418273"]),
    ],
)
def test_of_a_countrys_language_alone_a_number_behind_a_word_that_it_does_not_say_is_not_its(
    body, lang, values
):
    assert numbers(f"<p>{body}</p>", lang=lang) == values


def test_a_number_without_the_trunk_prefix_where_the_country_is_known():
    assert numbers("<p>Tél. 25 41 82 73</p>", url="https://atelier.be/", lang="fr") == ["+3225418273"]


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("RIF: J-40218250-3<br>Tel: 0414-418-2736", "+584144182736"),
        ("R.I.F.: J-40218250-3<br>Tel: 0414-418-2736", "+584144182736"),
        ("RCCM: BF OUA 2021 B 13161<br>Tél: 25 39 18 98", "+22625391898"),
        ("RC/DLA/2003/B/032189<br>Tél: 222 418 273", "+237222418273"),
        ("NINEA 004182736<br>Tél: 33 821 34 25", "+221338213425"),
        ("Matricule fiscal : 1418273/A/M/000<br>Tél: 71 418 273", "+21671418273"),
        ("VAT REG. TIN 418-273-604-00000<br>Tel. (032) 418-2736", "+63324182736"),
        ("س-ت : 110422 / ب-ض : 560-137-548<br>هاتف: 01004182736", "+201004182736"),
        ("Cédula Jurídica 3-101-418273<br>Tel. 2241-8273", "+50622418273"),
    ],
)
def test_a_register_of_one_country_tells_the_country_of_a_page(body, value):
    assert numbers(f"<p>{body}</p>", lang="es" if "RIF" in body else "fr") == [value]


def test_a_plus_before_an_american_number_without_its_1_changes_nothing():
    assert numbers("<p>Call +212 555 0143</p>") == ["+12125550143"]


def test_a_country_code_before_a_zero_in_brackets_needs_neither_plus_nor_word():
    assert numbers("<p>27 (0)21 401 8273</p>") == ["+27214018273"]


def test_a_country_code_without_plus_is_preferred_to_a_part_of_the_digits():
    body = "<p>Port-Bouët</p><p>Tél. (225) 27 21 75 82 73</p>"
    assert numbers(body, lang="fr") == ["+2252721758273"]


@pytest.mark.parametrize(
    ("raw", "count"),
    [
        ("(51) 3664.2571", 0),
        ("51 36642571", 0),
        ("2012 418 273", 0),
        ("12 125 550143", 0),
        ("512 36 64 257", 1),
    ],
)
def test_the_configured_north_america_needs_an_area_code_of_three_digits(raw, count):
    assert len(numbers(f"<p>Phone {raw}</p>")) == count


def test_a_service_for_the_whole_country_tells_where_a_north_american_shape_belongs():
    assert numbers("<p>Lada sin costo: 800-737-4182</p>", lang="es") == ["+528007374182"]


def test_the_country_of_all_other_numbers_overrules_a_north_american_shape_on_a_page_that_is_not_in_english():
    body = "<p>Llámenos al 614 212 3418</p><p>Del extranjero: (+52) 55 5523 3841</p>"
    assert numbers(body, lang="es") == ["+526142123418", "+525555233841"]
    english = "<p>Call us at 614 212 3418</p><p>Our factory in the south: (+52) 55 5523 3841</p>"
    assert numbers(english) == ["+16142123418", "+525555233841"]
    assert "+16142123418" in numbers(body.replace("3418", "3418, Irvine, CA 92614"), lang="es")
    icon = '<a href="tel:614 212 3418"><img src="t.svg" alt=""></a>'
    coded = f"{icon}<p>Del extranjero: (+52) 55 5523 3841</p>"
    assert "+526142123418" in numbers(coded, lang="es")
    assert "+526142123418" in numbers(f"{coded}<p>Irvine, CA 92614</p>", lang="es")  # not beside the icon


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("Tél : 04.68.41.82.73", "+33468418273"),
        ("Tél : 02/418.27.36", "+3224182736"),
        ("Telemóvel: 927 641 827", "+351927641827"),
        ("Telefoon: 06 25418273", "+31625418273"),
        ("Rufnummer 04639-98418", "+49463998418"),
        ("Tālr. 67418273", "+37167418273"),
        ("Hizmetleri: 0212 418 27 36", "+902124182736"),
        ("Växel: 08-418 273 00", "+46841827300"),
        ("Sentralbord: 22 41 82 73", "+4722418273"),
        ("Omstilling: 33 41 82 73", "+4533418273"),
        ("Vaihde: 09 4182 7364", "+358941827364"),
        ("Ügyfélszolgálat: (1) 418-2736", "+3614182736"),
        ("Ústředna: 224 182 736", "+420224182736"),
        ("Ústredňa: 02/4182 7364", "+421241827364"),
        ("Stacjonarny: 22 418 27 36", "+48224182736"),
        ("Skambinkite: (8 5) 241 8273", "+37052418273"),
        ("Zvaniet: 67418273", "+37167418273"),
        ("Helista: 641 8273", "+3726418273"),
        ("Dispecerat: 021 418 27 36", "+40214182736"),
    ],
)
def test_the_label_tells_where_nothing_else_does(body, value):
    assert why(f"<p>{body}</p>")[value].startswith("its label")
    assert numbers(f"<p>{body.replace(body.split()[0], 'Tel')}</p>") == []


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("电话：0371-86418273", "+8637186418273"),
        ("总机：010 - 8541 8273", "+861085418273"),
        ("手机：13841827365", "+8613841827365"),
        ("傳真：02-2541-8273", "+886225418273"),
        ("전화 : 031-841-8273", "+82318418273"),
        ("Τηλ: 2310 418273", "+302310418273"),
    ],
)
def test_a_label_in_the_letters_of_one_country_tells_it(body, value):
    assert numbers(f"<p>{body}</p>", lang="") == [value]


@pytest.mark.parametrize(
    ("place", "written", "value"),
    [
        ("Sandton, Gauteng", "011 784 4128", "+27117844128"),
        ("Blacktown, New South Wales", "(02) 9621 4128", "+61296214128"),
        ("Newtown - NSW", "0477 418 273", "+61477418273"),
        ("Ennis, Co. Clare", "065 682 4128", "+353656824128"),
        ("Reading, Berkshire", "0118 957 4128", "+441189574128"),
        ("Bangor, Co. Down", "028 9147 4128", "+442891474128"),
        ("Panaji, Goa", "0832-2441827", "+918322441827"),
        ("Hamilton, Waikato", "07 839 4128", "+6478394128"),
        ("Famagusta, North Cyprus", "0392 366 4128", "+903923664128"),
        ("Blue Area, Islamabad", "051-2874128", "+92512874128"),
    ],
)
def test_a_state_or_county_tells_its_country(place, written, value):
    assert numbers(f"<p>Unit 5, Main Road<br>{place}<br>Tel: {written}</p>") == [value]


def test_wales_is_another_country_than_new_south_wales():
    assert numbers("<p>Cardiff, Wales<br>Tel 029 2041 8273</p>") == ["+442920418273"]


def test_of_two_countries_that_a_site_declares_the_number_s_trunk_prefix_decides():
    page = {"url": "https://data.acorn.de/no/hjelp.htm", "lang": "no-NO"}
    assert numbers("<p>Ring oss på tlf.: 815 24 711</p>", **page) == ["+4781524711"]
    assert numbers("<p>Tel. 0815 24 711</p>", **page) == ["+4981524711"]
    far = "<p>Open all day.</p>" * 20 + "<p>Oslo, Norway</p>"
    assert numbers(f"<p>Tel. 815 24 711</p>{far}", **page | {"lang": "de"}) == ["+4981524711"]
    assert numbers("<p>Tel. 664 4182736</p>", url="https://hof.at/", lang="de-DE") == ["+436644182736"]


def test_a_country_beside_a_number_needs_no_trunk_prefix():
    body = "<p>Berlin, Germany. Tel. 815 24 711</p>"
    assert numbers(body, url="https://hytte.no/") == ["+4981524711"]


def test_a_north_american_postcode_above_outweighs_a_country_below():
    body = "<p>Bethesda, MD 20817</p><p>Fax: (301) 968-4291</p><p>Europe</p><p>London, UK</p>"
    assert numbers(body) == ["+13019684291"]


def test_a_menu_s_word_is_no_city():
    body = "<p><a href=/>Trang</a></p><p><a href='tel:0966 418 273'>Hotline</a></p>"
    assert numbers(body, url="https://caphe.vn/", lang="en-US") == ["+84966418273"]


def test_the_language_of_a_country_is_not_the_country():
    body = "<p>韓国語対応可</p><p>お電話 0120 418 273</p>"
    assert numbers(body, lang="ja") == ["+81120418273"]


@pytest.mark.parametrize("word", ["Centro", "Palma"])
def test_a_part_of_an_address_is_no_city_of_another_country(word):
    assert why(f"<p>{word}, 12</p><p>Tel. 966 201 827</p>", lang="pt")["+351966201827"] == "language pt"


def test_a_city_outweighs_north_american_groups_if_the_page_is_in_its_language():
    body = "<p>Calle 72 41-07, Medellín. Teléfono: 604 418 2736</p>"
    assert numbers(body, lang="es") == ["+576044182736"]
    assert numbers(body) == numbers(body, lang="de") == ["+16044182736"]
    assert numbers("<p>Teléfono: 604 418 2736</p>", lang="es") == ["+16044182736"]
    offices = "<p>Miami 305 418 2736</p><p>Medellín</p><p>Madrid</p>"
    assert numbers(offices, lang="es") == ["+13054182736"]
    link = '<p>Medellín</p><a href="tel:604-418-2736"></a>'
    assert numbers(link, lang="es") == ["+16044182736"]
    assert numbers("<p>Calle 72, Medellín. 6044182 736</p>", lang="es") == []  # may be any figure


def test_each_city_before_a_number_is_that_of_its_own():
    body = "Berlin: 030 44128773<br>Paris: 01 42 68 53 00<br>London: 020 7946 1234<br>Boston: 617 555 0187"
    assert numbers(body) == ["+493044128773", "+33142685300", "+442079461234", "+16175550187"]


@pytest.mark.parametrize(
    ("city", "written", "value"),
    [
        ("Barcelona", "934 123 873", "+34934123873"),
        ("Frankfurt", "069 44128773", "+496944128773"),
        ("Bordeaux", "05 56 41 28 77", "+33556412877"),
        ("Ghent", "09 241 28 77", "+3292412877"),
        ("George Town", "04-412 8773", "+6044128773"),
    ],
)
def test_a_city_that_many_know_tells_its_country(city, written, value):
    assert numbers(f"<h3>{city}</h3><p>Tel: {written}</p>") == [value]


NAMED_AFTER_CITIES = {
    "a café": ("Café Wien", "02241 827365", "de", "+492241827365"),
    "a pizzeria": ("Pizzeria Palermo", "091 418 27 36", "ch", "+41914182736"),
    "a pizzeria in quotation marks": ('Ristorante "Palermo"', "0916 418273", "de", "+49916418273"),
    "a hotel": ("Hotel Zürich", "0441 827365", "de", "+49441827365"),
    "a number that only the city's country has": ("Acme Wien", "01 5145012", "de", "+4315145012"),
    "no site of a country": ("Café Wien", "02241 827365", "com", "+432241827365"),
    "a branch": ("Filiale Zürich", "0444 182736", "de", "+41444182736"),
    "a branch in a sentence": ("Unser Laden in Zürich", "0444 182736", "de", "+41444182736"),
    "a city alone": ("Zürich", "0444 182736", "de", "+41444182736"),
}


@pytest.mark.parametrize(
    ("name", "written", "domain", "value"), NAMED_AFTER_CITIES.values(), ids=NAMED_AFTER_CITIES
)
def test_a_business_that_is_called_by_a_city_is_where_its_site_says(name, written, domain, value):
    """ "Café Wien" is anywhere; a branch is where its city is."""
    page = {"url": f"https://gaststube.{domain}/", "lang": "de"}
    assert numbers(f"<p>{name}</p><p>Tel. {written}</p>", **page) == [value]


UA, GR = {"url": "https://mebli.ua/", "lang": "uk"}, {"url": "https://epipla.gr/", "lang": "el"}
OTHER_LETTERS = {
    "its own letters": ("<p>Тел. 044 418 27 36</p><p>Цюрих, Швейцарія</p>", UA, ["+41444182736"]),
    "accents on the line of a number": ("<p>Büro Tel. 0441 827365</p><p>Germany</p>", UA, ["+49441827365"]),
    "accents on a line in Greece": ("<p>Büro Tel. 231 4182736</p><p>Germany</p>", GR, ["+492314182736"]),
    "a Chinese address on a page in Japanese": (
        "<p>電話 (03) 2396-1418</p><p>請電話傳號樓區</p>",
        {"lang": "ja"},
        ["+81323961418"],
    ),
}


@pytest.mark.parametrize(("body", "page", "values"), OTHER_LETTERS.values(), ids=OTHER_LETTERS)
def test_countries_on_pages_in_other_letters(body, page, values):
    assert numbers(body, **page) == values


def test_few_letters_of_a_script_tell_no_country():
    body = "<p>Tel 0 2418 2736</p><p>The best noodles: {}</p>"
    assert numbers(body.format("ก๋วยเตี๋ยวเรือ")) == ["+6624182736"]
    assert numbers(body.format("ก๋วย")) == []


@pytest.mark.parametrize(
    "body",
    [
        "<p>eau de Cologne, 50 ml</p><p>Tel. 0221 4182736</p>",
        "<p>brogues and Oxford, for men</p><p>Tel. 01865 418273</p>",
        "<p>via 0532 418273</p><p>Ferrara</p>",  # no street
    ],
)
def test_what_is_called_by_a_city_is_not_there(body):
    assert numbers(body) == []


@pytest.mark.parametrize(
    ("body", "lang", "expected"),
    [
        ("Av. Bolívar, Caracas, Venezuela<br>Tel. 800-864627", "es", []),
        ("Bogotá, Colombia<br>Tel. 912 418 273", "es", []),
        ("Guayaquil<br>Tel. 912 418 273", "es", []),
        ("Rue 5, Dakar, Sénégal<br>Tél. 01 41 82 73 65", "fr", []),
        ("Av. Bolívar 12<br>Tel. 912 418 273", "es", ["+34912418273"]),
        ("Lima, Perú<br>Tel. 912 418 273", "es", ["+51912418273"]),
        ("Enviamos a Colombia<br>Tel. 912 418 273", "es", ["+34912418273"]),
    ],
)
def test_hints_tell_nothing_beside_a_place_that_is_named_near(body, lang, expected):
    assert numbers(f"<p>{body}</p>", lang=lang) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Tischlerei<br>Lindenweg 5<br>29439 Lüchow<br>Tel. 05841 41827", ["+49584141827"]),
        ("Panetteria<br>Via Roma 5<br>20019 Settimo Milanese<br>Tel. 02 4182736", ["+39024182736"]),
        ("Verkstad<br>Storgatan 5, 123 45 Farsta<br>Tel. 08-418 27 36", ["+4684182736"]),
        ("Werkstatt<br>Hauptstraße 5, 4810 Kirchham<br>Tel. 07612 41827", ["+43761241827"]),
    ],
)
def test_a_street_and_a_postcode_tell_the_country_of_a_short_page_that_is_declared_english(body, expected):
    assert numbers(f"<p>{body}</p>", lang="en") == expected


@pytest.mark.parametrize("town", ["بيت لحم", "أريحا", "خان يونس"])
def test_towns_of_palestine_in_arabic(town):
    assert numbers(f"<p>محافظة {town}</p><p>تلفون: 02 - 2742379</p>", lang="ar") == ["+97022742379"]
