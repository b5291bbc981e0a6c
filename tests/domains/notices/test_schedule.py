"""When notices are due, in time zones and where clocks change."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from domains.notices import schedule


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "how_often", "zone", "hour", "weekday", "due"),
    [
        ("2026-01-15 05:00", "daily", "UTC", 8, 0, "2026-01-15 08:00"),
        ("2026-01-15 08:00", "daily", "UTC", 8, 0, "2026-01-16 08:00"),
        ("2026-01-15 08:30", "daily", "Europe/Berlin", 8, 0, "2026-01-16 07:00"),
        ("2026-07-15 05:00", "daily", "Europe/Berlin", 8, 0, "2026-07-15 06:00"),
        ("2026-01-15 23:30", "daily", "Pacific/Kiritimati", 14, 0, "2026-01-16 00:00"),  # UTC+14
        (
            "2026-01-15 09:00",
            "daily",
            "Pacific/Pago_Pago",
            23,
            0,
            "2026-01-15 10:00",
        ),  # UTC-11, the day before
        ("2026-01-15 02:00", "daily", "Asia/Kathmandu", 8, 0, "2026-01-15 02:15"),
        ("2026-03-28 12:00", "daily", "Europe/Berlin", 8, 0, "2026-03-29 06:00"),  # summer time begins
        ("2026-03-28 12:00", "daily", "Europe/Berlin", 2, 0, "2026-03-29 01:00"),  # 2:00 is skipped: at 3:00
        ("2026-03-29 01:00", "daily", "Europe/Berlin", 2, 0, "2026-03-30 00:00"),
        ("2026-10-25 00:00", "daily", "Europe/Berlin", 2, 0, "2026-10-26 01:00"),  # 2:00 twice: only once
        ("2026-10-24 12:00", "daily", "Europe/Berlin", 2, 0, "2026-10-25 00:00"),
        ("2026-01-15 05:00", "weekly", "UTC", 8, 0, "2026-01-19 08:00"),  # from a Thursday to Monday
        ("2026-01-15 05:00", "weekly", "UTC", 8, 3, "2026-01-15 08:00"),
        ("2026-01-15 08:00", "weekly", "UTC", 8, 3, "2026-01-22 08:00"),
        ("2026-01-18 22:00", "weekly", "Asia/Tokyo", 8, 0, "2026-01-18 23:00"),  # Monday there
        ("2026-10-19 08:00", "weekly", "America/New_York", 9, 6, "2026-10-25 13:00"),
        ("2026-10-26 08:00", "weekly", "America/New_York", 9, 6, "2026-11-01 14:00"),  # winter time begins
    ],
)
def test_a_digest_is_due_at_the_hour_of_the_place(after, how_often, zone, hour, weekday, due):
    assert schedule.next_time(at(after), how_often, zone, hour, weekday) == at(due)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
@pytest.mark.parametrize("hour", [0, 1, 2, 3, 23])
def test_in_a_year_each_day_has_exactly_one(zone, hour):
    times, now = [], at("2026-01-01 12:00")
    for _ in range(365):
        now = schedule.next_time(now, "daily", zone, hour, 0)
        times.append(now)
    assert {later - earlier for earlier, later in pairwise(times)} <= {
        timedelta(hours=24) + timedelta(minutes=minutes) for minutes in (-60, -30, 0, 30, 60)
    }
    assert at("2026-12-31 12:00") < times[-1] <= at("2027-01-01 12:00"), "no day is left out or told twice"


def test_at_once_is_now_and_rests_grow():
    assert schedule.next_time(at("2026-01-15 05:00"), "at_once", "UTC", 8, 0) == at("2026-01-15 05:00")
    waits = [schedule.wait_after(failures) for failures in range(1, schedule.MOST_FAILURES)]
    assert waits == sorted(waits)
    assert waits[0] >= schedule.GAP, "a message that was perhaps accepted counts for the hour as well"
    assert timedelta(days=1) < sum(waits, timedelta(0)) < timedelta(days=3)
