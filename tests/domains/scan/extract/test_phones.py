"""What is said about windows of digits without asking the matcher is what the matcher would say."""

import random

import phonenumbers
import pytest
from phonenumbers import Leniency, PhoneNumberMatcher

from domains.scan.extract.phones import matches

SEPARATORS = ["-", "-", " ", ".", ") ", ") ", "(", ". ", "  ", "\n", "- ", "/", " -", ""]
AREAS = [800, 809, 829, 202, 303, 310, 416, 268, 900, 100, 555]


def told(found):
    return [(one.start, one.raw_string, phonenumbers.format_number(one.number, 0)) for one in found]


def windows(count):
    """Numbers as people write them, and things that look a little like them."""
    dice = random.Random(7)
    for _ in range(count):
        exchange = f"{dice.choice([555, 674, 310, dice.randrange(1_000)]):03}"
        parts = [dice.choice(["", "", "", "1", "011", "0"]), str(dice.choice(AREAS)), exchange]
        parts += [f"{dice.randrange(10_000):04}"]
        start = dice.choice(["", " ", "(", "\n", " (", "x ", "\u00a0", "$", "+", "\uff0b", "["])
        text = start + "".join(part + dice.choice(SEPARATORS) for part in parts[dice.randrange(3) // 2 :])
        yield text.rstrip("-. ") + dice.choice(["", "", "", ")", " x12", "%", "a"])


@pytest.mark.parametrize("region", ["US", "CA"])
def test_north_american_windows_give_what_the_matcher_finds(region):
    hits = 0
    for window in windows(4_000):
        expected = told(PhoneNumberMatcher(window, region, Leniency.VALID))
        assert told(matches(window, region)) == expected, window
        hits += bool(expected)
    assert hits > 400


@pytest.mark.parametrize(
    ("window", "number"),
    [
        ("809 055-0143", "+18090550143"),  # an exchange that begins with 0
        ("310-1234", "+13101234"),  # no area code
        ("011 31 20 624 1111", "+31206241111"),
        ("\uff0b31 20 624 1111", "+31206241111"),
    ],
)
def test_numbers_that_are_not_the_usual_kind(window, number):
    assert [one[2] for one in told(matches(window, "US"))] == [number]
