"""What digits without a country code are, where several countries and several numbers come into question."""

import pytest

from tests.domains.scan.extract.contact_pages import numbers, read

AR = {"url": "https://cafe.com.ar/", "lang": "es"}
AD = {"head": '<meta name="geo.region" content="AD">'}
BR = {"url": "https://cafe.com.br/", "lang": "pt"}
DE = {"url": "https://cafe.de/", "lang": "de"}
RU = {"url": "https://cafe.ru/", "lang": "ru"}
UA = {"url": "https://cafe.ua/", "lang": "uk"}
FOUND = {
    "a North American number behind an Indian one": (
        "Tel. +91 98418 27365 / 646-418-2736",
        {},
        ["+919841827365", "+16464182736"],
    ),
    "two postcodes near a city": ("Köln, 21004 – 38307", {}, []),
    "two groups of five digits as numbers have there": ("Kathmandu, 98140 41827", {}, ["+9779814041827"]),
    "fewer digits behind a toll-free number": (
        "Tel. 0800 418 2736 / 418 2737",
        BR,
        ["+558004182736"],
    ),
    "a zero in brackets that Italian numbers have": ("Tel. +39 (0)6 6982 1234", {}, ["+390669821234"]),
    "Russia's prefix for abroad": ("Тел. 8 10 47 21 41 82 73", RU, ["+4721418273"]),
    "a Singaporean number without a plus, twice": (
        "Tel. 65 6418 2736, Fax 65 6418 2737",
        {},
        ["+6564182736", "+6564182737"],
    ),
    "a bare number in structured data": (
        "",
        {
            "lang": "pl",
            "head": '<script type="application/ld+json">{"@type":"Store","telephone":"224182736"}</script>',
        },
        ["+48224182736"],
    ),
    "two numbers of six digits": ("Tel. 812345/812346", AD, ["+376812345", "+376812346"]),
    "the second of two in structured data, whose country a page's beginning does not tell": (
        "Zürich, Schweiz, Seestrasse",
        {
            "url": "https://cafe.de/",
            "head": '<script type="application/ld+json">'
            '{"@type":"Store","telephone":"030 44128773 044 4182736"}</script>',
        },
        ["+493044128773", "+49444182736"],
    ),
    "a number behind a year in structured data, whose country a page's beginning does not tell": (
        "Zürich, Schweiz, Seestrasse",
        {
            "url": "https://cafe.de/",
            "head": '<script type="application/ld+json">'
            '{"@type":"Store","telephone":"1998 22 418 27 36"}</script>',
        },
        ["+49224182736"],
    ),
    "last digits in the same groups": (
        "Тел. (04849) 5-12-34, 6-27-67",
        UA,
        ["+380484951234", "+380484962767"],
    ),
    "an area code in brackets before a number, and another one behind it": (
        "Tel. (030) 4412877 (040)",
        DE,
        ["+49304412877"],
    ),
    "an area code before a number, and another one in brackets behind it": (
        "Tel. 030 4412877 (040)",
        DE,
        ["+49304412877"],
    ),
    "a toll-free number behind a word for mobile in Argentina": (
        "Cel. 0800 444 2736",
        {"url": "https://cafe.com.ar/", "lang": "es"},
        ["+548004442736"],
    ),
    "last digits before a word for fax": (
        "Tel. 030 4412877, 78 Fax 030 4412879",
        DE,
        ["+49304412877", "+49304412878", "+49304412879"],
    ),
    "a number of the second country whose pages use its label, and more than one of the first": (
        "Telf. 0424-418.27.36",
        {"lang": "es"},
        ["+584244182736"],
    ),
    "an area code that would be divided in the first country whose pages use the label": (
        "Telf. 06 2-418-273",
        {"lang": "es"},
        ["+59362418273"],
    ),
    "a second number behind an extension": (
        "Tel. (664) 418-27-36 ext. 129 y 418-27-39",
        {"url": "https://cafe.com.mx/", "lang": "es"},
        ["+526644182736", "+526644182739"],
    ),
    "a number of the only country of the page's language that has such": (
        "Tel. (011) 4418-2736",
        {"lang": "es"},
        ["+541144182736"],
    ),
    "without the area code of old that it would need in another one": (
        "Teléfono (01) 418-2736",
        {"lang": "es"},
        ["+5114182736"],
    ),
    "a zero is the trunk prefix of Ecuador, not of Chile": (
        "Tel. (02) 241-8273",
        {"lang": "es"},
        ["+59322418273"],
    ),
    "a zero and an area code that no country of the language has": (
        "Tel. 06 50 41 82 73",
        {"lang": "es"},
        [],
    ),
    "an area code that would be divided in Paraguay": ("Tel. 030 232 350", {"lang": "es"}, []),
    "in Arabic": ("هاتف 0100 418 2736", {"lang": "ar"}, ["+201004182736"]),
    "a second mobile number, as it is dialled in Argentina": (
        "Cel. (011) 15 5418-2736 / 15 5418-2737",
        AR,
        ["+5491154182736", "+5491154182737"],
    ),
    "a mobile number behind one of a fixed line in Argentina": (
        "Tel. (0341) 418-2736 / 15 418-2737",
        AR,
        ["+543414182736", "+5493414182737"],
    ),
    "groups of four digits in Thailand": (
        "<p>งานธุรการ 0 7341 8273</p>",
        {"url": "https://acme.ac.th/", "lang": "th"},
        ["+6673418273"],
    ),
    "the code of a country of the page's language, which is an area of North America too": (
        "(507) 231-4182",
        {"lang": "es"},
        ["+5072314182"],
    ),
    "an area of North America in a state of the United States, in Spanish": (
        "Rochester, Minnesota. Tel. (507) 231-4182",
        {"lang": "es"},
        ["+15072314182"],
    ),
    "an area of North America, in English": ("Tel. (507) 231-4182", {}, ["+15072314182"]),
    "the last digits of a second number, written as those before them": (
        "Тел. (8172) 41-82-73-74",
        RU,
        ["+78172418273", "+78172418274"],
    ),
}


@pytest.mark.parametrize(("written", "page", "values"), FOUND.values(), ids=FOUND)
def test_found(written, page, values):
    assert numbers(f"<p>{written}</p>", **page) == values


ONLY = {
    "a plus before no country's code, and an area code in brackets behind": ("Tel. +4412877 (030)", DE, []),
    "an area code of old in brackets behind, which may be a footnote": (
        "Tel. 418 2736 (1)",
        {"url": "https://cafe.com.co/", "lang": "es"},
        [],
    ),
    "digits in brackets behind that begin an area code": (
        "Тел. 4182736 (048)",
        UA,
        [],
    ),
    "a zero in brackets behind a number": ("Tel. 4412877 (0)", {"url": "https://cafe.pl/", "lang": "pl"}, []),
    "digits like a year before six others": ("Tel. 2024 418273", {"url": "https://cafe.fo/"}, []),
    "a year before a number that has more digits": (
        "Tel. 1998 912 418 273 50",
        {"url": "https://cafe.es/", "lang": "es"},
        [],
    ),
    "North America's code before a German number": ("Tel. +1 030 4412877", DE, []),
    "a part of a code, and too few digits": ("Tel. +2 010 4182", {}, []),
    "a local number, as in Canada": ("Tel. 310-1234", {}, []),
    "a country's code without a plus, in English": ("Tel. 65 6418 2736", {}, []),
    "a country's code without a plus, and figures that begin so": (
        "Tel. 65 6418 2736<br>65 400 500",
        {},
        [],
    ),
    "a country's code without a plus, in another country's language": (
        "Tel. 961 5 418 273",
        {"lang": "pl"},
        [],
    ),
    "the trunk prefix of Turkey": ("Tel. 0(212) 418 2736", {}, []),
    "a time behind a number": ("Тел. (495) 418-27-36, 27-37", RU, ["+74954182736"]),
    "a price behind a number": ("Tel. 030 4412877, 78 €", DE, ["+49304412877"]),
    "bare digits of a former plan behind a number": (
        "+57 601 418 2736 / 5714182738",
        {},
        ["+576014182736"],
    ),
    "a number of old with the code of a country, near the name of another one": (
        "Guatemala, Tel. (504) 418.27.63",
        {},
        [],
    ),
    "a number that several countries of the page's language have": ("Tel. 2516 4182", {"lang": "es"}, []),
    "one that a single country has, in English": ("Tel. (011) 4418-2736", {}, []),
    "one that a single country of the language has, on a page that names another": (
        "Calle Mayor 3, 28013 Madrid, España. Tel. (011) 4418-2736",
        {"lang": "es"},
        [],
    ),
    "two groups of two digits more than a number has": ("Manila. Telefax: (02)418-27-63", {}, []),
    "last digits that give no number": ("Tel. 0800 1111/12", {"url": "https://cafe.co.uk/"}, ["+448001111"]),
}


@pytest.mark.parametrize(("written", "page", "values"), ONLY.values(), ids=ONLY)
def test_what_is_no_further_number(written, page, values):
    assert numbers(f"<p>{written}</p>", **page) == values


@pytest.mark.parametrize(
    ("written", "page", "found"),
    [
        ("Tel. 030 4412877/78", DE, [("phone", ""), ("phone", "")]),
        ("Tel. 030 4412877/78 (Fax)", DE, [("phone", ""), ("fax", "")]),
        ("电话 010-41827365-803", {"url": "https://cafe.cn/", "lang": "zh"}, [("phone", "803")]),
        ("电话 010-41827365-66", {"url": "https://cafe.cn/", "lang": "zh"}, [("phone", "")]),
    ],
    ids=["last digits", "last digits of a fax", "an extension", "the end of a range"],
)
def test_kind_and_extension(written, page, found):
    phones = read(f"<p>{written}</p>", **page)[0].phones
    assert [(contact.kind, contact.extension) for contact in phones] == found


def test_a_country_without_telephones_of_its_own_does_no_harm():
    body = "<p>Bellingshausen, Antarctica</p><p>Tel. 020 7946 0018</p>"
    assert numbers(body) == []
    assert numbers(body, url="https://cafe.co.uk/") == ["+442079460018"]
