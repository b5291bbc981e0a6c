"""Names of cities in a text."""

import pytest

from domains.scan.extract.data import place_names
from domains.scan.extract.regions.cities import cities, city_names
from domains.scan.extract.regions.text_words import longest_word


def named(text, anywhere=False, language=""):
    return [place.region for place in cities(text, city_names(text, language), anywhere=anywhere)]


def test_cities_stand_as_in_an_address():
    assert named("Kampala\nOffice in Nairobi today") == ["UG"]
    assert named("an office in Nairobi today", anywhere=True) == ["KE"]
    assert named("Ventas, Centro\nKota, Loja 4\nColonia, Registro") == []
    assert named("PLOT 4, ACCRA - GHANA\nBOX 41, DAR ES SALAAM\nMARCH, READING") == ["GH", "TZ"]
    assert named("Reading, Nice, Mexico") == []  # common words, and countries


def test_cities_that_the_lists_lack_in_the_spelling_of_today():
    assert named("Padam Road, Birgunj\n4 Station Road, Cumilla\n12 Dambulla Road, Kurunegala") == [
        "NP",
        "BD",
        "LK",
    ]
    assert named(
        "4 High Street, Obuasi\n4 Rivonia Road, Sandton\nKing Fahd Road, Jubail\n4 Naboa Road, Mbale"
    ) == [
        "GH",
        "ZA",
        "SA",
        "UG",
    ]
    assert named("4 Main Road, Rubavu\n4 Saheli Street, Qom") == ["RW", "IR"]


def test_large_cities_that_few_people_are_called_like_count_by_themselves():
    assert named("Officina Acciaio, Bergamo\nBilbao\nFukuoka - Japon") == ["IT", "ES", "JP"]


def test_a_large_city_that_is_a_word_in_some_language_counts_by_itself():
    assert named("Warszawa, Lisboa\nTeheran") == ["PL", "PT", "IR"]
    assert named("Lagos\nRoma") == []
    assert named("41 Allen Avenue, Lagos") == ["NG"]


def test_a_city_in_capitals_stands_behind_a_postcode():
    assert named("Karlbergsvägen 41, 113 27 STOCKHOLM") == ["SE"]
    assert named("20154 MILANO") == ["IT"]
    assert named("12 Nguyen Trai, 92000 CAN THO") == ["VN"]
    assert named("08024 BARCELONA\n50002 ZARAGOZA") == ["ES", "ES"]  # well known, others are called so, too
    assert named("8001 ZÜRICH\n50667 KÖLN\n31-001 KRAKÓW\n29001 MÁLAGA") == ["CH", "DE", "PL", "ES"]
    assert named("127055, МОСКВА\n01001 КИЇВ", language="uk") == ["RU", "UA"]
    assert named("KAMPALA\nNAIROBI, our new collection") == []  # headings


def test_a_word_for_a_town_before_its_name():
    assert named("г.Киев ул. Садовая 41") == ["UA"]
    assert named("гр. София бул. Витоша 41", language="bg") == ["BG"]
    assert named("наш Киев ул. Садовая 41") == []


@pytest.mark.parametrize(
    "text",
    [
        "12 Oxford Street, Paddington",
        "Via Kampala 41",
        "12 rue d'Alger, 31770",
        "6, Place du Val d’Aran - 31770 Colomiers",
        "Avenida de la Villa de Nairobi",
    ],
)
def test_a_street_that_is_called_by_a_city(text):
    assert named(text, anywhere=True) == []


def test_a_city_behind_its_street():
    assert named("Rue Neuve 12, Alger\n4 High Street, Oxford\nVia Neuva 4 Kampala") == ["DZ", "GB", "UG"]


def test_a_city_is_found_beside_signs_that_are_not_in_ascii():
    assert named("256 Kampala–Central") == ["UG"]
    assert named("from “Kampala” to ›Nairobi‹", anywhere=True) == ["UG", "KE"]
    assert named("Großkampala, 12 Kampalans") == []
    assert named("made in Kampala by us\n12 Kampalans, McKampala") == []


@pytest.mark.parametrize(
    "text",
    [
        "Welkom!\nDate: 12/03/2027",
        "16 Mill Avenue, Metro Mill",
        "Jabatan Perpaduan Negara",
        "Tel. 022 418 27 36\nRabat",  # a discount
        "Obra\nMetro, Orange",
        "Dr. Maria Garcia\nKenji Matsumoto, Ana Pereira",
        "Stateway 41\nAll of you, Welkom",
        "Via\nFerrara",
        "Chesterfield: 12 418273\nDate: 02-12-2026 10",
        "The Chesterfield: 01246 418273",
        "We ship by road\nSofia, our manager",
        "Our new shop for all of you at the side street\nMendoza",
    ],
)
def test_a_city_with_a_common_word_or_name_for_its_own_is_none_by_itself(text):
    assert named(text) == named(text, anywhere=True) == []


@pytest.mark.parametrize(
    "text", ["Oxford shoes", "Eau de Cologne 50 ml", "Lind & Co Cork Flooring", "Riga Lind, owner"]
)
def test_what_is_called_like_a_city_is_none(text):
    assert named(text) == []


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("Oxford: 01865 418273", "GB"),
        ("Stateway, Cologne", "DE"),
        ("41 Stateway Cork", "IE"),
        ("Riga", "LV"),
        ("Cork Office: Tel", "IE"),
        ("Büro Cologne", "DE"),
    ],
)
def test_a_city_that_things_are_called_by_is_one_between_marks(text, region):
    assert named(text) == [region]


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("41 Stateway, Welkom", "ZA"),
        ("Stateway, Welkom, 9459", "ZA"),
        ("Stateway 41\nWelkom", "ZA"),
        ("Jl. Ngurah Rai 41\n  Negara, Bali", "ID"),
        ("AVENUE 41, RABAT", "MA"),
        ("Vitosha Blvd.\nSofia", "BG"),
        ("Chesterfield: 01246 418273", "GB"),
        ("Via Garibaldi\nFerrara", "IT"),
        ("Viru tänav\nMendoza", "AR"),
        ("Calle Allende 41, Garcia", "MX"),
    ],
)
def test_a_city_with_a_common_word_or_name_for_its_own_is_one_in_an_address(text, region):
    assert named(text) == [region]


@pytest.mark.parametrize(
    ("text", "language", "regions"),
    [
        ("улица Хамра 41, Бейрут", "ru", ["LB"]),
        ("улица Хамра 41, Бейрут", "bg", ["LB"]),
        ("улица Хамра 41, Бейрут", "en", []),
        ("רחוב יפו 41, ירושלים", "en", ["IL"]),  # so the city calls itself
        ("Οδός Ερμού 41\nΑθήνα", "", ["GR"]),
        ("スクンビット通り 41\nバンコク", "ja", ["TH"]),
        ("スクンビット通り 41\nバンコクの夜", "ja", []),
        ("Calle 41, Puerto España", "es", ["TT"]),
        ("41 Harbour Road, Vaduz", "en", ["LI"]),
        ("San Juan\nMadeira, Navidad\nColombo", "es", []),
        ("41 Harbour Road, Colombo", "en", ["LK"]),
    ],
)
def test_cities_are_found_in_the_language_of_the_page_in_their_own_and_in_english(text, language, regions):
    assert named(text, language=language) == regions


def test_the_common_words_are_those_that_dictionaries_have_in_small_letters(tmp_path):
    for code, words in {"nl_NL": "welkom/A\nparijs", "fr_FR": "été\nmilan\nRome", "de_DE": "welkom"}.items():
        (tmp_path / f"{code}.dic").write_text(f"3\n{words}\n", encoding="latin-1")
        (tmp_path / f"{code}.aff").write_text("SET ISO8859-1\n", encoding="latin-1")
    assert place_names.common_words(tmp_path) == {"welkom": 1, "parijs": 1, "été": 1, "milan": 1}


@pytest.mark.parametrize(
    ("people", "languages"), [(60_000, 1), (299_999, 1), (300_000, 2), (999_999, 2), (1_000_000, 4)]
)
def test_the_name_of_a_large_city_is_a_word_only_if_it_is_one_in_several_languages(people, languages):
    assert place_names.languages_of_a_word(people) == languages


def test_the_table_of_cities_has_each_name_at_its_longest_word():
    for line in (place_names.DATA / "cities.txt").read_text(encoding="utf-8").splitlines():
        word, *pairs = line.split("\t")
        assert {longest_word(pair[3:]) for pair in pairs} == {word}


def test_the_table_of_zones_is_that_of_the_pinned_babel():
    lines = (place_names.DATA / "zones.txt").read_text(encoding="utf-8").splitlines()
    assert lines == place_names.zone_lines()
    assert not any(line.partition("\t")[2].startswith(("US=", "001=")) for line in lines)
