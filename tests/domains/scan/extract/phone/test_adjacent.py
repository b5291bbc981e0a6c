"""Several numbers that only white space or a dash separates."""

import random

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from tests.domains.scan.extract.contact_pages import numbers

KINDS = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE)


@pytest.mark.parametrize(
    ("country", "written", "values"),
    [
        ("in", "9820412877 9820412878", ["+919820412877", "+919820412878"]),
        ("in", "9820412877 022-24128773", ["+919820412877", "+912224128773"]),
        ("cn", "13812877312 400-412-8773", ["+8613812877312", "+864004128773"]),
        ("fr", "0493271866 06 12 48 77 31", ["+33493271866", "+33612487731"]),
        ("fr", "+33 4 93 27 18 66 06 12 48 77 31", ["+33493271866", "+33612487731"]),
        ("no", "21 21 61 53 40 68 66 29", ["+4721216153", "+4740686629"]),
        ("se", "070-124 58 07 08-12 31 04", ["+46701245807", "+468123104"]),
        ("at", "0664 165680 01 234520064", ["+43664165680", "+431234520064"]),
        ("uz", "66 900 12 09 91 232 21 80", ["+998669001209", "+998912322180"]),
        ("ru", "83011242206 89123496141", ["+73011242206", "+79123496141"]),
        ("sg", "6412 8773 9128 7734 6412 8775", ["+6564128773", "+6591287734", "+6564128775"]),
        ("is", "410 2844 - 611 1683", ["+3544102844", "+3546111683"]),
        ("de", "01512 3461546 - 030 165639", ["+4915123461546", "+4930165639"]),
        ("th", "081-231-2379<br>021226074", ["+66812312379", "+6621226074"]),
        (
            "al",
            "+355 4 22 53 466 / 4 22 55 121 / 4 22 55 123",
            ["+35542253466", "+35542255121", "+35542255123"],
        ),
    ],
)
def test_numbers_of_one_label(country, written, values):
    assert numbers(f"<p>Tel: {written}</p>", url=f"https://cafe.{country}/") == values


@pytest.mark.parametrize(
    ("country", "written", "value"),
    [
        ("fr", "04 93 27 18 66 2024 2025 2026", "+33493271866"),
        ("th", "081-231-2379<br>41 8273 6510", "+66812312379"),
    ],
)
def test_other_digits_behind_a_number(country, written, value):
    assert value in numbers(f"<p>Tel: {written}</p>", url=f"https://cafe.{country}/")


@pytest.mark.parametrize(
    ("country", "written"),
    [
        ("fo", "298 418 273 100"),  # its country's code without a plus, and an extension
        ("fk", "27418 27419 27420"),  # shorter than a number that needs no word
    ],
)
def test_digits_that_are_not_divided(country, written):
    assert numbers(f"<p>Tel: {written}</p>", url=f"https://cafe.{country}/") == []


def written(region: str, kind: int, dice: random.Random) -> phonenumbers.PhoneNumber | None:
    example = phonenumbers.example_number_for_type(region, kind)
    if example is None:
        return None
    digits = phonenumbers.national_significant_number(example)
    for _ in range(50):
        number = phonenumbers.parse(f"+{example.country_code}{digits[:-4]}{dice.randrange(1_000, 10_000)}")
        if phonenumbers.region_code_for_number(number) == region:
            return number
    return None


@pytest.mark.parametrize(
    "region", ["BD", "BE", "BR", "CZ", "DK", "EG", "ES", "FI", "GB", "GR", "ID", "IL", "JP"]
)
def test_a_fixed_line_and_a_mobile_phone_beside_each_other(region):
    dice = random.Random(region)
    pair = [number for kind in KINDS if (number := written(region, kind, dice))]
    text = " ".join(phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL) for number in pair)
    country = {"GB": "uk"}.get(region, region.lower())
    values = [phonenumbers.format_number(number, PhoneNumberFormat.E164) for number in pair]
    assert numbers(f"<p>Tel: {text}</p>", url=f"https://cafe.{country}/") == values
