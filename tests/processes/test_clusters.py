"""A real cluster: schedule, wake-up, stop, and two of them on one database."""

import json
import signal
from functools import partial

import pytest

from tests.processes.conftest import shortly_on_sqlite

OVERLAPS = """
    SELECT count(*) FROM scheduler_metrics a JOIN scheduler_metrics b ON a.id < b.id
    WHERE a.seat IS NULL AND a.timestamp < b.finished_at AND b.timestamp < a.finished_at
"""

MOST_AT_ONCE = """
    SELECT max(runs) FROM (
        SELECT count(*) AS runs FROM scheduler_metrics a JOIN scheduler_metrics b
        ON b.timestamp <= a.timestamp AND a.timestamp < b.finished_at GROUP BY a.id
    ) AS moments
"""


@shortly_on_sqlite
def test_a_submission_is_scanned_without_waiting_for_the_minute(installation):
    installation.know("example.test")
    child = installation.start("qcluster")
    installation.until(lambda: "running" in installation.outputs(), "a running cluster")
    installation.manage("submit_domains", "-", stdin="example.test")
    installation.until(lambda: installation.statuses() == {"completed": 1}, "the scan", seconds=20)
    installation.stop(child)
    assert "submission" in dict(installation.rows("SELECT trigger, id FROM scheduler_metrics"))
    assert "Traceback" not in installation.outputs()


@shortly_on_sqlite
def test_a_stopping_cluster_returns_its_claims(installation):
    asked, release = installation.sites.hold(*installation.know("held.test"))
    child = installation.start("qcluster")
    installation.until(lambda: "running" in installation.outputs(), "a running cluster")
    installation.submit("held.test")
    assert asked.wait(30), installation.outputs()
    installation.stop(child)
    release.set()
    assert installation.statuses() == {"pending": 1}
    assert installation.rows("SELECT attempts FROM domains") == [(0,)]
    assert "Traceback" not in installation.outputs()


LEFT = "SELECT count(*) FROM domains WHERE claim_token IS NOT NULL"


def test_the_log_of_a_clusters_life_tells_settings_and_run_and_no_trouble(installation):
    """Also what Python itself says of a process that ends: unclosed sockets, files, connections."""
    asked, release = installation.sites.hold(*installation.know("held.test", "quick.test")[:1])
    child = installation.start(
        "qcluster", LOG_FORMAT="json", SCHEDULER_BATCH_SIZE="7", PYTHONWARNINGS="default"
    )
    installation.until(lambda: " running." in installation.outputs(), "a running cluster")
    installation.submit("held.test", "quick.test")
    assert asked.wait(30), installation.outputs()
    installation.until(lambda: installation.statuses().get("completed"), "the quick one")
    installation.stop(child)
    release.set()
    assert installation.rows(LEFT) == [(0,)]
    printed = child.output.read_text().splitlines()
    assert [line for line in printed if not line.startswith("{")] == []
    entries = [json.loads(line) for line in printed]
    assert [entry for entry in entries if entry["level"] != "INFO"] == []
    logged = [json.loads(line) for line in installation.log.read_text().splitlines() if line.startswith("{")]
    assert [entry for entry in entries if entry not in logged] == []
    (settings,) = (entry["message"] for entry in entries if "settings in force" in entry["message"])
    assert "SCHEDULER_BATCH_SIZE=7" in settings
    assert "SECRET" not in settings
    (line,) = (entry for entry in entries if "SCHEDULER_METRICS: " in entry["message"])
    figures = json.loads(line["message"].partition("SCHEDULER_METRICS: ")[2])
    ended = ("partial", 1, 1)
    assert (figures["status"], figures["domains_successful"], figures["domains_returned"]) == ended
    assert line["run_id"] == figures["job_id"]


SCHEDULES = (
    "SELECT minutes, count(*) FROM django_q_schedule WHERE name = 'process pending domains' GROUP BY 1"
)


@shortly_on_sqlite
def test_the_stored_schedule_follows_the_settings(installation):
    for minutes in (1, 7):
        child = installation.start("qcluster", SCHEDULER_INTERVAL_MINUTES=str(minutes))
        said = [f"every {minutes} min", " running."]
        installation.until(partial(output_has, child, said), "a running cluster")
        installation.stop(child, signal.SIGINT)
        assert installation.rows(SCHEDULES) == [(minutes, 1)]


def output_has(child, words):
    text = child.output.read_text()
    return all(word in text for word in words)


@pytest.mark.parametrize("slots", ["1", "2"])
def test_two_clusters_share_a_backlog_without_doubling(on_postgres, slots):
    env = {"SCHEDULER_DRAIN": "true", "SCHEDULER_BATCH_SIZE": "25", "SCHEDULER_MAX_INSTANCES": slots}
    names = on_postgres.submit(*(f"site-{n:03}.test" for n in range(250)))
    children = [on_postgres.start("qcluster", **env) for _ in range(2)]
    on_postgres.until(lambda: on_postgres.statuses() == {"completed": 250}, "all completed", seconds=180)
    for child in children:
        on_postgres.stop(child)
    assert on_postgres.sites.homes() == dict.fromkeys(names, 1)
    assert on_postgres.rows("SELECT count(*), count(DISTINCT domain_id) FROM scans") == [(250, 250)]
    if slots == "1":
        assert on_postgres.rows(OVERLAPS) == [(0,)]


def test_one_wake_up_sets_all_seats_to_work(on_postgres):
    """A backlog is shared by as many runs as may be, well before the schedule would start another one."""
    env = {"SCHEDULER_DRAIN": "true", "SCHEDULER_BATCH_SIZE": "10", "SCHEDULER_MAX_INSTANCES": "3"}
    on_postgres.submit(*(f"site-{n:03}.test" for n in range(200)))
    child = on_postgres.start("qcluster", **env, QUEUE_WORKERS="3", SCHEDULER_INTERVAL_MINUTES="60")
    on_postgres.until(lambda: on_postgres.statuses() == {"completed": 200}, "all completed", seconds=60)
    on_postgres.stop(child)
    assert on_postgres.rows(MOST_AT_ONCE) == [(3,)]


@shortly_on_sqlite
def test_a_killed_cluster_that_starts_again_scans_within_20_seconds(installation):
    """The leases of the run that died with it last for minutes, and it held the only slot."""
    env = {"SCHEDULER_INTERVAL_MINUTES": "60"}  # so that not the schedule starts the next run
    asked, release = installation.sites.hold(*installation.know("held.test"))
    killed = installation.start("qcluster", **env)
    installation.until(lambda: "running" in installation.outputs(), "a running cluster")
    installation.submit("held.test")
    assert asked.wait(30), installation.outputs()
    killed.kill()
    killed.wait()
    release.set()
    child = installation.start("qcluster", **env)
    installation.until(lambda: installation.statuses() == {"completed": 1}, "the scan", seconds=20)
    installation.stop(child)
    ended = installation.rows("SELECT status, count(*) FROM scheduler_metrics GROUP BY 1 ORDER BY 1")
    assert ended == [("abandoned", 1), ("completed", 1)]
