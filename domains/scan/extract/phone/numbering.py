"""Digits and a region -> a valid number, by the numbering plans only, without the rest of the page."""

from __future__ import annotations

import re
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple

import phonenumbers
import re2
from phonenumbers import PhoneMetadata, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from domains.scan.extract.words import depends_on_words, table

# Patterns are compiled from the metadata of 250 regions: more than ``re`` keeps by itself.
phonenumbers.enable_pattern_cache()

NANP = frozenset(phonenumbers.region_codes_for_country_code(1))  # North America and the Caribbean
_LINES = {
    PhoneNumberType.FIXED_LINE: "fixed",
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "fixed_or_mobile",
    PhoneNumberType.TOLL_FREE: "toll_free",
    PhoneNumberType.PREMIUM_RATE: "premium",
    PhoneNumberType.SHARED_COST: "shared_cost",
    PhoneNumberType.VOIP: "voip",
    PhoneNumberType.PERSONAL_NUMBER: "personal",
    PhoneNumberType.PAGER: "pager",
    PhoneNumberType.UAN: "uan",
    PhoneNumberType.VOICEMAIL: "voicemail",
}
_KINDS = (
    "fixed_line",
    "mobile",
    "toll_free",
    "premium_rate",
    "shared_cost",
    "voip",
    "personal_number",
    "pager",
    "uan",
    "voicemail",
)
SERVICE = frozenset(["toll_free", "premium", "shared_cost", "uan"])
_BRACKETED_ZERO = re.compile(r"[(\[]0[)\]]")
_NOT_DIGITS = re.compile(r"\D+")
LONGEST = 15  # digits of a number with its country's code, by E.164
COUNTRY_CODES = frozenset(map(str, phonenumbers.COUNTRY_CODE_TO_REGION_CODE))


class Number(NamedTuple):
    """A valid number: E.164, ISO code of its region ("001" if none), the digits after the country code, the
    line type ("fixed", "mobile", "toll_free" ...). ``former``: written as before its country changed it.
    """

    value: str
    region: str
    national: str
    line_type: str
    former: bool = False

    @property
    def country_code(self) -> str:
        return self.value[1 : -len(self.national)]


def international(text: str) -> Number | None:
    """The number in a text with country code. Only digits are considered, so a plus is not required.

    A zero in brackets is left out if the number is not valid with it: "+973 (0) 1702 8084".
    """
    digits = _digits(text)
    region = _replaced_in(digits)
    if region and (number := _of_former_area(text, region, is_apart=True)):
        return number
    number = _with_code(digits)
    if number is None and region:
        return _of_former_area(text, region)
    if number is None and (zero := _BRACKETED_ZERO.search(text)):
        return _with_code(_digits(text[: zero.start()] + text[zero.end() :]))
    return number


def _with_code(digits: str) -> Number | None:
    digits = digits.lstrip("0")
    if digits[:1] == "1" and len(digits) == 11:
        return _north_american(digits[1:])
    return _international(digits) if 6 < len(digits) < 18 else None


def national(text: str, region: str) -> Number | None:
    """The number in a text as dialled in a region, also with international prefix or country code."""
    digits = _digits(text)
    if region in NANP and len(digits) == 10:
        return _north_american(digits)
    has_replaced = region in table("regions")["former_areas"]
    if has_replaced and (number := _of_former_area(text, region, is_apart=True)):
        return number
    number = _national(digits, region) if _has_length(digits, region) else None
    return _of_former_area(text, region) if number is None and has_replaced else number


def code_of(region: str) -> int:
    """The country code of a region."""
    return int(phonenumbers.country_code_for_region(region))


def _has_length(digits: str, region: str) -> bool:
    """Whether a number can have so many digits. This excludes most runs of digits quickly."""
    alone, with_code = _lengths(region)
    if len(digits) in alone or digits[:1] == "0":
        return 4 < len(digits) < 19
    return len(digits) in with_code and digits.startswith(str(code_of(region)))


@depends_on_words
def _lengths(region: str) -> tuple[frozenset[int], frozenset[int]]:
    """How many digits numbers of a region can have: with or without trunk prefix; after the country code."""
    metadata = _metadata(region)
    general = metadata.general_desc if metadata else None
    possible = general.possible_length if general else ()
    # Not in the United States, where "310 1234" would be Canadian.
    local = general.possible_length_local_only if general and region != "US" else ()
    code = len(str(code_of(region)))
    trunk = (0, 1) if region in NANP else (0, 1, 2, 3)
    former = range(8, 12) if region in table("regions")["renumbered"] else ()
    alone = {length + more for length in possible for more in trunk}
    with_code = {length + code + more for length in possible for more in (0, 1)}
    return frozenset({*alone, *local, *former}), frozenset(with_code)


@lru_cache(maxsize=4_096)
def groups(number: Number) -> tuple[str, ...]:
    """The digits of a number as its country groups them, without trunk prefix."""
    written = phonenumbers.format_number(_library_number(number), PhoneNumberFormat.INTERNATIONAL)
    return tuple(_NOT_DIGITS.split(written.partition(" ")[2]))


@lru_cache(maxsize=4_096)
def has_trunk_prefix(number: Number) -> bool:
    """Whether a trunk prefix is dialled and written before this number in its own country."""
    at_home = phonenumbers.format_number(_library_number(number), PhoneNumberFormat.NATIONAL)
    return _digits(at_home) != number.national


def lacks_trunk(text: str, number: Number) -> bool:
    """Whether the text of a number has neither the trunk prefix that the number needs nor a country code."""
    digits = _digits(text)
    return digits.startswith(number.national[:4]) and not digits.startswith("0") and has_trunk_prefix(number)


def subscriber(number: Number) -> str:
    """The digits of a number after its area code or mobile prefix."""
    return number.national[phonenumbers.length_of_national_destination_code(_library_number(number)) :]


def _library_number(number: Number) -> PhoneNumber:
    digits = number.national
    zeros = len(digits[:-1]) - len(digits[:-1].lstrip("0"))
    return PhoneNumber(
        country_code=int(number.country_code),
        national_number=int(digits),
        italian_leading_zero=True if zeros else None,
        number_of_leading_zeros=zeros if zeros > 1 else None,
    )


def _digits(text: str) -> str:
    digits = _NOT_DIGITS.sub("", text)
    return digits if digits.isascii() else "".join(str(int(digit)) for digit in digits)


@partial(depends_on_words, maxsize=8_192)
def _international(digits: str) -> Number | None:
    """Also with a prefix of old times behind the country's code: "+52 1 55 4182 7365"."""
    if number := _checked("+" + digits, None):
        return number
    for region, prefixes in _old_prefixes().items():
        code = str(code_of(region))
        for prefix in prefixes:
            if digits.startswith(code + prefix) and (
                number := _checked(digits[len(code + prefix) :], region)
            ):
                return number
    return None


@partial(depends_on_words, maxsize=8_192)
def _national(digits: str, region: str) -> Number | None:
    """The national number. If the digits are not valid, also with prefixes that were used formerly."""
    if overseas := _overseas(digits, region):
        return overseas
    number = _checked(digits, region)
    if number is None:
        for prefix in _old_prefixes().get(region, ()):
            if digits.startswith(prefix) and (number := _checked(digits[len(prefix) :], region)):
                break
    code = str(code_of(region))
    if number is not None and number.country_code != code and not _dials_abroad(digits, region):
        return None
    if (
        number is not None
        and digits == number.national
        and digits.startswith(code)
        and has_trunk_prefix(number)
    ):
        return _international(digits) or number  # "62 21 541 8273" in Indonesia, not an area that begins so
    return number


def _overseas(digits: str, region: str) -> Number | None:
    """The number of a territory that is dialled as one of its country: "0596 41 82 73" in Martinique."""
    overseas = table("regions")["overseas"]
    code = overseas["codes"].get(digits[1:4]) if digits[:1] == "0" else None
    return _international(f"{code}{digits[1:]}") if code and region in overseas["regions"].split() else None


@cache
def _metadata(region: str) -> PhoneMetadata | None:
    return PhoneMetadata.metadata_for_region(region, None)


def _dials_abroad(digits: str, region: str) -> bool:
    metadata = _metadata(region)
    prefix = metadata.international_prefix if metadata else None
    return prefix is not None and re.match(prefix, digits) is not None


def _checked(text: str, region: str | None) -> Number | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    kind = phonenumbers.number_type(number)
    if kind == PhoneNumberType.UNKNOWN:  # no line of its country: what the library calls invalid
        return _renumbered(number)
    significant = phonenumbers.national_significant_number(number)
    if len(f"{number.country_code}{significant}") > LONGEST:
        return None  # the library knows longer ones in Germany
    where = phonenumbers.region_code_for_number(number) or "001"
    return Number(f"+{number.country_code}{significant}", where, significant, _LINES[kind])


def _renumbered(number: PhoneNumber) -> Number | None:
    """The number of today, if it is of a plan that its country had before."""
    region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    significant = phonenumbers.national_significant_number(number)
    for pattern, today in table("regions")["renumbered"].get(region, ()):
        if match := re.fullmatch(pattern, significant):
            found = _checked(f"+{number.country_code}{match.expand(today)}", None)
            return found and found._replace(former=True)
    return None


def _replaced_in(digits: str) -> str:
    """The country whose code the digits begin with, if it has replaced area codes."""
    digits = digits.lstrip("0")
    regions = table("regions")["former_areas"]
    return next((region for region in regions if digits.startswith(str(code_of(region)))), "")


def _of_former_area(text: str, region: str, *, is_apart: bool = False) -> Number | None:
    """The number of today, if it is written with an area code that its country has replaced.

    ``is_apart``: whether the area code must be one digit, or in brackets with or without the country's code:
    "(08) 3541 8273", "(84-511) 354 1827". Mobile numbers of today may begin with the same digits.
    """
    first, *others = [group for group in _NOT_DIGITS.split(text) if group]
    if others and first.removeprefix("00") == str(code_of(region)):
        first, *others = others
    if others and first == "0":  # "+84 (0) 8 3541 8273"
        first, *others = others
    area = first.lstrip("0")
    is_paired = "(" not in text and all(len(group) == 2 for group in others)  # as mobile numbers may be
    if not others or (is_apart and (is_paired or len(area) != 1) and f"{first})" not in text):
        return None
    written = f"{area}-{''.join(others)}"
    for pattern, today in table("regions")["former_areas"][region]:
        if match := re.fullmatch(pattern, written):
            found = _checked(f"+{code_of(region)}{match.expand(today)}", None)
            return found and found._replace(former=True)
    return None


@lru_cache(maxsize=8_192)
def _north_american(digits: str) -> Number | None:
    if _fixed_or_mobile().fullmatch(digits):
        return Number("+1" + digits, "US", digits, "fixed_or_mobile")
    plans = _north_american_plans()
    if not (match := plans.pattern.fullmatch(digits)):
        return None
    kind = phonenumbers.number_type(PhoneNumber(country_code=1, national_number=int(digits)))
    return Number("+1" + digits, plans.regions[match.lastindex - 1], digits, _LINES.get(kind, ""))


@cache
def _fixed_or_mobile() -> re.Pattern[str]:
    """The geographic lines of the United States, which nearly all numbers with ten digits are."""
    metadata = _metadata("US")
    fixed = metadata.fixed_line if metadata else None
    return re.compile((fixed.national_number_pattern if fixed else None) or "(?!)")


class _Plans(NamedTuple):
    """A pattern with one group for each region."""

    pattern: Any
    regions: tuple[str, ...]


@cache
def _north_american_plans() -> _Plans:
    """The patterns of all regions in one, which the library would try one by one."""
    plans: dict[str, list[str]] = {}
    known: set[str] = set()
    for region in phonenumbers.region_codes_for_country_code(1):
        metadata = _metadata(region)
        lines = [getattr(getattr(metadata, kind), "national_number_pattern", None) for kind in _KINDS]
        plans[region] = [line for line in dict.fromkeys(lines) if line and line not in known]
        known.update(plans[region])
    pattern = "|".join(f"({'|'.join(f'(?:{line})' for line in lines)})" for lines in plans.values())
    return _Plans(re2.compile(pattern), tuple(plans))


@depends_on_words
def _old_prefixes() -> dict[str, list[str]]:
    found: dict[str, list[str]] = table("regions")["old_prefixes"]
    return found
