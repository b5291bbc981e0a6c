"""The database becomes unreachable during a run, and returns."""

import threading

import psycopg
import pytest

from tests.postgres import Server
from tests.processes.conftest import Installation, create_database, migrate
from tests.sites import slowly

ENVIRONMENT = {"SCHEDULER_DRAIN": "true", "SCHEDULER_BATCH_SIZE": "25", "CLAIM_LEASE_SECONDS": "60"}
OUTAGE_SECONDS = 6.0  # longer than any pause of those that try again, and than the watcher's


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A PostgreSQL of these tests' own, to be stopped and started."""
    with Server.create(tmp_path_factory.mktemp("server")) as own:
        yield own


@pytest.fixture(scope="module")
def template(server):
    name = create_database(server)
    migrate(server.url(name))
    return name


@pytest.fixture
def installation(server, template, tmp_path, sites, submitter):
    made = Installation(server.url(create_database(server, template)), tmp_path, sites, submitter)
    yield made
    made.close()


@pytest.fixture
def submitted(installation):
    names = [f"site-{n:03}.test" for n in range(100)]
    installation.sites.responders.update({name: slowly(name, 0.5) for name in names})
    return installation.submit(*names)


def some_completed(installation):
    installation.until(lambda: installation.statuses().get("completed", 0) >= 5, "some results")


def interrupt(server):
    server.stop()
    threading.Event().wait(OUTAGE_SECONDS)
    server.start()


def complaints(installation):
    """Lines of the log that are more than information."""
    return [line for line in installation.log.read_text().splitlines() if " INFO " not in line]


def is_accounted_for(installation, names):
    assert installation.rows("SELECT count(*), count(DISTINCT domain_id) FROM scans") == [(100, 100)]
    assert installation.sites.homes() == dict.fromkeys(names, 1)
    statuses = dict(installation.rows("SELECT status, count(*) FROM scheduler_metrics GROUP BY status"))
    assert set(statuses) == {"completed"}, statuses


def test_a_command_waits_for_a_server_that_restarts(installation, server, submitted):
    child = installation.start("process_domains", "--all", **ENVIRONMENT)
    some_completed(installation)
    interrupt(server)
    assert child.wait(timeout=60) == 0, installation.outputs()
    assert installation.statuses() == {"completed": 100}
    is_accounted_for(installation, submitted)
    assert [("is unreachable" in line, "is back" in line) for line in complaints(installation)] == [
        (True, False),
        (False, True),
    ], complaints(installation)


def test_a_cluster_waits_for_a_server_that_restarts(installation, server, submitted):
    cluster = installation.start("qcluster", **ENVIRONMENT)
    some_completed(installation)
    interrupt(server)
    installation.until(lambda: installation.statuses() == {"completed": 100}, "everything")
    installation.stop(cluster)
    is_accounted_for(installation, submitted)
    assert "Traceback" not in installation.outputs()
    assert all("the database is" in line for line in complaints(installation)), complaints(installation)


def test_a_run_survives_the_cutting_of_its_connections(installation, submitted):
    child = installation.start("process_domains", "--all", **ENVIRONMENT)
    some_completed(installation)
    with psycopg.connect(installation.url, autocommit=True) as connection:
        for _ in range(5):
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            threading.Event().wait(0.3)
    assert child.wait(timeout=60) == 0, installation.outputs()
    is_accounted_for(installation, submitted)
    assert "Traceback" not in installation.outputs()
