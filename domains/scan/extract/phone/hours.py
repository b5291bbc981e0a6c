"""Opening hours directly beside a number, as in "020 7946 0018 9:00-17:00" or "08-418 27 36 9-17"."""

from __future__ import annotations

import re

from domains.scan.extract.words import depends_on_words, table

_LONGEST = 40  # characters of hours
_FEWEST = 7  # digits of a number that may be whole
_FEWEST_BEFORE_HOUR = {1: 8, 2: 9}  # the same before "9-17" and before "12-16", which may be its last digits
_SPACE = "[ \u00a0]"
_HOUR = r"(?:[01]?\d|2[0-4])"
_TIME = rf"{_HOUR}\.(?:00|15|30|45)"
_BEHIND = rf"(?<=\d){_SPACE}[ \u00a0(|·\u2013\u2014-]{{0,3}}"  # a number
_TO = rf"{_SPACE}?[-\u2010-\u2015]{_SPACE}?"
_AND = rf"(?:{_SPACE}?/{_SPACE}?|{_SPACE})"
_TIMES = re.compile(rf"{_BEHIND}{_TIME}(?:(?:{_TO}|{_AND}){_TIME}){{0,3}}\Z")
_RANGE = re.compile(rf"(?<=\d){_SPACE}{{1,3}}(?P<hour>{_HOUR}){_TO}{_HOUR}(?:{_AND}{_HOUR}{_TO}{_HOUR})?\Z")
_FIRST_HOUR = re.compile(rf"{_BEHIND}(?P<hour>{_HOUR})\Z")
_MINUTES_BEHIND = re.compile(r":[0-5]\d(?!\d)|(?:[ap]m|u(?:[0-5]\d)?)(?![^\W_])", re.IGNORECASE)
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
    if hours := _TIMES.search(text, begin, end):
        is_sure = True
    elif hours := _RANGE.search(text, begin, end):
        is_sure = _unit().match(text, end, end + _LONGEST) is not None
    elif hours := _FIRST_HOUR.search(text, begin, end):
        closing = _closing().match(text, end, end + _LONGEST)
        is_sure = closing is None or closing["unit"] is not None
        if closing is None and not _is_first_hour(text, end):
            return end
    else:
        return end
    digits = _digits(text, start, hours.start())
    return hours.start() if digits >= _FEWEST and (is_sure or _may_be_whole(text, digits, hours)) else end


def _is_first_hour(text: str, end: int) -> bool:
    behind = _MINUTES_BEHIND.match(text, end) or _unit().match(text, end, end + _LONGEST)
    return behind is not None


def _may_be_whole(text: str, digits: int, hours: re.Match[str]) -> bool:
    """Whether the number before the hours lacks no pair of digits, as in "030 44 12 87 12-16"."""
    length = len(hours["hour"])
    lacks_pair = length == 2 and _PAIR_BEFORE.search(text, max(0, hours.start() - 3), hours.start())
    return digits >= _FEWEST_BEFORE_HOUR[length] and not lacks_pair


def _digits(text: str, start: int, end: int) -> int:
    return sum(map(str.isdigit, text[start:end]))


@depends_on_words
def _unit() -> re.Pattern[str]:
    """A word for the hour behind it: "9 Uhr", "9時", "9h30"."""
    return re.compile(_unit_behind(), re.IGNORECASE)


@depends_on_words
def _closing() -> re.Pattern[str]:
    """What leads to the hour of closing, and that hour: "9 bis 17 Uhr"."""
    words = "|".join(map(re.escape, table("labels")["until"].split()))
    return re.compile(
        rf"{_SPACE}(?:{words}){_SPACE}{_HOUR}(?:(?P<unit>{_unit_behind()})|(?!\d))", re.IGNORECASE
    )


def _unit_behind() -> str:
    words = "|".join(map(re.escape, table("labels")["hours"].split()))
    return rf"{_SPACE}?(?:{words})(?:{_SPACE}?[0-5]\d)?(?![^\W_])"
