"""Names of cities in a text."""

from domains.scan.extract.data import place_names
from domains.scan.extract.regions.cities import cities, city_names
from domains.scan.extract.regions.text_words import longest_word


def named(text, anywhere=False):
    return [place.region for place in cities(text, city_names(text), anywhere=anywhere)]


def test_cities_stand_as_in_an_address():
    assert named("Kampala\nOffice in Nairobi today") == ["UG"]
    assert named("an office in Nairobi today", anywhere=True) == ["KE"]
    assert named("Ventas, Centro\nKota, Loja 4\nColonia, Registro") == []
    assert named("PLOT 4, ACCRA - GHANA\nBOX 41, DAR ES SALAAM\nMARCH, READING") == ["GH", "TZ"]
    assert named("Reading, Nice, Mexico") == []  # common words, and countries


def test_a_city_in_capitals_stands_behind_a_postcode():
    assert named("Karlbergsvägen 41, 113 27 STOCKHOLM") == ["SE"]
    assert named("20154 MILANO") == ["IT"]
    assert named("12 Nguyen Trai, 92000 CAN THO") == ["VN"]
    assert named("KAMPALA\nNAIROBI, our new collection") == []  # headings


def test_a_city_is_found_beside_signs_that_are_not_in_ascii():
    assert named("256 Kampala–Central") == ["UG"]
    assert named("from “Kampala” to ›Nairobi‹", anywhere=True) == ["UG", "KE"]
    assert named("Großkampala, 12 Kampalans") == []
    assert named("made in Kampala by us\n12 Kampalans, McKampala") == []


def test_the_table_of_cities_has_each_name_at_its_longest_word():
    for line in (place_names.DATA / "cities.txt").read_text(encoding="utf-8").splitlines():
        word, *pairs = line.split("\t")
        assert {longest_word(pair[3:]) for pair in pairs} == {word}
