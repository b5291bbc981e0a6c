"""The evidence of one page: what the rules find, the strongest first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import chain
from typing import Self

from domains.scan.extract.phone.numbering import NANP, Number
from domains.scan.extract.regions.country_names import speaks
from domains.scan.extract.regions.evidence import HINT, Evidence, Remembered, distinct
from domains.scan.extract.regions.page_facts import PageFacts
from domains.scan.extract.regions.page_rules import (
    HINT_RULES,
    OWN_RULES,
    PAGE_RULES,
    of_registers,
    of_tax_numbers,
    page_language,
    sold_domain,
)
from domains.scan.extract.words import table

BEGIN = 1_000  # characters of a text that show its letters
_OTHER_LETTER = re.compile(r"[\u0370-\u1dff\u3040-\ud7af]")


def is_other(text: str) -> bool:
    """Whether a text has other letters than Latin ones."""
    return not text.isascii() and _OTHER_LETTER.search(text) is not None


class Page(PageFacts):
    """The evidence on one page; a context manager, at whose end no more of it is computed."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # What computes them refers to this page: without an end, each page would be kept in memory, with its
        # tree, until the next garbage collection.
        self.own.close()
        self.page.close()

    @property
    def registered(self) -> Iterator[Evidence]:
        """Where the site is registered under a number."""
        numbered = [one for one in self.registers if one[1]]
        return chain(of_registers(numbered, "business_ids"), of_tax_numbers(self))

    @cached_property
    def coded(self) -> tuple[Evidence, ...]:
        """The one country of all numbers with a country code, on a page that is not in English."""
        found = {region for _, region in self.codes}
        if len(found) != 1 or found & NANP or not self.has_telling_language:
            return ()
        return (Evidence(found.pop(), "country code of all other numbers"),)

    @cached_property
    def of_letters(self) -> tuple[Evidence, ...]:
        """The countries of the page's language, if few write its letters."""
        return tuple(page_language(self)) if self.has_other_letters else ()

    @cached_property
    def of_script(self) -> tuple[Evidence, ...]:
        """The countries of the language of a text in other letters than Latin ones, if they write numbers in
        groups as North America does, and if nothing on the page speaks of that.
        """
        if not is_other(self.document.text[:BEGIN]):
            return ()
        similar = table("regions")["american_groups_in_own_letters"].split()
        found = tuple(one for one in page_language(self) if one.region in similar)
        return () if found and any(one.region in NANP for one in self.page) else found

    def agrees(self, number: Number) -> bool:
        """Whether a number's country speaks the page's language, or several numbers begin with its code."""
        is_spoken = self.has_telling_language and speaks(self.language, number.region)
        return is_spoken or self.first_groups.count(number.country_code) > 1

    @cached_property
    def own(self) -> Remembered:
        """What the site declares about itself."""
        return Remembered(distinct(evidence for rule in OWN_RULES for evidence in rule(self)))

    @cached_property
    def page(self) -> Remembered:
        """The evidence of the whole page, strongest first, each region once. Hints are included only if
        the site does not declare where it is.
        """
        return Remembered(distinct(self._everything()))

    def _everything(self) -> Iterator[Evidence]:
        yield from self.own
        for rule in PAGE_RULES:
            yield from rule(self)
        if not self.own:
            for rule in HINT_RULES:
                yield from rule(self)

    @property
    def is_told(self) -> bool:
        """Whether the page has more than hints of its country."""
        return any(evidence.strength != HINT for evidence in self.page)

    @property
    def fallback(self) -> tuple[Evidence, ...]:
        """If the page names no country: the configured region, unless one of its numbers rules it out, and
        the country of a top-level domain that is sold to everybody.
        """
        if self.is_told:
            return ()
        ruled_out = self.has_trunk_zero and self.default in NANP
        default = () if ruled_out else (Evidence(self.default, "configured region"),)
        return (*default, *sold_domain(self))
