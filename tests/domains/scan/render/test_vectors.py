"""Every address that must never be fetched and every trap of the farm, against a browser."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address, ip_network

import pytest

from domains.scan.fetch import Resolver
from domains.scan.render.guard import GuardProxy
from domains.scan.report import ErrorKind, FetchError, Response
from tests.browser.debugged import DebuggedChromium
from tests.domains.scan.render.browsing import browser_at, scan
from tests.domains.scan.render.shells import shell
from tests.domains.scan.servers import always, answer, fetcher, serving
from tests.farm import NETWORK

PUBLIC = ip_network("127.0.0.2/32")
HOME = "http://shop.example/"
# Each URL by the ways of a page to ask for it. The title says how many were tried.
ALL_WAYS = """
const urls = URLS;
const add = (tag, props) => document.head.append(Object.assign(document.createElement(tag), props));
const ways = [
  (url) => fetch(url, {mode: "no-cors"}).catch(() => {}), (url) => new WebSocket(url.replace(/^http/, "ws")),
];
const rarer = [
  (url) => { new Image().src = url; }, (url) => add("script", {src: url}),
  (url) => add("link", {rel: "stylesheet", href: url}), (url) => new EventSource(url),
  (url) => navigator.sendBeacon(url, "x"), (url) => { location.href = url; }, (url) => open(url),
  (url) => add("iframe", {src: url}), (url) => add("link", {rel: "preconnect", href: url}),
  (url) => new FontFace("f", `url("${url}")`).load().catch(() => {}),
];
(async () => {
  let tried = 0;
  for (const url of urls) {
    for (const way of [...ways, rarer[tried % rarer.length]]) try { way(url); } catch {}
    if (++tried % 20 === 0) await new Promise((done) => setTimeout(done, 10));
  }
  document.title = `tried ${tried}`;
  document.body.append("We repair bicycles. ".repeat(20));
})();
"""


@pytest.fixture(scope="module")
def chromium():
    with DebuggedChromium() as running:
        yield running


@pytest.fixture
def connected(monkeypatch):
    """The addresses to which the proxy opened connections."""
    addresses = []
    connect = GuardProxy._connect

    def recorded(self, target, found):
        addresses.extend(ip_address(address) for address, _ in found)
        return connect(self, target, found)

    monkeypatch.setattr(GuardProxy, "_connect", recorded)
    return addresses


def render(chromium, one, script, **limits):
    """What a page with this script becomes. Its images and fonts are asked for too."""
    body = f"{shell()}<script>{script}</script>".encode()
    response = Response(HOME, 200, {"content-type": "text/html"}, body)
    with browser_at(chromium.port, seconds=60, **limits).site(one.checked) as pages:
        end = time.monotonic() + 60
        return pages.render(response, end=end, stopping=lambda: False, picture=True)


def asking(urls):
    return ALL_WAYS.replace("URLS", json.dumps(list(urls)).replace("</", "<\\/"))


def test_no_vector_is_reached_from_a_page(chromium, inputs, connected, no_dns):
    with (
        serving(always(answer(b"secret"))) as inside,
        serving(always(answer()), address=str(PUBLIC[0])) as server,
    ):
        told = "\n".join(f"{address} {name}" for name, address in inputs.told_by_address.items())
        hosts = (
            f"{told}\n127.0.0.1:{inside.port}:{inside.port} localhost 127.0.0.1\n"
            f"{PUBLIC[0]}:{server.port}:{server.port} shop.example oakandelm.com\n"
        )
        named = [url if "//" in url or ":" in url else f"http://{url}" for url in inputs.never_fetched]
        with fetcher(hosts, allowed_networks=(PUBLIC,)) as one:
            rendered = render(chromium, one, asking(named))
        assert f"<title>tried {len(named)}</title>".encode() in rendered.response.body
        assert rendered.requests > len(named) / 2
        assert rendered.refused
        assert {*connected} <= {PUBLIC[0]}
        assert inside.connections == 0


def test_no_redirect_of_the_farm_leads_a_page_inside(chromium, farm, connected, no_dns):
    leading = [host for host, ends in farm.expected.homes.items() if ErrorKind.BLOCKED_ADDRESS in ends]
    assert len(leading) >= 15
    with fetcher(farm.hosts(https=False), allowed_networks=(NETWORK,)) as one:
        render(chromium, one, asking(f"http://{host}/" for host in leading))
    assert sum("/" in farm.seen(host) for host in leading) > len(leading) / 2  # others are inside by name
    assert farm.secrets() == 0
    assert all(address in NETWORK for address in connected)


def test_a_page_whose_name_changes_its_address_reaches_nothing_inside(chromium, monkeypatch, connected):
    """DNS rebinding: the name is public at every other look-up."""
    looked = []

    def look_up(_, name, __):
        looked.append(name)
        return ["127.0.0.1" if len(looked) % 2 else str(PUBLIC[0])]

    resolve = Resolver.resolve
    public = always(answer(b"public", "200 OK", "Connection: close"))
    with serving(public, address=str(PUBLIC[0])) as server, serving(always(answer(b"secret"))) as inside:
        ports = {str(PUBLIC[0]): server.port, "127.0.0.1": inside.port}
        monkeypatch.setattr(Resolver, "look_up", look_up)
        monkeypatch.setattr(
            Resolver, "resolve", lambda *args: [(address, ports[address]) for address, _ in resolve(*args)]
        )
        with fetcher("", allowed_networks=(PUBLIC,)) as one:
            rendered = render(chromium, one, asking(f"{HOME}secret?{number}" for number in range(30)))
        assert server.connections > 5
        assert {*connected} == {PUBLIC[0]}
        assert any("is not public" in reason for reason in rendered.refused)
        assert inside.connections == 0
    assert len(looked) > 30


@pytest.mark.chaos
@pytest.mark.timeout(1200)
def test_pictures_of_all_hosts_of_the_farm_reach_nothing_inside(chromium, farm, connected, no_dns):
    """Each home page that can be had is opened in the browser."""
    hosts, limits = farm.hosts(https=False), {"allowed_networks": (NETWORK,)}
    with fetcher(hosts, timeout=3.0, **limits) as one:
        browser = browser_at(chromium.port, seconds=8)

        def picture(host):
            try:
                return scan(one, browser, host, screenshot=True).picture
            except FetchError:
                return None

        with ThreadPoolExecutor(4) as threads:
            taken = [found for found in threads.map(picture, farm.expected.homes) if found]
    assert len(taken) > 20
    assert farm.secrets() == 0
    assert all(address in NETWORK for address in connected)
