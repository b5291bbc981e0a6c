"""The words of imprints (``data/company.toml``), and their positions in a text."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

import re2

from domains.scan.extract.gates import Gate
from domains.scan.extract.words import depends_on_words, table

HEADING, NAME, ADDRESS, OTHER, SECTION = "heading", "name", "address", "other", "section"
TRADE_NAME, LEGAL_FORM = "trade name", "legal form"
NUMBER, GROUP, ROLE = "number:", "group:", "role:"  # followed by the key of the table
REACH = 24  # characters between a label and the first digit of its number, on most pages
PIN = "\N{ROUND PUSHPIN}"
REACH_OF_ADDRESS = 80  # the same for an address
MOST_PLACES = 6  # labels for addresses on a page without further details
MOST_MATCHES = 1_000  # of labels in one page, those within words included
MOST_LABELS = 150  # of one page
_PLAIN = {
    "headings": HEADING,
    "names": NAME,
    "trade_names": TRADE_NAME,
    "legal_forms": LEGAL_FORM,
    "addresses": ADDRESS,
    "others": OTHER,
    "sections": SECTION,
}
_DIGIT = re.compile(r"\d")
_SEPARATORS = re.compile(r"[ .\-/'’:]")
_BETWEEN = r"[ .\-/'’]{0,3}"
# Scripts that are written without spaces between words.
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class Label(NamedTuple):
    """A label in a text, and everything that may follow it."""

    start: int
    end: int
    meanings: frozenset[str]

    def announces(self, *meanings: str) -> bool:
        return not self.meanings.isdisjoint(meanings)


def labels(text: str) -> list[Label]:
    """The labels in a text, in its order. A text without any is recognised fast."""
    return labels_within(text) if _TELLING.is_open(text) else []


def before_addresses(text: str) -> list[int]:
    """Where the labels for addresses are behind which a number follows soon. Of a text with more than
    ``MOST_PLACES``, which is a list of others' addresses, none.
    """
    if not _PLACED.is_open(text):
        return []
    ends = (match.span() for match in _vocabulary().address.finditer(text))
    found = [start for start, end in ends if _DIGIT.search(text, end, end + REACH_OF_ADDRESS)]
    return found if len(found) <= MOST_PLACES else []


def labels_within(text: str) -> list[Label]:
    """The labels in a part of a text that is known to be about a company."""
    words = _vocabulary()
    matches = islice(words.any.finditer(text), MOST_MATCHES)
    found = (_label(text, match.start(), match.end(), words) for match in matches)
    return list(islice(filter(None, found), MOST_LABELS))


def is_label(text: str) -> bool:
    """Whether a text is nothing but a label."""
    return any((label.start, label.end) == (0, len(text)) for label in labels_within(text))


def _label(text: str, start: int, end: int, words: _Vocabulary) -> Label | None:
    if _is_letter(text[start - 1 : start]) and _is_letter(text[start]):
        return None
    if _is_letter(text[end : end + 1]) and _is_letter(text[end - 1]):
        return None
    if start and all(map(_UNSPACED.match, (text[start - 1], text[start], text[end : end + 1]))):
        return None  # within a name
    meanings = words.meanings.get(key(text[start:end]))
    return Label(start, end, meanings) if meanings else None


def _is_letter(character: str) -> bool:
    return character.isalpha() and not _UNSPACED.match(character)


class _Vocabulary(NamedTuple):
    telling: str  # RE2 pattern of the labels that a page must have one of
    address: Any  # of those for addresses, with the colon or the line break behind them
    any: Any  # of all of them
    meanings: dict[str, frozenset[str]]


@depends_on_words
def _vocabulary() -> _Vocabulary:
    meanings: dict[str, set[str]] = defaultdict(set)
    spellings: dict[str, set[str]] = {"number": set(), "telling": set(), "address": set(), "any": set()}
    for meaning, listed in _listed(table("company")):
        for label in listed:
            meanings[key(label)].add(meaning)
            spellings["any"].add(label)
            if meaning.startswith((NUMBER, GROUP)):
                spellings["number"].add(label)
            elif meaning == ADDRESS:
                spellings["address"].add(label)
            elif meaning in {HEADING, NAME}:
                spellings["telling"].add(label)
    numbers = table("company")["numbers"].values()
    in_front = {label for one in numbers if one.get("in_front") for label in one["labels"]}
    return _Vocabulary(
        (
            f"(?i)(?:{either(spellings['number'])})(?s:.{{0,{REACH}}}?)\\d|{either(spellings['telling'])}"
            rf"|\d\d\d (?:{either(in_front)})"
        ),
        pattern(rf"(?:{either(spellings['address'])})(?: ?[:：]|\n)|{PIN}"),
        pattern(either(spellings["any"])),
        {key: frozenset(found) for key, found in meanings.items()},
    )


_PLACED = Gate(lambda: f"(?i){_vocabulary().address.pattern}", apart=True)
_TELLING = Gate(lambda: _vocabulary().telling, apart=True)


def _listed(data: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    for name, meaning in _PLAIN.items():
        yield meaning, data[name]
    for name, listed in data["label_groups"].items():
        yield GROUP + name, listed
    for name, listed in data["roles"].items():
        yield ROLE + name, listed
    for name, number in data["numbers"].items():
        yield NUMBER + name, number.get("labels", [])


def key(label: str) -> str:
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", label).casefold())


def either(spellings: Iterable[str]) -> str:
    """The pattern of any of these labels."""
    return "|".join(map(_alternative, sorted(spellings)))


def pattern(written: str) -> Any:
    """An RE2 pattern that does not distinguish capitals and finds the longest alternative."""
    options = re2.Options()
    options.case_sensitive = False
    options.longest_match = True
    options.never_capture = True
    options.log_errors = False
    options.max_mem = 64 << 20  # bytes
    return re2.compile(written, options)


def _alternative(label: str) -> str:
    words = _BETWEEN.join(re.escape(word) for word in label.split())
    before = r"\b" if label[0].isascii() and label[0].isalnum() else ""
    behind = r"\b" if label[-1].isascii() and label[-1].isalnum() else ""
    return f"{before}{words}{behind}"
