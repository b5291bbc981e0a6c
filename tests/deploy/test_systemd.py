"""deploy/systemd: units that systemd accepts, and commands that exist."""

import configparser
import shutil
import subprocess

import pytest

from domains.runs.run import STOP_GRACE_SECONDS
from scrapersky.settings import env
from tests.conftest import ROOT

FOLDER = ROOT / "deploy/systemd"
UNITS = sorted(path.name for path in FOLDER.glob("*.*") if path.suffix in {".service", ".timer"})
OURS = ["scrapersky-migrate.service", "scrapersky-web.service", "scrapersky-worker@.service"]
LASTING = OURS[1:]


def unit(name):
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str
    parser.read_string((FOLDER / name).read_text())
    return parser


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze")
def test_systemd_accepts_them(tmp_path):
    for name in UNITS:
        text = (FOLDER / name).read_text()
        # The programs are not installed where they will be; all else is verified as it stands.
        (tmp_path / name).write_text(text.replace("/opt/scrapersky/.venv/bin/", "/bin/true "))
    paths = [str(tmp_path / name.replace("@.", "@1.")) for name in UNITS]
    (tmp_path / "scrapersky-worker@.service").rename(tmp_path / "scrapersky-worker@1.service")
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *paths], capture_output=True, text=True)
    ours = [line for line in done.stderr.splitlines() if "scrapersky" in line]
    assert ours == []


@pytest.mark.parametrize("name", OURS)
def test_ours_run_without_privileges(name):
    service = unit(name)["Service"]
    assert service["User"] == "scrapersky"
    assert service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["EnvironmentFile"] == "/etc/scrapersky/scrapersky.env"
    given = [pair.split("=")[0] for pair in service["Environment"].split()]
    assert set(given) - {"PYTHONUNBUFFERED"} <= set(env.declared)
    folder = service["Environment"].split("LOG_FILE=")[1].split("/app.log")[0]
    assert folder == f"/var/log/{service['LogsDirectory']}"


@pytest.mark.parametrize("name", LASTING)
def test_they_come_back_and_have_time_to_stop(name):
    service, wanted = unit(name)["Service"], unit(name)["Unit"]
    assert service["Restart"] == "always"
    assert service["KillMode"] == "mixed"
    assert int(service["TimeoutStopSec"]) > 2 * STOP_GRACE_SECONDS
    assert service["MemoryMax"]
    assert "scrapersky-migrate.service" in wanted["After"]
    assert "scrapersky-migrate.service" in wanted["Wants"]


def test_the_web_server_is_started_as_in_the_image():
    image = (ROOT / "Dockerfile").read_text().partition("CMD ")[2]
    words = unit("scrapersky-web.service")["Service"]["ExecStart"].split()[1:]
    for word in words:
        assert f'"{word}"' in image or word == "127.0.0.1:8000"


def test_a_backup_is_complete_or_not_there_and_old_ones_go(tmp_path):
    for day in range(10, 26):
        (tmp_path / f"202601{day}T030000Z.dump").touch()
    service = unit("scrapersky-backup.service")["Service"]
    for setting, dump in (("ExecStart", 'touch "${2#--file=}"'), ("ExecStartPost", ":")):
        script = service[setting].removeprefix("/bin/sh -c '").removesuffix("'").replace("%%", "%")
        subprocess.run(["sh", "-c", f"pg_dump() {{ {dump}; }}; {script}"], cwd=tmp_path, check=True)
    left = sorted(file.name for file in tmp_path.iterdir())
    assert (len(left), left[0]) == (14, "20260113T030000Z.dump")


def test_the_timer_starts_the_backup():
    assert unit("scrapersky-backup.timer")["Timer"]["OnCalendar"]
    assert unit("scrapersky-backup.timer")["Install"]["WantedBy"] == "timers.target"
