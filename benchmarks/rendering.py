"""What a page costs that is rendered or photographed, beside a plain one: ``python -m benchmarks.rendering``.

One page after the other, on loopback without latency, in a Chromium started for this. The CPU time of the
scanning process contains that of the site. Memory is PSS: what several processes share counts once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.browser.debugged import DebuggedChromium
from tests.domains.scan.render.browsing import browser_at, scan, sites
from tests.domains.scan.render.shells import CARD, app, into

SCANS = 20
PLAIN = {"/": f"<!doctype html><title>Wheelhouse</title><h1>Wheelhouse</h1>{CARD}"}
SHELL = app(into("#root", CARD))
KINDS = {
    "plain": (PLAIN, False),
    "plain, with a screenshot": (PLAIN, True),
    "rendered": (SHELL, False),
    "rendered, with a screenshot": (SHELL, True),
}


@dataclass
class Cost:
    """Of one scan: seconds, CPU seconds here and in the browser; the most memory of the browser in MB."""

    seconds: float = 0
    cpu: float = 0
    browser_cpu: float = 0
    memory: float = 0


def main() -> None:
    with DebuggedChromium() as chromium:
        time.sleep(3)  # it is busy with itself at first
        print(f"browser, idle: {_memory(chromium):.0f} MB")
        for name, (pages, screenshot) in KINDS.items():
            cost = _measure(chromium, pages, screenshot)
            print(
                f"{name:28} {cost.seconds:6.2f} s, {cost.cpu * 1000:5.1f} ms CPU here, "
                f"{cost.browser_cpu:5.2f} s CPU in the browser, at most {cost.memory:.0f} MB there"
            )


def _measure(chromium: DebuggedChromium, pages: dict[str, object], screenshot: bool) -> Cost:
    names = [f"site{number}" for number in range(SCANS + 1)]
    with sites(dict.fromkeys(names, pages)) as (_, one, (first, *hosts)):
        browser = browser_at(chromium.port)
        scan(one, browser, first, screenshot=screenshot)
        begun, cpu, theirs = time.monotonic(), time.process_time(), _cpu(chromium)
        with _most_memory(chromium) as most:
            for host in hosts:
                scan(one, browser, host, screenshot=screenshot)
        spent = (time.monotonic() - begun, time.process_time() - cpu, _cpu(chromium) - theirs)
    return Cost(*(amount / SCANS for amount in spent), max(most))


@contextmanager
def _most_memory(chromium: DebuggedChromium) -> Iterator[list[float]]:
    over, seen = threading.Event(), [_memory(chromium)]

    def look() -> None:
        while not over.wait(0.5):
            seen.append(_memory(chromium))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


def _cpu(chromium: DebuggedChromium) -> float:
    """Seconds of all processes of the browser, those included that have ended."""
    fields = (_stat(pid) for pid in _processes(chromium))
    return sum(int(ticks) for found in fields if found for ticks in found[11:15]) / 100


def _memory(chromium: DebuggedChromium) -> float:
    return sum(_pss(pid) for pid in _processes(chromium)) / 1000


def _processes(chromium: DebuggedChromium) -> list[Path]:
    session = str(chromium.process.pid)
    return [pid for pid in Path("/proc").glob("[0-9]*") if (found := _stat(pid)) and found[3] == session]


def _stat(process: Path) -> list[str]:
    """The fields of /proc/PID/stat from the state on; empty if the process has ended."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _pss(process: Path) -> int:
    """In kB."""
    try:
        lines = (process / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


if __name__ == "__main__":
    main()
