"""The contents of ``parking.toml``: the patterns by which pages on domains without a site are known."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from domains.scan.placeholders.patterns import START, AnyOf, Marks, in_text, lean, line, words_of

NAME = "\u2063name\u2063"  # stands for the domain's name in a text: no page holds these letters
_IS = "is|may be|ist|steht|wird|est|está|è|é|er|är|on|jest|je|este|van|είναι"


class Known:
    """Patterns for texts in lower case in which ``NAME`` stands for the domain's name.

    They are compiled when first needed.
    """

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.owners: Sequence[Mapping[str, Any]] = told["owner"]
        self.defaults: Sequence[Mapping[str, Any]] = told["default"]
        self._words = told["words"]

    @cached_property
    def owned(self) -> Marks:
        return Marks(mark for one in self.owners for mark in one["marks"])

    @cached_property
    def default_titles(self) -> Any:
        return line(title for one in self.defaults for title in one.get("titles", ()))

    @cached_property
    def default_lone(self) -> Any:
        return line(title for one in self.defaults for title in one.get("lone", ()))

    @cached_property
    def default_bare(self) -> Any:
        return line(title for one in self.defaults for title in one.get("bare", ()))

    @cached_property
    def default_marks(self) -> Any:
        return in_text(mark for one in self.defaults for mark in one.get("marks", ()))

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
    def site(self) -> Any:
        return self._words_of("site")

    @cached_property
    def coming(self) -> Any:
        return AnyOf(self._words_of("coming"), self.making)

    @cached_property
    def making(self) -> Any:
        return self._words_of("making")

    @cached_property
    def noun(self) -> Any:
        return self._words_of("noun")

    @cached_property
    def fate(self) -> Any:
        """What happens to domains."""
        return AnyOf(self._words_of("trade"), self._words_of("sale"), self._words_of("parked"))

    @cached_property
    def offered(self) -> Any:
        """The domain's name as what is sold."""
        trade = self._joined("trade")
        return in_text([rf"{START}(?:{trade}) [\"“„«']?{NAME}|{NAME}[^\n]{{0,20}}[ \pP]yours\b"])

    @cached_property
    def called(self) -> Any:
        """The page calls what it stands on a domain."""
        return self._words_of("domain")

    @cached_property
    def moved(self) -> Any:
        return self._words_of("moved")

    @cached_property
    def hosting(self) -> Any:
        return self._words_of("hosting")

    @cached_property
    def to_owner(self) -> Any:
        return self._words_of("owner")

    @cached_property
    def served(self) -> Any:
        """What a host serves."""
        return AnyOf(self.site, self.noun, self.hosting)

    @cached_property
    def bought(self) -> Any:
        """What a customer has got."""
        return AnyOf(self._words_of("yours"), self.hosting, self.noun)

    @cached_property
    def ended(self) -> Any:
        return self._words_of("ended")

    @cached_property
    def away(self) -> Any:
        return self._words_of("away")

    @cached_property
    def greeting(self) -> Any:
        return self._words_of("greeting")

    @cached_property
    def ready(self) -> Any:
        return self._words_of("ready")

    @cached_property
    def registered(self) -> Any:
        return AnyOf(self._words_of("parked"), self._words_of("taken"))

    @cached_property
    def upload(self) -> Any:
        return self._words_of("upload")

    @cached_property
    def unit(self) -> Any:
        """A unit of time, as the whole text."""
        return in_text([rf"^(?:{self._joined('unit')})$"])

    @cached_property
    def absent(self) -> Any:
        return self._words_of("absent")

    @cached_property
    def selling(self) -> Any:
        return self._words_of("selling")

    @cached_property
    def not_there(self) -> Any:
        return AnyOf(self._words_of("lacking"), self.away)

    @cached_property
    def nothing(self) -> Any:
        return line(self._words["nothing"])

    def _words_of(self, name: str) -> Any:
        return words_of(self._listed(name))

    def _listed(self, name: str) -> list[str]:
        return [lean(word.replace("{host}", NAME)) for word in self._words[name]]

    def _joined(self, name: str) -> str:
        return "|".join(f"(?:{word})" for word in self._listed(name))

    def _sentence(self, then: str) -> str:
        """The domain (or its name), a few words that link, and what happens to it."""
        links = rf"(?:[ \pP]*(?:{self._words['linking']}))*[ \pP]*"
        fate = self._joined(then)
        alone = rf"{NAME}\n(?:(?:{_IS}) {links}(?:{fate})|{links}(?:{fate})[ \pP]*(?m:$))"
        subject = f"{self._joined('domain')}|{self._joined('name')}"
        return rf"{START}(?:(?:{NAME}|{subject}){links}(?:{fate})|{alone})"


@cache
def known() -> Known:
    return Known(tomllib.loads((Path(__file__).parent / "parking.toml").read_text("utf-8")))


def whose(defaults: Sequence[Mapping[str, Any]], name: str, compiled: Callable[..., Any], text: str) -> str:
    """The name of the first entry of which a pattern is in the text."""
    having = (one for one in defaults if name in one)
    return next(str(one["name"]) for one in having if compiled(one[name]).search(text))
