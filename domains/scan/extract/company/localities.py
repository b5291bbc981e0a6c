"""Names of towns in addresses: which they are, and without what is written behind them."""

from __future__ import annotations

import re

from domains.scan.extract.company.postal_formats import address_words
from domains.scan.extract.company.streets import is_street_name, no_places
from domains.scan.extract.company.vocabulary import is_label, labels_within
from domains.scan.extract.regions.cities import city_names
from domains.scan.extract.regions.country_names import country_of, is_country
from domains.scan.extract.words import begins_small

# A point behind a word that is no abbreviation, and the sentence that follows.
_POINT = re.compile(r"(?<=[^\W\d_]{4})\.(?: [^\W\d_a-zß-ÿ].*)?$")


def is_place(city: str) -> bool:
    """Whether it is no abbreviation and no day: "11 май 2026 г." is a date in the format of an address, and
    "Κυριακή 123 45" is a Sunday; Å is a place. Nor the letters of a Dutch postcode ("4706 RA"), nor a street.
    """
    if (len(city) == 2 and city.isascii() and city.isupper()) or is_street_name(city):
        return False
    if is_label(city):
        return False  # "Registered Office, 560001, India"
    is_short = len(city.strip(". ")) < 2 and city.endswith(".")
    return bool(city) and not is_short and not begins_small(city) and city.lower() not in no_places()


def is_city(name: str, country: str) -> bool:
    """Whether a name is a city's, or that of a part of the country."""
    known = {(city.name, city.region) for found in city_names(name).values() for city in found}
    return (name, country) in known or (country_of(name) == country and not is_country(name))


def names_country(country: str, name: str) -> bool:
    """Whether a name is that of a country."""
    return is_country(name) and country_of(name) == country


def bare(city: str) -> str:
    """Without the sentence or the country that is written behind it."""
    return _without_country(_without_sentence(_POINT.sub("", city)))


def _without_sentence(city: str) -> str:
    """ "Ulm. Rufen Sie" and "Ulm." without the point of the sentence and what follows it; "St. Ingbert" and
    "Homburg v. d. H." as they are.
    """
    first, point, _ = city.partition(". ")
    *_, word = first.split() or [""]
    if point and word[:1].isupper() and word.lower() not in address_words().shortened:
        return first
    *before, last = city.split() or [""]
    is_shortened = len(last) < 3 or (before and before[-1][0].islower())  # "Г." is no town
    return city if is_shortened else city.removesuffix(".")


def _without_country(city: str) -> str:
    """ "Berlin Deutschland" and "Jaén (España)" without the country."""
    city = next((city[: label.start].strip(" ,.") for label in labels_within(city) if label.start), city)
    name, _, behind = city.partition(" (")
    if behind and is_country(behind.rstrip(")")):
        return name
    *words, last = city.split() or [""]
    is_behind = bool(words) and not words[-1].islower()  # unlike that of "Ciudad de México"
    return " ".join(words) if is_behind and len(last) > 2 and is_country(last) else city
