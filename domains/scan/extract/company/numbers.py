"""The numbers of a company, after their labels: tax numbers, register numbers and others.

If a sort of number has check digits, they must be correct (python-stdnum). Otherwise the number must have the
format of its country, and directly follow a label of that country.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from importlib import import_module
from itertools import chain, islice, pairwise
from typing import Any, NamedTuple

from domains.scan.extract.company.forms import with_form
from domains.scan.extract.company.text import LabelledText
from domains.scan.extract.company.vocabulary import GROUP, NUMBER, Label, labels
from domains.scan.extract.gates import Gate
from domains.scan.extract.words import depends_on_words, table

REACH = 110  # characters after a label
FEWEST_DIGITS = 4  # of a number
MOST_RUNS = 9  # runs of letters or digits that one number is written in
MOST_WORDS = 6  # between a label and its number, such as "number" or "under the"
LONGEST_BEGUN = 12  # characters before a label that belong to the number
NEAR_COURT = 8  # lines between a register's number and its court
_PARAGRAPH = re.compile(r"§{1,2} ?\d+ ?[a-z]?\b(?: ?(?:Abs\.?|Nr\.?) ?\d+)*|\bArt\.? ?\d+\b")
_NOT_DIGITS = re.compile(r"\D+")
_RUN = re.compile(r"[^\W_]+")
_GAP = re.compile(r"[ .\-–/()]{0,3}")
_DASH = " – "  # parts statements, but may stand before a check digit
_DIGITS_LAST = re.compile(r"(?<![\d.,])(\d[\d .]{6,20}\d) $")
_FILE_LAST = re.compile(r"(?<!\w)([A-Z][A-Za-z]{0,3} ?\d{1,7}(?:/[A-Z])?)(?:, | )$")
MOST_ALONE = 40  # numbers without a label that are looked at
_ALONE = re.compile(r"(?<![\w.,/+-])\d{8,11}(?![\w/-])")
_COUNTING = "01234567890123456789"
_PREFIXES = {"GR": ("EL", "GR"), "CH": ("CHE",), "GB": ("GB", "XI")}


class Scheme(NamedTuple):
    """One sort of number, from ``data/company.toml``.

    ``groups``: groups whose labels also precede it. ``in_front``: whether it may stand before its label.
    ``before``: pattern of the text before the label, or of a group in it, that belongs to the number;
    ``is_begun``: whether it must stand there. ``is_second``: whether companies have a more common number of
    the same kind. ``alone``: pattern of a number that may stand right behind the legal name, without a label.
    ``last_digit``: what checks such a number, if ``check`` is not given. ``only_digits``: whether it is
    stored without the marks between its digits.
    """

    kind: str
    country: str
    scheme: str
    check: str = ""
    pattern: str = ""
    write: str = "{}"
    groups: tuple[str, ...] = ()
    in_front: bool = False
    before: str = ""
    is_begun: bool = False
    is_second: bool = False
    alone: str = ""
    last_digit: str = ""
    only_digits: bool = False

    def read(self, written: str) -> str:
        """A number as written -> as it is stored; "" if it is not of this sort."""
        if _is_sample(written):
            return ""
        number, checked = written.upper(), written
        if self.pattern:
            match = re.fullmatch(self.pattern, number)
            if match is None:
                return ""
            found = match.groupdict()
            number = found.get("number") or number
            checked = (found.get("checked") or number).replace(" ", "")
        if not self.check:
            compact = _NOT_DIGITS.sub("", number) if self.only_digits else number.replace(" ", "")
            return self.write.format(compact if compact.isdigit() else " ".join(number.split()))
        module = _module(self.check)
        if not module.is_valid(checked):
            return ""
        if self.pattern:
            return number.replace(" ", "")
        compact = module.compact(checked)
        return self.write.format(compact if self.write == "{}" else compact.removeprefix(self.country))

    def is_alone(self, digits: str) -> bool:
        """Whether digits without a label are a number of this sort, by their check digit."""
        if not self.alone or not re.fullmatch(self.alone, digits):
            return False
        if self.check:
            return bool(_module(self.check).is_valid(digits))
        return bool(_module(self.last_digit).calc_check_digit(digits[:-1]) == digits[-1])

    def begins(self, written: list[str]) -> bool:
        """Whether one of the texts begins with the code of the number's country."""
        codes = _PREFIXES.get(self.country, (self.country,))
        return not self.country or any(text.upper().startswith(codes) for text in written)


def _is_sample(number: str) -> bool:
    """Whether the digits are those of a sample: all equal, or counting."""
    digits = "".join(filter(str.isdigit, number))
    counts = digits in _COUNTING or digits[::-1] in _COUNTING
    return len(set(digits)) < 2 or (counts and len(digits) > (4 if digits[0] == "1" else 6))


class Number(NamedTuple):
    """A number as found.

    ``position``: of its label in the text. ``court``: the court or office of the register, or "".
    """

    scheme: Scheme
    value: str
    position: int
    court: str = ""


def find(said: LabelledText, countries: Callable[[], Sequence[str]]) -> list[Number]:
    """The numbers of a text, each once. ``countries``: those that the page indicates, most likely first."""
    found: dict[tuple[str, str], Number] = {}
    starts = [*(label.start for label in said.labels), len(said.text)]
    unread: list[tuple[Label, int]] = []
    for label, following in zip(said.labels, starts[1:], strict=True):
        read = [*_in_front(said, label), *_behind(said, label, following, countries)]
        if not read:
            unread.append((label, following))
        for number in read:
            found.setdefault((number.scheme.kind, number.value), number)
    if told := tuple(dict.fromkeys(number.scheme.country for number in found.values())):
        for label, following in unread:  # whose labels are those of several countries
            for number in _behind(said, label, following, lambda: told):
                found.setdefault((number.scheme.kind, number.value), number)
    if not any(number.scheme.kind == "registration_number" for number in found.values()):
        found.update({(one.scheme.kind, one.value): one for one in alone(said.text, countries)})
    return sorted(found.values(), key=lambda number: number.scheme.is_second)


def alone(text: str, countries: Callable[[], Sequence[str]]) -> list[Number]:
    """The numbers without a label behind a name with a form of their country: "UAB Lempa, 121215434"."""
    found: list[Number] = []
    for match in islice(_ALONE.finditer(text), MOST_ALONE) if _HAS_ALONE.is_open(text) else ():
        before = text[max(0, match.start() - REACH) : match.start()].rpartition("\n")[2].rstrip(" ,;(–-")
        name = with_form(before)
        if name and before.endswith(name):
            schemes = (one for one in _schemes().values() if one.is_alone(match[0]))
            given = (one for one in schemes if _is_of(name, one.country, countries))
            found.extend(Number(one, match[0], match.start()) for one in given)
    return found


def _is_of(name: str, country: str, countries: Callable[[], Sequence[str]]) -> bool:
    """Whether a name has a legal form of a country, which no other has unless the page indicates this one."""
    forms = {word for word in re.split(r"[\s,.]+", name.lower()) if country in _countries_of_form(word)}
    return any(len(_countries_of_form(form)) == 1 for form in forms) or bool(forms and country in countries())


def named(label: str, value: str, countries: Callable[[], Sequence[str]]) -> tuple[Scheme, str] | None:
    """The number with this label, in structured data."""
    known = next(iter(labels(f"{label} 000")), None)
    return _read(known, value, countries) if known else None


def _in_front(said: LabelledText, label: Label) -> Iterator[Number]:
    """The number directly before its label: "732 829 320 RCS Lyon", "C 317662 vedená u Krajského soudu"."""
    if any(map(str.isdigit, said.text[max(0, label.start - 4) : label.start])):
        before = said.text[max(0, label.start - REACH) : label.start]
        for scheme in _announced(label.meanings)[0]:
            told = (_FILE_LAST if scheme.pattern else _DIGITS_LAST).search(before)
            if scheme.in_front and told and (value := scheme.read(told[1])):
                yield Number(scheme, value, label.start, _court(said, label, scheme))


def _behind(
    said: LabelledText, label: Label, following: int, countries: Callable[[], Sequence[str]]
) -> Iterator[Number]:
    if not any(meaning.startswith((NUMBER, GROUP)) for meaning in label.meanings):
        return
    between = said.text[label.end : following]
    is_parted = "\n" in between.rstrip(" ") or any(map(str.isalpha, between))
    if is_parted and following < len(said.text) and not any(map(str.isdigit, between)):
        return  # the number belongs to the label that follows
    read = _read(label, _zone(said, label), countries)
    if read is not None:
        scheme, value = read
        if _is_form(said.text[label.start : label.end], scheme.country, countries):
            return
        court = _court(said, label, scheme) if scheme.kind == "registration_number" else ""
        begun = _begun(said, label, scheme)
        if begun or not scheme.is_begun:
            yield Number(scheme, begun + value, label.start, court)


def _is_form(label: str, country: str, countries: Callable[[], Sequence[str]]) -> bool:
    """Whether a label of another country is a legal form where the page is, as "MB" is in Lithuania."""
    own = _countries_of_form(label.lower())
    return bool(own) and country not in countries() and not own.isdisjoint(countries())


def _begun(said: LabelledText, label: Label, scheme: Scheme) -> str:
    """The part of a number that stands before its label: the province in "浙ICP备18019568号", the section in
    "oddíl B, vložka 8123".
    """
    before = said.text[max(0, label.start - LONGEST_BEGUN) : label.start]
    found = re.search(rf"(?:{scheme.before})\Z", before) if scheme.before else None
    return found[found.lastindex or 0] if found else ""


def _zone(said: LabelledText, label: Label) -> str:
    """The text after a label, with the next line if the label's own line ends with a colon."""
    zone = _PARAGRAPH.sub("", unicodedata.normalize("NFKC", said.behind(label, REACH)))
    line = said.line_of(label.start) + 1
    if zone.rstrip().endswith(":") and not any(map(str.isdigit, zone)) and line < len(said.lines):
        return f"{zone} {said.lines[line][:REACH]}"
    return zone


class _Reading(NamedTuple):
    scheme: Scheme
    value: str


def _read(label: Label, zone: str, countries: Callable[[], Sequence[str]]) -> _Reading | None:
    """The most certain number after a label.

    First a number that begins with its country's code, then one that the label alone determines, then one of
    the page's countries.
    """
    written = list(_candidates(zone))
    if sum(map(str.isdigit, written[0] if written else "")) < FEWEST_DIGITS:
        return None
    direct, grouped = _announced(label.meanings)
    for scheme in (*direct, *grouped):
        if scheme.begins(written) and (value := _first(scheme, written)):
            return _Reading(scheme, value)
    found = _longest(_Reading(scheme, value) for scheme in direct if (value := _first(scheme, written)))
    return found[0] if len(found) == 1 else _of_page(found or grouped, written, countries)


def _longest(readings: Iterable[_Reading]) -> list[_Reading]:
    """The readings with the most digits: others take a part of the number for a whole one."""
    found = [(sum(map(str.isdigit, reading.value)), reading) for reading in readings]
    most = max((digits for digits, _ in found), default=0)
    return [reading for digits, reading in found if digits == most]


def _of_page(
    known: Sequence[_Reading | Scheme], written: list[str], countries: Callable[[], Sequence[str]]
) -> _Reading | None:
    """The first that belongs to one of the page's countries."""
    for country in countries() if known else ():
        for one in known:
            scheme = one.scheme if isinstance(one, _Reading) else one
            if scheme.country == country and (value := _first(scheme, written)):
                return _Reading(scheme, value)
    return None


def _first(scheme: Scheme, written: list[str]) -> str:
    return next(filter(None, map(scheme.read, written)), "")


def _candidates(zone: str) -> Iterator[str]:
    """The texts that may be the number, the longest first.

    It begins with the first run that has a digit, or with a run of letters before that.
    """
    runs = list(_RUN.finditer(zone))
    first = next((place for place, run in enumerate(runs) if any(map(str.isdigit, run[0]))), None)
    if first is None or first > MOST_WORDS:
        return
    for begin in (first - 2, first - 1, first):
        if begin < 0 or any(not _is_prefix(run[0]) for run in runs[begin:first]):
            continue
        last = _last(zone, runs[begin : begin + MOST_RUNS])
        for end in range(last, first - begin - 1, -1):
            yield zone[runs[begin].start() : runs[begin + end].end()]


def _is_prefix(word: str) -> bool:
    return len(word) <= 4 and word.isupper()


def _last(zone: str, runs: list[re.Match[str]]) -> int:
    """The index of the last run that is close enough to those before it to belong to the same number."""
    for place, (before, behind) in enumerate(pairwise(runs)):
        gap = zone[before.end() : behind.start()]
        if not _GAP.fullmatch(gap) or (gap == _DASH and len(behind[0]) > 1):
            return place
    return len(runs) - 1


def _court(said: LabelledText, label: Label, scheme: Scheme) -> str:
    pattern = _courts().get(scheme.country)
    if pattern is None:
        return ""
    line = said.line_of(label.start)
    first, last = max(0, line - NEAR_COURT), min(len(said.lines) - 1, line + NEAR_COURT)
    around = pattern.finditer(said.text, said.start_of(first), said.end_of(last))
    nearest = min(around, key=lambda match: abs(match.start() - label.start), default=None)
    words = nearest[0].split() if nearest else ()
    told = (word for word in words if not (word.isdigit() or word == ":"))  # without its postcode
    return " ".join(told).strip(" .,")


@depends_on_words
def _announced(meanings: frozenset[str]) -> tuple[list[Scheme], list[Scheme]]:
    """The sorts of numbers that a label itself precedes, and those of its groups."""
    direct = [scheme for name, scheme in _schemes().items() if NUMBER + name in meanings]
    groups = {scheme: {GROUP + group for group in scheme.groups} for scheme in _schemes().values()}
    return direct, [scheme for scheme, of in groups.items() if of & meanings and scheme not in direct]


@depends_on_words
def _courts() -> dict[str, re.Pattern[str]]:
    return {country: re.compile(pattern) for country, pattern in table("company")["courts"].items()}


@depends_on_words
def _schemes() -> dict[str, Scheme]:
    """By the keys of the table ``numbers``."""
    numbers = table("company")["numbers"].items()
    return {
        name: Scheme(
            **{key: value for key, value in one.items() if key not in {"labels", "groups"}}
        )._replace(groups=tuple(one.get("groups", ())))
        for name, one in numbers
    }


@partial(depends_on_words, maxsize=1_024)
def _countries_of_form(form: str) -> frozenset[str]:
    """The countries that have a legal form, which is given in small letters."""
    every = chain(table("company")["forms"].items(), table("company")["forms_before"].items())
    return frozenset(country for country, forms in every if form in map(str.lower, forms))


def _telling() -> str:
    """What opens the gate for numbers without a label: a legal form of their country soon before digits."""
    countries = {one.country for one in _schemes().values() if one.alone}
    every = (
        table("company")[name].get(country, ()) for name in ("forms", "forms_before") for country in countries
    )
    forms = "|".join(sorted({re.escape(form) for forms in every for form in forms}))
    return rf"(?i)(?:^|[^\pL])(?:{forms})[^\pL\n][^\d\n]{{0,{REACH}}}\d{{8,11}}"


_HAS_ALONE = Gate(_telling, apart=True)


@cache
def _module(name: str) -> Any:
    """A module of python-stdnum; they are many, and most are never needed."""
    return import_module(f"stdnum.{name}")
