"""The HTML of pages whose scripts have run, from a Chromium that all scans of a process share.

Each scan has a browser context of its own, whose requests pass through a guard proxy of its own. Both end
with the scan. Every failure of the browser is a ``RenderError``; the scan then continues with the page as the
server sent it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field

from domains.scan.render.cdp import BrowserAddress, Connection, RenderError
from domains.scan.render.guard import Check, GuardProxy
from domains.scan.render.page import GRACE, Page, close_quietly
from domains.scan.report import Response

MAX_FAILURES = 2  # after so many failures, no further pages of the site are rendered


@dataclass(frozen=True, slots=True)
class RenderPolicy:
    """Limits and identity of rendering. Times in seconds.

    ``seconds`` and ``max_transfer`` (bytes through the proxy) are for one page, ``max_html`` is the number of
    characters taken of it, ``concurrency`` the number of pages that are rendered at the same time.
    """

    browser: BrowserAddress
    user_agent: str
    seconds: float = 15.0
    connect_timeout: float = 5.0
    max_transfer: int = 20_000_000
    max_html: int = 5_000_000
    concurrency: int = 2


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page after its scripts have run, with the bytes and requests that were needed for it.

    ``refused``: what the proxy refused.
    """

    response: Response
    bytes: int
    requests: int
    refused: tuple[str, ...] = ()


class Browser:
    """Thread-safe. Connects when a page is rendered, not before."""

    def __init__(self, policy: RenderPolicy) -> None:
        self.policy = policy
        self.slots = threading.BoundedSemaphore(policy.concurrency)

    def site(self, check: Check) -> SiteBrowser:
        """For the pages of one scan, in one thread; a context manager. ``check``: ``Fetcher.checked``."""
        return SiteBrowser(self, check)


@dataclass(slots=True)
class SiteBrowser:
    """The browser context of one scan; it is created for the first page."""

    browser: Browser
    check: Check
    _open: ExitStack = field(default_factory=ExitStack)
    _tab: _Context | None = None
    _failures: int = 0

    def __enter__(self) -> SiteBrowser:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def render(self, response: Response, *, end: float, stopping: Callable[[], bool]) -> Rendered:
        """The page after its scripts have run. ``end`` is a time.monotonic(). Raises ``RenderError``."""
        if self._failures >= MAX_FAILURES:
            raise RenderError("earlier pages of the site could not be rendered")
        policy = self.browser.policy
        deadline = min(time.monotonic() + policy.seconds, end)
        if not self.browser.slots.acquire(timeout=max(deadline - time.monotonic(), 0)):
            raise RenderError("the browser is busy")
        try:
            # The time of waiting for a turn does not count as time of the page.
            return self._rendered(response, min(time.monotonic() + policy.seconds, end), stopping)
        except RenderError:
            self._failures += 1
            self._close()  # with the connection, the browser discards the context
            raise
        finally:
            self.browser.slots.release()

    def _rendered(self, response: Response, deadline: float, stopping: Callable[[], bool]) -> Rendered:
        policy = self.browser.policy
        context = self._tab = self._tab or self._connect(deadline)
        allowance = context.guard.begin(policy.max_transfer, deadline - time.monotonic() + GRACE)
        try:
            page = Page(context.connection, context.id, response, deadline)
            html = page.html(policy.user_agent, policy.max_html, stopping)
            if not close_quietly(page):
                self._close()
        finally:
            context.guard.end()
        headers = {**response.headers, "content-type": "text/html; charset=utf-8"}
        body = html.encode("utf-8", "replace")
        rendered = Response(
            response.url, response.status, headers, body, response.redirects, response.address
        )
        return Rendered(rendered, allowance.bytes, allowance.requests, tuple(allowance.refused))

    def _connect(self, deadline: float) -> _Context:
        policy = self.browser.policy
        with ExitStack() as opened:
            seconds = min(policy.connect_timeout, max(deadline - time.monotonic(), 0.1))
            connection = Connection(policy.browser, seconds)
            opened.callback(connection.close)
            # The proxy listens at the local address of the connection to the browser: loopback, or a
            # container network.
            guard = GuardProxy(
                self.check,
                address=connection.here,
                client=connection.there,
                connect_timeout=policy.connect_timeout,
            )
            opened.enter_context(guard)
            context = connection.call(
                "Target.createBrowserContext",
                deadline=deadline,
                disposeOnDetach=True,
                proxyServer=guard.url,
                proxyBypassList="<-loopback>",  # otherwise Chromium would bypass the proxy for loopback
            )["browserContextId"]
            connection.call(
                "Browser.setDownloadBehavior", deadline=deadline, behavior="deny", browserContextId=context
            )
            self._open = opened.pop_all()
        return _Context(connection, guard, context)

    def _close(self) -> None:
        self._tab = None
        self._open.close()


@dataclass(frozen=True, slots=True)
class _Context:
    connection: Connection
    guard: GuardProxy
    id: str
