"""Logs as text and as JSON, in a file that many processes write to."""

import ast
import json
import logging
import re
import subprocess
import sys
from collections import defaultdict

import pytest

from domains.lifecycle import RunStatus
from metrics import telemetry
from metrics.models import SchedulerMetric
from metrics.run_counts import RunCounts
from scrapersky import logs
from tests.conftest import ROOT
from tests.domains.scan.servers import always, answer, fetcher, serving


@pytest.fixture
def log(tmp_path):
    """A logger of its own, and what it wrote, in either format."""
    handlers = []

    def make(formatter):
        file = tmp_path / "logs" / "app.log"
        handler = logs.SharedFileHandler(str(file))
        handler.setFormatter(formatter)
        handler.addFilter(logs.BoundValues())
        handlers.append(handler)
        logger = logging.Logger("tests.log")
        logger.addHandler(handler)
        return logger, lambda: file.read_text().splitlines()

    yield make
    for handler in handlers:
        handler.close()


def test_a_line_carries_what_is_bound_and_no_longer(log):
    logger, lines = log(logs.ConsoleFormatter())
    with logs.bound(run_id="r1"):
        with logs.bound(domain_id="d1"):
            logger.info("within")
        logger.info("between")
    logger.info("after")
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INFO tests.log: within \[run_id=r1 domain_id=d1\]",
        lines()[0],
    )
    assert lines()[1].endswith("between [run_id=r1]")
    assert lines()[2].endswith("after")


def test_json_has_one_object_a_line_tracebacks_included(log):
    logger, lines = log(logs.JsonFormatter())
    with logs.bound(run_id="r1"):
        try:
            raise ValueError("two\nlines")
        except ValueError:
            logger.exception("it broke")
    (line,) = lines()
    entry = json.loads(line)
    assert (entry["level"], entry["message"], entry["run_id"]) == ("ERROR", "it broke", "r1")
    assert "ValueError: two\nlines" in entry["exception"]


def test_json_carries_the_event_where_the_call_names_one(log):
    logger, lines = log(logs.JsonFormatter())
    logger.info("it ended", extra={"event": "run_finished"})
    logger.info("something else")
    first, second = map(json.loads, lines())
    assert first["event"] == "run_finished"
    assert "event" not in second


LEVELS = {"debug": "DEBUG", "info": "INFO", "warning": "WARNING", "error": "ERROR", "exception": "ERROR"}


def events_in_code():
    """The events that our code names, each with the levels of its lines."""
    found = defaultdict(set)
    for root in ("domains", "metrics", "scrapersky"):
        for file in (ROOT / root).rglob("*.py"):
            for call in ast.walk(ast.parse(file.read_text())):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                    for extra in (word.value for word in call.keywords if word.arg == "extra"):
                        found[ast.literal_eval(extra)["event"]].add(LEVELS[call.func.attr])
    return found


def test_the_documented_events_are_those_of_the_code():
    section = (ROOT / "docs" / "operations.md").read_text().partition("## Events in the log")[2]
    rows = re.findall(r"^\| `(\w+)` \| ([A-Z, ]+) \|", section, re.MULTILINE)
    documented = {event: set(levels.split(", ")) for event, levels in rows}
    assert documented == events_in_code()
    assert len(rows) == len(documented)


def test_a_site_cannot_forge_lines(log):
    logger, lines = log(logs.ConsoleFormatter())
    logger.warning("title: %s", "x\r\n2026-01-01T00:00:00.000Z INFO django: all well \x1b[31m")
    (line,) = lines()
    assert r"x\r\n2026" in line
    assert r"\x1b[31m" in line


@pytest.mark.django_db
@pytest.mark.parametrize("style", ["console", "json"])
def test_the_line_of_a_run_can_be_parsed_in_both_formats(log, monkeypatch, style):
    logger, lines = log(logs.JsonFormatter() if style == "json" else logs.ConsoleFormatter())
    monkeypatch.setattr(telemetry, "logger", logger)
    run = SchedulerMetric.objects.start(slots=None, lease=logs_lease(), trigger="test", host="here")
    run.close(RunStatus.COMPLETED, 1.5, RunCounts(claimed=2, successful=1, failed=1))
    telemetry.log_run(run)
    (line,) = lines()
    text = json.loads(line)["message"] if style == "json" else line
    figures = json.loads(text.partition("SCHEDULER_METRICS: ")[2])
    assert figures["job_id"] == str(run.job_id)
    assert (figures["domains_processed"], figures["success_rate"]) == (2, 0.5)


def logs_lease():
    from datetime import timedelta

    return timedelta(minutes=1)


WRITER = """
import logging, sys
from scrapersky.logs import SharedFileHandler
handler = SharedFileHandler(sys.argv[1], limit=20_000)
logger = logging.Logger("writer"); logger.addHandler(handler)
for n in range(500): logger.info("%s %d %s", sys.argv[2], n, "x" * 60)
"""


def test_processes_that_rotate_the_file_under_each_other_lose_no_line(tmp_path, monkeypatch):
    monkeypatch.setattr(logs, "KEPT_FILES", 5)
    script = "from scrapersky import logs; logs.KEPT_FILES = 50\n" + WRITER
    writers = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path / "app.log"), name], cwd=ROOT)
        for name in "abcd"
    ]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0, 0, 0]
    files = sorted(tmp_path.glob("app.log*"))
    assert len(files) > 3
    lines = [line for file in files for line in file.read_text().splitlines()]
    assert sorted(lines) == sorted(f"{name} {n} {'x' * 60}" for name in "abcd" for n in range(500))
    assert all(file.stat().st_size < 40_000 for file in files)


def test_only_so_many_old_files_are_kept(tmp_path):
    handler = logs.SharedFileHandler(str(tmp_path / "app.log"), limit=100)
    for n in range(100):
        handler.emit(logging.LogRecord("x", logging.INFO, "", 0, "line %d " + "x" * 40, (n,), None))
    handler.close()
    assert len(list(tmp_path.iterdir())) == 1 + logs.KEPT_FILES
    assert "line 99" in (tmp_path / "app.log").read_text()


def manage(*args, cwd=ROOT, **env):
    import os

    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *args],
        env={**os.environ, **env},
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def database(tmp_path):
    url = f"sqlite:///{tmp_path / 'db.sqlite3'}"
    assert manage("migrate", "--verbosity", "0", DATABASE_URL=url).returncode == 0
    return url


def test_an_unwritable_file_is_told_once_and_stops_nothing(tmp_path, database):
    (tmp_path / "file").write_text("not a folder")
    done = manage(
        "process_domains", "--json", DATABASE_URL=database, LOG_FILE=str(tmp_path / "file" / "app.log")
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("LOG_FILE: cannot write") == 1
    assert "SCHEDULER_METRICS: {" in done.stderr
    assert "Traceback" not in done.stderr


def test_stdout_belongs_to_the_command_and_the_file_holds_the_run(tmp_path, database):
    file = tmp_path / "new" / "folder" / "app.log"
    done = manage("process_domains", "--json", DATABASE_URL=database, LOG_FILE=str(file))
    assert json.loads(done.stdout.splitlines()[-1])["trigger"] == "command"
    assert "SCHEDULER_METRICS" not in done.stdout
    assert done.stderr.count("SCHEDULER_METRICS: {") == 1
    assert file.read_text().count("SCHEDULER_METRICS: {") == 1
    grep = subprocess.run(
        f"tail -n 100 {file} | grep -i scheduler", shell=True, capture_output=True, text=True, check=False
    )
    assert grep.returncode == 0


def test_what_a_server_does_wrong_is_no_warning_of_ours(caplog):
    head = ["Content-Type: text/html", "Content-Length: 16", "not a header name: x", "Set-Cookie: ;;="]
    with (
        serving(always(answer(b"<title>x</title>", "200 OK", *head))) as server,
        fetcher(f"127.0.0.1:{server.port} shop.example") as one,
        one.session() as session,
    ):
        assert session.get("http://shop.example/").status == 200
    assert caplog.records == []


@pytest.mark.parametrize("formatter", [logs.ConsoleFormatter, logs.JsonFormatter])
def test_contacts_are_masked_in_all_that_is_written(log, formatter):
    logger, lines = log(formatter())
    with logs.bound(asked="q=anna.berg%40shop.com"):
        try:
            raise ValueError("to\nanna.berg@shop.com")
        except ValueError:
            logger.exception("%s called %s, 17+4 = 21, a@b", "Anna.Berg@shop.co.uk", "+4930901820")
    text = "\n".join(lines())
    assert "berg" not in text.lower()
    assert "30901820" not in text
    assert "17+4 = 21, a@b" in text
    if formatter is logs.JsonFormatter:
        assert json.loads(lines()[0])["asked"] == "q=[contact]"
