"""Runs the farm in the foreground, so that you can scan it: ``python -m tests.farm``; Ctrl-C ends it."""

from __future__ import annotations

import signal
import tempfile
import threading
from pathlib import Path

from tests.farm.server import HOSTILE, NETWORK, OwnFarm


def told(farm: OwnFarm, folder: Path) -> str:
    """The expected end of each hostile host, and the settings for the run."""
    hosts = folder / "hosts"
    hosts.write_text(farm.hosts())
    ends = (f"{name:32} {' or '.join(map(' '.join, host.ends))}" for name, host in HOSTILE.items())
    return "\n".join(
        [
            *ends,
            f"export FETCH_HOSTS_FILE={hosts}",
            f"export FETCH_CA_BUNDLE={farm.authority}",
            f"export FETCH_ALLOWED_NETWORKS={NETWORK}",
        ]
    )


if __name__ == "__main__":
    ended = threading.Event()
    signal.signal(signal.SIGINT, lambda *_: ended.set())
    with tempfile.TemporaryDirectory(prefix="farm-") as name, OwnFarm(Path(name)) as running:
        print(told(running, Path(name)), flush=True)  # noqa: T201
        ended.wait()
        print(f"inside was reached {running.secrets()} times")  # noqa: T201
