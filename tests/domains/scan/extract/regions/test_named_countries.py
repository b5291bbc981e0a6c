"""Names of countries in a text, and what is none of them."""

import pytest

from domains.scan.extract.regions.named_countries import countries


def named(text, language="en"):
    return [place.region for place in countries(text, language)]


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
        ("المنصورة - شارع الجيش", "ar", ["EG"]),
        ("النجف الاشرف، حي الزهراء", "ar", ["IQ"]),
        ("وهران، حي السلام", "ar", ["DZ"]),
        ("طنجة، شارع 5", "ar", ["MA"]),
        ("معرض النجف والتحف", "ar", []),  # chandeliers
        ("г. Ташкент, ул. Навои 4", "ru", ["UZ"]),
        ("新竹市東區", "zh", ["TW"]),
        ("Quận 3, TP.HCM", "en", ["VN"]),
        ("Ooty, Tamil Nadu", "en", ["IN"]),
        ("Shillong, Meghalaya", "en", ["IN"]),
        ("Uyo, Akwa Ibom", "en", ["NG"]),
        ("Yenagoa, Bayelsa State", "en", ["NG"]),
        ("Tansen, Lumbini Province", "en", ["NP"]),
        ("Österreich und España", "en", []),  # a list of two
        ("High Commission of India, Pratt Street, Suva, Fiji", "en", ["FJ"]),
        ("Consulate General of the Netherlands", "en", []),
        ("Embajada de Chile, Lima, Perú", "es", ["PE"]),
        ("Fiji High Commission, 1st Floor, Fiji Haus", "en", []),
        ("Leuven, België", "en", ["BE"]),  # at home
        ("Kowloon, Hong Kong, China", "en", ["HK", "CN"]),  # one place
        ("London UK", "en", ["GB"]),
        ("Mauricio Salas, San Martín 456, Santa Lucía", "es", []),
        ("Rua Santa Helena 4, Maurício Alves", "pt", []),
        ("Calle Real 4, 18010 Granada", "es", []),
        ("Maurice Duval, gérant", "fr", []),
        ("Port-Louis, Île Maurice", "fr", ["MU"]),
        ("Juan Montenegro, Kenia Salas, Antoni Palau", "es", []),
        ("Podgorica, Montenegro", "es", ["ME"]),
        ("Dublin Ireland", "en", []),  # may be a person
        ("Ivory Coast, Czech Republic Office", "en", ["CI", "CZ"]),
        ("奧克蘭，紐西蘭", "zh-tw", ["NZ"]),
        ("ACME Ireland is open", "en", ["IE"]),
        ("Berlin, Deutschland / Germany", "de", ["DE", "DE"]),
        ("Austria\nSwitzerland\nItaly", "en", ["AT", "CH", "IT"]),
        ("Österreich Büro Schweiz Büro Italien Büro", "de", ["AT", "CH", "IT"]),
        ("Austria & Switzerland", "en", []),
        ("Lebanon 17042 Phone", "en", []),
        ("Peru, IN Main Office", "en", []),
        ("Lamp Road, India 11001", "en", []),  # a ZIP code, and no town behind it
        ("ÁO DÀI", "vi", []),  # a dress
        ("Vienna, Áo", "vi", ["AT"]),
        ("Austria/Switzerland", "en", []),
        ("Travel shop Austria", "en", ["AT"]),
        ("日本 東京 Indianapolis", "ja", ["JP"]),
        ("Kenyatta Avenue, Nairobi, Kenya", "en", ["KE"]),
        ("Calle Mayor 3, Bilbao, España", "es", ["ES"]),
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
        "Calle Portugal 4, 28012 Madrid",
        "12, rue d'Italie",
        "Plaza de la Argentina 3",
        "C/ Alemania 8",
        "Brazil nuts by the pound",
        "Goats and Jersey cows",
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
    assert countries(text, "de") == ()


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
    assert [place.firm for place in countries(text, "en")] == [firm]


@pytest.mark.parametrize(
    ("text", "firm"),
    [
        ("Carretera 41, Durango Méx. Mexico.\nTel", True),
        ("12 Herbert Road Abuja Nigeria.", True),
        ("We are the best of Nigeria.", False),
        ("We are the best of Nigeria.\nTel", False),
        ("Abuja Nigeria. Call us", False),
    ],
)
def test_a_place_that_ends_a_line_with_a_stop_is_firm_behind_another_name(text, firm):
    assert [place.firm for place in countries(text, "en")][-1:] == [firm]


def test_states_are_named_without_their_country():
    for name, region in {"Dgo.": "MX", "Bs. As.": "AR", "Minas Gerais": "BR", "Edo. Zulia": "VE"}.items():
        assert named(f"Calle 41, Centro, {name}\nTel") == [region]
    assert named("Shah Alam, Selangor\nTebet, Jakarta Selatan\nBacolod, Negros Occidental") == [
        "MY",
        "ID",
        "PH",
    ]


@pytest.mark.parametrize(
    "text", ["Sabah: 09:00", "Calle Mayor 12, Roca Abogados, S.L.P.", "Santa Catarina, N.L."]
)
def test_words_and_places_of_other_countries_are_no_states(text):
    assert named(text) == []


def test_firm_places_are_written_as_in_an_address():
    assert [place.firm for place in countries("Paris, France. The best of Spain.", "en")] == [
        True,
        False,
    ]
