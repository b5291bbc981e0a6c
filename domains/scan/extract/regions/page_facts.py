"""What a page contains that may tell its country, computed when a rule asks for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

import re2

from domains.scan.extract.document import Document
from domains.scan.extract.gates import Gate
from domains.scan.extract.regions.cities import Cities, city_names
from domains.scan.extract.regions.country_names import speaks
from domains.scan.extract.regions.named_countries import countries
from domains.scan.extract.regions.place import Place
from domains.scan.extract.regions.text_words import is_unspaced
from domains.scan.extract.structured import Thing
from domains.scan.extract.words import any_of, depends_on_words, table

END = 3_000  # characters at the beginning and the end of a text, where addresses usually are
_COLON = "[ \u00a0]{0,2}:[ \u00a0]{0,2}"
_REGISTERED = re.compile(r"[\s.:#-]{0,4}(?:[Nn](?:[ro]|º|°)?[.:]?\s?)?[A-Z]{0,3}[\s-]?(\d[\d.-]{0,20})")
# "Dorfstrasse 12, 8832 Wollerau", in one line or two; neither a year nor a round figure.
_STREET_AND_POSTCODE = re.compile(
    r"[^\W\d_]\.? \d{1,3}[a-zA-Z]?(?:[,\n]| [-–|·•]) ?"
    r"((?!(?:19|20)\d\d |\d[05]00 )\d{4,5}) (?=[A-ZÀ-Þ][a-zà-ÿ])"
)


class PageFacts:
    """What the evidence on one page is taken from. ``codes``: (position, region) of the numbers with a
    country code; the position is -1 for numbers outside of the text. ``has_trunk_zero``: whether a number
    begins with a zero, as none of North America does. ``first_groups``: the first digits of the numbers that
    are said to be ones. ``labels``: the words that say so. ``marks``: the regions of codes and flags, by the
    places of their numbers. All must be set before any evidence is read. ``numbered``: the regions of all
    numbers of the page, once they are found.
    """

    def __init__(self, document: Document, language: str, things: tuple[Thing, ...], default: str) -> None:
        self.document, self.language, self.things, self.default = document, language, things, default
        self.codes: list[tuple[int, str]] = []
        self.has_trunk_zero = False
        self.first_groups: list[str] = []
        self.labels: tuple[str, ...] = ()
        self.marks: Mapping[int, str] = {}
        self.numbered: tuple[str, ...] = ()

    @cached_property
    def base_language(self) -> str:
        """The page's language without script and region: "pt" of "pt-br"."""
        return self.language.partition("-")[0]

    @property
    def has_telling_language(self) -> bool:
        """Whether the language tells more of a country than English does, which is written everywhere."""
        return self.base_language not in {"", "en"}

    @property
    def right_to_left(self) -> bool:
        """Whether the page's language is written from right to left."""
        return self.base_language in table("regions")["right_to_left"].split()

    @cached_property
    def has_other_letters(self) -> bool:
        return self.base_language in table("regions")["other_letters"].split()

    def is_foreign_name(self, place: Place) -> bool:
        """Whether a country is named in Latin letters on a page in other letters, which it does not speak, as
        menus do.
        """
        is_latin = self.has_other_letters and self.document.text[place.start : place.end].isascii()
        return is_latin and not speaks(self.language, place.region)

    @cached_property
    def countries(self) -> tuple[Place, ...]:
        return countries(self.document.text, self.language)

    @cached_property
    def cities(self) -> Cities:
        """The cities that may be named somewhere."""
        return city_names(self.document.text, self.language)

    @cached_property
    def registers(self) -> tuple[tuple[str, int], ...]:
        """The registers and legal forms named in the text, and how many digits follow."""
        text = self.document.text
        if not _REGISTER_IN_TEXT.is_open(text):
            return ()
        found = _register_pattern().finditer(text)
        names = _listed_names()
        return tuple((names[_close(match[0])], _digits_behind(text, match.end())) for match in found)

    @cached_property
    def taxed(self) -> tuple[str, ...]:
        """The countries in the codes of the tax numbers named in the text: "VAT No. IE6433435F"."""
        if not _TAX_NUMBER_IN_TEXT.is_open(self.document.text):
            return ()
        others = table("regions")["vat_regions"]
        codes = (match[1] for match in _tax_number().finditer(self.document.text))
        return tuple(dict.fromkeys(others.get(code, code) for code in codes))

    @cached_property
    def length_of_postcodes(self) -> int:
        """How many digits the postcodes behind streets have, if all have as many; else 0."""
        text = self.document.text
        codes = [code for start, end in self.ends for code in _STREET_AND_POSTCODE.findall(text, start, end)]
        lengths = {len(code) for code in codes}
        return lengths.pop() if len(lengths) == 1 else 0

    @cached_property
    def ends(self) -> tuple[tuple[int, int], ...]:
        """Where addresses usually are: the beginning and the end of the text."""
        length = len(self.document.text)
        return ((0, END), (length - END, length)) if length > 2 * END else ((0, length),)


def _digits_behind(text: str, position: int) -> int:
    """Of how many digits the number in a register consists that stands there; 0 if there is none."""
    number = _REGISTERED.match(text, position)
    return sum(map(str.isdigit, number[1])) if number else 0


# Most pages contain none of them. re2 finds that out in one pass, however many patterns there are.


_REGISTER_IN_TEXT = Gate(
    lambda: "|".join(_COLON.join(map(re2.escape, _parts(name))) for name in _register_names()),
    apart=True,
)


@depends_on_words
def _tax_number() -> re2._Regexp[str]:
    data = table("regions")
    words = "|".join(map(re2.escape, data["vat_words"].split()))
    codes = "|".join(data["vat_codes"].split())
    return re2.compile(
        rf"(?:^|[^\pL])(?i:{words})(?:[^\pL\n][^\n]{{0,40}}?)?"
        rf"[^\pL\pN\n]({codes})[ .-]?[A-Z]{{0,2}}\pN(?:[ .-]?[A-Z\pN]){{6,11}}"
    )


_TAX_NUMBER_IN_TEXT = Gate(lambda: _tax_number().pattern, apart=True)


@depends_on_words
def _register_pattern() -> re.Pattern[str]:
    return _any_of(_register_names())


def _register_names() -> dict[str, str]:
    names: dict[str, str] = table("regions")["business_ids"] | table("regions")["shared_ids"]
    return names


@depends_on_words
def _listed_names() -> dict[str, str]:
    """Each name without spaces at its colon -> the name as it is listed."""
    return {_close(name): name for name in _register_names()}


def _close(name: str) -> str:
    return ":".join(_parts(name))


def _parts(name: str) -> list[str]:
    """What a name has around its colon, which may stand with or without spaces: "CIN: U", "CIN : U"."""
    return [part.strip() for part in name.split(":")]


def _any_of(phrases: dict[str, str]) -> re.Pattern[str]:
    """A pattern for whole words. Begins with a character class, which is found ten times faster."""
    first = "".join(sorted({phrase[0] for phrase in phrases}))
    unspaced = {phrase for phrase in phrases if is_unspaced(phrase)}
    spaced = any_of(phrases.keys() - unspaced, lambda phrase: _COLON.join(map(re.escape, _parts(phrase))))
    return re.compile(rf"(?=[{re.escape(first)}])(?:(?<!\w)(?:{spaced})(?![^\W\d_])|{any_of(unspaced)})")
