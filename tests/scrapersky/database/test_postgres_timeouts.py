"""The time limit of some statements, and what is set for each connection."""

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection

from scrapersky.database.postgres_timeouts import TookTooLong, time_limit

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no time limit for statements"),
]


def ask(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


def test_a_statement_that_takes_too_long_is_cancelled_and_the_next_one_works():
    usual = ask("SHOW statement_timeout")
    with pytest.raises(TookTooLong), time_limit(20):
        ask("SELECT pg_sleep(60)")
    with time_limit(5000):
        assert ask("SHOW statement_timeout") == "5s"
    assert ask("SHOW statement_timeout") == usual


@pytest.mark.skipif(settings.DATABASE_POOLER == "transaction", reason="a pooler passes no options on")
def test_no_query_is_compiled():
    assert ask("SHOW jit") == "off"


def test_another_error_stays_what_it_is():
    with pytest.raises(ProgrammingError), time_limit(5000):
        ask("SELECT no_such_column")
