"""The contents of ``parking.toml``: the patterns by which pages on domains without a site are known."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from domains.scan.placeholders.patterns import (
    START,
    AnyOf,
    FirstOf,
    in_text,
    lean,
    line,
    marks,
    of_list,
    words_of,
)

NAME = "\u2063name\u2063"  # stands for the domain's name in a text: no page holds these letters
_IS = "is|may be|ist|steht|wird|est|está|è|é|er|är|on|jest|je|este|van|είναι"


def _words(*lists: str) -> cached_property[Any]:
    """A pattern for any of the words of these lists, compiled when first needed."""
    return cached_property(lambda known: AnyOf(*map(known.words, lists)))


class ParkingWords:
    """Patterns for texts in lower case in which ``NAME`` stands for the domain's name."""

    absent = _words("absent")
    away = _words("away")
    bought = _words("yours", "hosting", "noun")  # what a customer has got
    called = _words("domain")  # the page calls what it stands on a domain
    coming = _words("coming", "making")
    craft = _words("craft")
    ended = _words("ended")
    fate = _words("trade", "sale", "parked")  # what happens to domains
    greeting = _words("greeting")
    hosting = _words("hosting")
    makes = _words("makes")
    making = _words("making")
    moved = _words("moved")
    not_there = _words("lacking", "away")
    noun = _words("noun")
    ready = _words("ready")
    registered = _words("parked", "taken")
    selling = _words("selling")
    served = _words("site", "noun", "hosting")  # what a host serves
    site = _words("site")
    to_owner = _words("owner")
    upload = _words("upload")
    pointed = _words("pointed")
    nothing = of_list("nothing", line)

    def __init__(self, told: Mapping[str, Any]) -> None:
        lists = {name: words for name, words in told["words"].items() if name != "linking"}
        self.lists = {name: [lean(word.replace("{host}", NAME)) for word in lists[name]] for name in lists}
        self._links = told["words"]["linking"]
        self._compiled: dict[str, Any] = {}
        self.owners = FirstOf(told["owner"], "marks", marks)
        self.default_titles = FirstOf(told["default"], "titles", line)
        self.default_lone = FirstOf(told["default"], "lone", line)
        self.default_bare = FirstOf(told["default"], "bare", line)
        self.default_marks = FirstOf(told["default"], "marks", in_text)

    @cached_property
    def sale(self) -> Any:
        return in_text([self._sentence("sale"), rf"(?m)^[ \pP]*(?:{self._joined('alone')})[ \pP]*$"])

    @cached_property
    def parked(self) -> Any:
        return in_text([self._sentence("parked")])

    @cached_property
    def soon(self) -> Any:
        return line([rf"(?:.*[-–—|:.!] )?(?:{self._joined('soon')})(?: ?[-–—|.!] .*)?"])

    @cached_property
    def offered(self) -> Any:
        """The domain's name as what is sold."""
        trade = self._joined("trade")
        return in_text([rf"{START}(?:{trade}) [\"“„«']?{NAME}|{NAME}[^\n]{{0,20}}[ \pP]yours\b"])

    @cached_property
    def unit(self) -> Any:
        """A unit of time, as the whole text."""
        return in_text([rf"^(?:{self._joined('unit')})$"])

    def words(self, name: str) -> Any:
        """A pattern for the words of one list."""
        if name not in self._compiled:
            self._compiled[name] = words_of(self.lists[name])
        return self._compiled[name]

    def _joined(self, name: str) -> str:
        return "|".join(f"(?:{word})" for word in self.lists[name])

    def _sentence(self, then: str) -> str:
        """The domain (or its name), a few words that link, and what happens to it."""
        links = rf"(?:[ \pP]*(?:{self._links}))*[ \pP]*"
        fate = self._joined(then)
        alone = rf"{NAME}\n(?:(?:{_IS}) {links}(?:{fate})|{links}(?:{fate})[ \pP]*(?m:$))"
        subject = f"{self._joined('domain')}|{self._joined('name')}"
        return rf"{START}(?:(?:{NAME}|{subject}){links}(?:{fate})|{alone})"


@cache
def known() -> ParkingWords:
    return ParkingWords(tomllib.loads((Path(__file__).parent / "parking.toml").read_text("utf-8")))
