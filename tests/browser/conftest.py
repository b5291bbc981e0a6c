"""A real browser with a real server and cluster, and sites on loopback; one installation for all tests.

The browser ends with the tests of this package: while Playwright runs, Django refuses to use a database in
this thread.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.browser.chromium import arguments, require_chromium
from tests.browser.hands import HANDS
from tests.processes.conftest import Installation, Submitter, migrate
from tests.sites import Sites, html

GOOD = ("alpha-bakery.com", "beta-garage.de", "gamma-dental.nl", "delta-legal.fr", "epsilon-hotel.com")
BUSY = "busy-school.com"  # answers 503 each time: it waits to be tried again


def names_of(hand: str) -> list[str]:
    """The domains of the afternoon that is spent with this way of using a page."""
    return [f"{hand}-{name}.com" for name in ("bakery", "garage", "hotel", "broken")]


class Studio:
    """What a test has: a signed-in user's page, the server's address, and what the browser complained about.

    The page is empty until ``open`` is called.
    """

    def __init__(self, page: Any, base: str, installation: Installation) -> None:
        self.page = page
        self.base = base
        self.installation = installation
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        page.on("request", self._note_request)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._note_console)

    def _note_request(self, request: Any) -> None:
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.foreign.append(request.url)

    def _note_console(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def open(self, path: str) -> Any:
        self.page.goto(self.base + path)
        return self.page

    def theme(self, name: str) -> None:
        """Of the pages that are opened from now on."""
        self.page.add_init_script(f"localStorage.setItem('adminTheme', JSON.stringify('{name}'))")


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Installation, str]]:
    require_chromium()
    pytest.importorskip("playwright", reason="playwright is not installed")
    folder = tmp_path_factory.mktemp("browser")
    with Sites() as sites:
        sites.responders[BUSY] = lambda _path: html(b"<title>busy</title>", 503)
        migrate(url := f"sqlite:///{folder / 'test.sqlite3'}")
        made = Installation(url, folder, sites, Submitter())
        made.know(*GOOD, BUSY, *(name for hand in HANDS for name in names_of(hand)))
        made.manage("createsuperuser", "--noinput", "--username", "admin", "--email", "", **PASSWORD)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            base = f"http://127.0.0.1:{free.getsockname()[1]}"
        made.start("runserver", "--noreload", base.removeprefix("http://"))
        made.start("qcluster", RETRY_BACKOFF_SECONDS="600")
        made.until(lambda: answers(base), "the web server")
        yield made, base
        made.close()


PASSWORD = {"DJANGO_SUPERUSER_PASSWORD": "for-tests-only"}


def answers(base: str) -> bool:
    try:
        with urlopen(base + "/admin/login/", timeout=5) as response:
            return bool(response.status == 200)
    except (URLError, OSError):
        return False


@pytest.fixture(scope="package")
def browser(served: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    options = [argument for argument in arguments(Path(os.devnull)) if "user-data-dir" not in argument]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=require_chromium(), args=options)
        yield started
        started.close()


@pytest.fixture(scope="package")
def signed_in(served: tuple[Installation, str], browser: Any) -> Any:
    """The cookies of a user who has signed in by the form."""
    _, base = served
    context = browser.new_context()
    page = context.new_page()
    page.goto(base + "/admin/")
    page.fill("[name=username]", "admin")
    page.fill("[name=password]", PASSWORD["DJANGO_SUPERUSER_PASSWORD"])
    page.press("[name=password]", "Enter")
    page.wait_for_url(base + "/admin/")
    state = context.storage_state()
    context.close()
    # Without what the pages stored themselves: for that, Playwright would open a page in each new context.
    return {"cookies": state["cookies"], "origins": []}


@pytest.fixture(scope="package")
def window(browser: Any, signed_in: Any) -> Iterator[Any]:
    """Where all tests open their pages: a new context has an empty cache, and loads every file again."""
    context = browser.new_context(
        viewport={"width": 1400, "height": 1000}, accept_downloads=True, storage_state=signed_in
    )
    yield context
    context.close()


@pytest.fixture
def studio(served: tuple[Installation, str], window: Any) -> Iterator[Studio]:
    installation, base = served
    page = window.new_page()
    made = Studio(page, base, installation)
    yield made
    if page.url.startswith(base):
        page.evaluate("localStorage.clear(); sessionStorage.clear()")
    page.close()
    assert made.foreign == [], "everything is served by the installation itself"
    assert made.complaints == []
