"""The street of an address, in the text before its postcode or place."""

from __future__ import annotations

import re
from typing import NamedTuple

from domains.scan.extract.company.forms import with_form, without_form
from domains.scan.extract.company.vocabulary import ADDRESS, GROUP, HEADING, NUMBER, ROLE, labels_within
from domains.scan.extract.words import depends_on_words, table

STREET_PARTS = 6
LONGEST_PART = 80  # characters
SPLIT = re.compile(r", ?|\n| [|•·–—/◊♦●▪■★»] | - |; ?")
_NUMBER = re.compile(
    r"(?:(?:n[°ºr.]{1,2}|n[úu]m\.?|km\.?|p\.?k\.?) ?)?\d{1,5}(?:[/,.-]\w{1,3}){0,3} ?[A-Za-z]?", re.IGNORECASE
)  # of a house, alone in its part
_NO_STREET = re.compile(r"[@©€£$]|\d{7}|\d{3}[-.]\d{3}[-.]\d{4}|https?:|www\.|[+(]\d\d|\A[\d ()./-]{9,}\Z")
_YEAR = re.compile(r"(?:19|20)\d\d")
_PART = re.compile(r"[^\W_a-z][^:@|;()]{1,40}")  # of an address: "Mill House"
_LABEL = re.compile(r"^[^:：]{2,45}(?<!\b[NnKD][oORra])(?<!\bKat)[:：] ?")
_SENTENCE = re.compile(r"\A[^\d,]{3,60} (?:located|situated|based) (?:at|in) (?=\d)")  # before an address
_NAME_WORD = r"(?:[^\W\d_a-z][\w'’-]{0,40}|of|the|and|&)"


class _Words(NamedTuple):
    before: re.Pattern[str]  # text between a label and its address
    street: re.Pattern[str]  # without a number
    sure: re.Pattern[str]  # without a number and without a label
    unnumbered: re.Pattern[str]  # with "snc" behind it, which is no company's form there
    building: re.Pattern[str]
    before_town: re.Pattern[str]  # with a number, directly before the name of a town
    numbered: re.Pattern[str]  # with a number, in English


def street_before(before: str) -> str:
    """The last parts of a text that can be a street, with the text around its number."""
    addressed = [label for label in labels_within(before) if label.announces(ADDRESS)]
    if addressed:
        before = _words().before.sub("", before[addressed[-1].end :])
    taken: list[str] = []
    for written in reversed(
        [one.strip() for one in SPLIT.split(before.rstrip(" ,\n–—-|•·/")) if one.strip()]
    ):
        told = without_form(_LABEL.sub("", written))
        part = _SENTENCE.sub("", _behind_name(told, taken)).lstrip("·•| ")
        # "© 2009 - 2014 | Weg 5": a year is no number of a street that has one.
        is_year = _YEAR.fullmatch(part) and any(map(str.isdigit, "".join(taken[:1])))
        if is_year or not may_be_street(part, taken) or _is_labelled(written):
            if _words().building.fullmatch(part) and f"{part}, {''.join(taken[:1])}" in before:
                taken.insert(0, part)
            break
        taken.insert(0, part)
        if part != written or _begins_line(part, taken, before):
            break
    is_labelled = bool(addressed)
    while taken and not (_is_street(taken[0], is_labelled) or _NUMBER.fullmatch("".join(taken[1:2]))):
        if _words().building.fullmatch(taken[0]) and _is_street("".join(taken[1:2]), is_labelled):
            break
        taken.pop(0)
    return _in_full(before, taken) if addressed else ", ".join(taken)


def _begins_line(part: str, taken: list[str], before: str) -> bool:
    """Whether a part is the number before its street, with another line above: "14, rue de la Gare"."""
    if len(taken) < 2 or not part[0].isdigit() or not _NUMBER.fullmatch(part):
        return False
    above, begins, _ = before.rpartition(f"\n{part}, {taken[1]}")
    return bool(begins) and not above.rstrip().endswith(",")


def _is_street(part: str, is_labelled: bool) -> bool:
    """Without a number it must be labelled as an address, or be one surely: "The Italian Way" is a slogan."""
    words = _words()
    patterns = (words.street, words.unnumbered, words.sure) if is_labelled else (words.unnumbered, words.sure)
    return any(map(str.isdigit, part)) or any(pattern.fullmatch(part) for pattern in patterns)


def _in_full(labelled: str, street: list[str]) -> str:
    """The street with the building's name that stands between it and the label, in one line."""
    told = labelled.strip(" ,:：\n–—-")
    parts = [part.strip() for part in told.split(",")]
    is_list = "\n" not in told and len(parts) <= STREET_PARTS and not with_form(told)
    if is_list and all(_PART.fullmatch(part) for part in parts) and told.endswith(", ".join(street)):
        return ", ".join(parts)
    return ", ".join(street)


def _behind_name(part: str, taken: list[str]) -> str:
    """ "Mill GmbH Weg 1" without the company's name, if the rest and what is ``taken`` may be a street."""
    name = with_form(part)
    rest = part.partition(name)[2].strip(" ,.") if name else ""
    is_numbered = _is_street(rest, is_labelled=True) or _NUMBER.fullmatch("".join(taken[:1]))
    return rest if is_numbered and any(map(str.isalpha, rest)) else part


def may_be_street(part: str, taken: list[str]) -> bool:
    if not part or len(part) > LONGEST_PART or len(taken) >= STREET_PARTS or _NO_STREET.search(part):
        return False
    if part.split(maxsplit=1)[0].lower() in no_places():
        return False  # hours of a day
    numbered = any(any(map(str.isdigit, one)) for one in taken)
    if not any(map(str.isdigit, part)) and numbered and not _NUMBER.fullmatch(taken[0]):
        return False
    if not with_form(part):
        return True
    words = _words()  # the form is none in "5 Mill Road SE"
    return any(street.fullmatch(part) for street in (words.unnumbered, words.numbered))


def _is_labelled(part: str) -> bool:
    """Whether a part begins with a label for something other than an address."""
    if is_account(part):
        return True
    meanings = (meaning for label in labels_within(part) for meaning in label.meanings)
    return any(meaning.startswith((NUMBER, GROUP, ROLE, HEADING)) for meaning in meanings)


def parted_town(line: str) -> str:
    """A line with a comma between a street and the town behind it: "311 Vernon St. Roseville, CA 95678"."""
    return _words().before_town.sub(r"\g<0>,", line)


def is_account(part: str) -> bool:
    """Whether a part begins with a word for an account or a bank: "Konto 1234 5678", "BIC GIBAATWW"."""
    first = re.split(r"[\s:]", part, maxsplit=1)[0]
    return first.lower().strip(".") in _accounts()


@depends_on_words
def _accounts() -> frozenset[str]:
    return frozenset(table("company")["words"]["accounts"].split())


def is_street_of(street: str, country: str, code: str) -> bool:
    """Whether streets of a country may be called so: "Calle 5 de Mayo" is no street of Italy. ``code``: the
    postcode, as in Venice, where it begins with 30, streets are called so.
    """
    *_, first = ["", *(word for word in street.split()[1::-1] if any(map(str.isalpha, word)))]
    word = first.lower().rstrip(".,")
    for one in table("company")["streets_of"]:
        if word in one.get("begins", ()) or word.endswith(tuple(one.get("ends", ()))):
            return country in one["countries"] or f"{country}{code[:2]}" in one["countries"]
    return True


def is_street_name(name: str) -> bool:
    """Whether a name is surely that of a street, and of no town: "Tian Fu Avenue"."""
    return _words().sure.fullmatch(name) is not None


@depends_on_words
def no_places() -> frozenset[str]:
    """Days and months that are no part of an address, in small letters."""
    return frozenset(table("company")["words"]["no_places"].split())


@depends_on_words
def _words() -> _Words:
    words = table("company")["words"]
    before, begins, ends, surely, buildings, towards, inside, directions = (
        "|".join(re.escape(word).replace("_", " ") for word in words[name].split())
        for name in (
            "before_addresses",
            "streets_before",
            "streets_behind",
            "streets_surely",
            "buildings",
            "streets_before_towns",
            "parts_of_buildings",
            "directions",
        )
    )
    street = rf"(?i:{begins})(?!\w)[ ’']?(?-i:[^\W\d_a-z]|d[aeiou]|l[aeo]\b).{{2,50}}"
    word = rf"(?:{_NAME_WORD}\.?|\d{{1,3}}(?:st|nd|rd|th))"
    numbered = (
        rf"\d{{1,5}}[A-Za-z]? (?:{word} ){{1,4}}?(?i:{towards})\.?(?: (?:[NS]\.?[EW]\.?|[NSEW]\.?)(?= |\Z))?"
    )
    room = rf"(?:,? (?i:{inside})\.? ?#?\d\w{{0,4}})?"
    town = rf"(?= (?!(?i:{inside})(?!\w)|(?i:{directions})[,\d])[^\W\d_a-z][^\W\d_A-Z])"
    return _Words(
        re.compile(rf"^[\s:：.–-]*(?:(?:{before}) )*(?:(?:[a-zà-ÿ]{{1,12}} ){{1,3}}(?=\d))?"),
        re.compile(rf"{street}|(?:{_NAME_WORD} ){{1,4}}(?i:{ends})\.?"),
        re.compile(rf"(?:{_NAME_WORD} ){{1,4}}(?i:{surely})\.?"),
        re.compile(rf"{street},? (?i:s\.?n\.?c\.?|s/n)"),
        re.compile(rf"(?:{_NAME_WORD} ){{1,4}}(?i:{buildings})"),
        re.compile(rf"(?<![^,;:|•·\s]){numbered}{room}{town}"),
        re.compile(numbered),
    )
