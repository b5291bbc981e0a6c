"""Digits with their unit behind them are a quantity, unless a word calls them a telephone number."""

from __future__ import annotations

import pytest

from tests.domains.scan.extract.contact_pages import numbers


def found(text: str, end: str, lang: str) -> list[str]:
    return numbers(f"<p>{text}</p>", url=f"https://firma.{end}/", lang=lang)


@pytest.mark.parametrize(
    ("digits", "end", "lang", "units"),
    [
        ("7946 0018", "de", "de", "Stück|Stk.|kg|m²|EUR|€|Euro|Liter|Personen|Kunden|Einwohner|m|g"),
        ("212 555 0143", "com", "en", "pcs|pieces|units|people|customers|USD|kg|lbs"),
        ("418 273 65", "se", "sv", "st.|styck|kr|SEK|personer"),
        ("22 418 27 36", "pl", "pl", "szt.|sztuk|zł|PLN|osób|par"),
        ("224 182 736", "cz", "cs", "ks|kusů|Kč|osob"),
        ("1 418 2736", "hu", "hu", "db|darab|Ft|fő"),
        ("912 418 273", "es", "es", "unidades|uds.|piezas|clientes|€|litros"),
        ("212 418 273", "pt", "pt", "peças|un.|unidades|pessoas|€"),
        ("02 418 2736", "it", "it", "pezzi|pz.|euro|kg"),
        ("02 40 41 82 73", "fr", "fr", "pièces|pcs|euros|litres"),
        ("212 418 27 36", "com.tr", "tr", "adet|TL|kişi|müşteri"),
        ("495 418-27-36", "ru", "ru", "шт.|штук|руб.|₽|кг|м²"),
        ("2 418 2736", "bg", "bg", "бр.|лв.|души"),
        ("210 418 2736", "gr", "el", "τεμ.|τεμάχια|ευρώ|άτομα"),
        ("03-4182-7365", "jp", "ja", "個|件|円|台"),
        ("02-418-2736", "co.kr", "ko", "개|원|대"),
        ("02 418 2736", "co.th", "th", "ชิ้น|บาท|กก."),
        ("028 4182 7365", "vn", "vi", "cái|đồng|VND"),
        ("021 4182 7365", "co.id", "id", "buah|pcs|kg"),
        ("03 418 2736", "co.il", "he", 'יחידות|ש"ח|₪'),
        ("011 418 2736", "com.sa", "ar", "ريال|قطعة|كجم"),
        ("021 4182 7365", "ir", "fa", "عدد|تومان|کیلوگرم"),
    ],
)
def test_a_unit_behind(digits: str, end: str, lang: str, units: str) -> None:
    assert found(digits, end, lang), "without a unit it is a number"
    assert [unit for unit in units.split("|") if found(f"Lager: {digits} {unit}", end, lang)] == []


@pytest.mark.parametrize(
    ("text", "end", "lang", "expected"),
    [
        ("Tel. 7946 0018 Stück", "de", "de", ["+4979460018"]),
        ("+49 30 4412877 kg", "de", "de", ["+49304412877"]),
        ("030 4412877 Kunden: 030 4412878", "de", "de", ["+49304412877", "+49304412878"]),
        ("071 418 27 36 St. Gallen", "ch", "de", ["+41714182736"]),
        ("044 418 27 36 m 079 418 27 36", "ch", "de", ["+41444182736", "+41794182736"]),
        ("22 418 27 36 kom. 601 418 273", "pl", "pl", ["+48224182736", "+48601418273"]),
        ("912 418 273 EUR 25", "es", "es", ["+34912418273"]),
        ("02 40 41 82 73 l'agence", "fr", "fr", ["+33240418273"]),
        ("02 40 41 82 73 clients", "fr", "fr", ["+33240418273"]),
        ("212-555-0143 members only", "com", "en", ["+12125550143"]),
        ("(212) 555-0143 $25 fee", "com", "en", ["+12125550143"]),
        ("020 7946 0018 people", "co.uk", "en", ["+442079460018"]),
        ("03-4182-7365 名古屋支店", "jp", "ja", ["+81341827365"]),
    ],
)
def test_what_stands_behind_a_telephone(text: str, end: str, lang: str, expected: list[str]) -> None:
    assert found(text, end, lang) == expected


@pytest.mark.parametrize("currency", ["Rwf", "USD", "KES"])
def test_the_currency_of_an_account_behind_a_slash(currency: str) -> None:
    assert found(f"00265 07771361 40/{currency}", "com", "en") == []
    assert found("00265 07771361 40", "com", "en") == ["+265777136140"]
