"""Names of countries and cities, and postcodes, in a text; and what is none of them."""

import pytest
from babel import Locale
from phonenumbers import SUPPORTED_REGIONS

from domains.scan.extract.data import place_names
from domains.scan.extract.regions import places
from domains.scan.extract.words import table


def named(text, language="en"):
    return [place.region for place in places.countries(text, language)]


def cities(text, anywhere=False):
    names = places.city_names(text)
    return [place.region for place in places.cities(text, names, anywhere=anywhere)]


@pytest.mark.parametrize(
    ("text", "language", "regions"),
    [
        ("Cork, Ireland; Kuala Lumpur, Malaysia", "en", ["IE", "MY"]),
        ("Port Moresby, Papua New Guinea", "en", ["PG"]),
        ("Bissau, Guinea-Bissau", "en", ["GW"]),
        ("Bern, Schweiz", "de", ["CH"]),
        ("Casablanca, Maroc", "fr", ["MA"]),
        ("Алматы, Казахстан", "ru", ["KZ", "KZ"]),
        ("القاهرة، مصر", "ar", ["EG", "EG"]),
        ("日本 東京", "ja", ["JP"]),
        ("جدة - حي الروضة", "ar", ["SA"]),
        ("г. Ташкент, ул. Навои 4", "ru", ["UZ"]),
        ("新竹市東區", "zh", ["TW"]),
        ("Quận 3, TP.HCM", "en", ["VN"]),
        ("Ooty, Tamil Nadu", "en", ["IN"]),
        ("Österreich und España", "en", []),  # a list of two
        ("Leuven, België", "en", ["BE"]),  # at home
        ("Kowloon, Hong Kong, China", "en", ["HK", "CN"]),  # one place
        ("London UK", "en", ["GB"]),
        ("Dublin Ireland", "en", []),  # may be a person
        ("Ivory Coast, Czech Republic Office", "en", ["CI", "CZ"]),
        ("奧克蘭，紐西蘭", "zh-tw", ["NZ"]),
        ("ACME Ireland is open", "en", ["IE"]),
        ("Berlin, Deutschland / Germany", "de", ["DE", "DE"]),
        ("Austria\nSwitzerland\nItaly", "en", ["AT", "CH", "IT"]),
        ("Österreich Büro Schweiz Büro Italien Büro", "de", ["AT", "CH", "IT"]),
        ("Austria & Switzerland", "en", []),
        ("Austria/Switzerland", "en", []),
        ("Travel shop Austria", "en", ["AT"]),
        ("日本 東京 Indianapolis", "ja", ["JP"]),
        ("Kenyatta Avenue, Nairobi, Kenya", "en", ["KE"]),
        ("NewKenya, Nairobi, Kenya", "en", ["KE"]),
        ("Our people in Ireland are glad", "en", ["IE"]),
    ],
)
def test_countries(text, language, regions):
    assert named(text, language) == regions


@pytest.mark.parametrize(
    "text",
    [
        "Santa Fe, New Mexico 87505",
        "Lebanon, PA 17042",
        "Peru, Indiana",
        "Jordan Smith",
        "Kathy Ireland",
        "Kathy Ireland sells lamps",
        "Japan製",
        "12 India Street",
        "41 Kenya Road",
        "41 Egypt Road",
        "the Gulf of Mexico",
        "Bank of Ireland",
        "Panama City Beach",
        "We ship to Germany",
        "Wir liefern nach Österreich und in die Schweiz",
        "Germany, India, Kenya and Japan",
        "fine china and turkey",
        "Chinatown, Germanys",
    ],
)
def test_what_is_no_country(text):
    assert places.countries(text, "de") == ()


@pytest.mark.parametrize(
    ("text", "language", "regions"),
    [
        ("Quận Thủ Đức", "vi", []),
        ("Mr. Đức", "vi", []),
        ("Áo thun nam", "vi", []),
        ("Berlin, Đức", "vi", ["DE"]),
        ("Mısır Çarşısı", "tr", []),
        ("Kahire, Mısır", "tr", ["EG"]),
    ],
)
def test_a_country_s_name_that_is_a_word_too_has_no_word_beside_it(text, language, regions):
    assert named(text, language) == regions


@pytest.mark.parametrize(
    ("text", "firm"),
    [
        ("in Austria, where we", True),
        ("in Austria 1010 Wien", True),
        ("our office (Austria today", True),
        ("the Austria of today", False),
    ],
)
def test_what_makes_a_place_firm(text, firm):
    assert [place.firm for place in places.countries(text, "en")] == [firm]


def test_firm_places_are_written_as_in_an_address():
    assert [place.firm for place in places.countries("Paris, France. The best of Spain.", "en")] == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("York YO1 9TJ", "GB"),
        ("3511 AB Utrecht", "NL"),
        ("Toronto, ON M5V 2T6", "CA"),
        ("Dublin D02 X285", "IE"),
        ("Portland, OR 97205", "US"),
        ("Irvine, California 92614", "US"),
        ("Ballarat VIC 3350", "AU"),
        ("01305-000", "BR"),
        ("4050-065 Porto", "PT"),
        ("31-044 Krakow", "PL"),
        ("〒111-0032", "JP"),
        ("C1425ABC", "AR"),
        ("Mumbai-400055", "IN"),
        ("Ahmedabad 380 009", "IN"),
        ("D-10115 Berlin", "DE"),
        ("LV-1050 Riga", "LV"),
        ("AZ 1000", "AZ"),
        ("AD500", "AD"),
        ("CEP 95.560-000", "BR"),
        ("Galle Road, Colombo 05", "LK"),
        ("Kingston 10", "JM"),
        ("Miraflores - Lima 18", "PE"),
        ("Dhaka-1209", "BD"),
        ("P.O. Box 41827-00100", "KE"),
        ("01 BP 4182 ABIDJAN 01", "CI"),
        ("30027 San Donà di Piave (VE)", "IT"),
        ("35040 - Carceri (PD)", "IT"),
    ],
)
def test_postcodes(text, region):
    assert {place.region for place in places.postcodes(text)} == {region}


@pytest.mark.parametrize(
    "text",
    [
        "Model B12 3000",
        "10115 Berlin",
        "2026-11-25",
        "Room A1 2B",
        "100-0001",
        "P-2000 printers",
        "Lima 45801",
        "Kingston 12401",
        "P.O. Box 14-6716",
        "Kingston 555-0143",
        "30027 Lines (XX)",
    ],
)
def test_what_is_no_postcode(text):
    assert list(places.postcodes(text)) == []


def test_cities_stand_as_in_an_address():
    assert cities("Kampala\nOffice in Nairobi today") == ["UG"]
    assert cities("an office in Nairobi today", anywhere=True) == ["KE"]
    assert cities("Ventas, Centro\nKota, Loja 4\nColonia, Registro") == []
    assert cities("PLOT 4, ACCRA - GHANA\nBOX 41, DAR ES SALAAM\nMARCH, READING") == ["GH", "TZ"]
    assert cities("Reading, Nice, Mexico") == []  # common words, and countries


def test_a_city_in_capitals_stands_behind_a_postcode():
    assert cities("Karlbergsvägen 41, 113 27 STOCKHOLM") == ["SE"]
    assert cities("20154 MILANO") == ["IT"]
    assert cities("KAMPALA\nNAIROBI, our new collection") == []  # headings


def test_a_city_is_found_beside_signs_that_are_not_in_ascii():
    assert cities("256 Kampala–Central") == ["UG"]
    assert cities("from “Kampala” to ›Nairobi‹", anywhere=True) == ["UG", "KE"]
    assert cities("Großkampala, 12 Kampalans") == []
    assert cities("made in Kampala by us\n12 Kampalans, McKampala") == []


def test_the_table_of_cities_has_each_name_at_its_longest_word():
    for line in (place_names.DATA / "cities.txt").read_text(encoding="utf-8").splitlines():
        word, *pairs = line.split("\t")
        assert {places.longest_word(pair[3:]) for pair in pairs} == {word}


@pytest.mark.parametrize(
    ("name", "region"), [("Schweiz", "CH"), ("ch", "CH"), ("Südafrika", "ZA"), ("UK", "GB"), ("Atlantis", "")]
)
def test_countries_of_structured_data(name, region):
    assert places.country_of(name) == region


def test_the_languages_of_a_country():
    assert places.languages_of("CH") & {"de", "en", "fr", "it", "pl"} == {"de", "fr", "it"}


def test_the_table_of_countries_is_that_of_the_pinned_babel():
    assert (place_names.DATA / "countries.txt").read_text(
        encoding="utf-8"
    ).splitlines() == place_names.country_lines()
    assert Locale.parse("de").territories["CH"] == "Schweiz"


def test_every_postcode_and_name_is_of_a_region_that_has_numbers():
    data = table("regions")
    regions = {
        *data["postcodes"],
        *data["postcode_prefixes"].values(),
        *data["scripts"].values(),
        *data["names"].values(),
        *" ".join(data["languages"].values()).split(),
        *" ".join(data["labels"].values()).split(),
    }
    regions |= {*data["currencies"].values(), *data["business_ids"].values(), *data["old_prefixes"]}
    assert regions <= SUPPORTED_REGIONS
