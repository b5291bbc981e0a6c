"""The command as a process of its own, on SQLite and on PostgreSQL."""

import json
import signal

from tests.processes.conftest import shortly_on_sqlite


@shortly_on_sqlite
def test_everything_pending_is_completed_with_one_fetch_each(installation):
    names = installation.submit(*(f"site-{n:03}.test" for n in range(60)))
    done = installation.manage("process_domains", "--all", "--json", "--concurrency", "16")
    told = json.loads(done.stdout.splitlines()[-1])
    assert installation.statuses() == {"completed": 60}
    assert (told["domains_successful"], told["success_rate"], told["status"]) == (60, 1.0, "completed")
    assert installation.sites.homes() == dict.fromkeys(names, 1)
    assert "SCHEDULER_METRICS: {" in installation.log.read_text()


@shortly_on_sqlite
def test_named_domains_are_submitted_and_scanned_now(installation):
    installation.submit("other.test")
    installation.know("wanted.test", "other.test")
    done = installation.manage("process_domains", "https://www.wanted.test/about", "--no-progress")
    assert installation.statuses() == {"completed": 1, "pending": 1}
    assert "info@wanted.test" in done.stdout
    installation.manage("process_domains", "wanted.test")
    assert installation.sites.homes() == {"wanted.test": 2}


def test_what_is_not_a_domain_is_one_clear_line(on_sqlite):
    done = on_sqlite.manage("process_domains", "not a domain", check=False)
    assert done.returncode == 1
    assert "'not a domain'" in done.stderr
    assert "Traceback" not in done.stderr
    assert on_sqlite.statuses() == {}


def test_a_database_that_cannot_be_reached_is_one_clear_line(on_sqlite):
    done = on_sqlite.manage(
        "process_domains", check=False, DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing"
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "database" in done.stderr


def test_a_stop_signal_returns_what_is_unfinished(installation):
    names = installation.submit(*(f"site-{n}.test" for n in range(6)))
    for signum in (signal.SIGTERM, signal.SIGINT):
        asked, release = installation.sites.hold(*names)
        child = installation.start("process_domains", "--all", "--json")
        assert asked.wait(60), installation.outputs()
        child.send_signal(signum)
        assert child.wait(timeout=30) == 128 + signum, installation.outputs()
        release.set()
        assert installation.statuses() == {"pending": 6}
        assert installation.rows("SELECT DISTINCT attempts FROM domains") == [(0,)]
    assert installation.rows("SELECT DISTINCT status FROM scheduler_metrics") == [("partial",)]
    installation.sites.responders.clear()
    installation.manage("process_domains", "--all")
    assert installation.statuses() == {"completed": 6}


def test_a_killed_run_loses_and_doubles_nothing(installation):
    names = installation.submit(*(f"site-{n:02}.test" for n in range(30)))
    held = names[10:12]  # each is scanned in a process of its own later
    asked, release = installation.sites.hold(*held)
    child = installation.start("process_domains", "--all", CLAIM_LEASE_SECONDS="2")
    assert asked.wait(60), installation.outputs()
    installation.until(lambda: installation.statuses().get("completed") == 28, "28 completed")
    child.kill()
    child.wait()
    release.set()
    assert installation.statuses() == {"completed": 28, "processing": 2}
    installation.sites.responders.clear()
    installation.manage("process_domains", "--all", CLAIM_LEASE_SECONDS="2")
    assert installation.statuses() == {"completed": 30}
    assert installation.rows("SELECT count(*), count(DISTINCT domain_id) FROM scans") == [(30, 30)]
    assert installation.sites.homes() == {name: 2 if name in held else 1 for name in names}
    statuses = installation.rows("SELECT status, count(*) FROM scheduler_metrics GROUP BY status")
    assert dict(statuses)["abandoned"] == 1
    assert "running" not in dict(statuses)
