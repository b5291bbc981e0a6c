"""The container's image without Docker: the Dockerfile's own steps, done in folders, and what it runs.

What the build does as root (the account, owners of folders) is left out. Quick with the packages of these
tests; ``make test-chaos`` installs the pinned ones into a virtual environment of its own.
"""

import json
import re
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT
from tests.ports import free_port

WRITABLE = "logs"
LONG = [pytest.mark.chaos, pytest.mark.timeout(1500)]  # it installs every package
PRODUCTION = {"DEBUG": "false", "SECRET_KEY": "k" * 50, "ALLOWED_HOSTS": "localhost"}


def instructions():
    """[(instruction, its text)], the stages one after the other."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    lines = text.replace("\\\n", " ").splitlines()
    return [tuple(line.split(maxsplit=1)) for line in lines if line.strip()]


class Image:
    """What the build leaves: ``app`` in the place of /app, ``venv`` in that of /venv."""

    def __init__(self, folder, venv):
        self.app, self.venv = folder / "app", venv
        self.home, self.data = folder / "home", folder / "data"
        for place in (self.app, self.home, self.data):
            place.mkdir(parents=True)
        self.env = {"PATH": f"{venv / 'bin'}:/usr/bin:/bin", "HOME": str(self.home)}
        self.command = []

    def build(self):
        steps = instructions()
        final = max(place for place, (word, _) in enumerate(steps) if word == "FROM")
        for word, text in steps[final:]:
            if word == "COPY" and "--from" not in text:
                source, target = text.split()
                copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
                copy(ROOT / source, self.app / target)
            elif word == "ENV":
                self.env |= {k: v for k, v in (pair.split("=", 1) for pair in text.split()) if k != "PATH"}
            elif word == "RUN" and "useradd" not in text:
                subprocess.run(["sh", "-c", text], cwd=self.app, env=self.env, check=True, timeout=300)
            elif word == "CMD":
                self.command = json.loads(text)
        (self.app / WRITABLE).mkdir()
        self.env |= {**PRODUCTION, "DATABASE_URL": f"sqlite:///{self.data / 'test.sqlite3'}"}

    def run(self, *command, check=True):
        done = subprocess.run(
            command, cwd=self.app, env=self.env, capture_output=True, text=True, timeout=120, check=False
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def start(self, *command):
        return subprocess.Popen(
            command, cwd=self.app, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def files(self):
        """Everything that a read-only file system would not let change, with its time."""
        kept = [path for path in self.app.rglob("*") if path.relative_to(self.app).parts[0] != WRITABLE]
        return {path: path.stat().st_mtime_ns for path in (*kept, *self.home.rglob("*"))}


def clean_venv(folder):
    """The first stage's steps, with its own paths."""
    venv = folder / "venv"
    for name in ("requirements.txt", "requirements-browser.txt"):
        shutil.copy(ROOT / name, folder)
    stage = instructions()[: next(n for n, (word, text) in enumerate(instructions()) if "--uid" in text) - 2]
    for word, text in stage:
        if word == "RUN":
            command = text.replace("/venv", str(venv)).replace("python -m", f"{sys.executable} -m")
            subprocess.run(["sh", "-c", command], cwd=folder, check=True, timeout=900)
    return venv


@pytest.fixture(scope="module", params=["these", pytest.param("clean", marks=LONG)])
def image(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("image")
    made = Image(folder, Path(sys.prefix) if request.param == "these" else clean_venv(folder))
    made.build()
    made.run("python", "manage.py", "migrate", "--noinput")
    return made


def answer(url):
    try:
        with urllib.request.urlopen(url, timeout=60) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


@pytest.fixture
def web(image):
    """The image's own command on a port of ours; its address."""
    port = free_port()
    command = [word.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for word in image.command]
    server = image.start(*command)
    for line in server.stdout:
        if "Booting worker" in line:
            break
    yield f"http://localhost:{port}"
    server.send_signal(signal.SIGTERM)
    output, _ = server.communicate(timeout=60)
    assert server.returncode == 0, output
    assert not re.search("warn|error|traceback", output, re.IGNORECASE), output


def test_the_web_server_is_ready_and_serves_the_admins_files(image, web):
    before = image.files()
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    how, check = services["web"]["healthcheck"]["test"]
    assert how == "CMD-SHELL"
    assert answer(f"{web}/health/ready")[0] == 200  # waits for the application, as Docker's start period does
    image.run("sh", "-c", check.replace("http://localhost:8000", web).replace("$$", "$"))
    status, page = answer(f"{web}/admin/login/")
    assert status == 200
    styles = re.findall(rb'href="(/static/[^"]+\.css)"', page)
    assert styles
    assert {answer(web + path.decode())[0] for path in styles} == {200}
    assert answer(f"{web}/metrics")[0] == 200
    assert image.files() == before, "something is written where the file system is read-only"


def test_the_cluster_runs_and_the_work_orders_commands_work(image):
    before = image.files()
    cluster = image.start("python", "manage.py", "qcluster")
    for line in cluster.stdout:
        if " running." in line:
            break
    cluster.send_signal(signal.SIGTERM)
    output, _ = cluster.communicate(timeout=60)
    assert cluster.returncode == 0, output
    assert "scheduler" in image.run("sh", "-c", "tail -n 100 logs/app.log | grep -i scheduler").stdout
    assert "(0 rows)" in image.run("python", "manage.py", "simple_inspect", "domains", "--limit", "20").stdout
    assert "PASSED" in image.run("python", "manage.py", "test_db_insert").stdout
    assert "ok" in image.run("python", "manage.py", "health").stdout
    assert image.files() == before, "something is written where the file system is read-only"


def test_docker_may_read_what_is_copied():
    allowed = (ROOT / ".dockerignore").read_text().splitlines()
    copied = {name for word, text in instructions() if word == "COPY" and "--from" not in text
              for name in text.split()[:-1]}  # fmt: skip
    assert copied <= {line.removeprefix("!") for line in allowed if line.startswith("!")}


def test_the_image_holds_no_tests_and_no_environment(image):
    code = {"domains", "manage.py", "metrics", "scrapersky", "templates"}
    made = {"__pycache__", "staticfiles", "logs"}
    assert {path.name for path in image.app.iterdir()} == code | made


@pytest.mark.parametrize("lacking", ["SECRET_KEY"])
def test_it_does_not_start_without_its_secret(image, lacking):
    env = {name: value for name, value in image.env.items() if name != lacking}
    done = subprocess.run(
        ["python", "manage.py", "health"], cwd=image.app, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"ScraperSky cannot start: {lacking}: ")
