"""One page in a tab of the browser: what it may request, when it is ready, and how it looks."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urldefrag

from domains.scan.render import scripts
from domains.scan.render.cdp import Connection, RenderError, ignore
from domains.scan.report import Picture, Response

# Seconds without a request, after which a page with a text is ready; without a change, after a click.
QUIET = 0.5
PATIENCE = 3.0  # the same for a page that is still empty; and after loading, for one that is never quiet
ENOUGH_TEXT = 200  # characters
MAX_HEAP = 256_000_000  # bytes that the scripts of a page may hold
GRACE = 2.0  # seconds beyond the page's time, to read what there is and to close the tab
_NEEDED = frozenset({"Script", "XHR", "Fetch", "Stylesheet", "Preflight", "WebSocket"})
_SEEN = frozenset({"Image", "Font"})  # needed by how a page looks alone
# Instead of the page's own: scripts run, but without forms, pop-ups, dialogs, downloads, frames and workers.
_POLICY = "sandbox allow-scripts allow-same-origin; form-action 'none'; " + "; ".join(
    f"{kind}-src 'none'" for kind in ("frame", "worker", "object", "media", "manifest")
)
_NO_FONTS = "; font-src 'none'"
WINDOW = (1280, 800)  # CSS pixels, of a page whose picture is taken
SCALE = 0.25  # of the picture
MOST_BYTES = 65_536  # of a picture; most have less than a tenth
_PICTURE_SECONDS = 3.0
_MOMENT = 0.1  # seconds between two looks at a page


class Page:
    """A tab in a browser context. ``end`` is a time.monotonic(). ``seen``: a picture of it will be taken.

    The page itself is not requested again: the browser receives the response that the scan already has.
    """

    def __init__(
        self, browser: Connection, context: str, response: Response, end: float, *, seen: bool = False
    ) -> None:
        self.browser = browser
        self.response = response
        self.end = end
        self.seen = seen
        self._deadline = end + GRACE
        self._given = False
        self._clock = 0.0  # seconds that the page has had; slower than others where the machine is overloaded
        self._loaded: float | None = None  # when, by that clock
        self._active = 0.0  # its last request, by that clock
        self._pending: set[str] = set()  # requests under way
        self._crashed = False
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

    def open(self, user_agent: str) -> None:
        """Raises ``RenderError``, as all methods do."""
        self._prepare(user_agent)
        failed = self._command("Page.navigate", url=self.response.url).get("errorText")
        if failed:
            raise RenderError(f"the browser did not open the page: {failed}")
        world = self._command("Page.createIsolatedWorld", frameId=self._target)
        self._world = world["executionContextId"]

    def _prepare(self, user_agent: str) -> None:
        self.browser.on_event = self._on_event
        self._command("Page.enable")
        self._command("Inspector.enable")
        self._command("Network.enable", maxTotalBufferSize=0, maxResourceBufferSize=0)
        self._command("Network.setUserAgentOverride", userAgent=user_agent, acceptLanguage="en")
        self._command("Network.setBypassServiceWorker", bypass=True)
        self._command("Page.addScriptToEvaluateOnNewDocument", source=scripts.BEFORE)
        self._command("Fetch.enable", patterns=[{"urlPattern": "*"}])
        if self.seen:
            size = {"width": WINDOW[0], "height": WINDOW[1], "deviceScaleFactor": 1, "mobile": False}
            self._command("Emulation.setDeviceMetricsOverride", **size)

    def settle(self, stopping: Callable[[], bool], least_text: int = ENOUGH_TEXT) -> None:
        """Wait until the page is ready or its time is over; what it shows by then counts."""
        while time.monotonic() < self.end:
            self._listen(stopping)
            if self._is_ready(least_text):
                return

    def rest(self, end: float, stopping: Callable[[], bool]) -> None:
        """Wait until the page did not change for a moment, or until ``end``."""
        size, since = "", self._clock
        while time.monotonic() < end:
            self._listen(stopping)
            present = self.value(scripts.SIZE)
            if present != size or self._pending:
                size, since = present, self._clock
            elif self._clock - since >= QUIET:
                return

    def _listen(self, stopping: Callable[[], bool]) -> None:
        """Let the page go on for a moment."""
        begun = time.monotonic()
        self.browser.listen(_MOMENT)
        if stopping():
            raise RenderError("the run is stopping")
        if self._crashed:
            raise RenderError("the page crashed")
        if self._command("Runtime.getHeapUsage")["usedSize"] > MAX_HEAP:
            raise RenderError(f"the scripts of the page hold more than {MAX_HEAP} bytes")
        # An answer of the page that took long is no sign that it had nothing to do.
        self._clock += min(time.monotonic() - begun, 2 * _MOMENT)

    def html(self, limit: int) -> str:
        """The page as it is now, shortened to so many characters."""
        html: str = self.value(scripts.html(limit))
        return html

    def picture(self) -> Picture:
        """The upper part of the page."""
        width, height = WINDOW
        shot = self.browser.call(
            "Page.captureScreenshot",
            self._session,
            deadline=min(time.monotonic() + _PICTURE_SECONDS, self._deadline),
            format="webp",
            quality=50,
            clip={"x": 0, "y": 0, "width": width, "height": height, "scale": SCALE},
        )
        data = base64.b64decode(shot["data"])
        if not data.startswith(b"RIFF") or len(data) > MOST_BYTES:
            raise RenderError(f"the picture has {len(data)} bytes")
        return Picture(data, int(width * SCALE), int(height * SCALE))

    def _is_ready(self, least_text: int) -> bool:
        quiet = self._clock - self._active
        if quiet >= PATIENCE and not self._pending:
            return True
        settled = quiet >= QUIET and not self._pending
        # Some pages send requests for ever, and some wait for a server that does not answer.
        loaded = 0.0 if self._loaded is None else self._clock - self._loaded
        if max(quiet, loaded) < PATIENCE and not (settled and self._loaded is not None):
            return False
        return not least_text or self.value(scripts.TEXT_LENGTH) >= least_text

    def value(self, expression: str) -> Any:
        """The value of an expression in a world of its own, beside that of the page's scripts."""
        result = self._command(
            "Runtime.evaluate", expression=expression, contextId=self._world, returnByValue=True
        )
        if "exceptionDetails" in result:
            raise RenderError("the page cannot be read")
        return result["result"].get("value")

    def _command(self, method: str, **params: Any) -> dict[str, Any]:
        return self.browser.call(method, self._session, deadline=self._deadline, **params)

    def _result(self, method: str, **params: Any) -> dict[str, Any]:
        return self.browser.call(method, deadline=self._deadline, **params)

    def _on_event(self, method: str, params: dict[str, Any]) -> None:
        match method:
            case "Fetch.requestPaused":
                self._decide(params)
            case "Network.loadingFinished" | "Network.loadingFailed":
                self._pending.discard(params["requestId"])
                self._active = self._clock
            case "Page.loadEventFired":
                self._loaded = self._clock
            case "Inspector.targetCrashed":
                self._crashed = True

    def _decide(self, paused: dict[str, Any]) -> None:
        """Continue, answer or refuse one request of the page."""
        number, kind = paused["requestId"], paused["resourceType"]
        if kind == "Document":
            self._decide_document(paused)
        elif kind in _NEEDED or (self.seen and kind in _SEEN):
            self._active = self._clock
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
                {"name": "Content-Security-Policy", "value": _POLICY + ("" if self.seen else _NO_FONTS)},
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
