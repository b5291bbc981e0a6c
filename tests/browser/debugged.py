"""A Chromium that is driven over its protocol, as RENDER_BROWSER names one."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from tests.browser.chromium import PATIENCE, arguments, require_chromium
from tests.ports import free_port


class DebuggedChromium:
    """A context manager. ``port`` is that of the protocol, on loopback."""

    def __enter__(self) -> DebuggedChromium:
        self.profile = Path(tempfile.mkdtemp(prefix="scrapersky-chromium-"))
        self.port = free_port()
        self.start()
        return self

    def start(self) -> None:
        command = [require_chromium(), *arguments(self.profile), f"--remote-debugging-port={self.port}"]
        self.process = subprocess.Popen(
            [*command, "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        end = time.monotonic() + PATIENCE
        while not self._answers():  # it does not tell when it is ready
            assert time.monotonic() < end, "Chromium did not start"
            time.sleep(0.05)

    def _answers(self) -> bool:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 1).close()
            return True
        return False

    def kill(self) -> None:
        """Without a warning, with all of its processes."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.profile, ignore_errors=True)
