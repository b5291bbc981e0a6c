"""GET /api/v3/metrics/ and /api/v3/metrics/summary/"""

from datetime import UTC, datetime, timedelta

import pytest

from domains.lifecycle import RunStatus
from metrics.models import SchedulerMetric

PATH = "/api/v3/metrics/"
NOW = datetime.now(UTC)


@pytest.fixture
def run(db):
    def make(minutes_ago=0, **values):
        values = {"status": RunStatus.COMPLETED, "trigger": "schedule", **values}
        return SchedulerMetric.objects.create(timestamp=NOW - timedelta(minutes=minutes_ago), **values)

    return make


def test_runs_newest_first(api, run):
    for minutes in (5, 1, 3):
        run(minutes, domains_processed=minutes)
    results = api.get(PATH).json()["results"]
    assert [row["domains_processed"] for row in results] == [1, 3, 5]
    assert {"job_id", "status", "duration_seconds", "success_rate", "timestamp"} <= set(results[0])


def test_runs_of_one_status(api, run):
    run(status=RunStatus.FAILED)
    run()
    assert [row["status"] for row in api.get(PATH, {"status": "failed"}).json()["results"]] == ["failed"]


def test_totals_over_a_window(api, run):
    run(10, domains_processed=10, domains_successful=8, duration_seconds=1)
    run(20, domains_processed=10, domains_successful=4, duration_seconds=3)
    run(60 * 30, domains_processed=1000)
    body = api.get(PATH + "summary/").json()
    assert body["runs"] == 2
    assert body["runs_by_status"] == {"completed": 2}
    assert body["totals"]["domains_processed"] == 20
    assert body["success_rate"] == 0.6
    assert body["duration_seconds"]["p50"] == 2
    assert api.get(PATH + "summary/", {"hours": 48}).json()["totals"]["domains_processed"] == 1020


def test_totals_of_nothing(api):
    body = api.get(PATH + "summary/").json()
    assert (body["runs"], body["success_rate"], body["duration_seconds"]) == (0, 0, None)


def test_one_run_has_percentiles(api, run):
    run(duration_seconds=2.5)
    assert api.get(PATH + "summary/").json()["duration_seconds"] == {"p50": 2.5, "p90": 2.5, "p99": 2.5}


@pytest.mark.parametrize("query", [{"hours": 0}, {"hours": "x"}, {"hour": 1}])
def test_a_wrong_window_is_refused(api, query):
    assert api.get(PATH + "summary/", query).status_code == 400
