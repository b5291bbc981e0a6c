"""Which pages a scan has rendered, and what it makes of them. The browser is a stand-in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from domains.scan.render import Rendered, RenderError
from domains.scan.report import Picture, Response, SiteReport
from domains.scan.site import ScanRequest, scan_site
from tests.domains.scan.render.ordinary import ORDINARY
from tests.domains.scan.scans import HOME, HOST, PAGES, site
from tests.domains.scan.web import page, serving

SHELL = (
    "<!doctype html><html lang=en><title>Shop</title><body><p>a@shopmail.net</p><div id=root></div>"
    "<script src=/app.js></script></body></html>"
)
FULL = SHELL.replace(
    "<div id=root></div>", f"<p>+1 202 555 0143</p><a href=/contact>Contact</a>{'word ' * 80}"
)


class StandIn:
    """Gives ``html`` for every page; "" fails."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.rendered: list[str] = []
        self.photographed: list[str] = []

    def render(self, response: Response, *, picture: bool, **_: Any) -> Rendered:
        self.rendered.append(response.url)
        if not self.html:
            raise RenderError("the browser is gone")
        taken = PICTURE if picture else None
        return Rendered(replace(response, body=self.html.encode()), 1000, 3, ("10.0.0.1: no",), picture=taken)

    def photograph(self, response: Response, **_: Any) -> Rendered:
        self.photographed.append(response.url)
        if not self.html:
            raise RenderError("the browser is gone")
        return Rendered(response, 1000, 3, picture=PICTURE)


PICTURE = Picture(b"RIFF", 320, 200)


def scan(browser: Any, *, screenshot: bool = False, **pages: str) -> SiteReport:
    request = ScanRequest(HOST, delay=0, stages=PAGES, screenshot=screenshot)
    with serving(site(**pages)) as web, web.session() as session:
        return scan_site(session, request, stopping=lambda: False, pause=lambda _: None, browser=browser)


def test_a_shell_is_rendered_and_its_contacts_say_so() -> None:
    browser = StandIn(FULL)
    report = scan(browser, home=SHELL, contact=page("Contact", "<p>b@shopmail.net</p>" + "word " * 80))
    found = {one.value: (one.how, one.rendered) for one in (*report.emails, *report.phones)}
    assert found == {
        "a@shopmail.net": ("text", False),  # the plain page shows it too
        "b@shopmail.net": ("text", False),  # on an ordinary page, to which a rendered link led
        "+12025550143": ("text", True),
    }
    assert browser.rendered == report.notes["rendered"] == [HOME]
    assert report.notes["render_refused"] == ["10.0.0.1: no"]
    assert report.home.needs_javascript
    assert report.bytes > 1000


@pytest.mark.parametrize("name", ORDINARY)
def test_an_ordinary_page_is_not_rendered(name: str) -> None:
    browser = StandIn(FULL)
    report = scan(browser, home=ORDINARY[name])
    assert browser.rendered == []
    assert "rendered" not in report.notes


def test_where_rendering_fails_the_plain_page_counts() -> None:
    report = scan(StandIn(""), home=SHELL)
    assert [one.value for one in report.emails] == ["a@shopmail.net"]
    assert report.notes["render_failed"] == {HOME: "the browser is gone"}
    assert report.stages["content"] == "complete"


@pytest.mark.parametrize("home", [SHELL, FULL])
def test_a_picture_of_the_home_page_alone_is_taken_where_one_is_wanted(home: str) -> None:
    further = SHELL.replace("a@", "c@")
    browser = StandIn(FULL)
    report = scan(browser, screenshot=True, home=home, contact=further)
    assert report.picture == PICTURE
    assert browser.photographed == ([] if home == SHELL else [HOME])
    assert len(browser.rendered) == (2 if home == SHELL else 1)
    assert scan(StandIn(FULL), home=home).picture is None


def test_of_a_page_that_refers_elsewhere_the_other_one_is_shown() -> None:
    browser = StandIn(FULL)
    refresh = "<html><head><meta http-equiv=refresh content='0; url=/contact'></head><body>Shop"
    assert scan(browser, screenshot=True, home=refresh, contact=page("Shop", "word " * 80)).picture
    assert browser.photographed == [f"{HOME}contact"]


@pytest.mark.parametrize("home", [SHELL, page("Shop", "<p>a@shopmail.net</p>")])
def test_a_picture_that_cannot_be_taken_is_a_note(home: str) -> None:
    report = scan(StandIn(""), screenshot=True, home=home)
    assert [one.value for one in report.emails] == ["a@shopmail.net"]
    assert report.picture is None
    assert {"render_failed", "screenshot_failed"} & report.notes.keys()
    assert report.stages["content"] == "complete"
