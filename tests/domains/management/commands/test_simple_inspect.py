"""simple_inspect: shows rows, and the database prevents writing."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from domains.diagnostics import readonly_query
from domains.models import ApiToken, Domain, Webhook

# A real transaction: what a statement might commit is then seen.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def look(capsys):
    def run(*args):
        call_command("simple_inspect", *args)
        return capsys.readouterr().out

    return run


@pytest.fixture(autouse=True)
def domains():
    for name in ("one.com", "two.com", "three.com"):
        Domain.objects.create(domain=name, title="a long title " * 20, tech_stack=["WordPress"])


def test_a_table_by_its_name(look):
    out = look("domains", "--limit", "2")
    assert "| domain " in out.splitlines()[0]
    assert out.count(".com") == 2
    assert "(2 rows; there are more)" in out
    assert "a long title a long title a long titl..." in out


def test_a_query_as_json_has_values_in_full(look):
    rows = json.loads(look("SELECT domain, title FROM domains ORDER BY domain", "--json"))
    assert [row["domain"] for row in rows] == ["one.com", "three.com", "two.com"]
    assert rows[0]["title"] == "a long title " * 20


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM domains",
        "UPDATE domains SET title = ''",
        "SELECT 1; DELETE FROM domains",
        "SELECT 1; COMMIT; DELETE FROM domains",
        "COMMIT; DELETE FROM domains",
        "DROP TABLE domains",
        "CREATE TABLE x (y int)",
        "WITH gone AS (DELETE FROM domains RETURNING 1) SELECT * FROM gone",
        "VACUUM INTO 'copy'",
        "ATTACH 'other' AS other",
        "PRAGMA query_only = OFF",
        "COPY domains TO '/dev/null'",
        "SET TRANSACTION READ WRITE",
        "nonsense",
    ],
)
def test_whatever_writes_is_refused(statement):
    with pytest.raises(CommandError):
        call_command("simple_inspect", statement)
    assert Domain.objects.exclude(title="").count() == 3
    Domain.objects.create(domain="after.com")  # the connection is as it was


def test_a_function_that_writes_is_refused_on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no function that writes")
    with pytest.raises(CommandError, match="read-only transaction"):
        call_command("simple_inspect", "SELECT nextval(pg_get_serial_sequence('scheduler_metrics', 'id'))")


def test_secrets_are_never_shown(look):
    token, _ = ApiToken.objects.create_token("ours")
    webhook = Webhook.objects.create(url="https://example.com/hook")
    shown = (
        look("api_tokens", "--json")
        + look("webhooks", "--json")
        + look("SELECT digest AS harmless FROM api_tokens")
        + look("SELECT x FROM (SELECT secret AS x FROM webhooks) AS inner_query")
    )
    assert "ours" in shown
    assert token.digest not in shown
    assert webhook.secret not in shown


def test_a_statement_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(readonly_query, "TIME_LIMIT", 0.2)
    endless = "WITH RECURSIVE a(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM a) SELECT count(*) FROM a"
    with pytest.raises(CommandError, match=r"interrupted|statement timeout"):
        call_command("simple_inspect", endless)


def test_an_unknown_table_is_told_with_those_there_are():
    with pytest.raises(CommandError, match=r"there is no table 'domain'; there are .*domains"):
        call_command("simple_inspect", "domain")


def test_a_hostile_value_stays_on_its_line(look):
    Domain.objects.create(domain="evil.com", notes="a\nb\x1b[2J")
    line = next(line for line in look("SELECT domain, notes FROM domains").splitlines() if "evil" in line)
    assert "a b?[2J" in line
