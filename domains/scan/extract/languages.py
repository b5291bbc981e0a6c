"""The language of a page: the declared one, the one of its text, and which of the two is stored."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any

from turbohtml.detect import LanguageDetection, detect_language

from domains.scan.extract.document import Document

MOST_TEXT = 1_500  # characters looked at; a page says in its first ones what it is written in
PROSE = 5  # words in a line that is a sentence; menus are written in any language
LEAST_LETTERS = 20  # with fewer, the language of a text cannot be determined
ENOUGH_LETTERS = 60  # with so many, a text in Latin letters is more credible than the declaration
SURE = 0.85  # the detector's confidence
LONG_TEXT = 300  # characters from which on a language that is no theme's default is doubted
SHARE = 0.07  # of a text's words that are common ones of its language, at least
_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}")
_END_OF_TAG = re.compile(r"[,;.@]")  # what may follow: further languages, the encoding of a locale
_LATIN = re.compile("[a-z\u00c0-\u024f\u1e00-\u1eff]", re.IGNORECASE)
# Chinese, Japanese, Korean: a few letters are a sentence.
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# Scripts of India and its neighbours: a vowel is a sign, which is no letter for Unicode.
_SIGNS = re.compile("[\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+")
_KANA = re.compile("[\u3040-\u30ff]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_ARABIC = re.compile("[\u0600-\u06ff]")
_ASCII = re.compile("[\x00-\x7f]+")
_NO_ASCII_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())


@dataclass(frozen=True, slots=True)
class Language:
    """``tag``: the language that is stored; ``declared``: by the page; ``found``: in the text.

    BCP 47 in lower case, ``found`` without region; "" if there is none.
    """

    tag: str = ""
    declared: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True)
class _Told:
    codes: dict[str, str]
    alike: dict[str, frozenset[str]]
    letters: dict[str, list[str]]
    words: dict[str, frozenset[str]]
    rare_words: dict[str, frozenset[str]]
    mistaken: dict[str, str]  # what is written in place of a language -> the language
    latin_letters: dict[str, frozenset[str]]  # that only this one of similar languages has
    options: LanguageDetection


@cache
def _told() -> _Told:
    told: dict[str, Any] = tomllib.loads((Path(__file__).parent / "languages.toml").read_text("utf-8"))
    alike: dict[str, frozenset[str]] = {}
    for group in told["alike"]["groups"]:
        for name in (members := frozenset(group.split())):
            alike[name] = alike.get(name, frozenset()) | members
    codes = told["codes"]
    return _Told(
        codes,
        alike,
        told["letters"],
        _word_sets(told["words"]),
        _word_sets(told["rare_words"]),
        told["mistaken"],
        {name: frozenset(letters) for name, letters in told["latin_letters"].items()},
        LanguageDetection(allowed=frozenset(codes)),
    )


def _word_sets(lists: dict[str, str]) -> dict[str, frozenset[str]]:
    return {name: frozenset(words.split()) for name, words in lists.items()}


def find(document: Document) -> Language:
    declared = _declared(document)
    text, letters = _prose(document.text[:MOST_TEXT])
    if letters < LEAST_LETTERS:
        return Language(declared, declared)
    words = text.lower().replace(",", " ").replace(".", " ").split()
    is_latin = _is_latin(text, letters)
    found, is_sure = _written(text, letters, words, is_latin)
    base = declared.partition("-")[0]
    is_believed = not is_sure or found == base or (base and _is_believed(base, found, text, words, is_latin))
    return Language(declared if is_believed else found, declared, found)


def _declared(document: Document) -> str:
    metas = document.metas
    said = (
        document.root.attr("lang")
        or document.root.attr("xml:lang")
        or _of_body(document)
        or metas.get("content-language")
        or document.headers.get("content-language")
        or metas.get("og:locale")
        or metas.get("dc.language")
        or ""
    )
    tag = _END_OF_TAG.split(said, maxsplit=1)[0].strip().lower().replace("_", "-")
    if not _TAG.fullmatch(tag):
        return ""
    base, hyphen, rest = tag.partition("-")
    return f"{_told().mistaken.get(base, base)}{hyphen}{rest}"


def _of_body(document: Document) -> str:
    body = document.tree.find("body")
    return (body.attr("lang") or "") if body is not None else ""


def _prose(text: str) -> tuple[str, int]:
    """The lines that are sentences if there are enough, otherwise all lines; and their number of letters."""
    lines = text.split("\n")
    sentences = "\n".join([line for line in lines if line.count(" ") >= PROSE - 1 or not line.isascii()])
    letters = _letters(sentences)
    return (sentences, letters) if letters >= ENOUGH_LETTERS else (text, _letters(text))


def _written(text: str, letters: int, words: list[str], is_latin: bool) -> tuple[str, bool]:
    """(language, whether it is beyond doubt)."""
    if is_latin and _share(words, "plainly en") >= SHARE:
        return "en", letters >= ENOUGH_LETTERS
    if not is_latin and (found := _by_letters(text)):
        return found, True
    match = detect_language(text if is_latin else _LATIN.sub(" ", text), _told().options)
    found = _told().codes.get(match.language or "", "")
    if not is_latin:
        found = _having_its_letters(text, found)
        return found, bool(found)
    if rare := _rare(words, found):
        return rare, letters >= ENOUGH_LETTERS
    if found not in _told().words:
        return found, letters >= ENOUGH_LETTERS and match.confidence >= SURE
    found = _by_words(words, found)
    return found, letters >= ENOUGH_LETTERS and _share(words, found) >= SHARE


def _rare(words: list[str], found: str) -> str:
    """The language unknown to the detector whose common words the text is full of, more than of those of the
    language that was found; "" if there is none.
    """
    rare = _told().rare_words
    common = list(filter(frozenset().union(*rare.values()).__contains__, words))
    name, times = max(
        ((name, sum(map(own.__contains__, common))) for name, own in rare.items()), key=itemgetter(1)
    )
    most = times / max(1, len(words))
    return name if most >= 2 * SHARE and most > _share(words, found) else ""


def _letters(text: str) -> int:
    """The number of letters.

    A letter of a script that writes a word with one or two letters counts several times.
    """
    letters = _ascii_letters(text)
    if text.isascii():
        return letters
    others = _ASCII.sub("", text)
    rest = _SIGNS.sub("", others)
    return letters + len(others) - len(rest) + sum(map(str.isalpha, rest)) + 2 * len(_DENSE.findall(rest))


def _ascii_letters(text: str) -> int:
    return len(text.encode("ascii", "ignore").translate(None, _NO_ASCII_LETTERS))


def _by_words(words: list[str], found: str) -> str:
    """Of a language and those similar to it, the one with the most common words among these words. Of several
    with as many, the one with letters that only it has: they alone may be those of a name.
    """
    neighbours = {found} | _told().alike.get(found, frozenset())
    shares = {name: _share(words, name) for name in _told().words if name in neighbours}
    most = max(shares.values(), default=0)
    best = [name for name, share in shares.items() if share == most]
    letters = set("".join(words))
    having = [name for name, own in _told().latin_letters.items() if letters & own]
    if len(having) == 1 and having[0] in best:
        return having[0]
    return found if found in best or not best else best[0]


def _share(words: list[str], language: str) -> float:
    """The share of the words that are common words of the language."""
    return sum(map(_told().words.get(language, frozenset()).__contains__, words)) / max(1, len(words))


def _by_letters(text: str) -> str:
    """The language whose special letters are in the text; of several, the one that the detector finds."""
    found = _having_letters(text)
    return _detected(text, found) if found else ""


def _having_letters(text: str) -> frozenset[str]:
    """The languages whose special Cyrillic, Arabic or Japanese letters are in the text: several if these have
    the same letters, and if it has the common words of none of them or of all.
    """
    if (kana := len(_KANA.findall(text))) and 5 * kana > len(text):
        return frozenset(["ja"])  # Chinese has none
    if not (_CYRILLIC.search(text) or _ARABIC.search(text)):
        return frozenset()
    counts = Counter(text.lower())
    scores: dict[str, int] = {}
    for name, (own, others) in _told().letters.items():
        strange = sum(counts[letter] for letter in others)
        scores[name] = sum(counts[letter] for letter in own) - 3 * strange
    most = max(scores.values())
    best = [name for name, score in scores.items() if score == most > 0]
    shares = {name: _share(text.lower().split(), name) for name in best} if len(best) > 1 else {}
    return frozenset(name for name in best if not shares or shares[name] == max(shares.values()))


def _having_its_letters(text: str, found: str) -> str:
    """The language that the detector finds; another one if that lacks letters of the text: Bulgarian has a
    "щ", Macedonian has none.
    """
    having = set(text.lower())
    lacking = {name for name, (_, others) in _told().letters.items() if not having.isdisjoint(others)}
    return _detected(text, frozenset(_told().codes.values()) - lacking) if found in lacking else found


def _detected(text: str, languages: frozenset[str]) -> str:
    """The one of these languages that the detector finds in the text."""
    if len(languages) == 1:
        return next(iter(languages))
    allowed = frozenset(code for code, name in _told().codes.items() if name in languages)
    found = detect_language(text, LanguageDetection(allowed=allowed)) if allowed else None
    return _told().codes.get(found.language or "", "") if found else ""


def _is_believed(declared: str, found: str, text: str, words: list[str], is_latin: bool) -> bool:
    """Whether a text that looks like ``found`` may be in the language that is declared."""
    is_alike = found in _told().alike.get(declared, frozenset())
    if not is_latin:
        having = _having_letters(text)
        return is_alike and (not having or declared in having)
    is_english = _share(words, "en") >= max(SHARE, _share(words, found))
    if declared == "en":
        return is_alike or is_english
    return is_alike or len(text) < LONG_TEXT or (found == "en" and not is_english)


def _is_latin(text: str, letters: int) -> bool:
    """Whether most of the text is in Latin letters."""
    return _ascii_letters(text) + len(_LATIN.findall(_ASCII.sub("", text))) > letters / 2
