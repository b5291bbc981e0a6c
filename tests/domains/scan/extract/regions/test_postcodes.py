"""Postcodes in a text, and what is none of them."""

import pytest

from domains.scan.extract.regions.postcodes import postcodes


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
        ("Tel: 3641-8273, CEP 01305-000", "BR"),
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
        ("Galle Road, Colombo 003", "LK"),
        ("Galle Road, Colombo 00300", "LK"),
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
    assert {place.region for place in postcodes(text)} == {region}


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
        "Tel. 06221-560",
        "Telefon: 09131-614 63 30",
        "Fax\n09131-614",
    ],
)
def test_what_is_no_postcode(text):
    assert list(postcodes(text)) == []


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("Lindenweg 5, 29439 Lüchow", "DE"),
        ("Hauptstraße 12a\n14467 Potsdam", "DE"),
        ("Berliner Str. 5 - 14467 Potsdam", "DE"),
        ("Hauptstraße 5, 4810 Kirchham", "AT"),
        ("Via Roma, 5\n20019 Settimo Milanese", "IT"),
        ("Skovvej 5, 9560 Hadsund", "DK"),
        ("Storgata 5, 3921 Bamble", "NO"),
        ("Storgatan 5, 123 45 Farsta", "SE"),
        ("Rauhankatu 5\n15110 Nastola", "FI"),
        ("Atatürk Cad. No: 5, 34710 Kadıköy", "TR"),
    ],
)
def test_postcodes_beside_a_street(text, region):
    assert [place.region for place in postcodes(text)] == [region]


@pytest.mark.parametrize(
    "text",
    [
        "Bahnhofstraße 5, 39100 Bozen",
        "Hauptstraße 5, 4700 Eupen",
        "Via Augusta 5, 08190 Sant Cugat",
        "Polna str., 5, 01001 Kyiv",
        "Kase allee 5, 12345 Tallinn",
        "Lindenweg 5, Tel. 29439 Lüchow",
        "rue des Lilas 5, 44119 Treillières",
        "Lindenweg 29439 Stück",
    ],
)
def test_streets_of_several_countries(text):
    assert not list(postcodes(text))
