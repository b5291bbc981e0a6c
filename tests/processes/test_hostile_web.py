"""One run with all hostile hosts of a farm and 200 ordinary ones: each ends as documented."""

import sys
from itertools import chain, zip_longest
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.farm import NETWORK

MEGABYTES = 300


def memory(pid):
    """The most memory that a process has had so far, in megabytes; 0 once it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in status.splitlines() if "VmHWM" in line), 0)


@pytest.mark.chaos
@pytest.mark.timeout(500)
def test_all_hostile_hosts_in_one_run_with_ordinary_ones(on_sqlite, farm):
    expected = farm.expected
    (on_sqlite.folder / "hosts").write_text(farm.hosts())
    mixed = filter(None, chain.from_iterable(zip_longest(expected.ends, expected.ordinary)))
    on_sqlite.manage("submit_domains", "-", stdin="\n".join(mixed))
    on_sqlite.program = [sys.executable, "-m", "tests.processes.without_dns"]
    run = on_sqlite.start(
        *("process_domains", "--all", "--json"),
        PYTHONPATH=str(ROOT),
        FETCH_ALLOWED_NETWORKS=str(NETWORK),
        FETCH_CA_BUNDLE=str(farm.authority),
        FETCH_TIMEOUT_SECONDS="5",
        SCAN_STAGES="content,pages,sitemap",
    )
    peaks = []
    on_sqlite.until(lambda: peaks.append(memory(run.pid)) or run.poll() is not None, "the end", seconds=400)
    assert run.returncode == 0, on_sqlite.outputs()
    ends = {
        name: (status, kind)
        for name, status, kind in on_sqlite.rows("SELECT domain, status, error_kind FROM domains")
    }
    assert farm.secrets() == 0
    print(run.output.read_text().splitlines()[-1], max(peaks), "MB")  # noqa: T201  the figures, by pytest -rP
    hostile = {host: ends.pop(host) for host in expected.ends}
    wrong = {host: end for host, end in hostile.items() if end not in expected.ends[host]}
    assert wrong == {}, {host: expected.ends[host] for host in wrong}
    assert ends == dict.fromkeys(expected.ordinary, ("completed", ""))
    assert len(ends) == 200
    assert 0 < max(peaks) < MEGABYTES
    assert "Traceback" not in on_sqlite.outputs()
