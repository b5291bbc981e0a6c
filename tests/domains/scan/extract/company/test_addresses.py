"""Rules of the postal addresses in imprints, each with what it must leave alone."""

from __future__ import annotations

import pytest

from domains.scan.extract import extract
from tests.domains.scan.extract.company.pages import (
    AT,
    BG,
    DE,
    ES,
    GB,
    HK,
    IE,
    IT,
    LEI,
    NG,
    PL,
    RO,
    RU,
    VAT_DE,
    facts,
    values,
)

FR = "https://www.mill-and-oven.fr/"
SLOGANS = "\n".join(["Wir backen Brot seit langem"] * 12)


def places(text: str, url: str) -> list[str]:
    return values(text, url, "address")


@pytest.mark.parametrize(
    ("text", "url"),
    [
        pytest.param(
            f"{VAT_DE}\n{SLOGANS}\nKontakt\nLindenweg 3, 10115 Berlin", DE, id="far-from-the-imprint"
        ),
        pytest.param(
            f"{VAT_DE}\nWir haben eine neue Adresse in der Stadt\n10115 Berlin", DE, id="in-a-sentence"
        ),
        pytest.param(
            "UID: ATU13585627\nAdresse: siehe Karte\n© 2026 Mühlenhof", AT, id="year-of-a-copyright"
        ),
        pytest.param("ЕИК: 175074752\nАдрес: вижте картата\nКапитал 5000 лева", BG, id="sum-of-money"),
        pytest.param("ЕИК: 175074752\nАдрес: вижте картата\n11 МАЙ 2026 Г.", BG, id="year-of-a-date"),
        pytest.param(f"{VAT_DE}\nAnschrift: Lindenweg 5, 10115 Tel. 030 5550123", DE, id="no-town"),
        pytest.param("BR Number: 12345679\nAddress: Unit 5,", HK, id="an-unfinished-one"),
        pytest.param("BR Number: 12345679\nAddress: 5 Lighthouse Road", HK, id="a-street-alone"),
        pytest.param("BR Number: 12345679\nAddress: Central, Hong Kong", HK, id="a-district-alone"),
        pytest.param(
            "ОГРН: 1027700132195\nАдрес: ул. Маячная, 634000, г. Томск", RU, id="a-street-without-a-house"
        ),
        pytest.param(
            "RC number: 123456\nAddress: 12 Lighthouse Road, info@mill.ng, Lagos", NG, id="with-an-e-mail"
        ),
        pytest.param(
            "BR Number: 12345679\nAddress: our two bakeries are easy to find, the first is opposite the old "
            "ferry pier where the trams turn, and the second is the one with 5 green doors "
            "behind the market hall",
            HK,
            id="a-description",
        ),
    ],
)
def test_what_is_no_address_of_the_company(text: str, url: str) -> None:
    assert places(text, url) == []


@pytest.mark.parametrize(
    ("text", "url", "address"),
    [
        pytest.param(
            f"{VAT_DE}\nAnschrift: Lindenweg 5, 10115 Berlin, auch in 80331 München",
            DE,
            "Lindenweg 5, 10115 Berlin",
            id="label-counts-once",
        ),
        pytest.param(
            f"{VAT_DE}\nAnschrift: Lindenweg 5, 10115 Berlin Deutschland",
            DE,
            "Lindenweg 5, 10115 Berlin",
            id="without-its-country",
        ),
        pytest.param(
            f"{VAT_DE}\nAnschrift: Lindenweg 5, 89073 Ulm.",
            DE,
            "Lindenweg 5, 89073 Ulm",
            id="short-town-and-point",
        ),
        pytest.param(
            "CUI: RO18547290\nStr. Lungă 5, Brașov, jud. Brașov",
            RO,
            "Str. Lungă 5, Brașov, jud. Brașov",
            id="county-for-a-postcode",
        ),
        pytest.param(
            "BR Number: 12345679\nAddress: see our map page\nAddress: Unit 5, 12 Lighthouse Road, Hong Kong",
            HK,
            "Unit 5, 12 Lighthouse Road, Hong Kong",
            id="second-label",
        ),
        pytest.param(
            "BR Number: 12345679 Address: Unit 5, 12 Lighthouse Road, Hong Kong",
            HK,
            "Unit 5, 12 Lighthouse Road, Hong Kong",
            id="behind-a-number",
        ),
        pytest.param(
            "VAT No: IE6433435F\nRegistered office: 12 Mill Road, Dublin 2",
            IE,
            "12 Mill Road, Dublin 2",
            id="of-the-site's-country",
        ),
        pytest.param(
            "VAT No: IE6433435F\nRegistered office: 12 Mill Road, Dublin 2, Ireland. For questions, call us",
            IE,
            "12 Mill Road, Dublin 2, Ireland",
            id="before-a-sentence",
        ),
        pytest.param(
            "VAT No: IE6433435F\nRegistered office: Mill Lane, No. 5 Harbour, Dublin 2, Ireland",
            IE,
            "Mill Lane, No. 5 Harbour, Dublin 2, Ireland",
            id="point-of-an-abbreviation",
        ),
        pytest.param(
            "BR Number: 12345679\nAddress: Unit 5, Hong Kong, 12 Lighthouse Road",
            HK,
            "Unit 5, Hong Kong, 12 Lighthouse Road",
            id="country-in-the-middle",
        ),
    ],
)
def test_where_an_address_begins_and_ends(text: str, url: str, address: str) -> None:
    assert places(text, url) == [address]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        pytest.param("Adres: 00-950 Warszawa\nLipowa 5", "00-950 Warszawa, Lipowa 5", id="street"),
        pytest.param("Adres: 00-950 Warszawa\nZapraszamy serdecznie", "00-950 Warszawa", id="greeting"),
        pytest.param("Adres: 00-950 Warszawa\nNIP 526 000 12 46", "00-950 Warszawa", id="number"),
        pytest.param("Adres: 00-950 Warszawa\nPoniedziałek 8 16", "00-950 Warszawa", id="hours"),
        pytest.param(
            "Adres: ul. Długa 7, 00-950 Warszawa\nLipowa 5", "ul. Długa 7, 00-950 Warszawa", id="second"
        ),
        pytest.param(
            "Adres: 00-950 Warszawa, skrytka pocztowa 12\nSklep Lipowa 5", "00-950 Warszawa", id="post-box"
        ),
    ],
)
def test_the_line_below_the_postcode_only_if_it_is_the_street(text: str, address: str) -> None:
    assert places(f"REGON: 123456785\n{text}", PL) == [address]


def test_the_line_below_the_postcode_is_no_street_where_it_never_stands_there() -> None:
    assert places(f"{VAT_DE}\nAnschrift: 10115 Berlin\nLindenweg 5", DE) == ["10115 Berlin"]


@pytest.mark.parametrize(
    ("text", "url", "country"),
    [
        pytest.param(f"{VAT_DE}\n5 rue des Lilas, 75001 Paris, France", DE, "FR", id="in-the-line"),
        pytest.param(f"{VAT_DE}\n5 rue des Lilas, 75001 Paris\nFrance", DE, "FR", id="in-the-next-line"),
        pytest.param(f"{VAT_DE}\n5 Mill Lane, Leeds LS1 1AA, UK", DE, "GB", id="UK"),
        pytest.param(f"{VAT_DE}\n5 Mill Lane, Salem, OR 97301, US", DE, "US", id="US"),
        pytest.param(f"{VAT_DE}\nAddress: Hamra Street 5, Beirut, Lebanon", DE, "LB", id="unknown-format"),
        pytest.param(
            f"{LEI}\nAddress: Lighthouse Street 5, Zahrani", "https://mill.lb/", "LB", id="of-the-site"
        ),
        pytest.param(
            f"{LEI}\nDirección: Carrera 5 # 12-30, Granada", "https://molino.com.co/", "CO", id="a-town"
        ),
    ],
)
def test_the_country_that_an_address_names_counts_before_the_pages(text: str, url: str, country: str) -> None:
    assert [place.country for place in facts(text, url, "address")] == [country]


def test_an_address_in_another_country_does_not_draw_the_one_above_it_there() -> None:
    text = f"{VAT_DE}\nLindenweg 5, 10115 Berlin\n5 rue des Lilas, 75001 Paris, France"
    assert [place.country for place in facts(text, DE, "address")] == ["DE", "FR"]


def test_of_many_branches_the_first_four() -> None:
    towns = ["10115 Berlin", "20095 Hamburg", "80331 München", "50667 Köln", "04109 Leipzig"]
    lines = [f"Lindenweg {house}, {town}" for house, town in enumerate(towns, 1)]
    text = "\n".join([*lines[:3], VAT_DE, *lines[3:]])
    codes = [place.details["postal_code"] for place in facts(text, DE, "address")]
    assert codes == ["10115", "20095", "80331", "50667"]


@pytest.mark.parametrize(
    ("text", "url", "locality"),
    [
        pytest.param(
            f"{VAT_DE}\nLindenweg 5, 16845 Neustadt (Dosse)", DE, "Neustadt (Dosse)", id="bracket-of-a-town"
        ),
        pytest.param(
            f"{VAT_DE}\nLindenweg 5, 91413 Neustadt a.d. Aisch",
            DE,
            "Neustadt a.d. Aisch",
            id="river-in-short",
        ),
        pytest.param(
            f"{VAT_DE}\nLindenweg 5, 96465 Neustadt bei Coburg", DE, "Neustadt bei Coburg", id="town-nearby"
        ),
        pytest.param(
            "P.IVA 07643520567\nVia Roma 5, 20121 Milano IT", IT, "Milano IT", id="code-behind-a-town"
        ),
        pytest.param(
            "CNPJ: 11.222.333/0001-81\nRua do Farol, 5, Morada Nova - CE, 62940-000",
            "https://moinho.com.br/",
            "Morada Nova",
            id="town-named-like-a-label",
        ),
    ],
)
def test_the_name_of_a_town_is_complete(text: str, url: str, locality: str) -> None:
    assert [place.details["locality"] for place in facts(text, url, "address")] == [locality]


@pytest.mark.parametrize(
    ("text", "url", "street", "locality"),
    [
        pytest.param(
            "RC number: 123456\nAddress: 12 Lighthouse Road, (opposite the bank), Lagos",
            NG,
            "12 Lighthouse Road",
            "Lagos",
            id="aside-in-brackets",
        ),
        pytest.param(
            "RC number: 123456\nAddress: 12 Lighthouse Road, 100001, Lagos",
            NG,
            "12 Lighthouse Road",
            "Lagos",
            id="postcode-apart",
        ),
        pytest.param(
            "ОГРН: 1027700132195\nАдрес: Россия, ул. Маячная, 5, г. Томск",
            RU,
            "ул. Маячная, 5",
            "Томск",
            id="country-in-front",
        ),
        pytest.param(
            f"{LEI}\nכתובת: הרצל 5, ירושלים",
            "https://tachana.co.il/",
            "הרצל 5",
            "ירושלים",
            id="script-without-capitals",
        ),
    ],
)
def test_the_street_of_an_address_without_the_usual_format(
    text: str, url: str, street: str, locality: str
) -> None:
    (place,) = facts(text, url, "address")
    assert (place.details["street"], place.details["locality"]) == (street, locality)
    assert ", ," not in place.value


@pytest.mark.parametrize(
    "offices",
    [
        "Lindenweg 1, 10115 Berlin\nLindenweg 2, 20095 Hamburg",
        "Lindenweg 1\n10115 Berlin\nLindenweg 2\n20095 Hamburg",
    ],
)
def test_an_address_takes_no_lines_of_the_one_above(offices: str) -> None:
    found = places(f"Mill & Oven GmbH\n{offices}\n{VAT_DE}", DE)
    assert found == ["Lindenweg 1, 10115 Berlin", "Lindenweg 2, 20095 Hamburg"]


@pytest.mark.parametrize(
    ("text", "url", "address"),
    [
        pytest.param(
            f"{VAT_DE}\nHaus am Markt 7, Weg 1, 50667 Köln\nAnschrift: Weg 1, 50667 Köln",
            DE,
            ["Weg 1, 50667 Köln"],
            id="the-shorter-of-two-ways-to-write-it",
        ),
        pytest.param(f"{VAT_DE}\n50667 Köln\nPostanschrift: Postfach 1234", DE, [], id="label-below-a-town"),
        pytest.param(
            "KvK-nummer: 12345678\nSteenstraat 1, 4706 RA Ee",
            "https://www.mill-and-oven.nl/",
            ["Steenstraat 1, 4706 RA Ee"],
            id="town-of-two-letters",
        ),
        pytest.param(
            "Org.nr: 923 609 016\nVeien 1, 6392 ÅS",
            "https://www.mill-and-oven.no/",
            ["Veien 1, 6392 ÅS"],
            id="town-of-two-capitals-and-no-postcode",
        ),
        pytest.param(
            "CIF: B58378431\nDomicilio social: Calle Molino 5, 07001 Mallorca",
            ES,
            ["Calle Molino 5, 07001 Mallorca"],
            id="island-in-place-of-a-town",
        ),
        pytest.param(
            "CIF: B58378431\nDomicilio social: Mallorca, Calle Molino 5",
            ES,
            ["Mallorca, Calle Molino 5"],
            id="island-before-the-street",
        ),
    ],
)
def test_towns_and_what_stands_in_their_place(text: str, url: str, address: list[str]) -> None:
    assert places(text, url) == address


COM = "https://www.mill-and-oven.com/"


@pytest.mark.parametrize(
    ("text", "url"),
    [
        pytest.param("CUI: 14186770\nSediu: 627160, România", RO, id="RO"),
        pytest.param("CUI: 14186770\nSediu, 627160, România", RO, id="RO-comma"),
        pytest.param("P. IVA 00743110157\nSede: 20121, Italia", IT, id="IT"),
        pytest.param("NIP: 5260250274\nSiedziba: 00-238, Polska", PL, id="PL"),
        pytest.param("Company number 07654312\nRegistered office: LS1 4AP, United Kingdom", GB, id="GB"),
        pytest.param("RC number: 123456\nHead office, 100001, Nigeria", NG, id="NG"),
        pytest.param("ЕИК: 175074752\nАдрес: 1000, България", BG, id="BG"),
        pytest.param("GSTIN: 29AAGCB7383J1Z4\nRegistered Office, 560001, India", COM, id="IN"),
    ],
)
def test_a_postcode_and_a_country_are_no_address(text: str, url: str) -> None:
    assert places(text, url) == []


@pytest.mark.parametrize(
    ("text", "country", "street", "locality"),
    [
        ("Dirección: Av. Insurgentes 12, Mexico 06700 Roma Norte", "MX", "Av. Insurgentes 12", "Roma Norte"),
        ("Dirección: Av. Juárez 12, 06600 Ciudad de México", "MX", "Av. Juárez 12", "Ciudad de México"),
        ("Dirección: Calle Mayor 12, 28013 Madrid", "ES", "Calle Mayor 12", "Madrid"),
        ("Indirizzo: Bahnhofstraße 1, 39100 Bolzano, Italia", "IT", "Bahnhofstraße 1", "Bolzano"),
        ("Indirizzo: Via Roma 12, 00184 Roma", "IT", "Via Roma 12", "Roma"),
    ],
)
def test_the_country_of_an_address(text: str, country: str, street: str, locality: str) -> None:
    (fact,) = facts(text, COM, "address")
    assert (fact.country, fact.details["street"], fact.details["locality"]) == (country, street, locality)


def test_streets_of_a_part_of_a_country() -> None:
    text = "Indirizzo: {}, {}"
    assert places(text.format("Calle Larga 12", "30124 Venezia"), IT) == ["Calle Larga 12, 30124 Venezia"]
    assert places(text.format("Bahnhofstraße 1", "39100 Bozen"), IT) == ["Bahnhofstraße 1, 39100 Bozen"]
    assert places(text.format("Bahnhofstraße 1", "30124 Venezia"), IT) == []


@pytest.mark.parametrize(
    "text",
    [
        "Manzil: 100011, Toshkent sh. Yunusobod tumani,\nMayoq ko'chasi, 3-uy",
        "Адрес: г. Ташкент, ул. Маячная, 5;\nТел. 418",
    ],
)
def test_an_address_ends_with_its_last_line_and_without_a_mark(text: str) -> None:
    told = text.partition(": ")[2].partition(";")[0].replace("\n", " ")
    assert places(text, "https://mayoq.uz/") == [told]


@pytest.mark.parametrize(
    "lines",
    [
        "NINEA 4182739\nSacré Coeur 3, Villa 9210 Dakar",
        "RCCM: BF OUA 2021 B 41827\nSiège : 41, avenue Kilima, 01 BP 6092 Ouagadougou 01",
        "RCCM RB/COT/15 B 41827\nRue 12, Lot 2140 Cotonou",
    ],
)
def test_where_there_are_no_postcodes_none_of_another_country_with_the_language_is_read(lines: str) -> None:
    body = lines.replace("\n", "<br>")
    source = f'<!doctype html><html lang="fr"><body><h2>Contact</h2><p>{body}</p></body></html>'
    found = extract(source.encode(), url="https://www.mill-and-oven.com/contact").company
    assert not [fact for fact in found if fact.details.get("postal_code")]


def test_the_number_of_a_box_is_no_postcode() -> None:
    assert places("Adresse : 12 rue du Port, BP 41827 Lyon", FR) == []
    assert places("Adresse : 12 rue du Port, BP 41827 69002 Lyon", FR) == [
        "12 rue du Port, BP 41827, 69002 Lyon"
    ]


def test_a_letter_between_a_year_and_a_number_is_no_town() -> None:
    text = "TVA : BE0404616494\nRegistre de Liège, rue 4, 2021 B 41827"
    assert places(text, "https://www.mill-and-oven.be/") == []


def test_a_city_that_ends_with_the_name_of_its_country() -> None:
    address = "Ejército Nacional 769, Polanco, 11520 Ciudad de México"
    assert places(f"RFC: ABC900115VN3\n{address}", "https://www.mill-and-oven.mx/") == [address]


@pytest.mark.parametrize(
    ("text", "url", "address"),
    [
        ("LEI", "us", "1943 West Orchard, Springfield, Missouri 65807"),
        ("LEI", "us", "12 Orchard Street, New York, New York 10001"),
        ("LEI", "us", "12 Orchard Street, Charleston, West Virginia 25301-0412"),
        ("RFC", "mx", "Av. Juárez 12, Col. Centro, Puebla, Puebla, C.P. 72000"),
        ("RFC", "mx", "Blvd. del Molino 1421, Guadalajara, Jal, México, C.P. 44430"),
        ("TIN", "co.th", "273/8 ถ.ช้างคลาน ต.ช้างคลาน อ.เมือง จ.เชียงใหม่ 50100"),
        ("TIN", "co.th", "503 ถนนสุโขทัย เขตดุสิต จ.กรุงเทพฯ 10300"),
    ],
)
def test_the_name_of_the_state_before_or_behind_the_town(text: str, url: str, address: str) -> None:
    number = {"LEI": LEI, "RFC": "RFC: ABC900115VN3", "TIN": "เลขประจำตัวผู้เสียภาษี 0105553095785"}[text]
    assert places(f"{number}\n{address}", f"https://www.mill-and-oven.{url}/") == [address]


def test_what_a_sign_parts_from_a_street_is_none_of_it() -> None:
    text = f"{LEI}\nTickets ◊ 312-418-2736 ◊ 1723 North Orchard, Chicago Illinois 60614"
    url = "https://www.mill-and-oven.us/"
    assert places(text, url) == ["1723 North Orchard, Chicago Illinois 60614"]
    assert places(text.replace(" ◊ ", "  "), url) == []


@pytest.mark.parametrize(
    "text",
    [
        "Dirección: Av. Insurgentes 12, 06700 Roma Norte",
        "Dirección: Calle 5 de Mayo 12, 06700 Roma",
        "Dirección: Calle 5 de Mayo 12, Roma",
        "Address: Ul. Długa 5, 00238 Roma",
        "Address: Av. Larco 345, Lima 15074",  # of no country
        "Address: 12 Main Street, Springfield 62701",
    ],
)
def test_streets_of_another_country(text: str) -> None:
    assert places(text, COM) == []


@pytest.mark.parametrize(
    ("text", "url", "parts"),
    [
        ("Address: Lighthouse Road, 100001, Lagos", NG, ("Lighthouse Road", "100001", "Lagos")),
        ("Address: Mill House, 100001, Lagos", NG, ("Mill House", "100001", "Lagos")),
        (
            "Address: 12 Lighthouse Road, Ikeja, Lagos, 100001",
            NG,
            ("12 Lighthouse Road, Ikeja", "100001", "Lagos"),
        ),
        (
            "Address: P.O. Box 1234, 00100, Nairobi, Kenya",
            COM,
            ("P.O. Box 1234", "00100", "Nairobi"),
        ),
        (
            "Address: King Fahd Road, 11564, Riyadh",
            "https://mill.com.sa/",
            ("King Fahd Road", "11564", "Riyadh"),
        ),
        ("Address: 5 High Street, LS1 4AP, Leeds", GB, ("5 High Street", "LS1 4AP", "Leeds")),
    ],
)
def test_a_postcode_between_commas(text: str, url: str, parts: tuple[str, str, str]) -> None:
    (fact,) = facts(f"RC number: 123456\n{text}", url, "address")
    assert tuple(fact.details[name] for name in ("street", "postal_code", "locality")) == parts


@pytest.mark.parametrize(
    ("text", "locality"),
    [
        ("Lindenweg 3, 89073 Ulm.", "Ulm"),
        ("Lindenweg 3, 89073 Ulm. Rufen Sie an.", "Ulm"),
        ("Weg 3, 56130 Bad Ems.", "Bad Ems"),
        ("Weg 3, 66386 St. Ingbert.", "St. Ingbert"),
        ("Weg 3, 66386 St. Ingbert. Rufen Sie an.", "St. Ingbert"),
    ],
)
def test_the_point_of_the_sentence_is_no_part_of_a_town(text: str, locality: str) -> None:
    (fact,) = facts(f"Anschrift: {text}", DE, "address")
    assert (fact.value.endswith(locality), fact.details["locality"]) == (True, locality)


def test_an_abbreviation_at_the_end_of_a_town() -> None:
    (fact,) = facts("Anschrift: Weg 3, 9020 Klagenfurt a. W.", AT, "address")
    assert fact.details["locality"] == "Klagenfurt a. W."


@pytest.mark.parametrize(
    ("text", "url", "address"),
    [
        pytest.param(
            "Address: Av. Insurgentes 12, Mexico 06700 Roma Norte",
            DE,
            "Av. Insurgentes 12, Mexico, 06700 Roma Norte",
            id="country-named-like-its-capital",
        ),
        pytest.param(
            "Address: 5 Mill Road, Abuja, 100001, Lagos", NG, "5 Mill Road, Abuja, 100001", id="two-cities"
        ),
        pytest.param(
            "Anschrift: Deutschland, 10115 Berlin", DE, "Deutschland, 10115 Berlin", id="country-first"
        ),
        pytest.param(
            "Address:\n12 Mill Road, Rathmines,\nDublin, Ireland\nOpening times",
            IE,
            "12 Mill Road, Rathmines, Dublin, Ireland",
            id="label-above-two-lines",
        ),
    ],
)
def test_the_whole_address(text: str, url: str, address: str) -> None:
    assert places(text, url) == [address]
