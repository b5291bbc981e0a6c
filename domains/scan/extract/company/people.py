"""The person that an imprint names as responsible, with the role."""

from __future__ import annotations

import re
from typing import NamedTuple

from domains.scan.extract.company.names import with_form
from domains.scan.extract.company.text import LabelledText
from domains.scan.extract.company.vocabulary import ROLE, Label, labels
from domains.scan.extract.words import depends_on_words, table

MOST = 6
REACH = 160  # characters after a label
LONGEST = 60  # characters of a name
_WORD = r"[^\W\d_a-z][^\W\d_]*(?:[-'’][^\W\d_]+)*\.?"
_UNSPACED = re.compile(r"[\u3400-\u9fff]{1,3}[ \u3000]?[\u3040-\u30ff\u3400-\u9fff]{1,4}|[가-힣]{2,4}")
_ASIDE = re.compile(r"\s*\([^)]*\)?|\s*[|•·–].*")


class _Words(NamedTuple):
    before: re.Pattern[str]  # text between a label and a name
    between: re.Pattern[str]  # two names
    name: re.Pattern[str]


class Person(NamedTuple):
    name: str
    role: str


def find(said: LabelledText) -> list[Person]:
    """The persons after the labels of roles, each with the first role."""
    found: dict[str, Person] = {}
    for label in said.labels:
        role = next((one for one in sorted(label.meanings) if one.startswith(ROLE)), "")
        if role and said.begins_statement(label):
            for name in _names(said, label):
                found.setdefault(name, Person(name, role.removeprefix(ROLE)))
    return list(found.values())[:MOST]


def _names(said: LabelledText, label: Label) -> list[str]:
    words = _words()
    told = words.before.sub("", said.behind(label, REACH))
    if with_form(told.split(",")[0]):
        return []
    names = []
    for part in words.between.split(told):
        name = _name(part.strip())
        if not name:
            break
        names.append(name)
    return names


def _name(part: str) -> str:
    """A part of the text after a label, if it is a person's name; otherwise ""."""
    part = _ASIDE.sub("", part).strip()
    match = _UNSPACED.fullmatch(part) or _words().name.fullmatch(part)
    if match is None or len(part) > LONGEST or labels(part):
        return ""
    return part


@depends_on_words
def _words() -> _Words:
    words = table("company")["words"]
    before, between, titles, links = (
        "|".join(map(re.escape, words[name].split()))
        for name in ("before_persons", "between_persons", "titles", "in_persons")
    )
    title = rf"(?:(?:{titles})\b\.?[ -]{{0,2}}){{0,6}}"
    return _Words(
        re.compile(rf"^(?:[\s:：,.–-]|(?:{before})\b|\([^)]*\))+", re.IGNORECASE),
        re.compile(rf"[,;/\n]| (?:{between}) "),
        re.compile(rf"{title}{_WORD}(?:(?: (?:{links})){{0,2}} {_WORD}){{1,3}}"),
    )
