"""Evidence for the region of a number without a country code: near the number first, then on its page.

``phone.placed`` takes the first region in which the number is valid.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import chain

from domains.scan.extract.phone.labels import kind_of, vocabulary
from domains.scan.extract.phone.numbering import NANP
from domains.scan.extract.regions.cities import cities, ends_name
from domains.scan.extract.regions.country_names import speaks
from domains.scan.extract.regions.evidence import HINT, NEAR, OWN, Evidence
from domains.scan.extract.regions.named_countries import state_behind_town
from domains.scan.extract.regions.page_evidence import BEGIN, Page, is_other
from domains.scan.extract.regions.place import Place
from domains.scan.extract.regions.postcodes import postcodes
from domains.scan.extract.words import table

__all__ = ["BEGIN", "BESIDE", "HINT", "NEAR", "OWN", "Evidence", "Regions", "is_other"]

ABOVE, BELOW = 8, 4  # lines of an address above and below a number
REACH = 500  # characters of them
BESIDE = "country code of the number beside it"
_BESIDE = 60  # characters from the beginning of that number, or to it
_DIGITS = re.compile(r"\d(?:[ ().-]{0,3}\d){6}")
_WORD = re.compile(r"[^\W\d_]+")
HEADING = 60  # characters of a line that may be a section's heading


class Regions(Page):
    """The evidence on one page for each of its numbers."""

    def near(self, start: int, end: int, named_only: bool = False) -> Iterator[Evidence]:
        """The evidence on the number's line, in its address and its section, the nearest first.

        ``named_only``: only names of countries, and postcodes of North America.
        """
        text = self.document.text
        if named_only and not self._names_foreign:
            return
        # A line as long as a whole page says little about one of its numbers, and takes long to search.
        first, last = _lines_up(text, start, 0), _lines_down(text, end - 1, 1)
        yield from self._on_line(first, last, start, end, named_only)
        if not named_only:  # a city tells more than a country or a postcode of another line
            yield from self._cities_between(first, last, start, firm_only=True)
        yield from self._around(first, last, named_only)
        yield from self._heading(first)
        if not named_only:
            yield from self._coded_neighbour(start)

    def is_american(self, start: int, end: int) -> bool:
        """Whether anything near names a country of North America or the Caribbean, or an American state."""
        text = self.document.text
        if state_behind_town().search(text, _lines_up(text, start, ABOVE), _lines_down(text, end, BELOW)):
            return True
        return any(
            evidence.region in NANP for evidence in chain(self.near(start, end), self.city_near(start, end))
        )

    @cached_property
    def _names_foreign(self) -> bool:
        return any(place.region not in NANP for place in self.countries)

    def _on_line(self, first: int, last: int, start: int, end: int, named_only: bool) -> Iterator[Evidence]:
        """Evidence on the line: the nearest before the number, then the nearest after it; countries before
        postcodes.
        """
        for found in (self._countries_between, self._codes_between)[: 1 if named_only else 2]:
            places = found(first, last)
            before = sorted((one for one in places if one.end <= start), key=lambda one: -one.end)
            behind = sorted((one for one in places if one.start >= end), key=lambda one: one.start)
            for one in (*before, *behind):
                yield self._evidence(one, "on its line")

    def _around(self, first: int, last: int, named_only: bool) -> Iterator[Evidence]:
        """Evidence in the lines of the address around the number, the nearest first."""
        text = self.document.text
        top = _lines_up(text, first, ABOVE)
        bottom = _lines_down(text, last, BELOW)
        named = self._countries_between(top, first) + self._countries_between(last, bottom)
        found = [
            one
            for one in named
            if one.firm and not (self.is_foreign_name(one) and is_other(text[first:last]))
        ]
        codes = [*self._codes_between(top, first), *self._codes_between(last, bottom)]
        found += [one for one in codes if not named_only or one.region in NANP]

        def distance(one: Place) -> tuple[bool, int, bool]:
            above = one.end <= first
            lines = text.count("\n", one.end, first) if above else text.count("\n", last, one.start)
            return not above and self._headed, lines, above != self._addresses_first

        for one in sorted(found, key=distance):
            yield self._evidence(one, "in its address")

    @cached_property
    def _addresses_first(self) -> bool:
        """Whether the page writes addresses before their numbers, as the first number shows."""
        digits = _DIGITS.search(self.document.text)
        firm = next((place.start for place in self.countries if place.firm), -1)
        return digits is None or firm <= digits.start()

    @cached_property
    def _headed(self) -> bool:
        """Whether each country stands above its numbers: the first before all, the last before some."""
        text, firm = self.document.text, [place for place in self.countries if place.firm]
        several = len({place.region for place in firm}) > 1 and self._addresses_first
        return several and _DIGITS.search(text, firm[-1].end, firm[-1].end + REACH) is not None

    def _heading(self, first: int) -> Iterator[Evidence]:
        """The nearest short line above that names a country: "India Offices"."""
        above = bisect_right(self._headings, first, key=lambda place: place.end)
        if above:
            yield self._evidence(self._headings[above - 1], "in the heading of its section")

    @cached_property
    def _headings(self) -> tuple[Place, ...]:
        """The countries that are named in short lines."""
        firm = (place for place in self.countries if place.firm and not self.is_foreign_name(place))
        return tuple(place for place in firm if self._is_in_short_line(place))

    def _is_in_short_line(self, place: Place) -> bool:
        text = self.document.text
        before = text[max(0, place.start - HEADING - 1) : place.start].rpartition("\n")
        behind = text[place.end : place.end + HEADING].partition("\n")
        return len(before[2]) + place.end - place.start + len(behind[0]) <= HEADING

    def _coded_neighbour(self, start: int) -> Iterator[Evidence]:
        """The nearest number with a country code within the same address."""
        text = self.document.text
        near = sorted(
            (abs(at - start), region) for at, region in self.codes if at >= 0 and abs(at - start) < REACH
        )
        for distance, region in near[:2]:
            low = min(start, *(at for at, _ in self.codes if abs(at - start) == distance))
            if text.count("\n", low, low + distance) <= ABOVE:
                yield Evidence(region, "country code of a neighbouring number", NEAR)

    def coded_beside(self, start: int, end: int) -> Iterator[Evidence]:
        """The country of the number with a code right before a number, else of that right behind it, if
        nothing but words for telephones stands between them.
        """
        before = max((one for one in self.codes if 0 <= one[0] < start), default=(-1, ""))
        behind = min((one for one in self.codes if one[0] >= end), default=(-1, ""))
        for (at, region), between in ((before, (before[0], start)), (behind, (end, behind[0]))):
            if at >= 0 and between[1] - between[0] < _BESIDE and self._only_calls(*between):
                yield Evidence(region, BESIDE, NEAR)

    def _only_calls(self, start: int, end: int) -> bool:
        """Whether no words are between two positions but those for telephones and what joins two numbers."""
        known, joins = vocabulary(), table("labels")["joins"].split()
        words = _WORD.findall(self.document.text[start:end].lower())
        calls = {"phone", "fax", "whatsapp"}
        return all(word in joins or word in known.numbers or kind_of(word, known) in calls for word in words)

    def _countries_between(self, start: int, end: int) -> list[Place]:
        first, last = (bisect_left(self.countries, (at,)) for at in (start, end))
        return list(self.countries[first:last])

    def _codes_between(self, start: int, end: int) -> list[Place]:
        return list(postcodes(self.document.text, start, end)) if end > start else []

    def _evidence(self, place: Place, where: str) -> Evidence:
        how = f"{place.kind} {self.document.text[place.start : place.end]!r} {where}"
        is_named = place.firm and (place.kind == "country" or self._is_likely_city(place))
        return Evidence(place.region, how, NEAR, is_named)

    def _is_likely_city(self, place: Place) -> bool:
        """Whether it is a city whose country speaks the page's language, if that tells anything: "9301 Patos"
        on an Albanian page is not in Brazil.
        """
        is_spoken = not self.has_telling_language or speaks(self.language, place.region)
        return place.kind == "city" and is_spoken

    def city_near(self, start: int, end: int, in_names: bool = True) -> Iterator[Evidence]:
        """Cities near a number. They are weaker evidence: many American places have the same names.

        ``in_names``: also at the end of a longer name, as in "Café Wien", which is anywhere.
        """
        text = self.document.text
        top, bottom = _lines_up(text, start, ABOVE), _lines_down(text, end, BELOW)
        yield from self._cities_between(top, bottom, start, in_names=in_names)

    def city_of_language(self, start: int, end: int) -> Iterator[Evidence]:
        """The cities near a number, if all are in one country that speaks the page's language, and not
        English: those of several are a list, as of offices.
        """
        if self.has_telling_language:
            found = list(self.city_near(start, end))
            if len({one.region for one in found}) == 1 and speaks(self.language, found[0].region):
                yield from found

    def _cities_between(
        self, top: int, bottom: int, start: int, firm_only: bool = False, in_names: bool = True
    ) -> Iterator[Evidence]:
        """``firm_only``: only behind a mark, not at the end of a longer name, as in "Restaurant Milano".
        ``in_names``: as in ``city_near``.
        """
        text = self.document.text
        found = (
            one
            for one in cities(text, self.cities, top, bottom)
            if one.firm or not (firm_only or (not in_names and ends_name(text, one.start)))
        )
        for one in sorted(found, key=lambda one: abs(one.start - start))[:3]:
            yield self._evidence(one, "in its address")


def _lines_up(text: str, position: int, count: int) -> int:
    lowest = max(0, position - REACH)
    for _ in range(count + 1):
        position = text.rfind("\n", lowest, position)
        if position < 0:
            return lowest
    return position + 1


def _lines_down(text: str, position: int, count: int) -> int:
    highest = min(len(text), position + REACH)
    for _ in range(count):
        position = text.find("\n", position + 1, highest)
        if position < 0:
            return highest
    return position
