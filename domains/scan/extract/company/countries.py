"""The countries in whose formats an address or a number of a page may be written."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from domains.scan.extract.company.postal_formats import formats
from domains.scan.extract.regions import Regions
from domains.scan.extract.regions.country_names import speaks
from domains.scan.extract.regions.page_rules import page_language
from domains.scan.extract.words import table

Countries = Callable[[], tuple[str, ...]]  # ISO 3166


def of_page(regions: Regions) -> Countries:
    """The countries that the page and its telephone numbers indicate, most likely first, and their small
    neighbours; found when they are first needed.
    """
    return cache(lambda: _indicated(regions))


def _indicated(regions: Regions) -> tuple[str, ...]:
    found = [*_told(regions), *regions.numbered]
    small = table("company")["small_neighbours"]
    return tuple(dict.fromkeys((*found, *(near for one in found for near in small.get(one, "").split()))))


def _told(regions: Regions) -> list[str]:
    """If one of them speaks the page's language and has no postcodes, the language tells no others: what is
    written as "6092 Ouagadougou" is no address in Belgium.
    """
    found, spoken = list(regions.own or regions.page), set(page_language(regions))
    others = [one for one in found if one not in spoken]
    if any(not formats(one.region) and speaks(regions.language, one.region) for one in others):
        found = others
    return [one.region for one in found]
