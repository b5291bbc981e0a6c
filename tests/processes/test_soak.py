"""Memory, open files, threads and connections of a worker do not grow from run to run."""

import json
import sys

import pytest

from tests.conftest import ROOT

LONG = [pytest.mark.chaos, pytest.mark.timeout(2000)]
MEGABYTES = 20  # that the memory may differ by: the allocator's own breath


@pytest.mark.parametrize("runs", [20, pytest.param(2000, marks=LONG)])
def test_many_runs_leave_nothing_behind(on_postgres, runs):
    on_postgres.know(*(f"site-{n}.test" for n in range(10)))
    on_postgres.program = [sys.executable, "-m", "tests.processes.soaked"]
    child = on_postgres.start(str(runs), PYTHONPATH=str(ROOT), LOG_LEVEL="WARNING")
    on_postgres.until(lambda: child.poll() is not None, "the last run", seconds=1800)
    assert child.returncode == 0, on_postgres.outputs()
    early, late = (json.loads(line) for line in child.output.read_text().splitlines())
    print(f"{runs} runs: {early} {late}")  # noqa: T201  the figures
    assert late["completed"] == 10 * runs
    for what in ("files", "threads", "connections"):
        assert late[what] <= early[what], what
    assert late["megabytes"] - early["megabytes"] < MEGABYTES
