"""Scans whose browser is killed at random or is not there, and what a thousand pages leave behind."""

from __future__ import annotations

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from domains.scan.render.cdp import BrowserAddress, Connection
from tests.browser.debugged import DebuggedChromium
from tests.domains.scan.render.browsing import browser_at, scan, sites
from tests.domains.scan.render.shells import CARD, FOUND, app, into, script, shell
from tests.domains.scan.scans import values
from tests.domains.scan.web import Answer

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(3600)]

PLAIN = "<p>Call +1 202 555 0144</p><div id=root></div>"
THREADS = 4


class Killer(threading.Thread):
    """Kills a browser after a random number of pages, and starts it again, as its supervisor would."""

    def __init__(self, mortal: DebuggedChromium) -> None:
        super().__init__()
        self.mortal = mortal
        self.kills = 0
        self.asked = threading.Semaphore(0)
        self.alive = threading.Event()
        self.over = threading.Event()

    def __enter__(self) -> Killer:
        self.alive.set()
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.join()

    def run(self) -> None:
        while not self.over.is_set():
            for _ in range(random.randint(2, 12)):
                self.asked.acquire(timeout=10)
            self.over.wait(random.uniform(0, 0.5))
            self.alive.clear()
            self.mortal.kill()
            self.mortal.start()
            self.alive.set()
            self.kills += 1

    def script(self, _: object) -> Answer:
        self.asked.release()
        return script(into("#root", CARD))

    def home(self, _: object) -> Answer:
        self.alive.wait(60)
        return Answer(HOME.encode())


HOME = shell(body=PLAIN)
BUNDLE = "/static/js/main.4f3a9c1b.js"


def scan_all(one, hosts, browser, **options):
    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(lambda host: scan(one, browser, host, **options), hosts))


@pytest.mark.parametrize("screenshot", [False, True], ids=["pages", "pictures"])
def test_all_scans_complete_while_the_browser_is_killed_at_random(screenshot):
    with DebuggedChromium() as mortal, Killer(mortal) as killer:
        # Every tenth site does not wait until the browser is there again.
        shells = {
            f"site{number}": {"/": killer.home if number % 10 else HOME, BUNDLE: killer.script}
            for number in range(200)
        }
        with sites(shells) as (_, one, hosts):
            reports = scan_all(one, hosts, browser_at(mortal.port, seconds=20), screenshot=screenshot)
    rendered = [report for report in reports if "rendered" in report.notes]
    failed = [report for report in reports if "render_failed" in report.notes]
    print(f"{killer.kills} kills; {len(rendered)} rendered, {len(failed)} by the plain page")  # noqa: T201
    assert len(rendered) + len(failed) == len(reports) == 200
    assert killer.kills > 5
    assert len(rendered) > 50
    assert {report.stages["content"] for report in reports} == {"complete"}
    assert all("+12025550144" in values(report) for report in reports)
    assert [report.notes for report in rendered if not values(report) > FOUND] == []


def test_all_scans_complete_without_a_browser():
    shells = {f"site{number}": {"/": HOME} for number in range(200)}
    with sites(shells) as (_, one, hosts):
        reports = scan_all(one, hosts, browser_at(1, connect_timeout=0.5), screenshot=True)
    assert {frozenset(values(report)) for report in reports} == {frozenset({"+12025550144"})}
    assert {report.stages["content"] for report in reports} == {"complete"}
    assert all(report.notes["render_failed"] for report in reports)


def test_a_thousand_pages_leave_nothing_behind():
    kinds = ({"/": CARD}, app(into("#root", CARD)))
    shells = {f"site{number}": kinds[number % 2] for number in range(1000)}
    with DebuggedChromium() as chromium, sites(shells) as (_, one, hosts):
        browser = browser_at(chromium.port)
        scan_all(one, hosts[:20], browser, screenshot=True)  # what a browser creates once is there then
        before = Left(chromium)
        reports = scan_all(one, hosts, browser, screenshot=True)
        after = Left(chromium)
        print(f"before: {before}\nafter:  {after}")  # noqa: T201
    # On a busy machine some take longer than they may; those leave nothing behind either.
    assert sum(report.picture is not None for report in reports) > 0.5 * len(reports)
    assert sum("rendered" in report.notes for report in reports) > 0.4 * len(reports)
    assert after.contexts == 0
    assert after.tabs == 1
    assert after.processes <= before.processes + 2  # it keeps some in reserve
    assert after.threads == before.threads
    assert after.files <= before.files + 10  # of its profile, in which it keeps books of itself
    assert after.open_here <= before.open_here
    assert after.open_there <= before.open_there + 5
    assert after.megabytes < before.megabytes + 150


class Left:
    """What is there once nothing is going on any more."""

    def __init__(self, chromium: DebuggedChromium) -> None:
        connection = Connection(BrowserAddress("127.0.0.1", chromium.port), 5)
        try:
            self._settle(connection)
        finally:
            connection.close()
        own = [pid for pid in Path("/proc").glob("[0-9]*") if _session(pid) == chromium.process.pid]
        self.processes = len(own)
        self.megabytes = sum(_resident(pid) for pid in own)
        self.files = sum(path.is_file() for path in chromium.profile.rglob("*"))
        self.open_here = len(list(Path("/proc/self/fd").iterdir()))
        self.open_there = len(list(Path(f"/proc/{chromium.process.pid}/fd").iterdir()))
        self.threads = threading.active_count()

    def __str__(self) -> str:
        return ", ".join(f"{name} {value}" for name, value in vars(self).items())

    def _settle(self, connection: Connection) -> None:
        end = time.monotonic() + 30
        while True:
            deadline = time.monotonic() + 5
            contexts = connection.call("Target.getBrowserContexts", deadline=deadline)["browserContextIds"]
            targets = connection.call("Target.getTargets", deadline=deadline)["targetInfos"]
            self.contexts = len(contexts)
            self.tabs = sum(target["type"] == "page" for target in targets)
            if (not self.contexts and self.tabs == 1) or time.monotonic() > end:
                break
            time.sleep(0.1)
        connection.listen(5)  # its processes end a moment later


def _session(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[3])
    except (OSError, IndexError):  # it has ended meanwhile
        return 0


def _resident(process: Path) -> float:
    try:
        return int((process / "statm").read_text().split()[1]) * 4096 / 1e6
    except (OSError, IndexError):
        return 0
