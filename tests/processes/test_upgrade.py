"""What version 07190e7 left in django-q2's tables, before functions moved and got new names, still runs.

``data/version_07190e7.json`` holds rows as that version wrote them: its schedules, one of each task added by
hand in the admin, a wake-up and a delivery that wait in the queue, and a delivery to be tried again.
"""

import json
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

from domains.cluster.renamed_tasks import RENAMED
from tests.processes.conftest import shortly_on_sqlite
from tests.sites import html, page

ROWS = json.loads((Path(__file__).parent / "data" / "version_07190e7.json").read_text())
DELIVERIES = "SELECT count(*) FROM webhook_deliveries WHERE status = 'delivered'"
TASKS = "SELECT func, success FROM django_q_task"


def insert_old_rows(installation):
    """All of them, due since a moment ago."""
    due = datetime.now(UTC) - timedelta(seconds=5)
    for table, rows in ROWS.items():
        for row in rows:
            times = {name: due for name in ("next_run", "lock") if name in row}
            installation.insert(table, {**row, **times})


@shortly_on_sqlite
def test_tasks_and_schedules_of_the_version_before_run_after_the_upgrade(installation):
    installation.know("old.test", "hooks.test")
    installation.sites.responders["hooks.test"] = lambda _: html(page("Thank you"))
    insert_old_rows(installation)
    stored = {row["func"] for row in ROWS["django_q_schedule"]}
    assert stored == {*RENAMED, "metrics.retention.prune"}
    child = installation.start("qcluster", SCHEDULER_MAX_INSTANCES="2")
    installation.until(lambda: installation.statuses() == {"completed": 1}, "the scan")
    installation.until(lambda: installation.rows(DELIVERIES) == [(3,)], "all deliveries, the scan's too")
    expected = {RENAMED.get(name, name) for name in stored}
    installation.until(lambda: {func for func, _ in installation.rows(TASKS)} == expected, "all tasks")
    child.send_signal(signal.SIGTERM)
    assert child.wait(timeout=60) == 0, installation.outputs()
    assert {bool(success) for _, success in installation.rows(TASKS)} == {True}
    assert installation.sites.seen["hooks.test", "/in"] == 3
    assert "Traceback" not in installation.outputs()
