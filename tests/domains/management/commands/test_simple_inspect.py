"""simple_inspect: shows rows, and the database prevents writing."""

import contextlib
import itertools
import json
import re

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection

from domains.diagnostics import readonly_query
from domains.diagnostics.secret_columns import SECRETS
from domains.models import ApiToken, Domain, Notice, NoticeReceiver, Webhook

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


EFFECTS = {
    "postgresql": [
        "SELECT nextval(pg_get_serial_sequence('scheduler_metrics', 'id'))",
        "SELECT pg_advisory_lock(1)",
        "SELECT pg_terminate_backend(pg_backend_pid())",
        "SELECT set_config('role', 'none', false)",
        "SELECT pg_notify('a', 'b')",
        "SELECT pg_sleep(0)",
        "SELECT * FROM pg_stat_activity",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT query_to_xml('SELECT 1', true, false, '')",
        "SELECT domain FROM domains WHERE pg_advisory_lock(1) IS NULL ORDER BY pg_sleep(0)",
        "SELECT 1) AS x, (SELECT 1",
    ],
    "sqlite": [
        "SELECT load_extension('x')",
        "SELECT fts3_tokenizer('simple')",
        "SELECT * FROM pragma_function_list",
        "SELECT * FROM dbstat",
        "SELECT * FROM sqlite_stat1",
    ],
}


def test_functions_with_effects_are_refused():
    for statement in EFFECTS[connection.vendor]:
        with pytest.raises(CommandError):
            call_command("simple_inspect", statement)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")  # the connection is as it was


@pytest.mark.parametrize(
    "expression",
    [
        "upper(domain), length(title), count(*) OVER ()",
        "max(created_at), count(*), group_concat(domain)",
        "CURRENT_TIMESTAMP, coalesce(NULL, 1), CAST(lost_claims AS text), lost_claims + 1",
    ],
)
def test_ordinary_functions_are_allowed(look, expression):
    if connection.vendor == "postgresql":
        expression = expression.replace("group_concat(domain)", "string_agg(domain, ';')")
    assert "rows)" in look(f"SELECT {expression} FROM domains {'GROUP BY domain' * ('max' in expression)}")


def test_lists_can_be_unfolded(look):
    unfold = "json_each(tech_stack)"
    if connection.vendor == "postgresql":
        unfold = "jsonb_array_elements_text(tech_stack) AS a(value)"
    shown = look(f"SELECT value, count(*) FROM domains, {unfold} GROUP BY value")
    assert "WordPress" in shown


SHOWING = [
    *("SELECT * FROM {0}", "TABLE {0}", "SELECT {1} AS harmless FROM {0}", "SELECT {0}.{1} FROM {0}"),
    *(
        "SELECT x FROM (SELECT {1} AS x FROM {0}) AS inner_query",
        "WITH a(b) AS (SELECT {1} FROM {0}) TABLE a",
    ),
    *("SELECT substr({1}, 2) FROM {0}", "SELECT '' || {1} FROM {0}", "SELECT max({1}) FROM {0}"),
    *(
        "SELECT w FROM {0} AS w",
        "SELECT row_to_json(w) FROM {0} AS w",
        "SELECT CAST(w AS text) FROM {0} AS w",
    ),
    *(
        "SELECT * FROM public.{0}",
        "SELECT {1} FROM main.{0}",
        'SELECT "{1}" FROM "{0}"',
        "SELECT * FROM ONLY {0}",
    ),
    *("SELECT table_to_xml('{0}', true, false, '')", "SELECT table_to_xml('public.{0}', true, false, '')"),
    *("SELECT most_common_vals FROM pg_stats WHERE tablename = '{0}'", "SELECT * FROM sqlite_stat4"),
    *("SELECT count(*) FROM {0} WHERE {1} = '{2}'", "SELECT * FROM {0} LEFT JOIN domains ON {1} = domain"),
    *("SELECT database_to_xml(true, false, '')", "SELECT query_to_xml('TABLE public.{0}', true, true, '')"),
    *("SELECT reverse({1}) FROM {0}", "SELECT json_group_array({1}) FROM {0}", "SELECT hex({1}) FROM {0}"),
]


@pytest.fixture
def secret_values():
    """A value of each secret column of two tables."""
    token, _ = ApiToken.objects.create_token("ours")
    webhook = Webhook.objects.create(
        url="https://example.com/hook", former_secret="whsec_former-one-of-before"
    )
    notice = Notice.objects.create(user=User.objects.create_user("clerk"), name="n")
    told = NoticeReceiver.objects.create(notice=notice, url="slack://TokenA/TokenB/TokenC", longest_body=1)
    return [
        ("api_tokens", "digest", token.digest),
        ("notice_receivers", "url", told.url),
        ("webhooks", "secret", webhook.secret),
        ("webhooks", "former_secret", webhook.former_secret),
    ]


def test_secrets_are_not_shown_by_any_expression(capsys, secret_values):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    answered = 0
    for statement, (table, column, value) in itertools.product(SHOWING, secret_values):
        with contextlib.suppress(CommandError):
            call_command("simple_inspect", statement.format(table, column, value), "--json")
            answered += 1
        shown = capsys.readouterr().out
        for hidden in (value[3:], value[::-1][:-3], value.encode().hex().upper()):
            assert hidden not in shown, statement
        assert '"count": 1' not in shown, "whether it is this value"
        assert '"count(*)": 1' not in shown, "whether it is this value"
    assert answered >= len(secret_values) * 10, "what is not secret can still be read"


def test_the_secret_columns_are_hidden_and_the_others_are_not(look, secret_values):
    (row,) = json.loads(look("webhooks", "--json"))
    assert row["url"] == "https://example.com/hook"
    assert {row["secret"], row["former_secret"]} <= {None, "(hidden)"}


SECRET = re.compile(r"secret|digest|password|session|^body$|^caller$|token")
KNOWN_TO_ALL = {
    ("domains", "claim_token"),  # a random number, meaningless outside the row
    ("suppressions", "digest"),  # keyed, and the API lists it
    ("webhooks", "former_secret_until"),
}


def test_every_column_that_may_be_secret_was_thought_of():
    columns = {
        (model._meta.db_table, field.column)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
    }
    assert columns >= SECRETS
    assert {(table, column) for table, column in columns if SECRET.search(column)} <= SECRETS | KNOWN_TO_ALL


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
