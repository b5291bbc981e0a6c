"""Scans each suspect in a child process of its own. A suspect is a domain whose earlier claim was lost.

When a process has died, it is not known which of its domains killed it, or whether any did. So each of them
is scanned in a child process with limited memory and CPU time. If a domain kills its child process, the run
knows which domain it was, and counts a failed attempt. If the run itself is killed, its children are killed
with it (Linux), and nothing is counted.

Three kinds of processes take part. The run has threads and cannot be forked safely. So it starts helpers (new
interpreters), one for each suspect that it scans at the same time. A helper (``serve``) forks a child for
each suspect and waits for it. It sends the outcome, or how the child died, to the run.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Empty, SimpleQueue

from django.conf import settings

from domains import scan_setup
from domains.queue.claim_types import Claim, Failure, Outcome
from domains.scan.extract import extract
from domains.scan.fetch import AddressBusy, Fetcher
from domains.scan.process_limits import limit
from domains.scan.report import ErrorKind
from domains.scan.site import ScanStopped
from scrapersky import gc_tuning
from scrapersky.logs import bound
from scrapersky.parent_process import die_with
from scrapersky.shutdown import StopRequest

logger = logging.getLogger(__name__)

MEMORY = 2 * 1024**3  # bytes of address space; not enforced by macOS
CPU_SECONDS = 30
CPU_SECONDS_PER_PAGE = 2
POLL_SECONDS = 0.2  # a stop request is noticed within this time
SPARE_SECONDS = 120  # beyond the time limit of a scan

SAMPLE = b"<title>Sample</title><p>+1 202 555 0143, <a href='mailto:info@example.com'>e-mail</a></p>"

_ROOT = Path(__file__).resolve().parents[2]
_SERVE = (
    "import sys; sys.path.insert(0, sys.argv[1]);"
    "import django; django.setup();"
    "from domains.runs.isolated_scan import serve; serve()"
)
COMMAND = [sys.executable, "-c", _SERVE, str(_ROOT)]

Ended = Outcome | AddressBusy


class IsolatedScans:
    """The helpers of one run. ``blocked`` maps domains on the block list to the reason."""

    def __init__(self, blocked: Mapping[str, str]) -> None:
        self.blocked = blocked
        self._idle: SimpleQueue[_Helper] = SimpleQueue()

    def scan(self, claim: Claim, stop: StopRequest) -> Ended:
        """The same as ``scan_setup.scan``, in a child process. Called by several threads at a time.

        If the child dies, the result is a ``Failure`` with ``died``. Raises ``ScanStopped`` if the run stops
        meanwhile.
        """
        try:
            helper = self._idle.get_nowait()
        except Empty:
            helper = _Helper(self.blocked)
        try:
            outcome = helper.scan(claim, stop)
        except BaseException:
            helper.end()
            raise
        self._idle.put(helper)
        return outcome

    def close(self) -> None:
        """End the idle helpers. A helper with a scan in progress is ended by ``scan`` when the run stops."""
        while not self._idle.empty():
            self._idle.get().end()


class _Helper:
    def __init__(self, blocked: Mapping[str, str]) -> None:
        self._line, theirs = multiprocessing.Pipe()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - no external input in it
                [*COMMAND, str(os.getpid()), str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # signals to the process group are for the run; it ends its helpers
                env={**os.environ, "DJANGO_SETTINGS_MODULE": "scrapersky.settings"},
            )
        with suppress(BrokenPipeError):  # it has died; ``scan`` notices
            self._line.send(blocked)

    def scan(self, claim: Claim, stop: StopRequest) -> Ended:
        """Raises ``ScanStopped`` also if the helper died: the domain, in another process, did not kill it."""
        deadline = time.monotonic() + settings.SCAN_TIME_LIMIT_SECONDS + SPARE_SECONDS
        try:
            self._line.send(claim)
            while not self._line.poll(POLL_SECONDS):
                if stop:
                    raise ScanStopped
                if time.monotonic() > deadline:
                    raise EOFError
            outcome: Ended = self._line.recv()
        except (EOFError, ConnectionError) as error:
            logger.warning("%s: the helper process that should scan it has died", claim.domain)
            raise ScanStopped from error
        if stop and isinstance(outcome, Failure) and outcome.died:
            raise ScanStopped  # what stops the run may have killed the child as well
        return outcome

    def end(self) -> None:
        self._line.close()
        self._process.kill()
        self._process.wait()


def serve() -> None:
    """The helper: receives a block list and then claims; sends the outcome of each."""
    parent, line = map(int, sys.argv[-2:])
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, signal.SIG_IGN)  # sent to all processes of a service; the run ends this one
    die_with(parent)
    extract(SAMPLE, url="https://example.com/")  # loads modules, for which each child would need 0.2 s
    gc_tuning.settle()
    with Connection(line) as run, suppress(EOFError, ConnectionError):
        blocked = run.recv()
        while True:
            run.send(_scan_in_child(blocked, run.recv()))


def _scan_in_child(blocked: Mapping[str, str], claim: Claim) -> Ended:
    helper = os.getpid()
    ours, theirs = multiprocessing.Pipe(duplex=False)
    child = os.fork()
    if not child:
        status = 1
        try:
            die_with(helper)
            _limit(claim.max_pages)
            theirs.send(_scan(blocked, claim))
            status = 0
        finally:
            os._exit(status)  # whatever happens, the child must not continue as a second helper
    theirs.close()
    with ours:
        outcome: Ended | None = None
        if ours.poll(settings.SCAN_TIME_LIMIT_SECONDS + SPARE_SECONDS / 2):
            with suppress(EOFError):
                outcome = ours.recv()
        else:
            outcome = Failure(ErrorKind.TIMEOUT, "the child process scanning this domain hangs", died=True)
            os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return outcome or Failure(ErrorKind.INTERNAL, _describe(os.waitstatus_to_exitcode(status)), died=True)


def _describe(status: int) -> str:
    if status >= 0:
        return f"the child process scanning this domain ended with status {status}"
    name = signal.Signals(-status).name
    reason = " (its limit of CPU time)" if name == "SIGXCPU" else ""
    return f"the child process scanning this domain was killed by {name}{reason}"


def _limit(pages: int) -> None:
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: CPU_SECONDS + CPU_SECONDS_PER_PAGE * pages,
        resource.RLIMIT_AS: MEMORY,
    }
    for what, value in limits.items():
        with suppress(ValueError, OSError):  # macOS knows no limit of address space
            limit(what, value)


def _scan(blocked: Mapping[str, str], claim: Claim) -> Ended:
    """Scan in this process.

    An unexpected exception is logged here, because not every exception can be sent.
    """
    try:
        with Fetcher(scan_setup.fetch_policy(blocked)) as fetcher:
            return scan_setup.scan(fetcher, claim, StopRequest())
    except Exception as error:
        with bound(run_id=claim.run_id, domain_id=claim.domain_id):
            logger.exception(
                "%s: unexpected error in the scan", claim.domain, extra={"event": "scan_crashed"}
            )
        return Failure(ErrorKind.INTERNAL, f"unexpected error in the scan: {type(error).__name__}: {error}")
