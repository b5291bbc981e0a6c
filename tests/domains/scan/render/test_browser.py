"""Pages that need JavaScript, in a real Chromium."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
import time
from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor
from urllib.request import urlopen

import pytest

from domains import scan_setup
from domains.scan.render import BrowserAddress, RenderError
from domains.scan.render.clicks import MOST_CLICKS
from domains.scan.render.page import Page
from domains.scan.report import Response
from tests.browser.debugged import DebuggedChromium
from tests.domains.scan.render.browsing import AGENT, browser_at, fetcher, scan, sites
from tests.domains.scan.render.shells import CARD, FOUND, SHELLS, app, into, script, shell
from tests.domains.scan.scans import values
from tests.domains.scan.servers import answer, redirect, routes
from tests.domains.scan.servers import serving as speaking
from tests.domains.scan.web import Answer


@pytest.fixture(scope="module")
def chromium():
    with DebuggedChromium() as running:
        yield running


@pytest.fixture(autouse=True)
def nothing_is_left(request):
    """No tab, no thread: whatever happened."""
    yield
    assert not [thread for thread in threading.enumerate() if thread.name == "guard-proxy"]
    if "chromium" in request.fixturenames:
        assert tabs(request.getfixturevalue("chromium")) == ["about:blank"]


def tabs(chromium):
    """The URLs of what is open, once that is one; closing takes the browser a moment."""
    end = time.monotonic() + 10
    while True:
        with urlopen(f"http://127.0.0.1:{chromium.port}/json/list") as response:
            found = [tab["url"] for tab in json.load(response) if tab["type"] == "page"]
        if len(found) == 1 or time.monotonic() > end:
            return found
        time.sleep(0.05)


def test_shells_give_their_contacts(chromium):
    with sites(SHELLS) as (web, one, hosts), ThreadPoolExecutor(4) as threads:
        browser = browser_at(chromium.port, seconds=60)
        reports = dict(zip(hosts, threads.map(lambda host: scan(one, browser, host), hosts), strict=True))
    for host, report in reports.items():
        assert values(report) == FOUND, (host, report.notes)
        assert {contact.rendered for contact in (*report.emails, *report.phones)} == {True}
        assert report.notes["rendered"] == [f"http://{host}/"]
        assert report.home.needs_javascript
        assert web.paths(host).count("/") == 1  # the page itself is not asked for again
    assert "/elsewhere" not in web.paths("leaves.example")
    assert {asked.headers["user-agent"] for asked in web.asked} == {AGENT}


WAYS_INSIDE = """
const urls = ["http://127.0.0.1:PORT/secret", "http://localhost:PORT/secret", "http://[::1]:PORT/secret",
  "http://inside.example/secret", "https://inside.example/secret", "http://127.0.0.1/secret",
  "http://shop.example/to-inside", "http://shop.example:PORT/secret"];
for (const url of urls) {
  fetch(url).catch(() => {}); fetch(url, {mode: "no-cors", method: "POST", body: "x"}).catch(() => {});
  new WebSocket(url.replace("http", "ws")); new EventSource(url); navigator.sendBeacon(url, "x");
  new Image().src = url;
  for (const [tag, rel] of [["script"], ["iframe"], ["link", "stylesheet"], ["link", "preload"],
      ["link", "prefetch"], ["link", "preconnect"], ["video"], ["embed"], ["link", "manifest"]]) {
    const node = document.createElement(tag);
    if (rel) { node.rel = rel; node.href = url; node.as = "script"; } else node.src = url;
    document.body.append(node);
  }
  new Worker(URL.createObjectURL(new Blob([`importScripts("${url}"); fetch("${url}")`])));
  window.open(url);
  const form = document.createElement("form"); form.action = url; form.target = "_blank";
  document.body.append(form); form.submit();
}
navigator.serviceWorker && navigator.serviceWorker.register("/static/js/worker.js").catch(() => {});
const frame = document.createElement("iframe"); document.body.append(frame);
for (const place of [window, frame.contentWindow])
  try {
    const peer = new place.RTCPeerConnection({iceServers: [{urls: "stun:127.0.0.1:UDP"}]});
    peer.createDataChannel("x"); peer.createOffer().then((offer) => peer.setLocalDescription(offer));
  } catch {}
"""
LEAVES = 'fetch("/to-inside"); setTimeout(() => { location.href = "http://127.0.0.1:PORT/secret"; }, 100);'


@pytest.mark.parametrize("ways", [WAYS_INSIDE, LEAVES], ids=["requests", "leaves"])
def test_nothing_inside_is_asked_whatever_a_page_does(chromium, ways):
    with socket.socket(type=socket.SOCK_DGRAM) as udp, speaking(routes(secret=answer(b"s"))) as inside:
        udp.bind(("127.0.0.1", 0))
        udp.setblocking(False)
        ways = ways.replace("PORT", str(inside.port)).replace("UDP", str(udp.getsockname()[1]))
        answers = {
            "home": answer(shell().encode()),
            "static/js/main.4f3a9c1b.js": answer(ways.encode(), "200 OK", "Content-Type: text/javascript"),
            "to-inside": redirect(f"http://127.0.0.1:{inside.port}/secret"),
        }
        with speaking(routes(**answers), address="127.0.0.2") as server:
            hosts = (
                f"127.0.0.1:{inside.port}:{inside.port} inside.example localhost\n"
                f"127.0.0.2:{server.port} shop.example\n"
            )
            with fetcher(hosts, "127.0.0.2/32") as one:
                report = scan(one, browser_at(chromium.port, seconds=5), "shop.example")
            assert "/to-inside" in server.paths
        assert report.notes.get("rendered"), report.notes
        assert report.notes["render_refused"]
        assert inside.connections == 0
        with pytest.raises(BlockingIOError):
            udp.recv(100)


def test_only_what_a_page_needs_is_requested(chromium):
    extras = (
        "<img src=/a.png><video src=/a.mp4></video><iframe src=/frame></iframe>"
        "<link rel=stylesheet href=/a.css><style>@font-face { font-family: f; src: url(/a.woff2) } "
        "p { font-family: f }</style><link rel=icon href=/a.ico>"
    )
    pages = app(into("#root", SHELL_TEXT + extras))
    with sites({"extras": pages}) as (web, one, (host,)):
        scan(one, browser_at(chromium.port), host)
    assert web.paths(host) == ["/robots.txt", "/", "/static/js/main.4f3a9c1b.js", "/a.css"]


CONTROLS = """
<form action=/form><button>Show number in a form</button><input type=submit value="Show the e-mail"></form>
<a href=/contact>Show number on another page</a><a href="#/contact">Show number on a route</a>
<a href=/contact><span>Show number within a link</span></a><button disabled>Show number, disabled</button>
<button style="display: none">Show number, hidden</button><button>Show the cart</button>
<my-link><b>Show number in a slot</b></my-link>
<span id=first>Show number of the shop</span><form><button id=second type=button>Show number</button></form>
<div>Mobile phone: <a id=third href="javascript:told('third')">Reveal</a></div>
""" + "".join(f"<button id=more{number}>Show number {number}</button>" for number in range(9))


def test_some_controls_that_stay_on_the_page_are_clicked(chromium):
    text = (
        "const told = (name) => { fetch('/clicked/' + name); };"
        "customElements.define('my-link', class extends HTMLElement { connectedCallback() {"
        "  this.attachShadow({mode: 'closed'}).innerHTML = '<a href=/contact><slot></slot></a>'; } });"
        f"root.innerHTML = {SHELL_TEXT + CONTROLS!r};"
        "addEventListener('click', ({target}) => told(target.id || 'other:' + target.textContent));"
        "addEventListener('submit', () => told('submit'));"
    )
    with sites({"controls": app(text)}) as (web, one, (host,)):
        report = scan(one, browser_at(chromium.port), host)
    clicked = [path.removeprefix("/clicked/") for path in web.paths(host) if path.startswith("/clicked/")]
    few = {"second", "third", *(f"more{number}" for number in range(6))}
    assert few >= {*clicked} >= {"second", "third", "more0"}  # as many as the time allows, on a busy machine
    assert len(report.notes["clicked"][f"http://{host}/"]) == MOST_CLICKS
    assert not {"/form", "/contact"} & {*web.paths(host)}


PIXEL = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
LOOKS = "<style>body { background: teal }</style><h1>Wheelhouse</h1><img src=/a.png><p>Call +1 202 555 0143"


@pytest.mark.parametrize("page", [LOOKS, shell()], ids=["plain", "shell"])
def test_a_small_picture_of_the_home_page_is_taken_in_one_visit(chromium, page):
    pages = app(into("#root", CARD + "<img src=/a.png>")) | {
        "/": page,
        "/a.png": Answer(PIXEL, content_type="image/png"),
    }
    with sites({"looks": pages}) as (web, one, (host,)):
        report = scan(one, browser_at(chromium.port), host, screenshot=True)
    data = report.picture.data
    assert (data[:4], data[8:12]) == (b"RIFF", b"WEBP")
    assert len(data) < 10_000
    assert (report.picture.width, report.picture.height) == (320, 200)
    assert web.paths(host).count("/") == web.paths(host).count("/a.png") == 1
    assert {one.rendered for one in report.phones} == {page != LOOKS}
    assert ("rendered" in report.notes) == (page != LOOKS)
    assert "screenshot_failed" not in report.notes


def test_a_picture_that_cannot_be_taken_changes_nothing(chromium, monkeypatch):
    def fail(_):
        raise RenderError("no picture")

    monkeypatch.setattr(Page, "picture", fail)
    shells = {"plain": {"/": LOOKS}, "shell": SHELLS["react"]}
    with sites(shells) as (_, one, hosts):
        reports = [scan(one, browser_at(chromium.port), host, screenshot=True) for host in hosts]
    assert [values(report) for report in reports] == [{"+12025550143"}, FOUND]
    for report in reports:
        assert report.picture is None
        assert report.notes["screenshot_failed"] == "no picture"
        assert report.stages["content"] == "complete"


SHELL_TEXT = f"<p>{'We repair bicycles. ' * 20}</p>"


@pytest.mark.parametrize(
    ("text", "reason", "seconds"),
    [
        ("while (true) {}", "in time", 3),
        (
            "const a = []; setInterval(() => { a.push(new Array(2e6).fill(Math.random())); }, 1)",
            "more than",
            30,
        ),
    ],
)
def test_a_page_that_takes_too_much_is_given_up(chromium, text, reason, seconds, monkeypatch):
    monkeypatch.setattr("domains.scan.render.page.GRACE", 0.5)
    body = f"<p>Call +1 202 555 0143</p><div id=root></div><script>{text}</script>"
    shells = {"bad": {"/": shell(body=body)}, "good": SHELLS["react"]}
    with sites(shells) as (_, one, hosts):
        bad, good = (
            scan(one, browser_at(chromium.port, seconds=limit), host)
            for host, limit in zip(hosts, (seconds, 60), strict=True)
        )
    assert reason in bad.notes["render_failed"]["http://bad.example/"]
    assert [(one.value, one.rendered) for one in bad.phones] == [("+12025550143", False)]
    assert values(good) == FOUND


def test_a_browser_that_is_killed_during_scans_hurts_none():
    """It is killed while pages are rendered, and started again as its supervisor would."""
    asked = threading.Semaphore(0)

    def shown(_):
        asked.release()
        return script(into("#root", SHELL_TEXT))

    pages = {"/": shell(body="<p>+1 202 555 0143</p><div id=root></div>")}
    shells = {f"site{number}": pages | {"/static/js/main.4f3a9c1b.js": shown} for number in range(12)}
    with DebuggedChromium() as mortal, sites(shells) as (_, one, hosts), ThreadPoolExecutor(4) as threads:
        browser = browser_at(mortal.port)
        scans = [threads.submit(scan, one, browser, host) for host in hosts]
        assert asked.acquire(timeout=30)
        mortal.kill()
        mortal.start()
        reports = [each.result(60) for each in scans]
    assert all("+12025550143" in values(report) for report in reports)
    told = [set(report.notes) & {"rendered", "render_failed"} for report in reports]
    assert all(told)
    assert {"render_failed"} in told


@pytest.mark.parametrize("state", ["absent", "hanging"])
def test_without_an_answer_of_the_browser_the_plain_page_counts(state):
    shells = {"shop": {"/": shell(body="<p>+1 202 555 0143</p><div id=root></div>")}}
    with sites(shells) as (_, one, (host,)), socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        if state == "absent":
            listener.close()
        report = scan(one, browser_at(port, connect_timeout=0.3), host)
    assert values(report) == {"+12025550143"}
    assert "no browser answers" in report.notes["render_failed"][f"http://{host}/"]


def test_a_browser_that_stops_in_the_middle_is_given_up(chromium):
    def stop(_):
        os.killpg(chromium.process.pid, signal.SIGSTOP)
        return script(into("#root", SHELL_TEXT))

    pages = {
        "/": shell(body="<p>+1 202 555 0143</p><div id=root></div>"),
        "/static/js/main.4f3a9c1b.js": stop,
    }
    with sites({"shop": pages}) as (_, one, (host,)):
        try:
            # Enough for a slow machine to ask for the script before the page's time is over.
            report = scan(one, browser_at(chromium.port, seconds=6), host)
        finally:
            os.killpg(chromium.process.pid, signal.SIGCONT)
    assert values(report) == {"+12025550143"}
    assert "in time" in report.notes["render_failed"][f"http://{host}/"]


def test_a_tab_that_does_not_close_costs_the_context_alone(chromium, monkeypatch):
    """The browser discards it; the next page has a new one."""

    def fail(_):
        raise RenderError("it does not close")

    monkeypatch.setattr(Page, "close", fail)
    body = f"<div id=root></div><script>{into('#root', CARD)}</script>".encode()
    page = Response("http://shop.example/", 200, {"content-type": "text/html"}, body)
    with fetcher("") as one, browser_at(chromium.port).site(one.checked) as pages:
        for _ in range(2):
            rendered = pages.render(page, end=time.monotonic() + 20, stopping=bool)
            assert b"202 555 0143" in rendered.response.body


def test_settings_decide_whether_a_scan_has_a_browser(settings):
    with fetcher("") as one:
        settings.RENDER_BROWSER = None
        with scan_setup.site_browser(one) as none:
            assert none is None
        settings.RENDER_BROWSER, settings.RENDER_CONCURRENCY = BrowserAddress("127.0.0.1", 1), 3
        with scan_setup.site_browser(one) as first, scan_setup.site_browser(one) as second:
            assert first.browser is second.browser  # the turns are those of the process
            assert first.browser.policy.concurrency == 3
