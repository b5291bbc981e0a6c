"""The person that an imprint names as responsible, with the role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from domains.scan.extract.company.forms import with_form
from domains.scan.extract.company.text import LabelledText
from domains.scan.extract.company.vocabulary import (
    ADDRESS,
    GROUP,
    HEADING,
    NAME,
    NUMBER,
    ROLE,
    Label,
    key,
    labels_within,
)
from domains.scan.extract.regions.cities import city_names
from domains.scan.extract.regions.country_names import country_of
from domains.scan.extract.words import depends_on_words, table

MOST = 6
REACH = 160  # characters after a label
LONGEST = 60  # characters of a name
_WORD = r"(?:(?:[^\W\d_a-z]\.){2,3}|[^\W\d_a-z][^\W\d_]{0,30}(?:[-'’][^\W\d_]{1,30}){0,4}\.?)"
_UNSPACED = re.compile(
    r"[\u3400-\u9fff]{1,3}[ \u3000]?[\u3040-\u30ff\u3400-\u9fff]{1,4}|[가-힣]{2,4}|[ァ-ヺー・＝]{4,20}"
)
_BEFORE_NAME = re.compile(r"[ •·–-]{0,4}([^\W\d][^\d:：\n]{0,30}?)(\s?[:：]|[ \u3000](?=[\u3040-\ud7af]))")
_HOUSE = re.compile(r"^\d|\d ?[A-Za-z]?$")  # a number at the beginning or at the end of a line, as of a house
_ASIDE = re.compile(r"\s?\([^)]*\)?|\s?[|•·–].*| - .*")
_MARK = re.compile(r" ?[|•·] ?")  # between persons, or between one and something else
_DASH = re.compile(r" [-–—] ")  # the same, where no comma separates persons
_LAST = re.compile(r"[,;|·•:/]| [-–—] ")  # before the last person of a list
_OF_COMPANY = (NUMBER, GROUP, HEADING, NAME, ADDRESS)
NEAR = 8  # lines from what is said of the company to a person with a role in brackets
_OPENS, _CLOSED = frozenset("([（"), (")", "]", "）")
_CLOSES = re.compile(r"[)\]）]")
_ALONE = (f"{ROLE}owner", f"{ROLE}responsible")  # roles of one person; what a mark separates is somebody else


class _Words(NamedTuple):
    before: re.Pattern[str]  # text between a label and a name
    between: re.Pattern[str]  # two names
    name: re.Pattern[str]
    other: re.Pattern[str]  # words that no person is called by
    article: re.Pattern[str]  # text before a role in a sentence
    told: re.Pattern[str]  # text between a role and a name in a sentence
    degree: re.Pattern[str]  # behind a name


class Person(NamedTuple):
    name: str
    role: str


def find(said: LabelledText) -> list[Person]:
    """The persons after the labels of roles, each with the first role."""
    found: dict[str, Person] = {}
    for label in sorted([*said.labels, *_titles(said)]):
        role = next((one for one in sorted(label.meanings) if one.startswith(ROLE)), "")
        if role and _is_aside(said.text, label):
            name = _before_aside(said, label)
            if name and _is_near_company(said, label):
                found.setdefault(name, Person(name, role.removeprefix(ROLE)))
        elif role:
            is_alone = role.startswith(_ALONE)
            is_listed = said.begins_statement(label) or _follows_company(said, label)
            is_listed = is_listed or _opens_aside(said.text, label)
            for name in _names(said, label, is_alone) if is_listed else _told(said, label):
                found.setdefault(name, Person(name, role.removeprefix(ROLE)))
    return list(found.values())[:MOST]


def _titles(said: LabelledText) -> Iterator[Label]:
    """The titles that are all before a colon at the beginning of a line: "GF: Ida Lind", near what is said of
    the company; a space is enough in scripts without spaces between words.
    """
    for place, line in enumerate(said.lines):
        title = _BEFORE_NAME.match(line)
        role = _roles_of_titles().get(key(title[1])) if title else None
        if title and role and (title[2].strip() or not title[1].isascii()):
            start = said.start_of(place)
            label = Label(start + title.start(1), start + title.end(1), frozenset([role]))
            if _is_near_company(said, label):
                yield label


@depends_on_words
def _roles_of_titles() -> dict[str, str]:
    titles = table("company")["titles"].items()
    return {key(title): f"{ROLE}{role}" for role, listed in titles for title in listed}


def _before_aside(said: LabelledText, label: Label) -> str:
    """The person before a role in brackets; "" if there is none."""
    before = said.text[said.start_of(said.line_of(label.start)) : label.start - 1]
    last = _LAST.split(before[-REACH:].rpartition(")")[2])[-1].strip()  # behind another's role
    *_, last = _words().between.split(f" {last}")
    return _name(last) if _is_person(said, last) else ""


def _is_near_company(said: LabelledText, label: Label) -> bool:
    """Whether one of the company's numbers, or a label for its name or address, is near: a customer who
    recommends it has a role, too.
    """
    line = said.line_of(label.start)
    return any(
        abs(said.line_of(other.start) - line) <= NEAR
        and any(one.startswith(_OF_COMPANY) for one in other.meanings)
        for other in said.labels
    )


def _follows_company(said: LabelledText, label: Label) -> bool:
    """Whether all that precedes a role in its line is a name with a legal form: "(주)달빛다원 대표"."""
    before = said.text[said.start_of(said.line_of(label.start)) : label.start].strip(" ,")
    return 2 < len(before) <= LONGEST and with_form(before) == before


def _opens_aside(text: str, label: Label) -> bool:
    """Whether a label is the first thing in brackets: "Mill GmbH (Geschäftsführer: Jan Hofer)"."""
    return text[label.start - 1 : label.start] in _OPENS if label.start else False


def _is_behind_company(said: LabelledText, label: Label) -> bool:
    """Whether a company's name precedes the brackets in which a label is. Without a legal form it must be all
    that is on the line: "Mill (Inh. Jan Hofer)".
    """
    line = said.line_of(label.start)
    before = said.text[said.start_of(line) : label.start - 1].strip(" ,")
    is_all = len(before) <= LONGEST and said.text[said.start_of(line) : said.end_of(line)].endswith(_CLOSED)
    name = with_form(before)
    return before.endswith(name) if name else is_all and before[:1].isupper()


def _names(said: LabelledText, label: Label, is_alone: bool) -> list[str]:
    """The names after a label: in its line, or in the lines below."""
    told = said.behind(label, REACH)
    if _opens_aside(said.text, label):
        if not (_is_behind_company(said, label) and _is_near_company(said, label)):
            return []
        told = _CLOSES.split(told)[0]
    told = _words().before.sub("", _up_to_label(told))
    if with_form(told.split(",")[0]):
        return []
    names = _listed(told) if is_alone else _marked(said, told)
    line = said.line_of(label.start)
    if names and not any(map(str.isalpha, said.text[label.end : said.end_of(line)])):
        names.extend(_below(said, line + 2))
    return names


def _told(said: LabelledText, label: Label) -> list[str]:
    """The names in a sentence: "Le directeur de la publication du site est Ida Lind, gérante"."""
    line = said.line_of(label.start)
    begin = max(said.start_of(line), label.start - LONGEST)
    if not _words().article.search(said.text, begin, label.start):
        return []
    rest = said.text[label.end : min(said.end_of(line), label.end + REACH)]
    told = _words().told.match(rest)
    return _listed(rest[told.end() :].split(". ")[0].rstrip(".")) if told else []


def _up_to_label(told: str) -> str:
    """The text before the next label, if any: "Eva Lind Handelsregister: HRB 12"."""
    behind = (label for label in labels_within(told) if not _is_aside(told, label))
    return next((told[: label.start] for label in behind if told[: label.start].strip(" :.-–/(")), told)


def _is_aside(text: str, label: Label) -> bool:
    """Whether a label is all that stands in brackets, and so about the name before: "Eva Lind (owner)"."""
    return text[label.start - 1 : label.start] == "(" and text[label.end : label.end + 1] == ")"


def _marked(said: LabelledText, told: str) -> list[str]:
    """The names in a list; also those separated by marks, if between the marks there are only persons."""
    first, *others = (_MARK if "," in told or _MARK.search(told) else _DASH).split(told)
    if all(_is_person(said, other) for other in others):
        return [name for group in (first, *others) for name in _listed(group)]
    return _listed(first)


def _is_person(said: LabelledText, written: str) -> bool:
    """Whether a text is a person's name, and no town and not the site's: "Ida Lind | Bad Homburg"."""
    name = _name(written)
    known = {city.name for found in city_names(name).values() for city in found} if name else ()
    return bool(name) and name not in known and not said.is_own(name)


def _listed(told: str) -> list[str]:
    names = []
    for part in _words().between.split(told):
        name = _name(part.strip())
        if not name or with_form(part):
            if _words().degree.fullmatch(f" {_ASIDE.sub('', part).strip()}"):
                continue  # "Jan Novák, Ph.D., Eva Malá"
            break
        names.append(name)
    return names


def _below(said: LabelledText, line: int) -> Iterator[str]:
    """Further names, each in a line of its own; none directly above an address, which may be a company's."""
    for place in range(line, min(line + MOST, len(said.lines))):
        name = _name(said.lines[place])
        behind = said.lines[place + 1] if place + 1 < len(said.lines) else ""
        if not name or (_HOUSE.search(behind) and not labels_within(behind)):
            return
        yield name


def _name(part: str) -> str:
    """A part of the text after a label, if it is a person's name; otherwise ""."""
    part = _words().degree.sub("", _words().before.sub("", _ASIDE.sub("", part))).strip()
    match = _UNSPACED.fullmatch(part) or _words().name.fullmatch(part)
    if match is None or len(part) > LONGEST or labels_within(part) or _words().other.search(part):
        return ""
    return "" if country_of(part) else part


@depends_on_words
def _words() -> _Words:
    words = table("company")["words"]
    before, between, titles, links, other, unspaced, articles, verbs = (
        "|".join(re.escape(word).replace("_", " ") for word in words[name].split())
        for name in (
            "before_persons",
            "between_persons",
            "titles",
            "in_persons",
            "no_persons",
            "no_unspaced_persons",
            "before_roles",
            "behind_roles",
        )
    )
    degrees = "|".join(map(re.escape, words["degrees"].split()))
    title = rf"(?:(?:{titles})\b\.?[ -]{{0,2}}){{0,6}}"
    return _Words(
        re.compile(rf"^(?:[\s:：,.–-]|(?:{before})\b|\([^)]*\))+", re.IGNORECASE),
        re.compile(rf"[,;/\n／、]| (?:{between}) "),
        re.compile(rf"{title}{_WORD}(?:(?: (?:{links})){{0,2}} {_WORD}){{1,3}}"),
        re.compile(rf"(?<!\w)(?:{other})(?!\w)|{unspaced}", re.IGNORECASE),
        re.compile(rf"(?:(?<![^\n])|(?<=[.;] ))(?:{articles}) \Z", re.IGNORECASE),
        re.compile(rf"(?: [^.:;\n]{{2,40}}?)? (?:{verbs}) (?:(?:M|Mme|Mr|Mrs|Herr|Frau)\.? )?"),
        re.compile(rf"(?:,? (?:{degrees})(?!\w))+"),
    )
