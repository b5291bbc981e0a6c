"""The year in which the company was founded, as its pages tell it.

A year counts behind a label that stands at the beginning of a line ("Gründungsjahr: 1978"), or in a statement
that has no other subject than the company: none at all ("Est. 1987"), its name, or a word for it ("our
company"). Pages also tell of the founding of towns, partners and products. If they give different years, none
counts.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from domains.scan.extract.company.text import LabelledText
from domains.scan.extract.company.vocabulary import labels_within
from domains.scan.extract.gates import Gate
from domains.scan.extract.words import any_of, depends_on_words, table

FIRST = 1500
REACH = 80  # characters before and behind a statement
_YEAR = r"(?:(?:1[5-9]|20)\d\d|25[0-9]\d)"  # 2530 is a year in Thailand
_UNSPACED = r"\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_BUDDHIST = 543  # years before our era
_BEFORE = frozenset(".!|·•(–—-")  # what stands before a statement without a subject
_ENDS = re.compile(r"年? ?(?:\d{1,2}月|[.!)|·•–—\n-]|\Z)")  # what stands behind it
_SENTENCE = re.compile(r"[!|·•:] ?|\. ")


class _Words(NamedTuple):
    labels: re.Pattern[str]  # and their years, at the beginning of a line
    told: re.Pattern[str]  # statements and their years
    since: re.Pattern[str]  # lines that say no more than since when
    company: re.Pattern[str]  # what a text ends with that means the company
    copula: re.Pattern[str]  # at the end of a text
    own: re.Pattern[str]  # words with which a company speaks of itself


def find(text: str, host: str, names: Collection[str]) -> str:
    """The year; "" if there is none, or several. ``names``: the company's legal ones, as far as known."""
    if not _TELLING.is_open(text):
        return ""
    said = LabelledText(text, labels_within(text), host)
    labelled = {_year(match) for match in _words().labels.finditer(said.text)} - {""}
    years = labelled or {_year(match) for match in _statements(said, names)} - {""}
    return years.pop() if len(years) == 1 else ""


def _statements(said: LabelledText, names: Collection[str]) -> Iterator[re.Match[str]]:
    text = said.text
    for match in _words().told.finditer(text):
        before = text[max(0, match.start() - REACH) : match.start()].rpartition("\n")[2].rstrip(" ,")
        behind = text[match.end() : match.end() + REACH]
        if _words().company.search(before) or _is_own(said, before, names):
            yield match
        elif not before or before[-1] in _BEFORE:
            sentence = re.split(r"[.!\n]", behind, maxsplit=1)[0]
            if _ENDS.match(behind) or _words().own.search(sentence) or said.is_own(sentence.strip(" ,")):
                yield match
    yield from _words().since.finditer(text)


def _is_own(said: LabelledText, before: str, names: Collection[str]) -> bool:
    """Whether the text before a statement is the company's name: "Moorland Joinery Ltd, est. 1987"."""
    name = _words().copula.sub("", _SENTENCE.split(before)[-1]).strip(" ,(–-")
    return said.is_own(name) or name in names


def _year(match: re.Match[str]) -> str:
    """The year of our era; "" if it is none in which a company was founded."""
    found = match.groupdict()
    if era := found.get("era"):
        number = 1 if found["of_era"] == "元" else int(found["of_era"])
        year = table("company")["founding"]["eras"][era] + number
    else:
        year = int(found["year"])
        year -= _BUDDHIST if year >= 2400 else 0
    return str(year) if FIRST <= year <= datetime.now(UTC).year else ""


@depends_on_words
def _words() -> _Words:
    told = table("company")["founding"]
    labels, verbs, links, since = (any_of(told[name]) for name in ("labels", "verbs", "links", "since"))
    company, own, copulas = (any_of(told[name]) for name in ("company", "own", "copulas"))
    era = f"(?P<era>{any_of(told['eras'])})(?P<of_era>\\d{{1,2}}|元)年"
    year = rf"(?:(?P<year>{_YEAR})(?!\d|[-–/.]\d)|{era})"
    date = r"(?:\d{1,2}[./-]\d{1,2}[./-])?"
    linked = rf"(?:[\s:：.]{{1,2}}(?:{links})(?!\w)){{0,3}}[\s:：.]{{0,3}}"
    return _Words(
        re.compile(rf"(?im)^(?:{labels})(?: ?[:：]\s{{0,2}}|\n|(?<=[{_UNSPACED}]) ?){date}{year}"),
        re.compile(rf"(?i)(?<!\w)(?:{verbs}){linked}{year}"),
        re.compile(rf"(?im)^(?:(?:{company}) )?(?:{since}) {year}[ .!]{{0,2}}$"),
        re.compile(rf"(?i)(?:^|[.!|·•] )(?:{company})(?: (?:{copulas}))?$"),
        re.compile(rf"(?i) (?:{copulas})$"),
        re.compile(rf"(?i)(?<!\w)(?:{own})(?!\w)"),
    )


def _telling() -> str:
    """What opens the gate: a word for the founding, and a year soon behind it."""
    told = table("company")["founding"]
    words = "|".join(re.escape(word) for name in ("labels", "verbs", "since") for word in told[name])
    eras = "|".join(told["eras"])
    year = rf"(?:1[5-9]\d\d|20\d\d|25\d\d|(?:{eras})(?:\d|元))"
    return (
        rf"(?i)(?:^|[^\pL])(?:{words})(?:[^\pL\d](?s:[^\d]{{0,20}}?)|[^\d]{{0,3}}?|[^\d]\d\d?\.\d\d?\.){year}"
    )


_TELLING = Gate(_telling)
