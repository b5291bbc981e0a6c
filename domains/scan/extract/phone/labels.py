"""The meaning of the words near a number: phone, fax, WhatsApp, or not a phone number.

The words are in ``data/labels.toml``.
"""

from __future__ import annotations

import re
from functools import partial
from typing import NamedTuple

from domains.scan.extract.words import depends_on_words, table

REACH = 48  # characters before a number that may name it
FURTHEST = 5  # words before a number that may name it
_LONGEST_LINE = 40  # characters of a line above a number that is alone on its line

# A word with its dots and hyphens: "p.iva", "ust-idnr."; or a sign.
TOKEN = re.compile(r"[^\W\d_](?:[\w.'’-]{0,30}[^\W_])?\.?|[№#$€£¥+]|\d{1,15}")
# A Latin word that begins right behind one of a script without spaces: "またはTEL".
_UNSPACED = r"\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"  # letters of words that no spaces part
_LATIN_BEHIND = re.compile(rf"(?<=[{_UNSPACED}])(?=[a-z])")
_HOST = re.compile(rf"(?:@|www\.)(?:(?![{_UNSPACED}])[\w.-]){{1,60}}")
_YEAR_AT_END = re.compile(r"(?<!\d)(?:19|20)\d\d$")
_CODE_LIKE = re.compile(r"[a-z]{2}\d{0,4}$")
_MOST_JOINED = 3  # words for one number: "Tel/Fax/WhatsApp"
_JOINTS = "/&+,(-＆，、・·／（兼"  # between two of them
_LAST_WORD = re.compile(r"[^\s/&+,():：\d]{1,32}$")
_BEGINS = "+( \u00a0"  # of the number itself
_SEPARATED = re.compile(r"[,;|•·\n]|\s[-–—]\s")
_FAX_BEHIND = re.compile(r"[ \u00a0:–-]{0,3}[(\[]? ?([^\W\d_]{1,9})\.? ?(?:[)\]]|$|\n|[,;|])", re.IGNORECASE)

_BEFORE_COLON = re.compile(r"(?<![^\s(/|])([^\W\d_]{3,20}):$")

ANNOUNCED = "announced"


class Label(NamedTuple):
    """``kind``: "phone", "fax", "whatsapp", "other" (a word for something else), ``ANNOUNCED`` (a word before
    which a number may be), or "" without such a word. ``word``: the word that was found.
    """

    kind: str
    word: str = ""


NONE = Label("")


class Vocabulary(NamedTuple):
    """The words of ``labels.toml``: ``kinds`` by word, ``numbers``: those for "number" ..."""

    kinds: dict[str, str]
    stems: tuple[str, ...]
    signs: tuple[tuple[str, str], ...]
    phone_signs: tuple[str, ...]
    numbers: frozenset[str]
    numbered: frozenset[str]
    documents: frozenset[str]
    number_ends: tuple[str, ...]
    premises: frozenset[str]
    departments: frozenset[str]
    links: frozenset[str]
    registers: frozenset[str]
    telephones: frozenset[str]


@depends_on_words
def vocabulary() -> Vocabulary:
    lists = {name: words.split() for name, words in table("labels").items()}
    kinds = {
        word.strip(".:").replace("_", " "): kind
        for kind in ("other", "phone", "fax", "whatsapp")
        for word in lists[kind]
    }
    signs = [(sign.lower(), "fax") for sign in lists["fax_signs"]]
    signs += [(sign.lower(), "phone") for sign in lists["phone_signs"]]
    signs += [(sign, "other") for sign in lists["other_signs"]]
    # Words with vowel signs, which are no letters, are looked for as signs are.
    signs += [
        (word, kind) for word, kind in kinds.items() if not TOKEN.fullmatch(word) and not word.isascii()
    ]
    return Vocabulary(
        kinds,
        tuple(lists["phone_stems"]),
        tuple(signs),
        tuple(sign for sign, kind in signs if kind == "phone"),
        frozenset(word.strip(".:'’") for word in lists["number_words"]),
        frozenset([*lists["other_numbered"], *lists["documents"]]),
        frozenset(lists["documents"]),
        tuple(lists["number_endings"]),
        frozenset(lists["premises"]),
        frozenset(lists["departments"]),
        frozenset(lists["number_links"]),
        frozenset(lists["registers"]),
        frozenset(lists["telephones"]),
    )


def label_before(text: str, start: int, floor: int = 0) -> Label:
    """The label in the words before a position. ``floor``: where the previous number ends."""
    line = line_before(text, start, floor).lower()
    return _label(line.replace("\u0307", "").replace("\u3000", " "))  # the dot of a small "İ", a wide space


def line_before(text: str, start: int, floor: int) -> str:
    """What is before a position on its line, or the line above if there is nothing."""
    before = text[max(floor, start - REACH) : start]
    line = before.rpartition("\n")[2]
    if len(line) == len(before) or any(map(str.isalnum, line)) or _sign(line, vocabulary()) is not None:
        return line
    above = before[: -len(line) - 1].rstrip("\n").rpartition("\n")[2]
    return f"{above}\n" if len(above) <= _LONGEST_LINE else ""  # its last letter is not glued to the number


def is_department_before(text: str, start: int) -> bool:
    """Whether the colon right before a position is that of a department: "ACCOUNTS:06-356 2736"."""
    word = _BEFORE_COLON.search(text, max(0, start - REACH), start)
    return word is not None and word[1].lower() in vocabulary().departments


def is_fax_behind(text: str, end: int) -> bool:
    """Whether a word for fax follows a number: "555-0143 (fax)"."""
    match = _FAX_BEHIND.match(text, end, end + 16)
    return match is not None and vocabulary().kinds.get(match[1].lower()) == "fax" and len(match[1]) > 1


@partial(depends_on_words, maxsize=4_096)
def _label(line: str) -> Label:
    words = vocabulary()
    if sign := _sign(line, words):
        return sign
    if "@" in line or "www." in line:
        line = _HOST.sub(" host", line)  # the "org" of "www.acme.org" is no word for a register
    if not line.isascii():
        line = _LATIN_BEHIND.sub(" ", line)
    tokens = TOKEN.findall(line.rstrip(_BEGINS))[-FURTHEST - 1 :]
    if tokens and len(tokens[-1]) == 1 and line[-1:].isalpha() and tokens[-1] not in words.numbers:
        return NONE  # the letter of a model: "M3014"
    if line[-1:] == "/" == line[-3:-2]:
        return NONE  # a part of a URL: "/p/3014"
    return _dated_document(tokens[::-1], words) or _nearest(tokens[::-1], words, line)


def _dated_document(tokens: list[str], words: Vocabulary) -> Label | None:
    """The document before a year or a date, which stands for a word for "number": "Order 2024", "Rechnung vom
    12.05.2024".
    """
    if not (tokens and _YEAR_AT_END.search(tokens[0])):
        return None
    before = (token.strip(".:'’").rstrip("0123456789") for token in tokens)
    named = [word for word in before if word.isalpha() and word not in words.numbers][:2]
    if named and named[0] in words.links:
        named = named[1:]
    return Label("other", named[0]) if named and named[0] in words.documents else None


def _nearest(tokens: list[str], words: Vocabulary, line: str) -> Label:
    """The label of the nearest of these words, which are given from the number backwards.

    A word for another kind of number counts only directly before the number; "no." and a code such as "DE89"
    may be between, and behind a register also its town. So do single letters and words for premises, which
    addresses contain: "26/F, Acme Office Building, 12/4".
    """
    numbered, reach, thing = False, 0, ""
    alone = NONE  # the meaning of a word for "number" without a thing that has one
    for place, token in enumerate(tokens):
        word = token.strip(".:'’")
        if word in words.numbers:
            if thing:
                return Label("other", thing)
            numbered, reach = True, reach + 1
            alone = Label(words.kinds.get(word, ""), word) if word in words.kinds else alone
            continue
        kind = kind_of(word, words)
        if kind == "other" or (numbered and word in words.numbered):
            if place <= reach or (word in words.registers and not _is_separated(line, word)):
                return Label("other", word)
        elif kind and (place <= reach or not (word in words.premises or len(word) == 1)):
            is_phone = _is_phone_too(kind, line[: line.rfind(word)], words)
            return Label("phone" if is_phone else kind, word)
        elif place < 2 and _CODE_LIKE.match(token):
            reach += 1
        elif token.isdigit():
            return alone
        thing = _numbered_thing(thing, word, words, place <= reach)
    return alone


def _is_separated(line: str, word: str) -> bool:
    """Whether something else begins between a word and the number."""
    return _SEPARATED.search(line, line.rfind(word)) is not None


def _numbered_thing(thing: str, word: str, words: Vocabulary, is_nearest: bool) -> str:
    """The thing in "número de pedido" and "numero d'ordine", whose words are read backwards."""
    if "'" in word or "’" in word:
        word = re.split("['’]", word)[-1]
    if word in words.numbered:
        return thing or (word if is_nearest else "")
    return thing if word in words.links else ""


def kind_of(word: str, words: Vocabulary) -> str:
    kind = words.kinds.get(word, "")
    if not kind and ("-" in word or "." in word):
        parts = [
            words.kinds.get(part, "") or _by_stem(part, words)
            for part in re.split("[-.]", word)
            if part[1:] and part not in words.numbers
        ]
        kind = next((part for part in ("other", "phone", "fax") if part in parts), "")
    return kind or _by_stem(word, words) or _numbered_kind(word, words)


def _by_stem(word: str, words: Vocabulary) -> str:
    """The kind of a word that begins or ends as those for a telephone do; "" if it does not."""
    if word.startswith(words.stems) or "telefon" in word or word.endswith("phone"):
        return "fax" if word.startswith(("telefax", "telefaks")) else "phone"
    return ""


def _is_phone_too(kind: str, before: str, words: Vocabulary) -> bool:
    """Whether a word for fax is joined to one for telephone, which is before it: "Tel/Fax", "Telefono e Fax",
    "電話・FAX". A word for WhatsApp must be joined to a fax, which is: "Tel / Fax / WhatsApp".
    """
    for _ in range(_MOST_JOINED):
        joint = _joint().search(before)
        if joint is None:
            return False
        before = before[: joint.start()]
        last = _LAST_WORD.search(before)
        word = last[0].strip(".:'’") if last else ""
        if word in words.telephones or _by_stem(word, words) == "phone":
            return kind == "fax"
        if before.endswith(words.phone_signs):
            return kind == "fax"
        kind, before = words.kinds.get(word, ""), before[: len(before) - len(word)].rstrip()
        if kind != "fax":
            return False
    return False


@depends_on_words
def _joint() -> re.Pattern[str]:
    """What stands between two words for one number, at the end of a text."""
    joins = "|".join(map(re.escape, table("labels")["joins"].split()))
    numbers = "|".join(map(re.escape, table("labels")["number_endings"].split()))
    return re.compile(
        rf"(?:(?<=\w)(?:{numbers}))?\.?"
        rf"(?: {{0,2}}[{re.escape(_JOINTS)}] {{0,2}}(?:(?:{joins}) )?| (?:{joins}) {{1,2}}"
        rf"|(?<=[{_UNSPACED}])(?:{joins}) ?)$"
    )


def _numbered_kind(word: str, words: Vocabulary) -> str:
    """ "Bestellnummer": a compound with a word for "number" is something else, but for "Mobilnummer"."""
    if len(word) > 4 or not word.isascii():
        for end in words.number_ends:
            if word.endswith(end):
                kind = words.kinds.get(word[: -len(end)].rstrip("s-"), "")
                return kind if len(word) > len(end) + 2 and kind else "other"
    return ""


def _sign(line: str, words: Vocabulary) -> Label | None:
    """The nearest sign, or word without spaces around it, before the number."""
    if line.isascii():
        return None
    best, kind, found = -1, "", ""
    for sign, meaning in words.signs:
        at = line.rfind(sign)
        if (at, len(sign)) > (best, len(found)) and not any(map(str.isdigit, line[at:])):
            best, kind, found = at, meaning, sign
    if best < 0 or any(letter.isascii() and letter.isalpha() for letter in line[best + len(found) :]):
        return None
    before = line[:best]
    is_phone = before.rstrip().endswith(words.phone_signs) or _is_phone_too(kind, before, words)
    return Label("phone" if kind == "fax" and is_phone else kind, found)  # "電話傳真", "電話/傳真"
