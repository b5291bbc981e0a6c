"""Scans in child processes: each death is seen, and harms nothing else."""

import sys
import threading
import uuid
from datetime import UTC, datetime

import pytest

from domains.queue.claim_types import Claim, Failure
from domains.runs import isolated_scan
from domains.runs.isolated_scan import IsolatedScans
from domains.scan.report import SiteReport
from domains.scan.site import ScanStopped
from scrapersky.shutdown import StopRequest
from tests.conftest import ROOT


def claim(domain):
    return Claim(
        domain_id=uuid.uuid4(),
        tenant_id=uuid.uuid4(),
        domain=domain,
        scan_id=uuid.uuid4(),
        batch_id=None,
        attempts=1,
        max_pages=1,
        queued_at=datetime.now(UTC),
        token=uuid.uuid4(),
        run_id=uuid.uuid4(),
        claimed_at=datetime.now(UTC),
    )


@pytest.fixture
def suspects(sites, tmp_path, monkeypatch):
    """With the defects of ``tests.processes.poisoned``."""
    sites.hosts_file(tmp_path, "good.test", "held.test", "poison.test", "glutton.test", "busy.test")
    monkeypatch.setenv("FETCH_HOSTS_FILE", str(tmp_path / "hosts"))
    monkeypatch.setenv("FETCH_ALLOWED_NETWORKS", "127.0.0.0/8")
    monkeypatch.setenv("FETCH_DELAY_SECONDS", "0")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    command = [sys.executable, "-m", "tests.processes.poisoned", "child"]
    monkeypatch.setattr(isolated_scan, "COMMAND", command)
    scans = IsolatedScans({"blocked.test": "no"})
    yield scans
    scans.close()


def test_who_kills_its_child_is_told_with_the_signal_and_the_next_is_scanned(suspects):
    def scan(domain):
        return suspects.scan(claim(domain), StopRequest())

    assert isinstance(scan("good.test"), SiteReport)
    helper = suspects._idle.get()
    suspects._idle.put(helper)
    killed = "the child process scanning this domain was killed by"
    assert scan("poison.test") == Failure("internal", f"{killed} SIGKILL", died=True)
    assert scan("busy.test") == Failure("internal", f"{killed} SIGXCPU (its limit of CPU time)", died=True)
    glutton = scan("glutton.test")
    assert (glutton.kind, glutton.message) == ("internal", "unexpected error in the scan: MemoryError: ")
    assert not glutton.died
    assert isinstance(scan("good.test"), SiteReport)
    assert suspects._idle.get() is helper  # one helper for all
    suspects._idle.put(helper)


def test_a_stop_ends_the_scan_and_its_processes(suspects, sites):
    asked, release = sites.hold("held.test")
    stop = StopRequest()
    stopper = threading.Thread(target=lambda: asked.wait(60) and stop.request())
    stopper.start()
    with pytest.raises(ScanStopped):
        suspects.scan(claim("held.test"), stop)
    stopper.join()
    release.set()
    assert suspects._idle.empty()


def test_a_helper_that_was_killed_is_not_the_domains_fault(suspects, sites):
    asked, release = sites.hold("held.test")
    helper = isolated_scan._Helper({})
    threading.Thread(target=lambda: asked.wait(60) and helper._process.kill()).start()
    suspects._idle.put(helper)
    with pytest.raises(ScanStopped):
        suspects.scan(claim("held.test"), StopRequest())
    release.set()
