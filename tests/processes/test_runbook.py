"""Every command of docs/operations.md works as printed, in a clean directory."""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from metrics import alerts
from tests.conftest import ROOT
from tests.ports import free_port

TEXT = (ROOT / "docs/operations.md").read_text()
BLOCKS = [
    (kind.strip(), block) for kind, block in re.findall(r"^```sh(.*)\n([\s\S]*?)^```$", TEXT, re.MULTILINE)
]
CODE = ("manage.py", "scrapersky", "domains", "metrics", "templates")


class Checkout:
    """A clean directory with the code alone, and where ``python`` is these tests'."""

    def __init__(self, folder, url="", template=None):
        """With a database of this URL, a copy of a migrated file, or none yet."""
        self.folder = folder / "checkout"
        self.folder.mkdir()
        for name in CODE:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, self.folder / name)
        (self.folder / "hosts").write_text("127.0.0.1:9 example.com example.org\n")
        self.env = {
            "PATH": f"{Path(sys.prefix) / 'bin'}:{os.environ['PATH']}",
            "HOME": str(folder),
            "FETCH_HOSTS_FILE": str(self.folder / "hosts"),  # no test speaks to a foreign host
            "FETCH_ALLOWED_NETWORKS": "127.0.0.0/8",
            "RETRY_BACKOFF_SECONDS": "0",
            "ORIGINAL_DATABASE_URL": f"sqlite:///{self.original(folder)}",
            **({"DATABASE_URL": url} if url else {}),
        }
        if template:
            shutil.copy(template, self.folder / "scrapersky.sqlite3")

    def original(self, folder):
        file = folder / "original.sqlite3"
        database = sqlite3.connect(file)
        database.execute("CREATE TABLE domains (id TEXT PRIMARY KEY, domain TEXT, status TEXT)")
        database.execute(
            "INSERT INTO domains VALUES ('4cdf1a1e5cd04f7ea0b6b4bba8d3c6d0', 'old.com', 'active')"
        )
        database.commit()
        database.close()
        return file

    def run(self, script):
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=self.folder,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr
        return done.stdout


def blocks(*kinds):
    return [block for kind, block in BLOCKS if kind in kinds]


SCAN = "python manage.py process_domains example.com --no-progress"


def test_the_runbook_on_sqlite(tmp_path):
    checkout = Checkout(tmp_path)
    checkout.run("python manage.py migrate --verbosity 0")  # not a template: it may be two minutes old
    checkout.run(SCAN)
    said = [checkout.run(block) for block in blocks("", "sqlite")]
    assert len(said) >= 12
    assert any("1 taken over, 0 taken over before, 0 refused" in text for text in said)
    assert (checkout.folder / "backup.sqlite3").stat().st_size > 100_000


def test_backup_and_restore_on_postgresql(tmp_path, on_postgres, postgres):
    if not (postgres.binaries / "pg_dump").exists():
        pytest.skip("this PostgreSQL comes without pg_dump")
    checkout = Checkout(tmp_path, on_postgres.url)
    checkout.run(SCAN)
    checkout.env["PATH"] = f"{postgres.binaries}:{checkout.env['PATH']}"
    # Otherwise the check of clusters fails as soon as the database is two minutes old.
    checkout.run("python manage.py scheduler pause --reason restoring")
    before = on_postgres.rows("SELECT id, status, updated_at FROM domains")
    (block,) = blocks("postgresql")
    assert "books" in checkout.run(block)
    assert on_postgres.rows("SELECT id, status, updated_at FROM domains") == before != []


def test_commands_for_containers_name_services_and_commands_that_exist():
    services = set(yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"])
    named = re.findall(r"docker compose (?:up -d|stop|exec|run --rm)(?: --scale)?((?: [a-z]+)+)", TEXT)
    assert named
    assert {word for words in named for word in words.split()} <= services
    assert set(re.findall(r"manage\.py ([a-z_]+)", TEXT)) <= set(get_commands())


def test_every_alert_and_every_check_has_its_row():
    table = TEXT.partition("## What to do when")[2].partition("###")[0]
    rows = {row.lower() for row in re.findall(r"^\| \*\*(.+?)\*\* \|", table, re.MULTILINE)}
    assert {*alerts.TROUBLES, "books"} <= rows


README = (ROOT / "README.md").read_text()


def test_the_readmes_commands(tmp_path):
    checkout = Checkout(tmp_path)
    (checkout.folder / "list.csv").write_text("name,domain\nExample,example.org\n")
    commands = [
        line.partition("#")[0].strip() for line in README.splitlines() if line.startswith("    python ")
    ]
    assert commands.pop() == "python manage.py qcluster"  # which would go on for ever
    assert len(commands) == 4
    for command in commands:
        checkout.run(command)


def test_the_readmes_calls_to_a_running_server(tmp_path, sqlite_template):
    checkout = Checkout(tmp_path, template=sqlite_template)
    submit, status = re.findall(r"^    (curl (?:.*\\\n)*.*)$", README, re.MULTILINE)[:2]
    port = str(free_port())
    server = subprocess.Popen(
        ["python", "-m", "scrapersky.devserver", "--port", port],
        cwd=checkout.folder,
        env=checkout.env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        next(line for line in server.stdout if "Booting worker" in line)
        answer = checkout.run(submit.replace("8000", port))
        job = json.loads(answer)["job_id"]
        told = json.loads(checkout.run(status.replace("8000", port).replace("JOB_ID", job)))
        assert (told["job_id"], told["domain"]) == (job, "example.com")
    finally:
        server.send_signal(signal.SIGINT)
        output, _ = server.communicate(timeout=60)
    assert server.returncode == 0, output
