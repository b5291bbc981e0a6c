"""Migrations do not block work on tables that may be large."""

import re

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

OURS = {"domains", "metrics"}
SMALL = {"alerts"}  # a row for each problem that lasts
TABLE = r'"?(?P<table>\w+)"?'
ADVICE = {
    "builds an index under a lock; use scrapersky.database.online_migrations.AddIndexOnline": re.compile(
        rf"CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY).* ON {TABLE}"
    ),
    "reads the whole table under a lock; add the constraint NOT VALID, then validate it": re.compile(
        rf"ALTER TABLE {TABLE} ADD CONSTRAINT (?!.*NOT VALID)"
    ),
    "rewrites the table; add a column, fill it in small steps, then use it": re.compile(
        rf"ALTER TABLE {TABLE} ALTER COLUMN \S+ (?:TYPE|SET DATA TYPE)"
    ),
    "reads the whole table under a lock; add a CHECK ... NOT VALID, then validate it": re.compile(
        rf"ALTER TABLE {TABLE} ALTER COLUMN \S+ SET NOT NULL"
    ),
    "rewrites the table, as each row gets a value of its own; fill it in small steps": re.compile(
        rf"ALTER TABLE {TABLE} ADD COLUMN .*DEFAULT \(?(?:gen_random_uuid|random|clock_timestamp|nextval)"
    ),
}
CREATED = re.compile(rf"CREATE TABLE (?:IF NOT EXISTS )?{TABLE}")


def complaints(statements):
    """What is wrong with the SQL of one migration; a table that it creates is empty."""
    new = {match["table"] for text in statements for match in CREATED.finditer(text)}
    return [
        f"{text}: {advice}"
        for text in statements
        for advice, pattern in ADVICE.items()
        if (match := pattern.search(text)) and match["table"] not in new | SMALL
    ]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at any time")
@pytest.mark.django_db
def test_no_migration_locks_or_rewrites_a_table_that_may_be_large():
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)
    state = executor._create_project_state()
    found = {}
    for migration, _ in plan:
        with connection.schema_editor(collect_sql=True, atomic=False) as editor:
            state = migration.apply(state, editor, collect_sql=True)
        if migration.app_label in OURS:
            found[str(migration)] = complaints(editor.collected_sql)
    assert any("domains.0001" in name for name in found)
    assert {name: said for name, said in found.items() if said} == {}


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ('CREATE INDEX "x" ON "domains" ("status");', "AddIndexOnline"),
        ('CREATE UNIQUE INDEX "x" ON "domains" ("status") WHERE "a";', "AddIndexOnline"),
        ('CREATE INDEX CONCURRENTLY "x" ON "domains" ("status");', ""),
        ('ALTER TABLE "domains" ADD CONSTRAINT "c" CHECK ("a" > 1);', "NOT VALID"),
        ('ALTER TABLE "domains" ADD CONSTRAINT "c" CHECK ("a" > 1) NOT VALID;', ""),
        ('ALTER TABLE "domains" VALIDATE CONSTRAINT "c";', ""),
        ('ALTER TABLE "domains" ALTER COLUMN "a" TYPE bigint USING "a"::bigint;', "rewrites"),
        ('ALTER TABLE "domains" ALTER COLUMN "a" SET NOT NULL;', "CHECK"),
        ('ALTER TABLE "domains" ADD COLUMN "a" integer DEFAULT 0 NOT NULL;', ""),
        ('ALTER TABLE "domains" ADD COLUMN "a" uuid DEFAULT (gen_random_uuid()) NOT NULL;', "small steps"),
    ],
)
def test_the_rules_know_good_from_bad(statement, word):
    said = complaints([statement])
    assert bool(said) == bool(word)
    assert word in "".join(said)
    assert complaints(['CREATE TABLE "domains" ("id" uuid);', statement]) == []
