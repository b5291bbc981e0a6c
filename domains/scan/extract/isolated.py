"""Large pages are read in a child process, whose CPU time and memory are limited.

What reading a small page takes at most is proven by test (tests/domains/scan/extract/test_hostile.py). For
large ones a limit is set that the operating system enforces, in C code too: the child is ended by SIGXCPU,
the page is given up, and the next large page gets a new child. One child serves a process and all its
threads, one page after the other; it ends when its standard input does, that is with its parent.
"""

from __future__ import annotations

import atexit
import importlib
import os
import pickle
import resource
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any, BinaryIO

from domains.scan.report import ErrorKind, FetchError, PageReport

LARGE = 512 * 1024  # bytes of a page
_ROOT = Path(__file__).resolve().parents[3]  # what the child imports from
_SERVE = (
    "import sys; sys.path.insert(0, sys.argv[1]); from domains.scan.extract.isolated import serve; serve()"
)


@dataclass(frozen=True)
class Limits:
    """What reading one page may take."""

    cpu_seconds: int = 5
    cpu_seconds_per_mb: int = 1
    memory: int = 2 * 1024**3  # bytes of address space, the child's own included; not enforced by macOS
    patience: int = 20  # so many times the CPU time may pass by the clock

    def seconds_for(self, body: bytes) -> int:
        return self.cpu_seconds + self.cpu_seconds_per_mb * (len(body) >> 20)


class PageReader:
    """The child, started when it is first needed, and anew when it has died."""

    def __init__(self, extractor: str = "domains.scan.extract:extract_here", limits: Limits | None = None):
        """``extractor``: "module:function" of what the child calls with a page's body and keywords."""
        self.extractor = extractor
        self.limits = limits or Limits()
        self._turn = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def read(self, body: bytes, **keywords: Any) -> PageReport:
        """What ``extract`` gives. Raises FetchError(BAD_CONTENT) where a limit is reached."""
        seconds = self.limits.seconds_for(body)
        with self._turn:
            child = self._running()
            overdue = threading.Timer(seconds * self.limits.patience, child.kill)
            overdue.start()
            try:
                return self._ask(child, (seconds, body, keywords))
            except (EOFError, BrokenPipeError, pickle.UnpicklingError) as error:
                self._end()
                told = f"reading the page takes more than {seconds} s of CPU time or too much memory"
                raise FetchError(ErrorKind.BAD_CONTENT, told) from error
            except BaseException:
                self._end()  # it may be in the middle of an answer
                raise
            finally:
                overdue.cancel()

    def close(self) -> None:
        with self._turn:
            self._end()

    def forget(self) -> None:
        """In a forked process: the child is the other process's, and so is who holds the lock."""
        self._turn = threading.Lock()
        if self._child is not None:
            self._child.returncode = 0  # not ours to wait for
            self._child = None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is not None:
            self._end()
        if self._child is None:
            self._child = subprocess.Popen(
                [sys.executable, "-c", _SERVE, str(_ROOT), self.extractor, str(self.limits.memory)],  # noqa: S603
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,  # Ctrl-C is for the parent
            )
        return self._child

    def _ask(self, child: subprocess.Popen[bytes], page: tuple[int, bytes, dict[str, Any]]) -> PageReport:
        if child.stdin is None or child.stdout is None:
            raise EOFError
        pickle.dump(page, child.stdin, pickle.HIGHEST_PROTOCOL)
        child.stdin.flush()
        report = pickle.load(child.stdout)  # noqa: S301 - of our own child
        if not isinstance(report, PageReport):
            raise pickle.UnpicklingError("no report")
        return report

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            with suppress(BrokenPipeError):  # of what was left to be flushed
                child.communicate()


reader = PageReader()
atexit.register(reader.close)
os.register_at_fork(after_in_child=reader.forget)


def serve() -> None:
    """The child: answers (CPU seconds, body, keywords) on standard input with a report, until it ends."""
    module, _, function = sys.argv[2].partition(":")
    read = getattr(importlib.import_module(module), function)
    _limit(resource.RLIMIT_CORE, 0)
    with suppress(ValueError, OSError):  # macOS knows no limit of address space
        _limit(resource.RLIMIT_AS, int(sys.argv[3]))
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # whatever prints must not get between the answers
        _answer(read, sys.stdin.buffer, answers)


def _answer(read: Callable[..., PageReport], questions: BinaryIO, answers: BinaryIO) -> None:
    while True:
        try:
            seconds, body, keywords = pickle.load(questions)  # noqa: S301 - of our own parent
        except EOFError:
            return
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit(resource.RLIMIT_CPU, ceil(used.ru_utime + used.ru_stime) + seconds)
        pickle.dump(read(body, **keywords), answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()


def _limit(what: int, value: int) -> None:
    _, most = resource.getrlimit(what)
    resource.setrlimit(what, (value if most == resource.RLIM_INFINITY else min(value, most), most))
