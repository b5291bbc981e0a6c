"""Child processes that end with this one, each in a session of its own, with its output in a log file."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

PATIENCE = 30  # seconds from SIGTERM until a child is killed


class Trouble(Exception):
    """The demo cannot continue; the message contains the reason."""


class Children:
    """A context manager. At its end all children are stopped and waited for."""

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        self.folder = folder  # of the log files, NAME.log
        self.env = env
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Children:
        return self

    def __exit__(self, *_: object) -> None:
        for signum in (signal.SIGINT, signal.SIGTERM):
            signal.signal(signum, signal.SIG_IGN)  # a second signal would leave children running
        for child in self._running.values():
            child.terminate()
        for child in self._running.values():
            _wait(child)

    def start(self, name: str, command: Sequence[str], *, pass_fds: Sequence[int] = ()) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            self._running[name] = subprocess.Popen(
                command,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=pass_fds,
                start_new_session=True,  # Ctrl-C reaches only this process, which stops them in order
            )

    def run(self, name: str, command: Sequence[str]) -> None:
        """Start a child and wait for its end; its exit status must be 0."""
        self.start(name, command)
        if code := self._running[name].wait():
            raise Trouble(f"{name} ended with exit status {code}")
        del self._running[name]

    def check(self) -> None:
        """Raises ``Trouble`` if a child has ended that should still run."""
        for name, child in self._running.items():
            if child.poll() is not None:
                raise Trouble(f"{name} ended early, with exit status {child.returncode}")


def _wait(child: subprocess.Popen[bytes]) -> None:
    try:
        child.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
