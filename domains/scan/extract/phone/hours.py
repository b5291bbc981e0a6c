"""Opening hours directly beside a number, as in "020 7946 0018 9:00-17:00" or "08-418 27 36 9-17"."""

from __future__ import annotations

import re

from domains.scan.extract.words import depends_on_words, table

_LONGEST = 20  # characters of hours
_FEWEST = 7  # digits of a number that may be whole
_FEWEST_BEFORE_RANGE = 9  # the same; "04 93 27 12-16" is a part of a number
_SPACE = "[ \u00a0]"
_HOUR = r"(?:[01]?\d|2[0-4])"
_TIME = rf"{_HOUR}\.(?:00|15|30|45)"
_BEHIND = rf"(?<=\d){_SPACE}[ \u00a0(|·\u2013\u2014-]{{0,3}}"  # a number
_TO = rf"{_SPACE}?[-\u2010-\u2015]{_SPACE}?"
_TIMES = re.compile(rf"{_BEHIND}{_TIME}(?:(?:{_TO}|{_SPACE}?/{_SPACE}?){_TIME})?\Z")
_RANGE = re.compile(rf"(?<=\d){_SPACE}{{1,3}}(?P<hour>{_HOUR}){_TO}{_HOUR}\Z")
_FIRST_HOUR = re.compile(rf"{_BEHIND}(?P<hour>{_HOUR})\Z")
_MINUTES_BEHIND = re.compile(rf"(?::|{_SPACE}?h{_SPACE}?)[0-5]\d(?!\d)|[ap]m(?![^\W\d_])", re.IGNORECASE)
_TIMES_BEFORE = re.compile(rf"(?:{_TIME}{_TO})?{_TIME}{_SPACE}{{1,3}}[+(]{{0,2}}(?=\d)")
_MINUTES_BEFORE = re.compile(rf"[0-5]\d{_SPACE}{{1,3}}[+(]{{0,2}}(?=\d)")  # behind "9:"
_PAIR_BEFORE = re.compile(r"(?<!\d)\d\d\Z")


def without_hours(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the number of a run of digits begins and ends, if hours stand before it or behind it."""
    begin = _behind_hours(text, start, end)
    return begin, _before_hours(text, begin, end)


def _behind_hours(text: str, start: int, end: int) -> int:
    is_minute = text[start - 1 : start] in {":", "h"} and text[max(0, start - 2) : start - 1].isdigit()
    hours = (_MINUTES_BEFORE if is_minute else _TIMES_BEFORE).match(text, start, end)
    return hours.end() if hours and _digits(text, hours.end(), end) >= _FEWEST else start


def _before_hours(text: str, start: int, end: int) -> int:
    begin = max(start, end - _LONGEST)
    hours = _TIMES.search(text, begin, end)
    if hours is None and (hours := _RANGE.search(text, begin, end)):
        if not _units().match(text, end, end + _LONGEST):
            return _before_range(text, start, hours) or end
    elif hours is None and (hours := _FIRST_HOUR.search(text, begin, end)):
        if _to_an_hour().match(text, end, end + _LONGEST):
            return _before_range(text, start, hours) or end
        if not (_MINUTES_BEHIND.match(text, end) or _units().match(text, end, end + _LONGEST)):
            return end
    return hours.start() if hours and _digits(text, start, hours.start()) >= _FEWEST else end


def _before_range(text: str, start: int, hours: re.Match[str]) -> int:
    """Where "9-17" begins; 0 if it may be the rest of the number: "030 44 12 87 12-16"."""
    is_pair = len(hours["hour"]) == 2 and _PAIR_BEFORE.search(text, start, hours.start())
    is_rest = is_pair or _digits(text, start, hours.start()) < _FEWEST_BEFORE_RANGE
    return 0 if is_rest else hours.start()


def _digits(text: str, start: int, end: int) -> int:
    return sum(map(str.isdigit, text[start:end]))


@depends_on_words
def _units() -> re.Pattern[str]:
    """A word for the hour: "9 Uhr", "9時"."""
    words = "|".join(map(re.escape, table("labels")["hours"].split()))
    return re.compile(rf"{_SPACE}?(?:{words})(?![^\W\d_])", re.IGNORECASE)


@depends_on_words
def _to_an_hour() -> re.Pattern[str]:
    """What leads to the hour of closing: "9 bis 17"."""
    words = "|".join(map(re.escape, table("labels")["until"].split()))
    return re.compile(rf"{_SPACE}(?:{words}){_SPACE}{_HOUR}(?!\d)", re.IGNORECASE)
