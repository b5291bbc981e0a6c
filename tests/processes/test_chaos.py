"""Killing any process at any moment loses no domain, records none twice, and leaves no record open."""

import os
import signal

import pytest

from tests.processes.chaos import ENVIRONMENT, LATE_RESULTS, POISON, POISONED, Chaos, family
from tests.sites import slowly

REFUSED = "SELECT coalesce(sum(results_refused), 0) FROM scheduler_metrics"


@pytest.fixture
def backlog():
    """Submit so many slow sites and let clusters and a command loose on them."""

    def make(installation, count, answer_after):
        names = [f"site-{n:04}.test" for n in range(count)]
        installation.sites.responders.update({name: slowly(name, answer_after) for name in names})
        installation.submit(POISON, *names)
        installation.program = POISONED
        return Chaos(installation, count)

    return make


def account_for(chaos, count):
    """Finish in peace, and look whether everything is there once."""
    installation = chaos.installation
    under_fire = installation.statuses().get("completed", 0)
    chaos.calm()
    installation.sites.responders.clear()
    # The record of a run that was killed at the very end is closed by the first run after it.
    command = ["process_domains", "--limit", "200", "--concurrency", "32"]
    installation.until(
        lambda: (
            installation.manage(*command, check=False, **ENVIRONMENT).returncode == 0
            and installation.statuses() == {"completed": count, "failed": 1}
            and "running" not in runs_of(installation)
        ),
        "everything completed but the poison",
        seconds=300,
    )
    assert installation.rows("SELECT domain, last_error FROM domains WHERE status = 'failed'") == [
        (POISON, "the child process scanning this domain was killed by SIGKILL")
    ]
    runs = runs_of(installation)
    fetched = installation.sites.homes()
    print(  # noqa: T201  the figures, shown by pytest -rP
        f"{dict(chaos.strikes)}, {chaos.interval:.1f} s apart; "
        f"{under_fire} of {count} completed meanwhile; runs {runs}; "
        f"{fetched.total() - count} fetches repeated; refused {installation.rows(REFUSED)[0][0]}"
    )
    assert len(fetched) == count
    ended = count + 1
    assert installation.rows("SELECT count(*), count(DISTINCT domain_id) FROM scans") == [(ended, ended)]
    assert installation.rows(LATE_RESULTS) == [(0,)]
    assert "running" not in runs
    assert runs["abandoned"] > 0


def runs_of(installation):
    return dict(installation.rows("SELECT status, count(*) FROM scheduler_metrics GROUP BY status"))


def test_each_cruelty_once_loses_and_doubles_nothing(on_postgres, backlog):
    chaos = backlog(on_postgres, 150, answer_after=0.3)
    for cruelty in chaos.cruelties:
        chaos.strike(cruelty)
    assert chaos.strikes.total() >= 2  # the backlog may end before the last of them
    account_for(chaos, 150)


@pytest.mark.chaos
@pytest.mark.timeout(600)
def test_a_minute_of_cruelties_loses_and_doubles_nothing_of_a_thousand(installation, backlog):
    chaos = backlog(installation, 1000, answer_after=1)
    chaos.rage(seconds=75, pause=1, least=20)
    account_for(chaos, 1000)


@pytest.mark.parametrize("member", [0, 2, 3], ids=["idle worker", "monitor", "pusher"])
def test_a_cluster_survives_the_killing_of_any_of_its_processes(on_sqlite, member):
    installation = on_sqlite
    installation.know("example.test")
    cluster = installation.start("qcluster", QUEUE_WORKERS="2")
    installation.until(lambda: len(family(cluster.pid)) == 4, "two workers, monitor and pusher")
    installation.until(lambda: " running." in installation.outputs(), "a running cluster")
    os.kill(family(cluster.pid)[member], signal.SIGKILL)
    installation.until(lambda: "were replaced" in installation.outputs(), "new processes")
    installation.submit("example.test")
    installation.until(lambda: installation.statuses() == {"completed": 1}, "the scan", seconds=30)
    installation.stop(cluster)


def test_nobody_is_left_behind_when_a_clusters_parent_is_killed(on_sqlite):
    cluster = on_sqlite.start("qcluster")
    members = on_sqlite.until(lambda: family(cluster.pid), "its processes")
    cluster.kill()
    on_sqlite.until(lambda: not any(map(alive, members)), "the end of all")


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
