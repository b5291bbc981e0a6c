"""A defect of one domain or of one machine does not affect others."""

import re
import shutil
import signal
import subprocess

import pytest

from tests.processes.chaos import LATE_RESULTS, POISONED
from tests.processes.conftest import MANAGE

ONE_CHILD = {
    "FETCH_ADDRESS_CONCURRENCY": "1"
}  # suspects one by one: each process that scans them starts slowly
LEASE = {"CLAIM_LEASE_SECONDS": "2", "FETCH_TIMEOUT_SECONDS": "120"}
KILLED = "the child process scanning this domain was killed by SIGKILL"


def test_a_domain_that_kills_its_process_is_given_up_and_stops_no_other(on_sqlite):
    names = on_sqlite.submit("poison.test", *(f"site-{n:02}.test" for n in range(5)))
    on_sqlite.program = POISONED
    on_sqlite.env["PYTHONPATH"] = str(MANAGE[-1]).removesuffix("manage.py")
    deaths = []

    def finished():
        done = on_sqlite.manage("process_domains", "--all", check=False, **LEASE, **ONE_CHILD)
        assert done.returncode in {0, -signal.SIGKILL}, done.stderr
        deaths.append(done.returncode)
        return on_sqlite.statuses() == {"completed": len(names) - 1, "failed": 1}

    on_sqlite.until(finished, "an end of all", seconds=120)
    assert deaths.count(-signal.SIGKILL) == 1  # its children died the other times
    ((domain, kind, error),) = on_sqlite.rows(
        "SELECT domain, error_kind, last_error FROM domains WHERE status = 'failed'"
    )
    assert (domain, kind) == ("poison.test", "internal")
    assert error == KILLED
    assert on_sqlite.rows("SELECT attempts FROM scans WHERE status = 'failed'") == [(3,)]
    assert set(on_sqlite.sites.homes()) == set(names) - {"poison.test"}
    assert on_sqlite.rows("SELECT count(*), count(DISTINCT domain_id) FROM scans") == [(6, 6)]


def test_a_domain_that_kills_its_clusters_workers_is_given_up_too(on_sqlite):
    on_sqlite.program = POISONED
    on_sqlite.env["PYTHONPATH"] = str(MANAGE[-1]).removesuffix("manage.py")
    names = [f"site-{n:02}.test" for n in range(20)]
    on_sqlite.know("poison.test", *names)
    on_sqlite.queue("poison.test", *names[:10])
    cluster = on_sqlite.start("qcluster", SCHEDULER_DRAIN="true", **LEASE)

    on_sqlite.until(lambda: on_sqlite.statuses().get("failed"), "the poison's end", seconds=120)
    on_sqlite.queue(*names[10:])
    on_sqlite.until(lambda: on_sqlite.statuses() == {"completed": 20, "failed": 1}, "everything")
    on_sqlite.stop(cluster)
    # More than once, if the killed worker was scanning it: what it had not stored is scanned again.
    assert set(on_sqlite.sites.homes()) == set(names)
    ((domain, error),) = on_sqlite.rows("SELECT domain, last_error FROM domains WHERE status = 'failed'")
    assert (domain, error) == ("poison.test", KILLED)
    assert on_sqlite.rows("SELECT count(*) FROM scheduler_metrics WHERE status = 'running'") == [(0,)]


def test_a_domain_that_exhausts_memory_fails_alone(on_sqlite):
    names = on_sqlite.submit("glutton.test", *(f"site-{n:02}.test" for n in range(10)))
    on_sqlite.program = POISONED
    on_sqlite.env["PYTHONPATH"] = str(MANAGE[-1]).removesuffix("manage.py")
    done = on_sqlite.manage("process_domains", "--all", MAX_ATTEMPTS="1")
    assert on_sqlite.statuses() == {"completed": len(names) - 1, "failed": 1}, done.stderr
    assert on_sqlite.rows("SELECT domain, error_kind FROM domains WHERE status = 'failed'") == [
        ("glutton.test", "internal")
    ]


def test_a_machine_that_was_cut_off_can_write_nothing_when_it_returns(on_postgres):
    names = on_postgres.submit(*(f"site-{n}.test" for n in range(3)))
    asked, release = on_postgres.sites.hold(*names)
    lost = on_postgres.start("process_domains", "--all", **LEASE)
    assert asked.wait(60), on_postgres.outputs()
    on_postgres.until(lambda: on_postgres.statuses() == {"processing": 3}, "its claims")
    lost.send_signal(signal.SIGSTOP)
    on_postgres.sites.responders.clear()
    on_postgres.await_end_of_leases()
    others = [on_postgres.start("process_domains", "--all", **LEASE, **ONE_CHILD) for _ in range(2)]
    assert [other.wait(timeout=60) for other in others] == [0, 0], on_postgres.outputs()
    assert on_postgres.statuses() == {"completed": 3}
    release.set()
    lost.send_signal(signal.SIGCONT)
    assert lost.wait(timeout=60) == 0, on_postgres.outputs()
    # Which comes first when it thaws is chance: a late result, or the renewal of its lease.
    assert re.search(r"the claim was lost|abandoned by another run", lost.output.read_text())
    assert on_postgres.rows("SELECT count(*), count(DISTINCT domain_id) FROM scans") == [(3, 3)]
    assert on_postgres.rows(LATE_RESULTS) == [(0,)]
    assert on_postgres.rows("SELECT status FROM scheduler_metrics ORDER BY id LIMIT 1") == [("abandoned",)]


@pytest.fixture
def cut_off():
    """What runs a command with no network at all."""
    program = shutil.which("unshare")
    command = [program or "", "--map-root-user", "--net"]
    if not program or subprocess.run([*command, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no network namespaces here: unshare is missing or not allowed")
    return command


def test_a_machine_without_network_burns_no_attempts(on_sqlite, cut_off):
    on_sqlite.queue(*(f"site-{n:02}.test" for n in range(40)))
    on_sqlite.program = [*cut_off, *MANAGE]
    done = on_sqlite.manage("process_domains", "--all")
    assert "in a row failed on this machine" in done.stderr
    assert "Traceback" not in done.stderr
    assert on_sqlite.statuses() == {"pending": 40}
    assert on_sqlite.rows("SELECT DISTINCT attempts, last_error FROM domains") == [(0, "")]
    ((status, claimed, error),) = on_sqlite.rows(
        "SELECT status, domains_claimed, error FROM scheduler_metrics"
    )
    assert status == "partial"
    assert claimed < 40, "it stopped claiming"
    assert re.match(r"stopped: \d+ fetches in a row failed on this machine: ", error)
