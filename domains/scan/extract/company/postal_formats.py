"""How each country writes the line of an address that holds its postcode, by ``company.toml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from domains.scan.extract.regions.country_names import subdivisions
from domains.scan.extract.words import depends_on_words, table

# What every postcode has, and digits that are none: a year behind a sign for copyright, years, telephone
# numbers with the code of their country or in groups of three, three and four digits.
_CODE = re.compile(r"\d{3}|\d(?![AP]M)[A-Z]{2}|[A-Z]\d[A-Z\d]")
_NO_CODE = re.compile(
    r"(?:©|\(c\)|copyright)[^\d\n]{0,60}(?:19|20)\d\d(?: ?[-–—,] ?(?:19|20)?\d\d)?(?!\d)"
    r"|(?<!\d)(?:19|20)\d\d ?[-–—] ?(?:19|20)\d\d(?!\d)"
    r"|\+\d(?:[ ().-]{0,2}\d){7,10}(?![ ().-]{0,2}\d)|(?<!\d)\d{3}[). -]{1,2}\d{3}[-.]\d{4}(?!\d)",
    re.IGNORECASE,
)
_UNSPACED = re.compile(r"[\u4e00-\u9fff\uac00-\ud7af]")
_PLACE_WORD = r"(?:[^\W\d_a-z][^\W\d_]{0,3}\.|(?:['’]s-)?[^\W\d_a-z][^\W\d_]*(?:[-'’][^\W\d_]+)*)"
_IN_BRACKETS = r"(?: \([^\W\d_]{3,}\))?"  # behind a place's name
_BETWEEN_COMMAS = r"(?<=, )(?P<code>{code}), ?(?P<city>{city})(?=,|\n|\.?\Z)"


class AddressWords(NamedTuple):
    behind: re.Pattern[str]  # what follows the name of a place, to the end
    place: str  # pattern of a place's name
    code: re.Pattern[str]  # what a postcode is called, at the end
    box: re.Pattern[str]  # what a box at the post office is called, at the end
    county: re.Pattern[str]  # the word for a county
    towns: Mapping[str, re.Pattern[str]]  # by country, the word for a town before its name
    streets: str  # pattern of the words for a street before its name, in Cyrillic letters
    shortened: frozenset[str]  # first words of places' names that are written with a point
    pointed: re.Pattern[str]  # a town with a point behind it, before a street: "г. Минск. ул. Казинца"


def may_hold_code(text: str) -> bool:
    """Whether a text has digits that may be those of a postcode, in any country."""
    return _CODE.search(text) is not None and _CODE.search(_NO_CODE.sub("-", text)) is not None


def may_lack_code(text: str) -> bool:
    """Whether a text has letters of scripts without spaces, in which addresses may have no postcode."""
    return not text.isascii() and _UNSPACED.search(text) is not None


@depends_on_words
def address_words() -> AddressWords:
    words = table("company")["words"]
    behind, links, codes, boxes, county, streets = (
        "|".join(re.escape(word).replace("_", " ") for word in words[name].split())
        for name in (
            "behind_places",
            "in_places",
            "before_postcodes",
            "boxes",
            "county_words",
            "cyrillic_streets",
        )
    )
    return AddressWords(
        re.compile(rf"[ ,;]{{0,9}}\b(?:{behind})\b.*", re.DOTALL),
        rf"{_PLACE_WORD}(?:(?: (?:{links})){{0,2}} {_PLACE_WORD}){{0,3}}",
        re.compile(rf"[ ,;(–-]{{1,3}}(?:{codes})[ :.]{{0,3}}$", re.IGNORECASE),
        re.compile(rf"(?<!\w)(?:{boxes})[ :]{{0,2}}(?:n[°ºo.]{{1,2}} ?)?$", re.IGNORECASE),
        re.compile(rf"(?<!\w)(?:{county})(?!\w)", re.IGNORECASE),
        {country: _before_name(towns) for country, towns in table("company")["town_words"].items()},
        streets,
        frozenset(words["shortened_places"].split()),
        re.compile(rf"(?<=[^\W\d_]{{3}})\.,? (?=(?:{streets})[. -])"),
    )


def _before_name(words: str) -> re.Pattern[str]:
    either = "|".join(map(re.escape, words.split()))
    return re.compile(rf"\A(?:{either})(?: |(?<=\.))(?=[^\W\d_])", re.IGNORECASE)


@depends_on_words
def formats(country: str) -> tuple[re.Pattern[str], ...]:
    """The patterns for the line of an address that holds its postcode; () if the country's are not known.

    Compiled when a page first needs them: those of all countries take a tenth of a second.
    """
    found = (table("company")[name].get(country, []) for name in ("other_postal_lines", "postal_lines"))
    shapes = (shape for one in found for shape in ([one] if isinstance(one, str) else one))
    between = table("company")["postcodes_between"].get(country)
    last = [_BETWEEN_COMMAS.replace("{code}", between)] if between else []
    return tuple(_pattern(country, shape) for shape in (*shapes, *last))


def _pattern(country: str, shape: str) -> re.Pattern[str]:
    longest_first = sorted(subdivisions(country), key=len, reverse=True)
    county = "|".join(map(re.escape, longest_first)) or "(?!)"
    whole = (
        shape.replace("{city}", rf"{address_words().place}{_IN_BRACKETS}")
        .replace("{town}", address_words().place)
        .replace("{city_word}", _PLACE_WORD)
        .replace("{county}", f"(?:{county})")
        .replace("{sep}", r"(?:, ?|\n)")
        .replace("{street_sep}", rf"(?:\.?, ?|\n|\.? (?=(?:{address_words().streets})[. -]))")
    )
    begins = (
        r"(?:(?<=[,\n:|·•–-] )|(?<=[,\n])|\A)"
        if shape.startswith(("(?P<city>", "(?P<street>"))
        else r"(?<![\w./-])"
    )
    return re.compile(begins + whole)
