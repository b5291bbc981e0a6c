"""Kills or freezes running workers, clusters and commands at any moment."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.conftest import ROOT
from tests.processes.conftest import Installation

CLUSTERS = 2
LEASE_SECONDS = 2
# Results that were written after their run had been closed as abandoned.
LATE_RESULTS = """
    SELECT count(*) FROM scans JOIN scheduler_metrics AS run ON run.job_id = scans.run_id
    WHERE run.status = 'abandoned' AND scans.finished_at > run.finished_at
"""
POISONED = [sys.executable, "-m", "tests.processes.poisoned"]
POISON = "poison.test"  # kills the process that scans it
ENVIRONMENT = {
    "PYTHONPATH": str(ROOT),
    "CLAIM_LEASE_SECONDS": str(LEASE_SECONDS),
    "SCHEDULER_DRAIN": "true",
    "SCHEDULER_BATCH_SIZE": "25",
    "SCHEDULER_MAX_INSTANCES": "3",
}


class Chaos:
    """Two clusters and a ``process_domains`` on one database. ``strikes`` counts by kind."""

    def __init__(self, installation: Installation, count: int) -> None:
        self.installation = installation
        self.random = random.Random(count)
        self.strikes: Counter[str] = Counter()
        self.count, self.completed = count, 0
        self.interval = 0.0  # seconds between two strikes
        self.clusters = [self.cluster() for _ in range(CLUSTERS)]
        self.command = self.run()

    def cluster(self) -> subprocess.Popen[str]:
        return self.installation.start("qcluster", **ENVIRONMENT)

    def run(self) -> subprocess.Popen[str]:
        return self.installation.start("process_domains", "--all", "--json", **ENVIRONMENT)

    def rage(self, seconds: float, pause: float, least: int) -> None:
        """Do something cruel every ``pause`` seconds or so; on a slow machine for longer, ``least`` times."""
        begun = time.monotonic()
        deadline = begun + seconds
        while time.monotonic() < deadline or self.strikes.total() < least:
            time.sleep(self.random.uniform(0.5, 1.5) * pause)
            self.strike(self.random.choice(self.cruelties))
        self.interval = (time.monotonic() - begun) / self.strikes.total()

    def strike(self, cruelty: Callable[[], bool]) -> None:
        """Strike when domains are being scanned and some were scanned. Then start again what has ended."""
        self.installation.until(self.is_at_work, "work")
        if cruelty():
            self.strikes[cruelty.__name__] += 1

    def is_at_work(self) -> bool:
        statuses = self.installation.statuses()
        completed = statuses.get("completed", 0)
        if "processing" not in statuses or completed <= self.completed:
            return self.count == completed
        self.completed = completed
        return True

    @property
    def cruelties(self) -> list[Callable[[], bool]]:
        return [self.kill_command, self.kill_cluster, self.kill_member, self.freeze_command]

    def kill_member(self) -> bool:
        members = family(self.random.choice(self.clusters).pid)
        if members:
            os.kill(self.random.choice(members), signal.SIGKILL)
        return bool(members)

    def kill_cluster(self) -> bool:
        """Kill only the parent: its children end with it."""
        place = self.random.randrange(CLUSTERS)
        self.clusters[place].kill()
        self.clusters[place].wait()
        self.clusters[place] = self.cluster()
        return True

    def kill_command(self) -> bool:
        alive = self.command.poll() is None
        self.command.kill()
        self.command.wait()
        self.command = self.run()
        return alive

    def freeze_command(self) -> bool:
        """Longer than its lease, so that what it brings when it thaws is void. The others go on meanwhile."""
        if self.command.poll() is not None:
            self.command = self.run()
            return False
        self.command.send_signal(signal.SIGSTOP)
        threading.Timer(LEASE_SECONDS + 1, self.command.send_signal, [signal.SIGCONT]).start()
        return True

    def calm(self) -> None:
        """Stop killing, and end the living processes normally."""
        for child in [*self.clusters, self.command]:
            child.terminate()
        for child in [*self.clusters, self.command]:
            child.wait(timeout=90)


def family(pid: int) -> list[int]:
    """The processes below the cluster's sentinel: workers, monitor, pusher."""
    return [member for guard in _children(pid) for member in _children(guard)]


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []
