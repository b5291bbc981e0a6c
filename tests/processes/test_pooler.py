"""Behind PgBouncer in transaction mode; and PostgreSQL's time limits in both modes."""

import os
import subprocess
import sys

import psycopg
import pytest

from tests.conftest import ROOT
from tests.pgbouncer import pooled, through
from tests.processes.conftest import create_database

SHOW = (
    "from django.db import connection as c; k = c.cursor(); "
    "shown = lambda name: k.execute('SHOW ' + name).fetchone()[0]; "
    "print(shown('statement_timeout'), shown('idle_in_transaction_session_timeout'))"
)
BATCH = ["runs/test_run.py", "queue/test_claims.py", "models/test_domain.py", "queue/test_submission.py"]


def limits(installation, **env):
    return installation.manage("shell", "-v", "0", "-c", SHOW, **env).stdout.split()


@pytest.fixture
def pooler(postgres):
    with pooled(postgres) as port:
        yield port


@pytest.fixture
def behind_pooler(on_postgres, pooler):
    """The database of ``on_postgres``, migrated once more by way of the pooler."""
    on_postgres.env |= {"DATABASE_URL": through(on_postgres.url, pooler), "DATABASE_POOLER": "transaction"}
    on_postgres.manage("migrate", "--verbosity", "0")
    return on_postgres


def test_the_servers_limits_are_in_force(on_postgres):
    assert limits(on_postgres) == ["90s", "2min"]
    assert limits(on_postgres, DATABASE_STATEMENT_TIMEOUT_MS="1500") == ["1500ms", "2min"]


def test_clusters_work_behind_a_pooler_within_the_servers_limits(behind_pooler):
    assert limits(behind_pooler) == ["90s", "2min"]
    names = behind_pooler.know(*(f"site-{n:03}.test" for n in range(40)))
    behind_pooler.manage("submit_domains", "-", stdin="\n".join(names))
    clusters = [behind_pooler.start("qcluster", SCHEDULER_DRAIN="true") for _ in range(2)]
    behind_pooler.until(lambda: behind_pooler.statuses() == {"completed": 40}, "all completed")
    for cluster in clusters:
        behind_pooler.stop(cluster)
    assert behind_pooler.sites.homes() == dict.fromkeys(names, 1)
    assert "Traceback" not in behind_pooler.outputs()


@pytest.mark.timeout(400)
def test_the_batchs_tests_pass_behind_a_pooler(postgres, postgres_template, pooler):
    """Their database is kept until the end: the pooler's connections to it would keep it from going."""
    name = "pooled"
    create_database(postgres, postgres_template, f"test_{name}")
    url = through(postgres.url(name), pooler)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--reuse-db", *(f"tests/domains/{file}" for file in BATCH)],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url, "DATABASE_POOLER": "transaction"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE test_{name} WITH (FORCE)")
