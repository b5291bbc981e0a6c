"""One run over all hostile hosts of the farm and 200 ordinary ones: each ends as documented."""

import json
import sys
import urllib.request
from pathlib import Path

import pytest

from domains.queue.retry import SKIPPED
from domains.scan.report import ErrorKind
from tests.conftest import ROOT
from tests.domains.scan.fetch.test_fetcher_farm import REFUSED, farm, free_port, printed

ORDINARY = 200
MEGABYTES = 300
# What is wrong with these shows when their robots.txt is read, or is over when they are tried again.
OTHERWISE = {
    "robots-none": ("skipped", "robots"),
    "robots-5xx": ("failed", "http_5xx"),
    "status-429": ("pending", "rate_limited"),  # it asks for two minutes
    "flaky": ("completed", ""),
}


def documented(label):
    """The state and the error kind in which a hostile host ends."""
    kind = REFUSED.get(label)
    if label in OTHERWISE:
        return OTHERWISE[label]
    if kind is None:
        return "completed", ""
    return ("skipped" if kind in SKIPPED else "failed"), str(ErrorKind(kind))


@pytest.fixture
def web(on_sqlite, shared, tmp_path):
    """The farm, behind the installation's hosts file: the labels of its hostile hosts, and its port."""
    program, http, https = shared / "farm" / "farm.py", free_port(), free_port()
    printed(program, "--count", str(ORDINARY), "--write-hosts", tmp_path / "names")
    lines = [line.split() for line in (tmp_path / "names").read_text().splitlines()]
    (tmp_path / "hosts").write_text(
        "\n".join(f"{address}:{http}:{https} {' '.join(names)}" for address, *names in lines)
    )
    with farm(program, tmp_path, "--http", str(http), "--https", str(https), "--count", str(ORDINARY)):
        yield [line.split(".")[0] for line in printed(program, "--list").splitlines()], http


def memory(pid):
    """The most memory that a process has had so far, in megabytes; 0 once it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in status.splitlines() if "VmHWM" in line), 0)


@pytest.mark.chaos
def test_all_hostile_hosts_in_one_run_with_ordinary_ones(on_sqlite, web, tmp_path):
    labels, http = web
    ordinary = [f"site-{n:04}.farm.test" for n in range(ORDINARY)]
    hostile = [f"{label}.farm.test" for label in labels]
    mixed = [name for pair in zip(hostile, ordinary, strict=False) for name in pair]
    on_sqlite.manage("submit_domains", "-", stdin="\n".join([*mixed, *ordinary[len(hostile) :]]))
    on_sqlite.program = [sys.executable, "-m", "tests.processes.without_dns"]
    run = on_sqlite.start(
        *("process_domains", "--all", "--json"),
        PYTHONPATH=str(ROOT),
        FETCH_ALLOWED_NETWORKS="127.2.0.0/16",
        FETCH_CA_BUNDLE=str(tmp_path / "tls" / "ca.pem"),
        FETCH_TIMEOUT_SECONDS="5",
        SCAN_STAGES="content,pages,sitemap",
    )
    peaks = []
    on_sqlite.until(lambda: peaks.append(memory(run.pid)) or run.poll() is not None, "the end", seconds=400)
    assert run.returncode == 0, on_sqlite.outputs()
    ends = {
        name.split(".")[0]: (status, kind)
        for name, status, kind in on_sqlite.rows("SELECT domain, status, error_kind FROM domains")
    }
    with urllib.request.urlopen(f"http://127.0.0.1:{http}/__farm__/stats", timeout=30) as answer:
        assert json.load(answer)["secret"] == 0
    print(run.output.read_text().splitlines()[-1], max(peaks), "MB")  # noqa: T201  the figures, by pytest -rP
    assert {label: ends.pop(label) for label in labels} == {label: documented(label) for label in labels}
    assert set(ends.values()) == {("completed", "")}
    assert len(ends) == ORDINARY
    assert 0 < max(peaks) < MEGABYTES
    assert "Traceback" not in on_sqlite.outputs()
