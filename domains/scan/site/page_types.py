"""Determines what kind of page a link leads to, from its text and its path, before the page is fetched.

The words are in page_types.toml. A page type is found if one of its phrases is in a short link text, or in
one segment of the path. The fewer other words are beside the phrase, the higher the certainty.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from domains.scan.urls import parts

# How relevant each type is: where contact data are found most often. An imprint must contain all of them by
# law.
WORTH = {"contact": 100, "legal": 80, "about": 70, "team": 55, "locations": 50, "privacy": 30}
OTHER = "other"
LONGEST = 200  # characters of a text that are looked at
MOST_WORDS = 5  # a longer text is a headline, a longer part of a path a post's title
COST_OF_A_WORD = 10  # for each word beside the phrase
COST_OF_A_FOLDER = 4  # for each folder in its path
COST_OF_DOUBT = 15  # for a word that counts only if it is alone

_WORD = re.compile(r"[^\W_]{1,200}")  # no longer than LONGEST
# Scripts that are written without spaces between words: CJK ideographs, kana, Hangul, Thai.
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_EXTENSION = re.compile(r"\.[a-zA-Z]{2,5}$")


def page_type(url: str, text: str = "") -> str:
    """The type of the page: a key of ``WORTH``, or "other"."""
    return judge(url, text)[0]


def judge(url: str, text: str) -> tuple[str, int]:
    """The page type that a link indicates, and how relevant the page probably is; ("other", 0) if unknown."""
    *folders, name = [part for part in unquote(parts(url).path).split("/") if part] or [""]
    stem = _CAMEL.sub(" ", _EXTENSION.sub("", name[-LONGEST:]))
    told = [_best_phrase(said[:LONGEST]) for said in (text, stem, *folders[-1:])]
    kind, promise = max(told, key=itemgetter(1))
    return kind, max(promise - COST_OF_A_FOLDER * len(folders), 1) if promise else 0


@lru_cache(maxsize=8192)
def _best_phrase(text: str) -> tuple[str, int]:
    words = _words(text)
    if not words or len(words) > MOST_WORDS:
        return OTHER, 0
    phrases = _phrases()
    joined = "".join(words)
    if joined.isascii() and phrases.vocabulary.isdisjoint(words):
        return OTHER, 0  # most links
    found = [
        (kind, WORTH[kind] - COST_OF_A_WORD * (len(words) - length))
        for length in range(1, len(words) + 1)
        for start in range(len(words) - length + 1)
        for kind in phrases.anywhere.get(words[start : start + length], ())
    ]
    found += [(kind, WORTH[kind] - COST_OF_DOUBT) for kind in phrases.alone.get(words, ())]
    if _UNSPACED.search(joined):
        found += [(kind, WORTH[kind]) for phrase, kind in phrases.unspaced if phrase in joined]
    return max(found, key=itemgetter(1), default=(OTHER, 0))


class _Phrases(NamedTuple):
    """Words in a row -> page types.

    ``unspaced``: phrases of scripts without spaces, and their type. ``vocabulary``: every word of all.
    """

    anywhere: dict[tuple[str, ...], set[str]]
    alone: dict[tuple[str, ...], set[str]]
    unspaced: list[tuple[str, str]]
    vocabulary: set[str]


@lru_cache(maxsize=1)
def _phrases() -> _Phrases:
    phrases = _Phrases({}, {}, [], set())
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    for kind, languages in table.items():
        for language, listed in languages.items():
            place = phrases.alone if language == "alone" else phrases.anywhere
            for words in map(_words, listed):
                place.setdefault(words, set()).add(kind)
                phrases.vocabulary.update(words)
                if _UNSPACED.search(words[0]):
                    phrases.unspaced.append(("".join(words), kind))
    return phrases


def _words(text: str) -> tuple[str, ...]:
    """The words of a text in lower case without accents: "Über-uns" -> ("uber", "uns")."""
    if text.isascii():
        return tuple(_WORD.findall(text.lower()))
    letters = unicodedata.normalize("NFKD", text.replace("ı", "i").replace("ß", "ss").replace("ł", "l"))
    folded = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return tuple(_WORD.findall(unicodedata.normalize("NFC", folded.lower())))
