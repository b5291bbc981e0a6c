"""When a notice is due: arithmetic of times, without the database."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domains.models.notice import HowOften

GAP = timedelta(minutes=10)  # between two messages to one receiver: at most six an hour
LOOK = timedelta(seconds=15)  # between two looks that found nothing to send
WAITS = (GAP, GAP, timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6))  # after failures
MOST_FAILURES = 12  # in a row, within about two days; then the receiver is switched off


def next_time(after: datetime, how_often: str, zone: str, hour: int, weekday: int) -> datetime:
    """The first time after ``after`` at which a digest is due, in UTC; at once: ``after`` itself.

    If the clock skips this hour on a day, it is due later by the time that the clock skips. If the
    clock shows it twice, it is due the first time only.
    """
    if how_often == HowOften.AT_ONCE:
        return after
    place = ZoneInfo(zone)
    today = after.astimezone(place).date()
    for days in range(-1, 9):
        day = today + timedelta(days=days)
        due = datetime.combine(day, time(hour), place).astimezone(UTC)
        if due > after and (how_often == HowOften.DAILY or day.weekday() == weekday):
            return due
    raise AssertionError("a week has every weekday")


def wait_after(failures: int) -> timedelta:
    """How long a receiver rests after so many failures in a row (from 1)."""
    return WAITS[min(failures, len(WAITS)) - 1]
