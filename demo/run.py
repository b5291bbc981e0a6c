"""``make demo``: scans sample web sites with the API and a real cluster, and checks the results.

All files are written to ``.demo``, which is created anew each time. Exits 0 if the results are as in
sites.toml.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from rich.console import Console
from rich.progress import Progress

ROOT = Path(__file__).resolve().parent.parent
# This file is run by its path: only its own folder is on sys.path.
sys.path[:0] = [str(ROOT), str(ROOT / "client" / "src")]

from demo import show  # noqa: E402
from demo.api import TOKEN, connect  # noqa: E402
from demo.children import Children, Trouble  # noqa: E402
from demo.serve import SampleSites, Site, load_sites  # noqa: E402
from demo.truth import differences  # noqa: E402
from scrapersky_client import Client, ScraperSkyError  # noqa: E402
from scrapersky_client.models import Run  # noqa: E402

FOLDER = ROOT / ".demo"
DATABASE = FOLDER / "demo.sqlite3"
PATIENCE = 120  # seconds for everything
LOOK_EVERY = 1.0  # seconds; ten domains stay well below the API's rate
FINAL = frozenset({"completed", "failed", "skipped", "cancelled"})
MANAGE = [sys.executable, str(ROOT / "manage.py")]
WEB = [
    sys.executable,
    "-m",
    "gunicorn",
    "scrapersky.wsgi",
    "--chdir",
    str(ROOT),
    "--threads",
    "8",
    "--no-control-socket",
]


def main() -> int:
    signal.signal(signal.SIGTERM, _end)
    console = show.console()
    try:
        prepare(FOLDER)
        return demonstrate(console)
    except (Trouble, OSError, ScraperSkyError) as error:
        show.trouble(console, str(error), FOLDER)
        return 1
    except KeyboardInterrupt:
        console.print("stopped")
        return 130


def prepare(folder: Path) -> None:
    try:
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir()
    except PermissionError as error:
        sys.exit(f"{folder} cannot be created anew ({error.strerror}): did another user run the demo here?")


def demonstrate(console: Console) -> int:
    deadline = time.monotonic() + PATIENCE
    sites = load_sites()
    with SampleSites(sites) as server, Children(FOLDER, environment()) as children:
        (FOLDER / "hosts").write_text(server.hosts_file(), encoding="utf-8")
        console.print(f"{len(sites)} sample sites on 127.0.0.1:{server.server_port}, database {DATABASE}")
        children.run("migrate", [*MANAGE, "migrate"])
        with connect(start_web(children)) as api:
            children.start("qcluster", [*MANAGE, "qcluster"])
            jobs = {site.name: api.submit(site.name)["job_id"] for site in sites}
            console.print(f"{len(jobs)} domains submitted to {api.base_url}, qcluster is running")
            follow(console, api, jobs, children, deadline)
            rows = {row["domain"]: row for row in api.domains()}
            runs = finished_runs(api, deadline)
        console.print(show.domains(sites, rows))
        console.print(show.runs(runs, server.stats()))
    return verdict(console, sites, rows)


def environment() -> dict[str, str]:
    """The environment of child processes: every setting that the demo needs, whatever is in a .env file."""
    return {
        **os.environ,
        "DEBUG": "true",
        "API_DEV_TOKEN": TOKEN,
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": f"sqlite:///{DATABASE}",
        "LOG_FILE": str(FOLDER / "app.log"),
        "FETCH_HOSTS_FILE": str(FOLDER / "hosts"),
        "FETCH_ALLOWED_NETWORKS": "127.0.0.0/8",
        "FETCH_DELAY_SECONDS": "0.05",
        "FETCH_TIMEOUT_SECONDS": "20",
        "FETCH_RESPECT_ROBOTS": "true",
        "SCAN_STAGES": "content,pages,sitemap",
        "SCHEDULER_BATCH_SIZE": "50",
        "SCHEDULER_DRAIN": "true",
        "MAX_ATTEMPTS": "2",
        "RETRY_BACKOFF_SECONDS": "1",
        "DEFAULT_PHONE_REGION": "US",
        "PYTHONUNBUFFERED": "1",
    }


def start_web(children: Children) -> str:
    """Start the web server on a free loopback port. Returns its address, which may not answer yet."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        fd = listening.fileno()
        children.start("web", [*WEB, "--bind", f"fd://{fd}"], pass_fds=[fd])
        return f"http://127.0.0.1:{listening.getsockname()[1]}"


def follow(
    console: Console, api: Client, jobs: Mapping[str, str], children: Children, deadline: float
) -> None:
    """Wait until all jobs have ended, and report each end."""
    open_jobs, started = dict(jobs), time.monotonic()
    with progress(console, len(jobs)) as advance:
        while open_jobs:
            for domain, state in [(domain, api.job(job_id)) for domain, job_id in open_jobs.items()]:
                if state["status"] in FINAL:
                    del open_jobs[domain]
                    advance(show.ended(domain, state, time.monotonic() - started))
            if open_jobs:
                children.check()
                wait(deadline, f"not finished within {PATIENCE} s: {', '.join(open_jobs)}")


@contextmanager
def progress(console: Console, total: int) -> Iterator[Any]:
    """A bar on a terminal, plain lines elsewhere."""
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("scanning", total=total)

        def advance(line: str) -> None:
            console.print(line, highlight=False)
            bar.advance(task)

        yield advance


def finished_runs(api: Client, deadline: float) -> list[Run]:
    """Wait until all runs have ended. Returns their records, oldest first."""
    while "running" in {run["status"] for run in api.runs()}:
        wait(deadline, f"a run was not closed within {PATIENCE} s")
    return list(api.runs(ordering="timestamp"))


def wait(deadline: float, complaint: str) -> None:
    if time.monotonic() > deadline:
        raise Trouble(complaint)
    time.sleep(LOOK_EVERY)


def verdict(console: Console, sites: list[Site], rows: Mapping[str, Mapping[str, Any]]) -> int:
    faults = [fault for site in sites for fault in differences(site, rows[site.name])]
    for fault in faults:
        console.print(fault, style="red", markup=False, highlight=False, soft_wrap=True)
    if faults:
        return 1
    console.print(f"all {len(sites)} sites as expected", style="bold green")
    console.print(
        f"To look around: DATABASE_URL=sqlite:///{DATABASE.relative_to(ROOT)} make run\n"
        "then http://127.0.0.1:8000/admin/ (it says how to sign in). `make run` alone has an empty database. "
        "The sample sites have ended with this program: scanning them again finds no such name.",
        highlight=False,
    )
    return 0


def _end(*_: object) -> NoReturn:
    raise SystemExit(128 + signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())
