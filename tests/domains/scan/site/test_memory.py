"""A scan leaves nothing in memory that only a garbage collection would free.

A run seldom collects garbage. Whatever a scan leaves behind in a reference cycle, with pages and their trees,
adds up to hundreds of megabytes until then.
"""

from __future__ import annotations

import gc
import socket
from collections.abc import Iterator
from contextlib import suppress

import pytest

from domains.scan.report import FetchError
from domains.scan.site.site_client import ALL_STAGES
from tests.domains.scan.scans import HOME, HOST, scan, site
from tests.domains.scan.web import Answer, Responder, links, page, redirect, serving

ADDRESS = "<p>Acme GmbH, Torstr. 1, 10119 Berlin</p><p>Tel. 030 23125001, Fax 030 23125002</p>"
SITES: dict[str, dict[str, Responder]] = {
    "pages": site(home=page("Acme", links(contact="Contact") + ADDRESS), contact=page("Contact", ADDRESS)),
    "missing home page": site(home=Answer(status=404)),
    "missing page": site(home=page("Acme", links(contact="Contact"))),
    "missing robots.txt": site(robots=Answer(status=404), home=page("Acme", ADDRESS)),
    "broken robots.txt": site(robots=Answer(status=503), home=page("Acme", ADDRESS)),
    "forbidden": site(robots="User-agent: *\nDisallow: /", home=page("Acme", ADDRESS)),
    "sitemap": site(home=page("Acme"), sitemap="<urlset><url><loc>/contact"),
    "file": site(home=Answer(b"%PDF-1.7", content_type="application/pdf")),
    "endless redirects": {f"{HOST}/": redirect(HOME)},
    "redirect to a private address": site(home=redirect("http://10.0.0.1/")),
    "redirected robots.txt": site(robots=redirect("http://10.0.0.1/"), home=page("Acme", ADDRESS)),
    "redirect to a missing name": site(home=redirect("http://nowhere.test/")),
    "large page": site(home=page("Acme", ADDRESS + " " * 600_000)),
    "broken compression": site(home=Answer(b"no gzip", headers={"Content-Encoding": "gzip"})),
}


@pytest.fixture
def uncollected() -> Iterator[list[object]]:
    """What only a garbage collection frees, from now on; complete after ``gc.collect()``."""
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        yield gc.garbage
    finally:
        gc.set_debug(0)
        gc.enable()
        gc.garbage.clear()


@pytest.mark.parametrize("name", SITES)
def test_a_scan_is_freed_at_its_end(
    name: str, uncollected: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    monkeypatch.setattr(socket, "getaddrinfo", absent)
    with serving(SITES[name]) as web:
        with suppress(FetchError):
            scan(web, stages=ALL_STAGES)
        gc.collect()
    ours = {type(one).__qualname__ for one in uncollected if type(one).__module__.startswith("domains.")}
    assert not ours
