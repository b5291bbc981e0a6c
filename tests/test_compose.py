"""docker-compose.yml and Dockerfile contain what production requires."""

import re
import subprocess
from importlib.metadata import requires

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from domains.runs.run import STOP_GRACE_SECONDS
from scrapersky.settings import env
from tests.conftest import ROOT

TEXT = (ROOT / "docker-compose.yml").read_text()
SERVICES = yaml.safe_load(TEXT)["services"]
OURS = ("migrate", "web", "worker")
ASKED_FOR = re.compile(r"\$\{(SECRET_KEY|POSTGRES_PASSWORD)\b([^}]*)\}")


@pytest.mark.parametrize("name", OURS)
def test_our_services_run_without_privileges_on_a_read_only_file_system(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "user" not in service, "the image's own account is used"
    assert service["volumes"] == ["logs:/app/logs"]
    assert service["environment"]["DEBUG"] == "false"


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_comes_back_and_is_watched(name):
    service = SERVICES[name]
    assert service["restart"] == ("on-failure:5" if name == "migrate" else "unless-stopped")
    if name != "migrate":
        check = service["healthcheck"]
        assert check["test"][0] in {"CMD", "CMD-SHELL"}
        assert {"interval", "timeout", "retries", "start_period"} <= set(check)


def test_nothing_starts_before_the_migrations_are_applied():
    for name in ("web", "worker"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert SERVICES["migrate"]["depends_on"]["postgres"] == {"condition": "service_healthy"}
    assert SERVICES["migrate"]["environment"]["DATABASE_POOLER"] == "", "migrations never go through it"
    assert "@postgres:5432/" in SERVICES["migrate"]["environment"]["DATABASE_URL"]


def test_secrets_come_from_the_environment_and_have_no_default():
    found = ASKED_FOR.findall(TEXT)
    assert {name for name, _ in found} == {"SECRET_KEY", "POSTGRES_PASSWORD"}
    assert all(rest.startswith(":?") for _, rest in found)
    assert not re.search(r"(PASSWORD|SECRET_KEY): (?!\$\{)\S", TEXT)


@pytest.mark.parametrize("name", OURS)
def test_every_variable_given_to_us_is_one_that_we_read(name):
    assert set(SERVICES[name]["environment"]) <= set(env.declared)


def test_ports_are_published_on_loopback_only_and_the_database_is_inside():
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert published == ["127.0.0.1:${PORT:-8000}:8000"]
    assert SERVICES["postgres"]["networks"] == SERVICES["pgbouncer"]["networks"] == ["inside"]
    assert yaml.safe_load(TEXT)["networks"]["inside"] == {"internal": True}


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_has_limits_and_a_log_of_limited_size(name):
    limits = SERVICES[name]["deploy"]["resources"]["limits"]
    assert re.fullmatch(r"\d+[mg]", limits["memory"])
    assert limits["pids"] > 0
    assert SERVICES[name]["logging"]["options"] == {"max-size": "10m", "max-file": "3"}


def run_check(name, folder, command):
    """Exit status of a health check whose test is replaced, and whether it ends the container."""
    text = (
        SERVICES[name]["healthcheck"]["test"][1]
        .replace("$$", "$")
        .replace("/tmp/failed", str(folder / "failed"))
    )
    _, rest = re.split(r" && (?=rm -f )", text)
    ended = folder / "ended"
    script = f"{command} && {rest.replace('kill 1', f'touch {ended}')}"
    return subprocess.run(["sh", "-c", script], check=False).returncode, ended.exists()


@pytest.mark.parametrize(("name", "failures"), [("web", 6), ("worker", 3)])
def test_a_container_that_stays_unhealthy_is_ended_and_so_restarted(name, failures, tmp_path):
    for _ in range(failures - 1):
        assert run_check(name, tmp_path, "false") == (1, False)
    assert run_check(name, tmp_path, "true") == (0, False)
    for _ in range(failures - 1):
        assert run_check(name, tmp_path, "false") == (1, False), "a success begins the count anew"
    assert run_check(name, tmp_path, "false") == (1, True)


def test_a_backup_is_complete_or_not_there_and_old_ones_go(tmp_path):
    """The unchanged command, with one dump and without waiting."""
    (*_, script) = SERVICES["backup"]["command"]
    script = (
        script.replace("$$", "$")
        .replace("/backups", str(tmp_path))
        .replace("while true; do", "for once in 1; do")
    )
    for day in range(10, 26):
        (tmp_path / f"202601{day}T030000Z.dump").touch()
    tools = 'sleep() { echo "$1"; }; pg_dump() { touch "${2#--file=}"; }; '
    done = subprocess.run(["sh", "-c", tools + script], capture_output=True, text=True, check=True)
    left = sorted(file.name for file in tmp_path.iterdir())
    assert (done.stdout, len(left), left[0]) == ("86400\n", 14, "20260113T030000Z.dump")
    broken = tools.replace("touch", "false; false")
    done = subprocess.run(["sh", "-c", broken + script], capture_output=True, text=True, check=True)
    assert (done.stdout, sorted(file.name for file in tmp_path.iterdir())) == ("3600\n", left)


def test_a_stopping_worker_has_time_to_give_its_claims_back():
    assert int(SERVICES["worker"]["stop_grace_period"].removesuffix("s")) > 2 * STOP_GRACE_SECONDS


def test_the_pooler_is_optional_and_pools_transactions():
    pooler = SERVICES["pgbouncer"]
    assert pooler["profiles"] == ["pgbouncer"]
    assert pooler["environment"]["POOL_MODE"] == "transaction"
    for name in ("web", "worker"):
        assert SERVICES[name]["depends_on"]["pgbouncer"]["required"] is False
        assert SERVICES[name]["environment"]["DATABASE_POOLER"] == "${DATABASE_POOLER:-}"


def test_every_image_names_its_version():
    images = [s["image"] for s in SERVICES.values()]
    images += re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    foreign = [image for image in images if image != "scrapersky"]
    assert [image for image in foreign if not re.search(r":v?\d", image)] == []
    moving = {"postgres:17-alpine", "python:3.12-slim"}  # their tags bring security releases
    fixed = [image for image in foreign if image not in moving]
    assert [image for image in fixed if not re.search(r":v?[\d.]+\S*@sha256:[0-9a-f]{64}$", image)] == []


def test_the_image_runs_as_an_account_without_privileges():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    (account,) = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert account.isdecimal()
    assert int(account) > 0
    assert f"--uid {account} " in "\n".join(lines)
    after = lines[lines.index(f"USER {account}") :]
    assert not any(line.startswith(("RUN ", "COPY ")) for line in after), "it owns nothing of the image"


def pinned():
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    return [Requirement(line.partition("#")[0]) for line in lines if "==" in line.partition("#")[0]]


def test_every_package_is_pinned_and_so_are_those_that_they_need():
    names = {canonicalize_name(pin.name) for pin in pinned()}
    for pin in pinned():
        assert str(pin.specifier).startswith("==")
        needed = [Requirement(text) for text in requires(pin.name) or []]
        for extra in ("", *pin.extras):
            used = [one for one in needed if not one.marker or one.marker.evaluate({"extra": extra})]
            assert {canonicalize_name(one.name) for one in used} <= names, pin.name
