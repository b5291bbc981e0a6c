"""What is said about digits without asking the library is what the library says."""

import random

import phonenumbers
import pytest

from domains.scan.extract.phone import numbering


def test_north_american_numbers_are_those_of_the_library():
    dice = random.Random(7)
    valid = 0
    for _ in range(4_000):
        area = dice.choice(
            [800, 809, 829, 202, 303, 310, 416, 268, 900, 100, 555, dice.randrange(200, 1_000)]
        )
        digits = f"{area}{dice.randrange(10_000_000):07}"
        number = phonenumbers.PhoneNumber(country_code=1, national_number=int(digits))
        found = numbering.national(digits, "US")
        assert (found is not None) == phonenumbers.is_valid_number(number), digits
        if found:
            assert found.region == phonenumbers.region_code_for_number(number)
            valid += 1
    assert valid > 1_000


@pytest.mark.parametrize(
    ("text", "region", "value"),
    [
        ("020 7946 0018", "GB", "+442079460018"),
        ("0044 20 7946 0018", "DE", "+442079460018"),  # the prefix for abroad
        ("974 4432 1857", "QA", "+97444321857"),  # the country's own code
        ("01 800 212 4182", "MX", "+528002124182"),  # a prefix of old times
        ("62 21 541 8273", "ID", "+62215418273"),  # and not an area code
        ("03 310 418 2736", "CO", "+573104182736"),
        ("0 17 41 82 73", "BT", "+97517418273"),
        ("48 341 82 73", "PL", "+48483418273"),  # an area code and not the country's
        ("0-22 341 82 73", "PL", "+48223418273"),
        ("09 8241 8273", "CL", "+56982418273"),
        ("06 62 418 273", "HU", "+3662418273"),  # a trunk prefix of two digits
        ("429 1234", "BB", "+12464291234"),  # no area code
        ("310 1234", "CA", "+13101234"),
        ("310 1234", "US", None),
        ("22 418 27", "MG", "+261202241827"),
        ("721 234", "GG", "+441481721234"),
        ("0049 30 23125001", "GB", "+493023125001"),
        ("1 22 341 82 73", "PL", None),  # not a prefix of old times
        ("331 42685300", "DE", "+4933142685300"),  # without trunk prefix, and not France's code
        ("41 247 70 03", "CH", "+41412477003"),
        ("12345", "DE", None),
        ("01 00 44 20 7946 0018", "MX", None),  # the prefix for abroad comes first
        ("(4) 118 2736", "CO", None),  # of no plan, neither former nor today's
        ("65418273", "CL", None),  # a mobile number without its first digit
        ("1497 1903", "AI", None),  # no area code, and yet North America's 1
        ("44 20 7946 0018", "FR", None),  # another country's code is no number there
    ],
)
def test_national(text, region, value):
    found = numbering.national(text, region)
    assert (found.value if found else None) == value


def test_a_code_that_is_written_twice():
    assert numbering.international("+1 1-800-555-0199").value == "+18005550199"


def test_a_prefix_of_old_times_behind_the_code():
    assert numbering.international("+52 1 55 4182 7365").value == "+525541827365"
    assert numbering.international("+48 0 22 341 82 73").value == "+48223418273"


@pytest.mark.parametrize(
    ("text", "region", "value"),
    [
        ("(4) 418 2736", "CO", "+576044182736"),
        ("571 418 2736", "CO", "+576014182736"),
        ("(11) 8241-8273", "BR", "+5511982418273"),
        ("(02) 641 8273", "CL", "+56226418273"),
        ("562 641 8273", "CL", "+56226418273"),
        ("(65) 418273", "CL", "+56652418273"),
        ("(56-65) 418273", "CL", "+56652418273"),
        ("0122 418 2736", "VN", "+84774182736"),
        ("(04) 3541 8273", "VN", "+842435418273"),
        ("21 41 82 73", "BJ", "+2290121418273"),
        ("22 41 82 73", "CM", "+237222418273"),
        ("32 941827", "GE", "+995322941827"),
        ("99 41 82 73", "GE", "+995599418273"),
        ("09 418 2736", "EC", "+593994182736"),
    ],
)
def test_a_number_of_a_former_plan_becomes_what_its_country_made_of_it(text, region, value):
    found = numbering.national(text, region)
    assert (found.value, found.former) == (value, True)
    assert not numbering.international(value).former


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(08) 3541 8273", "+842835418273"),
        ("08-3.541 8273", "+842835418273"),
        ("+84 8 3541 8273", "+842835418273"),
        ("(84-8) 3541 8273", "+842835418273"),
        ("+84 (0) 8 3541 8273", "+842835418273"),
        ("(037) 3541 827", "+842373541827"),  # 037 is one of the mobile prefixes of today
        ("0511.3541827", "+842363541827"),
        ("+84 511 354 1827", "+842363541827"),
    ],
)
def test_an_area_code_that_vietnam_has_replaced_is_told_by_what_parts_it_from_the_rest(text, value):
    found = numbering.national(text, "VN")
    assert (found.value, found.former) == (value, True)
    if text.lstrip("(+").startswith("84"):
        assert numbering.international(text).value == value


@pytest.mark.parametrize("text", ["+84", "+84 0", "0084", "0"])
def test_a_code_alone_is_no_number(text):
    assert numbering.international(text) is None
    assert numbering.national(text, "VN") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("083 541 8273", "+84835418273"),
        ("0835 418 273", "+84835418273"),
        ("08 35 41 82 73", "+84835418273"),
        ("037 354 1827", "+84373541827"),
        ("(037) 554 1827", "+84375541827"),
        ("+84 835 418 273", "+84835418273"),
        ("+84 28 3541 8273", "+842835418273"),
    ],
)
def test_vietnams_numbers_of_today(text, value):
    found = numbering.national(text, "VN")
    assert (found.value, found.former) == (value, False)


def test_digits_of_every_script():
    assert numbering.international("+٩٧١ ٤ ٣٦٦ ١٦٨٨").value == "+97143661688"


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("+442079460018", "fixed"),
        ("+447980418273", "mobile"),
        ("+12025550143", "fixed_or_mobile"),
        ("+18005550199", "toll_free"),
        ("+61131260", "shared_cost"),
    ],
)
def test_line_types(value, kind):
    assert numbering.international(value).line_type == kind


def test_two_zeros_begin_a_number():
    number = numbering.international("+992 00 898 6564")
    assert numbering._library_number(number) == phonenumbers.parse("+992008986564")


def test_how_a_country_writes_its_numbers():
    paris, malaga, regensburg = map(numbering.international, ("+33142685300", "+34952579800", "+49941418273"))
    assert numbering.groups(paris) == ("1", "42", "68", "53", "00")
    assert numbering.has_trunk_prefix(paris)
    assert not numbering.has_trunk_prefix(malaga)
    assert numbering.subscriber(regensburg) == "418273"


def test_numbers_of_every_country_are_what_the_library_says_of_them():
    """Also with zeros at their beginning, as in Italy."""
    dice = random.Random(11)
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for kind in (phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE):
            example = phonenumbers.example_number_for_type(region, kind)
            if example is None:
                continue
            digits = phonenumbers.national_significant_number(example)
            found = numbering.international(f"+{example.country_code}{digits[:-2]}{dice.randrange(100):02}")
            if found:
                same = phonenumbers.parse(found.value)
                assert phonenumbers.is_valid_number(same)
                assert found.region == (phonenumbers.region_code_for_number(same) or "001")
                assert numbering._library_number(found) == same


@pytest.mark.parametrize(
    ("text", "region", "value"),
    [
        ("0596 41 82 73", "FR", "+596596418273"),
        ("0696 41 82 73", "FR", "+596696418273"),
        ("0262 41 82 73", "FR", "+262262418273"),
        ("0692 41 82 73", "MQ", "+262692418273"),
        ("05 96 41 82 73", "RE", "+596596418273"),
        ("04 96 41 82 73", "FR", "+33496418273"),
        ("0596 41 82 73", "ES", None),
    ],
)
def test_numbers_of_the_french_territories_overseas(text, region, value):
    number = numbering.national(text, region)
    assert (number and number.value) == value
