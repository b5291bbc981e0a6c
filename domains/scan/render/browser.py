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
from dataclasses import dataclass, field, replace

from domains.scan.render.cdp import BrowserAddress, Connection, RenderError
from domains.scan.render.clicks import Clicked, click_controls
from domains.scan.render.guard import Allowance, Check, GuardProxy
from domains.scan.render.page import GRACE, Page, close_quietly
from domains.scan.report import Picture, Response

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
    """A page after its scripts have run, and what that took.

    ``refused``: requests that the proxy refused. ``clicked``: the texts of the controls that were clicked.
    ``picture``: None unless one was asked for; ``no_picture``: why it could not be taken.
    """

    response: Response
    bytes: int
    requests: int
    refused: tuple[str, ...] = ()
    clicked: tuple[str, ...] = ()
    picture: Picture | None = None
    no_picture: str = ""


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
    _opened: ExitStack = field(default_factory=ExitStack)
    _tab: _Context | None = None
    _failures: int = 0

    def __enter__(self) -> SiteBrowser:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def render(
        self, response: Response, *, end: float, stopping: Callable[[], bool], picture: bool = False
    ) -> Rendered:
        """The page after its scripts have run. ``end`` is a time.monotonic(). Raises ``RenderError``."""
        limit = self.browser.policy.max_html

        def read(page: Page) -> _Seen:
            page.settle(stopping)
            html = page.html(limit)
            taken = _picture(page) if picture else None
            return _Seen(click_controls(page, html, limit, stopping), taken)

        return self._visit(response, end, read, seen=picture)

    def photograph(self, response: Response, *, end: float, stopping: Callable[[], bool]) -> Rendered:
        """The picture of a page that needs no rendering; ``response`` stays as it is."""

        def look(page: Page) -> _Seen:
            page.settle(stopping, least_text=0)
            return _Seen(None, _picture(page))

        return self._visit(response, end, look, seen=True)

    def _visit(
        self, response: Response, end: float, work: Callable[[Page], _Seen], *, seen: bool
    ) -> Rendered:
        """Do some work on the page once it is its turn."""
        if self._failures >= MAX_FAILURES:
            raise RenderError("earlier pages of the site could not be rendered")
        policy = self.browser.policy
        deadline = min(time.monotonic() + policy.seconds, end)
        if not self.browser.slots.acquire(timeout=max(deadline - time.monotonic(), 0)):
            raise RenderError("the browser is busy")
        try:
            # What was waited for the turn is not missing to the page.
            return self._open(response, min(time.monotonic() + policy.seconds, end), work, seen=seen)
        except RenderError:
            self._failures += 1
            self._close()  # with the connection, the browser discards the context
            raise
        finally:
            self.browser.slots.release()

    def _open(
        self, response: Response, deadline: float, work: Callable[[Page], _Seen], *, seen: bool
    ) -> Rendered:
        policy = self.browser.policy
        context = self._tab = self._tab or self._connect(deadline)
        allowance = context.guard.begin(policy.max_transfer, deadline - time.monotonic() + GRACE)
        try:
            page = Page(context.connection, context.id, response, deadline, seen=seen)
            page.open(policy.user_agent)
            found = work(page)
            closed = close_quietly(page)
        finally:
            context.guard.end()
        if not closed:
            self._close()
        return found.rendered(response, allowance)

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
            _start(guard, opened)
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
            self._opened = opened.pop_all()
        return _Context(connection, guard, context)

    def _close(self) -> None:
        self._tab = None
        self._opened.close()


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was read of a page, if it was to be read, and its picture or why there is none."""

    content: Clicked | None
    picture: Picture | str | None

    def rendered(self, response: Response, used: Allowance) -> Rendered:
        taken, clicked = self.picture, self.content.texts if self.content else ()
        return Rendered(
            _with_html(response, self.content.html) if self.content else response,
            used.bytes,
            used.requests,
            tuple(used.refused),
            clicked,
            picture=taken if isinstance(taken, Picture) else None,
            no_picture=taken if isinstance(taken, str) else "",
        )


def _start(guard: GuardProxy, opened: ExitStack) -> None:
    try:
        opened.enter_context(guard)
    except OSError as error:
        raise RenderError(f"the proxy for the browser does not start: {error}") from error


def _with_html(response: Response, html: str) -> Response:
    headers = {**response.headers, "content-type": "text/html; charset=utf-8"}
    return replace(response, headers=headers, body=html.encode("utf-8", "replace"))


def _picture(page: Page) -> Picture | str:
    """A page without a picture is read all the same."""
    try:
        return page.picture()
    except RenderError as error:
        return str(error)


@dataclass(frozen=True, slots=True)
class _Context:
    connection: Connection
    guard: GuardProxy
    id: str
