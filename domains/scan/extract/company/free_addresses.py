"""Addresses behind a label for them that match no format of a country."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from domains.scan.extract.company.address import Address
from domains.scan.extract.company.localities import is_city
from domains.scan.extract.company.postal_formats import address_words, formats
from domains.scan.extract.company.streets import is_street_of, may_be_street
from domains.scan.extract.company.text import LabelledText
from domains.scan.extract.company.vocabulary import ADDRESS, Label
from domains.scan.extract.regions.country_names import country_of, is_country
from domains.scan.extract.words import table

_ASIDE = re.compile(r"\s?\([^()]*\)?")
_CODE_ALONE = re.compile(
    r"\d{4,7}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]\d[\dW] ?[A-Z\d]{4}"
)
_NEVER = re.compile(r"(?!)")


def free_address(said: LabelledText, line: int, countries: Callable[[], Sequence[str]]) -> Address | None:
    """The text after a label for addresses, if no format matches.

    It must end with a place, and name its country.
    """
    label = next(one for one in said.labels if said.line_of(one.start) == line and one.announces(ADDRESS))
    told = address_words().behind.sub("", _behind(said, label)).strip(" :：.,;-–")
    told = address_words().pointed.sub(", ", told)
    parts = [part.strip() for part in re.split(r"[,、]", told) if part.strip()]
    if ends := next((place for place, part in enumerate(parts) if _ends_sentence(part)), None):
        parts = [*parts[:ends], parts[ends].partition(". ")[0]]
        told = ", ".join(parts)
    if len(parts) < 2 or len(told) > 160 or not any(map(str.isdigit, told)) or not any(map(_is_told, parts)):
        return None
    without = table("company")["without_postcodes"]
    named = next(filter(None, (country_of(part.strip(" .")) for part in parts[:0:-1])), "")
    likely = next(iter(countries()), "")
    country = named or (likely if not formats(likely) or likely in without else "")
    if not country:
        return _in_city(parts, likely, line)
    return Address(told, "", "", "", "", country, line)


def _behind(said: LabelledText, label: Label) -> str:
    """The text after a label for addresses, with the line below if it ends with a comma."""
    told = said.behind(label, 200)
    if not told.rstrip().endswith(","):
        return told
    line = said.line_of(label.start)
    last = line if told in said.lines[line] else line + 1
    return " ".join([told.rstrip(), *said.lines[last + 1 : last + 2]])


def _is_told(part: str) -> bool:
    """Whether a part of an address is more than a postcode and the name of the country."""
    words = " ".join(word for word in part.split() if not any(map(str.isdigit, word))).strip(" .")
    return sum(map(str.isalpha, words)) > 1 and not is_country(words)


def _in_city(parts: list[str], country: str, line: int) -> Address | None:
    """An address in which a part is called a town, or is a large city of the country. Its postcode, if it has
    one, is a part of its own.
    """
    if not country:
        return None
    parts = [part for part in (_ASIDE.sub("", part).strip(" .") for part in parts) if part]
    code = next((part for part in parts if _CODE_ALONE.fullmatch(part)), "")
    others = [part for part in parts if part != code and not is_country(part)]
    for place, part in enumerate(others):
        town = address_words().towns.get(country, _NEVER).sub("", part)
        if town != part or is_city(part, country):
            before, behind = others[:place], others[place + 1 :]
            rest = before if any(map(str.isdigit, "".join(before))) else behind
            street = ", ".join(rest)
            is_named = street != street.lower() or street == street.upper()  # "2 agences, Lyon" is no address
            is_here = is_named and is_street_of(street, country, code)
            if is_here and any(map(str.isdigit, street)) and all(may_be_street(one, []) for one in rest):
                return Address(", ".join(parts), street, code, town, "", country, line)
    return None


def _ends_sentence(part: str) -> bool:
    """Whether an address ends within the part: "Ireland. For any question"."""
    country, point, _ = part.partition(". ")
    return bool(point and len(country) > 2 and country_of(country))
