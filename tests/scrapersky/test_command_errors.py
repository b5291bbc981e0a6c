"""Commands name what is to be done where the database lacks its tables."""

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from scrapersky.command_errors import database_errors_in_words
from tests import databases


@pytest.fixture
def no_tables(tmp_path, django_db_blocker):
    empty = tmp_path / "empty.sqlite3"
    empty.touch()
    source = str(empty) if connection.vendor == "sqlite" else "template1"
    with django_db_blocker.unblock(), databases.copy(tmp_path, source) as name, databases.working_on(name):
        yield


@pytest.mark.parametrize(
    "command",
    [
        ("process_domains", "tidewater-loom.com"),
        ("explain_domain", "tidewater-loom.com"),
        ("create_api_token", "crm"),
        ("scheduler", "status"),
        ("prune",),
        ("qcluster",),
    ],
    ids=lambda command: command[0],
)
def test_a_command_before_migrate_names_it(no_tables, command):
    with pytest.raises(CommandError, match=r"^\d+ migrations are not applied: run manage\.py migrate \("):
        call_command(*command)


@pytest.mark.django_db
def test_another_error_is_told_as_it_is():
    told = r"^the database did not answer as expected: disk I/O error$"
    with pytest.raises(CommandError, match=told), database_errors_in_words():
        raise OperationalError("disk I/O error")


def test_a_database_that_is_away_is_told_as_it_is(monkeypatch):
    monkeypatch.setattr(connection, "ensure_connection", away)
    with pytest.raises(CommandError, match=r"expected: away$"), database_errors_in_words():
        away()


def away():
    raise OperationalError("away")
