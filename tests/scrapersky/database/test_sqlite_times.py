"""Times are compared as times, however the database spells them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from domains.models import Domain
from scrapersky.database.sqlite_times import longest, shortest

MOMENT = datetime(2026, 11, 23, 23, 41, 26, 290_000, tzinfo=UTC)
WHOLE = MOMENT.replace(microsecond=0)
SPELLINGS = {
    "by now": "2026-11-23 23:41:26.290",
    "by python": "2026-11-23 23:41:26.290000",
    "whole by now": "2026-11-23 23:41:26.000",
    "whole by python": "2026-11-23 23:41:26",
}


@pytest.fixture
def stored(db):
    """A domain for each spelling of two moments, updated then."""
    for place, (name, text) in enumerate(SPELLINGS.items()):
        domain = Domain.objects.create(domain=f"site-{place}.com", notes=name)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE domains SET updated_at = %s WHERE domain = %s",
                [text if connection.vendor == "sqlite" else f"{text}+00", domain.domain],
            )


def found(**lookups):
    return set(Domain.objects.filter(**lookups).values_list("notes", flat=True))


LATER, EARLIER = {"by now", "by python"}, {"whole by now", "whole by python"}


@pytest.mark.parametrize(
    ("lookup", "moment", "wanted"),
    [
        ("gte", MOMENT, LATER),
        ("gt", MOMENT, set()),
        ("lt", MOMENT, EARLIER),
        ("lte", MOMENT, LATER | EARLIER),
        ("gte", WHOLE, LATER | EARLIER),
        ("gt", WHOLE, LATER),
        ("lt", WHOLE, set()),
        ("lte", WHOLE, EARLIER),
        ("gte", MOMENT + timedelta(microseconds=1), set()),
        ("gt", MOMENT - timedelta(microseconds=1), LATER),
        ("lt", MOMENT + timedelta(microseconds=1), LATER | EARLIER),
        ("lte", MOMENT - timedelta(microseconds=1), EARLIER),
    ],
)
def test_each_comparison_with_each_spelling(stored, lookup, moment, wanted):
    assert found(**{f"updated_at__{lookup}": moment}) == wanted


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("2026-11-23 23:41:20", "2026-11-23 23:41:20", "2026-11-23 23:41:20.000000"),
        ("2026-11-23 23:41:20.000000", "2026-11-23 23:41:20", "2026-11-23 23:41:20.000000"),
        ("2026-11-23 23:41:20.100000", "2026-11-23 23:41:20.1", "2026-11-23 23:41:20.100000"),
    ],
)
def test_spellings(text, short, long):
    assert (shortest(text), longest(text)) == (short, long)
