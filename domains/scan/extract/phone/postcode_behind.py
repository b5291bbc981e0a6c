"""An area code before the postcode of its city, which look like a number: "Tel. 030 10115 Berlin"."""

from __future__ import annotations

from domains.scan.extract.phone.notation import Candidate, Resolved
from domains.scan.extract.regions import Regions
from domains.scan.extract.regions.cities import cities
from domains.scan.extract.words import table

_MOST_WITH = 8  # digits of an area code and a postcode; more may be a whole number
_REACH = 40  # characters of a city


def is_before_city(candidate: Candidate, resolved: Resolved, regions: Regions) -> bool:
    """Whether the last digits are a postcode, because a city of the number's country is right behind them."""
    groups, source, end = candidate.piece.groups, candidate.source, candidate.piece.end
    if len(groups) != 2 or resolved.end != end or source[end : end + 1] not in {" ", "\u00a0"}:
        return False
    number = resolved.number
    length = groups[-1].end - groups[-1].start
    if length != table("regions")["postcode_digits"].get(number.region) or len(number.national) > _MOST_WITH:
        return False
    named = cities(source, regions.cities, end + 1, end + 1 + _REACH)
    return any(city.start == end + 1 and city.region == number.region for city in named)
