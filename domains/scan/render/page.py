"""One page in a tab of the browser: what it may request, and when it is ready."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urldefrag

from domains.scan.render import scripts
from domains.scan.render.cdp import Connection, RenderError, ignore
from domains.scan.report import Response

QUIET = 0.5  # seconds without a request, after which a page with a text is ready
PATIENCE = 3.0  # the same for a page that is still empty; and after loading, for one that is never quiet
ENOUGH_TEXT = 200  # characters
MAX_HEAP = 256_000_000  # bytes that the scripts of a page may hold
GRACE = 2.0  # seconds beyond the page's time, to read what there is and to close the tab
_NEEDED = frozenset({"Script", "XHR", "Fetch", "Stylesheet", "Preflight", "WebSocket"})
# Instead of the page's own: scripts run, but without forms, pop-ups, dialogs, downloads, frames and workers.
_POLICY = "sandbox allow-scripts allow-same-origin; form-action 'none'; " + "; ".join(
    f"{kind}-src 'none'" for kind in ("frame", "worker", "object", "media", "font", "manifest")
)


class Page:
    """A tab in a browser context. ``deadline`` is a time.monotonic().

    The page itself is not requested again: the browser receives the response that the scan already has.
    """

    def __init__(self, browser: Connection, context: str, response: Response, deadline: float) -> None:
        self.browser = browser
        self.response = response
        self.deadline = deadline
        self._given = False
        self._loaded = 0.0  # when
        self._crashed = False
        self._pending: set[str] = set()  # requests under way
        self._active = time.monotonic()
        self._target = self._result("Target.createTarget", url="about:blank", browserContextId=context)[
            "targetId"
        ]
        self._session = self._result("Target.attachToTarget", targetId=self._target, flatten=True)[
            "sessionId"
        ]

    def close(self) -> None:
        """Raises ``RenderError`` if the tab does not close."""
        self.browser.on_event = ignore
        self.browser.call("Target.closeTarget", targetId=self._target, deadline=time.monotonic() + GRACE)

    def html(self, user_agent: str, limit: int, stopping: Callable[[], bool]) -> str:
        """The page after its scripts have run. Raises ``RenderError``."""
        self._prepare(user_agent)
        failed = self._command("Page.navigate", url=self.response.url).get("errorText")
        if failed:
            raise RenderError(f"the browser did not open the page: {failed}")
        world = self._command("Page.createIsolatedWorld", frameId=self._target)["executionContextId"]
        self._settle(world, stopping)
        html: str = self._value(scripts.html(limit), world)
        return html

    def _prepare(self, user_agent: str) -> None:
        self.browser.on_event = self._on_event
        self._command("Page.enable")
        self._command("Inspector.enable")
        self._command("Network.enable", maxTotalBufferSize=0, maxResourceBufferSize=0)
        self._command("Network.setUserAgentOverride", userAgent=user_agent, acceptLanguage="en")
        self._command("Network.setBypassServiceWorker", bypass=True)
        self._command("Page.addScriptToEvaluateOnNewDocument", source=scripts.BEFORE)
        self._command("Fetch.enable", patterns=[{"urlPattern": "*"}])

    def _settle(self, world: int, stopping: Callable[[], bool]) -> None:
        """Wait until the page is ready or its time is over. It is then used as it is."""
        end = self.deadline
        self.deadline += GRACE
        while time.monotonic() < end:
            self.browser.listen(0.1)
            if stopping():
                raise RenderError("the run is stopping")
            if self._crashed:
                raise RenderError("the page crashed")
            if self._command("Runtime.getHeapUsage")["usedSize"] > MAX_HEAP:
                raise RenderError(f"the scripts of the page hold more than {MAX_HEAP} bytes")
            if self._is_ready(world):
                return

    def _is_ready(self, world: int) -> bool:
        now = time.monotonic()
        quiet = now - self._active
        if quiet >= PATIENCE:
            return True
        settled = quiet >= QUIET and not self._pending
        # Some pages send requests for ever.
        if not self._loaded or not (settled or now - self._loaded >= PATIENCE):
            return False
        length: int = self._value(scripts.TEXT_LENGTH, world)
        return length >= ENOUGH_TEXT

    def _value(self, expression: str, world: int) -> Any:
        result = self._command("Runtime.evaluate", expression=expression, contextId=world, returnByValue=True)
        if "exceptionDetails" in result:
            raise RenderError("the page cannot be read")
        return result["result"].get("value")

    def _command(self, method: str, **params: Any) -> dict[str, Any]:
        return self.browser.call(method, self._session, deadline=self.deadline, **params)

    def _result(self, method: str, **params: Any) -> dict[str, Any]:
        return self.browser.call(method, deadline=self.deadline, **params)

    def _on_event(self, method: str, params: dict[str, Any]) -> None:
        match method:
            case "Fetch.requestPaused":
                self._decide(params)
            case "Network.loadingFinished" | "Network.loadingFailed":
                self._pending.discard(params["requestId"])
                self._active = time.monotonic()
            case "Page.loadEventFired":
                self._loaded = time.monotonic()
            case "Inspector.targetCrashed":
                self._crashed = True

    def _decide(self, paused: dict[str, Any]) -> None:
        """Continue, answer or refuse one request of the page."""
        number, kind = paused["requestId"], paused["resourceType"]
        if kind == "Document":
            self._decide_document(paused)
        elif kind in _NEEDED:
            self._active = time.monotonic()
            self._pending.add(paused.get("networkId", ""))
            self._send("Fetch.continueRequest", requestId=number)
        else:
            self._send("Fetch.failRequest", requestId=number, errorReason="BlockedByClient")

    def _decide_document(self, paused: dict[str, Any]) -> None:
        """Answer the request for the page itself, once; frames and other pages are not opened."""
        number = paused["requestId"]
        own = paused["frameId"] == self._target and not self._given
        if not own or urldefrag(paused["request"]["url"])[0] != urldefrag(self.response.url)[0]:
            # "No content" leaves what is shown as it is; an error would open a page that says so.
            self._send("Fetch.fulfillRequest", requestId=number, responseCode=204)
            return
        self._given = True
        kind = self.response.headers.get("content-type", "text/html")
        self._send(
            "Fetch.fulfillRequest",
            requestId=number,
            responseCode=200,
            responseHeaders=[
                {"name": "Content-Type", "value": kind},
                {"name": "Content-Security-Policy", "value": _POLICY},
            ],
            body=base64.b64encode(self.response.body).decode(),
        )

    def _send(self, method: str, **params: Any) -> None:
        self.browser.send(method, self._session, **params)


def close_quietly(page: Page) -> bool:
    """Whether the tab could be closed."""
    with suppress(RenderError):
        page.close()
        return True
    return False
