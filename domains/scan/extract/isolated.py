"""Large pages, and small ones whose tree may be large, are read in a child with limited CPU time and memory.

A test (tests/domains/scan/extract/test_hostile.py) shows that small pages take little time. For large ones
the operating system enforces a limit, which also works inside C code: the child is ended by SIGXCPU, the page
is not read, and the next large page gets a new child. A process and all its threads share one child, which
reads one page after the other. It ends when its connection to the parent ends.
"""

from __future__ import annotations

import atexit
import importlib
import multiprocessing
import os
import resource
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeAlias

import re2

from domains.scan.extract.technologies import own_technologies
from domains.scan.extract.words import own_words, use_folder
from domains.scan.process_limits import limit
from domains.scan.report import ErrorKind, FetchError, PageReport

LARGE = 512 * 1024  # bytes of a page
SMALL = 30_000  # bytes of a page whose tree cannot be large
MOST_COPIES = 2_000_000  # elements that a parser may add to a page that is read in this process
# Formatting elements with attributes. Of those without, a parser repeats three; of links, one.
_FORMATTING = re2.compile(rb"(?i)<(?:b|big|code|em|font|i|s|small|strike|strong|tt|u)[\s/]")
_ROOT = Path(__file__).resolve().parents[3]  # what the child imports from
_SERVE = (
    "import sys; sys.path.insert(0, sys.argv[1]); from domains.scan.extract.isolated import serve; serve()"
)

Line: TypeAlias = "Connection[Any, Any]"


def is_large(body: bytes) -> bool:
    """Whether a page is large, or may become large when it is parsed.

    By the HTML Standard, formatting elements that are not closed are repeated in each block that follows. The
    tree of a page of 400 KB may so have 25 million elements, and take 3 GB.
    """
    if not SMALL < len(body) <= LARGE:
        return len(body) > LARGE
    text = body.replace(b"\0", b"") if b"\0" in body else body  # UTF-16
    tags = text.count(b"<")
    return tags * tags > MOST_COPIES and tags * len(_FORMATTING.findall(text)) > MOST_COPIES


@dataclass(frozen=True)
class Limits:
    """What reading one page may cost."""

    cpu_seconds: int = 5
    cpu_seconds_per_mb: int = 1
    memory: int = 2 * 1024**3  # bytes of address space, the child's own included; not enforced by macOS
    patience: int = 20  # so many times the CPU time may pass by the clock

    def seconds_for(self, body: bytes) -> int:
        return self.cpu_seconds + self.cpu_seconds_per_mb * (len(body) >> 20)


class PageReader:
    """The child process: started when first needed, and again after it has died."""

    def __init__(self, extractor: str = "domains.scan.extract:extract_here", limits: Limits | None = None):
        """``extractor``: "module:function" of what the child calls with a page's body and keywords."""
        self.extractor = extractor
        self.limits = limits or Limits()
        self._turn = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._line: Line | None = None

    def read(self, body: bytes, **keywords: Any) -> PageReport:
        """The result of ``extract``. Raises FetchError(BAD_CONTENT) if a limit is reached."""
        seconds = self.limits.seconds_for(body)
        with self._turn:
            line = self._running()
            try:
                line.send((seconds, body, keywords))
                report = line.recv() if line.poll(seconds * self.limits.patience) else None
            except (EOFError, OSError):
                report = None  # the child is dead
            except BaseException:
                self._end()  # it may be in the middle of an answer
                raise
            if isinstance(report, PageReport):
                return report
            self._end()
        told = f"reading the page takes more than {seconds} s of CPU time or too much memory"
        raise FetchError(ErrorKind.BAD_CONTENT, told)

    def close(self) -> None:
        with self._turn:
            self._end()

    def forget(self) -> None:
        """Called in a forked process: the child and the thread that holds the lock belong to the other
        process.
        """
        self._turn = threading.Lock()
        if self._child is not None:
            self._child.returncode = 0  # not ours to wait for
        if self._line is not None:
            self._line.close()
        self._child = self._line = None

    def _running(self) -> Line:
        if self._child is not None and self._child.poll() is not None:
            self._end()
        if self._line is None:
            self._line, theirs = multiprocessing.Pipe()
            with theirs:
                self._child = self._start(theirs.fileno())
        return self._line

    def _start(self, line: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - no foreign word in it
            [
                sys.executable,
                "-c",
                _SERVE,
                str(_ROOT),
                self.extractor,
                str(self.limits.memory),
                str(line),
                *_own(),
            ],
            stdin=subprocess.DEVNULL,
            pass_fds=[line],
            start_new_session=True,  # Ctrl-C is for the parent
        )

    def _end(self) -> None:
        if self._line is not None:
            self._line.close()
        if self._child is not None:
            self._child.kill()
            self._child.wait()
        self._child = self._line = None


def _own() -> tuple[str, str]:
    """The user's folders of words and of technologies; "" for none."""
    words, technologies = own_words(), own_technologies.folder()
    return str(words or ""), str(technologies or "")


reader = PageReader()
atexit.register(reader.close)
os.register_at_fork(after_in_child=reader.forget)


def serve() -> None:
    """The child's main loop: receives (CPU seconds, body, keywords), sends a report; ends with its parent."""
    _, _, extractor, memory, line, words, technologies = sys.argv
    use_folder(Path(words) if words else None)
    own_technologies.use_technologies(Path(technologies) if technologies else None)
    module, _, function = extractor.partition(":")
    read = getattr(importlib.import_module(module), function)
    limit(resource.RLIMIT_CORE, 0)
    with suppress(ValueError, OSError):  # macOS knows no limit of address space
        limit(resource.RLIMIT_AS, int(memory))
    with Connection(int(line)) as parent, suppress(EOFError, ConnectionError):
        while True:
            seconds, body, keywords = parent.recv()
            used = resource.getrusage(resource.RUSAGE_SELF)
            limit(resource.RLIMIT_CPU, ceil(used.ru_utime + used.ru_stime) + seconds)
            parent.send(read(body, **keywords))
