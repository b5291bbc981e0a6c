"""Starts processes that send notices (``sending_process``), asks them, and ends those that take too long.

A process costs half a second and 60 MB, so that it is kept for the next message for a while.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from django.conf import settings

SECONDS = 40.0  # that one request may take, with the start of its process
IDLE_SECONDS = 60.0  # after which a process that has nothing to do is ended
LONGEST_ANSWER = 100_000  # bytes

_ROOT = Path(__file__).resolve().parents[2]
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[3]);"
    "from domains.notices.sending_process import serve; serve(int(sys.argv[1]), sys.argv[2])"
)


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether a URL is accepted: ``error`` is empty then."""

    error: str
    label: str = ""
    longest_title: int = 0
    longest_body: int = 0


class NoAnswer(Exception):
    """A process did not answer. ``started``: it was asked, so that a message may have been sent."""

    def __init__(self, message: str, *, started: bool) -> None:
        super().__init__(message)
        self.started = started


class Senders:
    """The processes of one cluster or of one request. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[tuple[float, _Process]] = []
        self._busy: set[_Process] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def check(self, urls: Iterable[str]) -> list[Checked]:
        """Whether these URLs are accepted. Nothing is connected to. Raises ``NoAnswer``."""
        return [Checked(**self._ask({"url": url})) for url in urls]

    def send(self, url: str, title: str, body: str) -> str:
        """Send a message; the reason if it was not accepted, else empty. Raises ``NoAnswer``."""
        return str(self._ask({"url": url, "title": title, "body": body})["error"])

    def end_idle(self) -> None:
        """End processes that had nothing to do for a while."""
        with self._lock:
            old = [one for since, one in self._idle if time.monotonic() - since > IDLE_SECONDS]
            self._idle = [(since, one) for since, one in self._idle if one not in old]
        for process in old:
            process.end()

    def close(self) -> None:
        """End all processes, also those that are sending."""
        with self._lock:
            ended = [*(one for _, one in self._idle), *self._busy]
            self._idle = []
        for process in ended:
            process.end()

    def _ask(self, request: dict[str, str]) -> Any:
        process = self._take()
        try:
            answer = process.ask(request)
        except BaseException:
            process.end()
            raise
        finally:
            with self._lock:
                self._busy.discard(process)
        with self._lock:
            self._idle.append((time.monotonic(), process))
        return answer

    def _take(self) -> _Process:
        with self._lock:
            process = self._idle.pop()[1] if self._idle else _Process()
            self._busy.add(process)
            return process


class _Process:
    def __init__(self) -> None:
        self._pipe, theirs = multiprocessing.Pipe()
        options = {
            "allowed": [str(network) for network in settings.FETCH_ALLOWED_NETWORKS],
            "ca_bundle": str(settings.FETCH_CA_BUNDLE or ""),
            "app_url": settings.PUBLIC_URL,
        }
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - no foreign word in it
                [sys.executable, "-B", "-c", _PROGRAM, str(theirs.fileno()), json.dumps(options), str(_ROOT)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # a traceback there may contain a URL
                pass_fds=[theirs.fileno()],
                start_new_session=True,
                env=_environment(),
                cwd="/",
            )

    def ask(self, request: dict[str, str]) -> Any:
        started = False
        try:
            self._pipe.send_bytes(json.dumps(request).encode())
            started = True
            if not self._pipe.poll(SECONDS):
                raise NoAnswer(f"no answer within {SECONDS:.0f} seconds", started=True)
            return json.loads(self._pipe.recv_bytes(LONGEST_ANSWER))
        except (EOFError, OSError) as error:
            raise NoAnswer("the process that sends ended", started=started) from error

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        with suppress(OSError):
            self._pipe.close()


def _environment() -> dict[str, str]:
    """No secret of the installation, no proxy (which would reach private addresses) and no .netrc."""
    found = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TZ") if name in os.environ}
    if settings.FETCH_CA_BUNDLE:
        bundle = str(settings.FETCH_CA_BUNDLE)
        found |= {"REQUESTS_CA_BUNDLE": bundle, "SSL_CERT_FILE": bundle}
    return {**found, "HOME": "/nonexistent", "NETRC": "/nonexistent"}
