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
ASIDE = 40  # characters between a year and the verb behind it, such as the founder's name
_YEAR = r"(?:(?:1[5-9]|20)\d\d|25[0-9]\d)"  # 2530 is a year in Thailand
_UNSPACED = r"\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_BUDDHIST = 543  # years before our era
_BEFORE = frozenset(".!|·•(–—-")  # what stands before a statement without a subject
_ENDS = re.compile(r"年? ?(?:\d{1,2}月|[.!)|·•–—\n-]|\Z)")  # what stands behind it
_SENTENCE = re.compile(r"[!|·•:] ?|\. ")


class _Words(NamedTuple):
    labels: re.Pattern[str]  # and their years, at the beginning of a line
    told: re.Pattern[str]  # statements and their years
    told_behind: re.Pattern[str]  # years, and the verbs behind them
    # Years, and behind them the company between the parts of the verb, or behind it.
    told_around: re.Pattern[str]
    linked: re.Pattern[str]  # what stands before a year, at the end of a text
    since: re.Pattern[str]  # lines that say no more than since when
    company: re.Pattern[str]  # what a text ends with that means the company
    copula: re.Pattern[str]  # at the end of a text
    own: re.Pattern[str]  # words with which a company speaks of itself


def find(text: str, host: str, names: Collection[str]) -> str:
    """The year; "" if there is none, or several. ``names``: the company's legal ones, as far as known."""
    if not (_TELLING.is_open(text) or _TELLING_BEHIND.is_open(text)):
        return ""
    said = LabelledText(text, labels_within(text), host)
    labelled = {_year(match) for match in _words().labels.finditer(said.text)} - {""}
    years = labelled or {_year(match) for match in _statements(said, names)} - {""}
    return years.pop() if len(years) == 1 else ""


def _statements(said: LabelledText, names: Collection[str]) -> Iterator[re.Match[str]]:
    words = _words()
    for match in words.told.finditer(said.text):
        if _is_meant(said, match, _before(said.text, match), names):
            yield match
    if _TELLING_BEHIND.is_open(said.text):
        for match in words.told_behind.finditer(said.text):
            before = words.linked.sub("", _before(said.text, match)).rstrip(" ,")
            if _is_meant(said, match, before, names):
                yield match
        for match in words.told_around.finditer(said.text):
            before = words.linked.sub("", _before(said.text, match))
            is_own = not match["name"] or said.is_own(match["name"])
            if is_own and (not before or before[-1] in _BEFORE):
                yield match
    yield from words.since.finditer(said.text)


def _before(text: str, match: re.Match[str]) -> str:
    """What stands before a statement on its line."""
    return text[max(0, match.start() - REACH) : match.start()].rpartition("\n")[2].rstrip(" ,")


def _is_meant(said: LabelledText, match: re.Match[str], before: str, names: Collection[str]) -> bool:
    """Whether a statement is about the company, by what precedes it and by the rest of its sentence."""
    if _words().company.search(before) or _is_own(said, before, names):
        return True
    if before and before[-1] not in _BEFORE:
        return False
    behind = said.text[match.end() : match.end() + REACH]
    sentence = re.split(r"[.!\n]", behind, maxsplit=1)[0]
    is_told = _words().own.search(sentence) or said.is_own(sentence.strip(" ,"))
    return _ENDS.match(behind) is not None or bool(is_told)


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
    behind, unspaced, endings, asides = (
        any_of(told[name]) for name in ("verbs_behind", "verbs_behind_unspaced", "year_endings", "asides")
    )
    dated = rf"(?<![\d./-])(?P<year>{_YEAR})(?:{endings}|(?![\d/–-]))"
    verb = rf"(?:{behind})(?!\w)"
    month = r"(?:\d{1,2}月)?[に에于於]? ?"
    aside = rf"(?: (?:{asides}) [^\d.,;:!?\n]{{1,{ASIDE}}})??"
    name = r" [^\W\d_a-zß-ÿа-яё][^\s\d.,;:!?]{0,30}"
    linked = rf"(?:[\s:：.]{{1,2}}(?:{links})(?!\w)){{0,3}}[\s:：.]{{0,3}}"
    return _Words(
        re.compile(rf"(?im)^(?:{labels})(?: ?[:：]\s{{0,2}}|\n|(?<=[{_UNSPACED}]) ?){date}{year}"),
        re.compile(rf"(?i)(?<!\w)(?:{verbs}){linked}{year}"),
        re.compile(rf"(?i){dated}(?:{month}(?:{unspaced})|{aside} {verb})"),
        re.compile(
            rf"(?i){dated} (?:(?:{copulas}) )?(?:(?P<verb>{verb}) )?(?:{company})(?!\w)"
            rf"(?-i:(?P<name>{name})|(?!{name}))(?(verb)|(?: (?:{copulas}))?{aside} {verb})"
        ),
        re.compile(rf"(?i)(?:(?:^| )(?:{links}|{copulas})){{1,4}}$"),
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


def _telling_behind() -> str:
    """What opens the gate for verbs behind their year."""
    told = table("company")["founding"]
    words = "|".join(
        re.escape(word) for name in ("verbs_behind", "verbs_behind_unspaced") for word in told[name]
    )
    return rf"(?i)(?:1[5-9]\d\d|20\d\d)[^\d\n]{{0,{3 * ASIDE}}}?(?:\d\d?[月월])?[^\d\n]{{0,9}}?(?:{words})"


_TELLING = Gate(_telling)
_TELLING_BEHIND = Gate(_telling_behind, apart=True)
