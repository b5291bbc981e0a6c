"""Rules for digits that look like a phone number but are not: dates, ranges, amounts, placeholders ...

Each rule has a name, which ``preview_scan`` shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

from domains.scan.extract.phone import numbering
from domains.scan.extract.phone.digits import MOST_DIGITS, Piece
from domains.scan.extract.phone.labels import ANNOUNCED, Label, is_department_before, vocabulary
from domains.scan.extract.phone.notation import DECIMAL, HYPHENS, Candidate, Resolved, hyphenated_extension
from domains.scan.extract.words import any_of, depends_on_words, table

_DAY_MONTH = r"(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])"
_MONTH_DAY = r"(?:0?[1-9]|1[0-2])[./-](?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:19|20)\d\d"
_DATE_PART = re.compile(
    rf"(?:{_DAY_MONTH}|{_MONTH_DAY})(?:[./-](?:{_YEAR}|\d\d)?)?|"  # 31.12.2026, 12/31/26, 07.08.
    rf"{_YEAR}[./-](?:0?[1-9]|1[0-2])(?:[./-](?:[12]\d|3[01]|0?[1-9]))?|"  # 2026-12-31
    rf"(?:0?[1-9]|1[0-2])[./-]{_YEAR}|{_YEAR}(?:[/-](?:{_YEAR}|\d\d))?|"  # 03/2015, 2015/16
    r"(?:[01]?\d|2[0-4])[.:h][0-5]\d(?:[.:][0-5]\d)?"  # 17.30
)
_COMPACT = re.compile(
    rf"{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[\s.-]?(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?)?"
)
_DATE_THERE = re.compile(
    rf"\b(?:{_YEAR}[-/.](?:0?[1-9]|1[0-2])[-/.](?:[0-2]?\d|3[01])|(?:[0-2]?\d|3[01])[-/.](?:[0-2]?\d|3[01])[-/.]{_YEAR})"
    r"\b(?![-/.]\d)"  # but "06-1-2000-418" is a Hungarian number
)
_VERSION = re.compile(r"\d{1,3}\.\d\.\d{1,6}(?:\.\d{1,6}){0,2}")
_COMPACT_RANGE = re.compile(rf"{_YEAR}\s?[-–—/]\s?{_YEAR}|\(?{_YEAR}\)?\s?[-–—]\s?\(?{_YEAR}\)?")
_HOURS = re.compile(
    r"(?:(?:^|[\s/]{1,3})(?:[01]\d|2[0-3])[0-5]\d\s?[-–]\s?(?:[01]\d|2[0-4])[0-5]\d)+"
)  # 0900-1730
_DATE_LENGTHS = frozenset([1, 2, 4, 6, 8, 12, 14])  # of the groups of digits in dates and times
_SPLIT = re.compile(
    r"[\s()]+|\s*[–—]\s*|(?<=\.)-|(?<=[./-]\d{4})-|(?<=\d\.\d\d\.\d\d)-|(?<=\d[./]\d\d)-(?=\d)"
)
_COORDINATE = re.compile(r"-?\d{1,3}\.\d{4,}(?:[\s/-]{1,3}\d{1,3}\.\d{4,})?")
_DECIMAL_BEFORE = re.compile(r"(?<![\d.,])(\d{1,9}\.\d{1,9})[ \u00a0]{0,2}[,;/x×|]?[ \u00a0]{0,2}[-(\[]?$")
_DECIMAL_BEHIND = re.compile(r"[)\]]?[ \u00a0]{0,2}[,;/x×|]?[ \u00a0]{0,2}-?(\d{1,9}\.\d{1,9})(?![.\d]\d)")
_DAY_BEFORE = re.compile(r"[^\W\d_]{3,12}\.? \d{1,2}(?:st|nd|rd|th)?, ?$")  # "Sep 15, 2014"
_YEAR_AND_MORE = re.compile(rf"{_YEAR}(?:[ \u00a0]\d{{1,6}})?")
_NEXT = re.compile(r"[,/]\+?\d(?:[ ().-]{0,2}\d){6}")  # another number after a comma or a slash
_IP = re.compile(r"(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}")
_RANGE = re.compile(r"\d{4,6}\s?[-–—]\s?\d{4,6}")
_SIZES = re.compile(r"\d{2,5}(?:\s?/\s?\d{2,5}){2,}")
# Czech and Slovak: 19-418273906/0300; Belgian and Serbian: 210-0418273-44; the digits of an IBAN.
_ACCOUNT = re.compile(
    r"(?:\d{1,6}-)?\d{6,10}/\d{4}|\d{3}-\d{7,13}-\d{2}|\d\d(?:[ \u00a0]\d{4}){3,7}(?:[ \u00a0]\d{1,3})?"
)
_AMOUNT = re.compile(r"\d{1,3}(?:[ .\u00a0\u202f]\d{3}){1,4}")
_QUANTITY = re.compile(r"[1-9]\d{0,8}(?:[ .\u00a0\u202f]\d{1,9}){0,4}")
_UNIT_SIGNS = re.compile(r"[ \u00a0]{0,2}[%‰°²³]")
_CURRENCY_BEFORE = re.compile(
    r"(?<![^\W\d_])(?:rp|rs|usd|eur|gbp|chf|inr|idr|pkr|lkr|npr|bdt|php|myr|aed|sar|kes|ngn|zar|brl|mxn|cop|clp|ars|jpy|krw|"
    r"vnd|thb|try|rub|uah|pln|czk|huf|ron|bgn|sek|nok|dkk|kr|aud|nzd|cad|sgd|hkd|twd|cny|rmb)\.?[ \u00a0]?$",
    re.IGNORECASE,
)
_SIGN_BEFORE = frozenset("$€£¥₹₽₩₺#№=@&%*^~<≈±×")
_HAS_PLUS = re.compile(r"[+\uff0b]")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]")
_GROUP = re.compile(r"\d+")
_PRICE = re.compile(
    r"^\W{0,3}\d{1,6}[.,]\d\d\W{0,3}$"
    r"|[€$£¥₹₺₽₴] ?\d|\d ?(?:[€$£¥₹₺₽₴]|(?:EUR|USD|GBP|CHF|PLN|zł|Kč|Ft|kr|lei)\b)"
)
_LONGEST_UNIT = 24  # characters of a unit behind a number, with what follows it
_LONGEST_LINE = 60  # characters of a line that holds only a number
_MUCH_SHORTER = 3  # digits
LAST_DIGITS = "last digits of a second number"
_MOST_GROUPS = 12  # of one number
LONG_RUN = 7  # so many digits that count or repeat are a placeholder, at any position

Rule = Callable[[str, list[str]], bool]  # of a run, and of its groups of digits


def run_refused(text: str, start: int, end: int, label: Label) -> str:
    """The name of the rule that refuses a run of digits; "" if none does."""
    raw = text[start:end].strip(" \t\u00a0-–.")
    said = label.kind in {"phone", "fax", "whatsapp"}
    if label.kind == "other" and "+" not in text[max(0, start - 3) : start]:
        return f"named by the word {label.word!r}"
    has_plus = _HAS_PLUS.search(text, max(0, start - 2), start) is not None
    bare = raw.isdigit() and not (said or has_plus or label.kind == ANNOUNCED)
    if bare and not is_own_line(text, start, raw):
        return "bare digits that no word calls a number"
    if bare and _is_listed(text, start):
        return "bare digits in a list"
    if _YEAR_AND_MORE.fullmatch(raw) and _DAY_BEFORE.search(text[max(0, start - 24) : start]):
        return "date or time"
    groups = _GROUP.findall(raw)
    for name, rule, overruled in _RUN_RULES:
        if not (overruled and (said or has_plus)) and rule(raw, groups):
            return name
    return ""


def is_own_line(text: str, start: int, raw: str) -> bool:
    """Whether digits with a trunk prefix are all that a line holds, but for signs."""
    if raw[0] != "0" or raw[1] == "0" or not 8 < len(raw) < 13:
        return False
    begin, end = text.rfind("\n", 0, start) + 1, text.find("\n", start)
    line = text[begin : end if end >= 0 else None]
    return len(line) < _LONGEST_LINE and sum(map(str.isalnum, line)) == len(raw)


def _is_listed(text: str, start: int) -> bool:
    """Whether a line above or below is a price, or several are bare digits, too: numbers of articles."""
    above = text[max(0, start - 2 * _LONGEST_LINE) : start].split("\n")[-3:-1]
    below = text[start : start + 2 * _LONGEST_LINE].split("\n")[1:3]
    is_priced = any(_PRICE.search(line) for line in (*above[-1:], *below[:1]))
    return is_priced or sum(len(line) > 6 and line.strip().isdigit() for line in (*above, *below)) > 1


def _is_calendar(raw: str, groups: list[str]) -> bool:
    if not _DATE_LENGTHS.issuperset(map(len, groups)):
        return False
    if _COMPACT_RANGE.fullmatch(raw) or _COMPACT.fullmatch(raw):
        return True
    if _HOURS.fullmatch(raw):
        return all(begin < end for begin, end in zip(groups[::2], groups[1::2], strict=True))
    parts = [part for part in _SPLIT.split(raw) if part.strip("-/.")]
    return all(_DATE_PART.fullmatch(part.strip("-/")) for part in parts)


def _is_coordinate(raw: str, _groups: list[str]) -> bool:
    return "." in raw and _COORDINATE.fullmatch(raw) is not None


def _is_ip_address(raw: str, groups: list[str]) -> bool:
    return len(groups) == 4 and _IP.fullmatch(raw) is not None


def _is_range(raw: str, groups: list[str]) -> bool:
    """Two codes of one length, the second a little higher: ZIP codes, pages, serial numbers."""
    if len(groups) != 2 or not _RANGE.fullmatch(raw):
        return False
    one, other = groups
    return len(one) == len(other) and one[0] == other[0] and one < other


def _is_sizes(raw: str, _groups: list[str]) -> bool:
    return "/" in raw and raw[0] != "0" and _SIZES.fullmatch(raw) is not None


def _is_file_number(raw: str, _groups: list[str]) -> bool:
    return raw[0] == "0" and _SIZES.fullmatch(raw) is not None


def _is_account(raw: str, _groups: list[str]) -> bool:
    return _ACCOUNT.fullmatch(raw) is not None


def _is_pagination(raw: str, groups: list[str]) -> bool:
    """The pages of a list: mostly single digits, or more groups than a number has, and not parted by brackets
    or, in a run that is whole, by slashes.
    """
    if len(groups) < 4:
        return False
    single = sum(len(group) == 1 for group in groups)
    if single * 2 > len(groups):
        return True
    is_parted = "(" in raw or ("/" in raw and sum(map(len, groups)) < MOST_DIGITS)
    return len(groups) > _MOST_GROUPS and not is_parted


def _is_many(_raw: str, groups: list[str]) -> bool:
    """More groups than a number has. Behind a word, brackets part them: "(237) 233 ... - (237) 657 ..."."""
    return len(groups) > _MOST_GROUPS


def _is_row(_raw: str, groups: list[str]) -> bool:
    """Numbers that increase by the same step, or at least six that increase, or more digits than a number
    has: sizes, temperatures, lottery numbers.
    """
    figures = [int(group) for group in groups if len(group) < 4]
    if len(figures) < 4:
        return False
    steps = {other - one for one, other in pairwise(figures)}
    many = len(figures) > 5 or sum(map(len, groups)) > numbering.LONGEST
    return min(steps) > 0 and (len(steps) == 1 or many)


def _is_version(raw: str, _groups: list[str]) -> bool:
    return "." in raw and _VERSION.fullmatch(raw) is not None


# Name, rule, whether a word for telephone or a plus overrules it.
_RUN_RULES: tuple[tuple[str, Rule, bool], ...] = (
    ("date or time", _is_calendar, True),
    ("coordinate", _is_coordinate, True),
    ("IP address", _is_ip_address, True),
    ("range of codes", _is_range, True),
    ("sizes or models", _is_sizes, False),
    ("file number", _is_file_number, True),
    ("bank account", _is_account, True),
    ("pages of a list", _is_pagination, False),
    ("more groups than a number has", _is_many, True),
    ("figures in a row", _is_row, True),
    ("version", _is_version, True),
)


def context_refused(text: str, piece: Piece, end: int, floor: int, label: Label) -> str:
    """The name of the rule that refuses a number because of the text directly before or after it; "" if none.

    ``end``: where the run ends, if this is its last piece; else -1.
    """
    start = piece.start
    lead = text[start : piece.groups[0].start]
    before = text[max(floor, start - 3) : start].rpartition("\n")[2]
    sign = before.rstrip(" \t\u00a0")[-1:]
    if sign == "&" and f"{before}{lead}".rpartition("&")[2][:1].isspace():
        sign = ""  # "and"; glued to the digits it is a character's code
    if sign and sign in _SIGN_BEFORE and not (sign in "#№" and label.kind == "phone"):
        return "sign before it"
    if not lead and _is_glued(text, start, label, floor):
        return "part of a code"
    behind = text[end : end + _LONGEST_UNIT] if end >= 0 else ""
    if behind[:1] in {".", ",", "-", "/", ":", "_"} and behind[1:2].isdigit() and not _NEXT.match(behind):
        return "part of a longer number"
    raw = text[piece.groups[0].start : piece.end]
    is_plain = label.kind not in {"phone", "fax", "whatsapp"} and not _HAS_PLUS.search(lead)
    if behind[:1] in {"@", "%", "€", "£", "$"} or _is_amount(text, piece, behind, is_plain):
        return "amount"
    if is_plain and DECIMAL.fullmatch(raw) and _is_in_pair(text, piece.groups[0].start, piece.end):
        return "coordinate"
    if behind[:1].isalpha() and behind[1:2].isdigit():
        return "part of a code"
    return "date or time" if _DATE_THERE.search(raw) else ""


def _is_in_pair(text: str, start: int, end: int) -> bool:
    """Whether a decimal is beside another one with other places: "12345.67890, 4182.7361"."""
    before = _DECIMAL_BEFORE.search(text, max(0, start - 24), start)
    other = before or _DECIMAL_BEHIND.match(text, end, end + 24)
    return other is not None and list(map(len, other[1].split("."))) != list(
        map(len, text[start:end].split("."))
    )


def _is_amount(text: str, piece: Piece, behind: str, is_plain: bool) -> bool:
    """Whether digits are written as an amount beside its unit, or have a unit behind them that tells enough.

    ``is_plain``: whether neither a word nor a plus tells that they are a telephone number.
    """
    raw = text[piece.groups[0].start : piece.end]
    if _AMOUNT.fullmatch(raw):
        has_unit = _UNIT_SIGNS.match(behind) or _units("measures", "money", "counted").match(behind)
        return bool(has_unit or _CURRENCY_BEFORE.search(text[max(0, piece.start - 5) : piece.start]))
    if not (is_plain and behind.strip()):
        return False
    lists = ["measures", "money"]
    if not text[piece.start : piece.groups[0].start].strip() and _QUANTITY.fullmatch(raw):
        lists.append("counted")
    return _units(*lists).match(behind) is not None


@depends_on_words
def _units(*lists: str) -> re.Pattern[str]:
    """A unit right behind digits. No unit is what calls a number behind it ("m 0171 ...", "kom. 601 ...") or
    further text ("Kunden: ..."), or is one of the amount behind it ("EUR 25").
    """
    words = table("labels")
    known = {word: name for name in lists for word in words[name].split()}
    kinds = vocabulary().kinds
    before_digits = {
        word for word in known if word.strip(".").lower() not in kinds and known[word] != "money"
    }
    before_digits -= {word for word in before_digits if len(word) == 1 and word.isascii()}
    end = r"(?![^\W_'’]|[ \u00a0.]{0,2}:)"
    return re.compile(
        rf"(?:[ \u00a0]{{0,2}}|/)(?:(?:{any_of(before_digits)}){end}|"
        rf"(?:{any_of(known.keys() - before_digits)}){end}(?![ \u00a0.]{{0,3}}[\d+(]))"
    )


def _is_glued(text: str, start: int, label: Label, floor: int) -> bool:
    """Whether a letter, or the end of a longer number, directly precedes, and no label."""
    last = text[start - 1 : start]
    if not last or label.kind in {"phone", "fax", "whatsapp"}:
        return False
    if last in ",/" and start - 1 == floor:
        return False  # the number before ends there
    if last in "._-/\\:,'’" and text[start - 2 : start - 1].isalnum():
        return last != ":" or not is_department_before(text, start)
    return last.isalnum() and not _UNSPACED.match(last)


def is_cut(candidate: Candidate, resolved: Resolved, first: numbering.Number) -> bool:
    """Whether bare digits are much shorter than the number before them, and so no whole one, even if they
    begin with a trunk prefix: "030 4412877 / 0441287".
    """
    if len(candidate.piece.groups) > 1 or resolved.number.line_type in numbering.SERVICE:
        return False
    return len(first.national) - len(resolved.number.national) >= _MUCH_SHORTER


def shape_refused(candidate: Candidate, resolved: Resolved) -> str:
    """The name of the rule that refuses a valid number because of the way it is written; "" if none."""
    is_all = resolved.end >= candidate.piece.end or resolved.before_another
    if is_all or hyphenated_extension(candidate, resolved):
        return ""
    written = candidate.source[resolved.begin : resolved.end]
    more = [group.end - group.start for group in candidate.piece.groups if group.start >= resolved.end]
    is_sure = candidate.is_said or "(" in written
    if (2 < sum(more) < 7 and not is_sure) or (more == [3] and not _is_ranged(candidate)):
        return "more digits than a number has"
    return "more digits than a number has" if _goes_on(candidate, resolved) else ""


def _goes_on(candidate: Candidate, resolved: Resolved) -> bool:
    """Whether the digits behind a number are written on as those inside it: "0812-418-2736", "653 00 87",
    "234.30.41", unlike the last digits of a second number: "41-82-73-74".
    """
    groups, source = candidate.piece.groups, candidate.source
    gaps = [source[one.end : other.start] for one, other in pairwise(groups)]
    last = sum(group.end <= resolved.end for group in groups) - 1
    before, behind = (source[group.start : group.end] for group in groups[last : last + 2])
    if gaps[last] not in gaps[:last]:
        return False
    if len(before) == len(behind) == 2:
        return gaps[last] == " " or (gaps[last] in {"-", "."} and not 0 < int(behind) - int(before) < 10)
    return gaps[last] in {"-", "."} and len(behind) > 2


def _is_ranged(candidate: Candidate) -> bool:
    """Whether a hyphen stands before the last digits: "02 141 8057 - 100" is the first of many numbers."""
    *_, before, last = candidate.piece.groups
    return candidate.source[before.end : last.start].strip() in HYPHENS


@lru_cache(maxsize=4_096)
def placeholder_refused(number: numbering.Number) -> str:
    """The name of the rule, if a number's digits count or repeat, as in templates; "" if not."""
    is_chosen = number.line_type == "uan"  # "+92 21 111 111 028", whose area code ends in the same digit
    digits = numbering.subscriber(number) if is_chosen else number.national
    if any(digits[at : at + LONG_RUN] in _LONG_RUNS for at in range(len(digits) - LONG_RUN + 1)):
        return "placeholder: its digits count or repeat"
    if digits.endswith(("000000", "5551234")) or _is_counting_subscriber(number):
        return "placeholder: its digits count or repeat"
    return ""


def _is_counting_subscriber(number: numbering.Number) -> bool:
    """Whether all digits after the area code count. Service numbers may: companies buy such numbers."""
    if number.national[-6:] not in _SHORT_RUNS or number.line_type in numbering.SERVICE:
        return False
    return numbering.subscriber(number) in _SHORT_RUNS


def _runs(length: int, steps: tuple[int, ...]) -> frozenset[str]:
    """The digits that count by a step, modulo ten: 0 follows 9."""
    return frozenset(
        "".join(str((first + step * place) % 10) for place in range(length))
        for first in range(10)
        for step in steps
    )


_LONG_RUNS = _runs(LONG_RUN, (0, 1, 9))
_SHORT_RUNS = _runs(6, (1, 9))
