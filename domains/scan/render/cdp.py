"""The Chrome DevTools Protocol over one WebSocket: commands, responses and events, with a deadline.

This small client is used instead of Playwright, which starts a Node process for each thread; such a process
may continue when its parent is killed. Here the browser itself discards everything when the connection ends
(``disposeOnDetach``).
"""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from domains.scan.fetch import AddressPolicy, Resolver
from domains.scan.report import FetchError

MAX_MESSAGE = 64_000_000  # characters; a page of 5 MB with all its quotes escaped is far below
_VERSION_BYTES = 65_536
DEFAULT_PORT = 9222
_PUBLIC = "public; the browser must be at a private or loopback address"
_TICK = 0.1  # seconds between two looks at the clock

OnEvent = Callable[[str, dict[str, Any]], None]  # the method, and its parameters


def ignore(_: str, __: dict[str, Any]) -> None:
    """Ignores events."""


class RenderError(Exception):
    """A page could not be rendered. The message is for people."""


class BrowserAddress(NamedTuple):
    """Where a Chromium listens for the protocol: a name or an IP address, and a port."""

    host: str
    port: int


def parse_browser(text: str) -> BrowserAddress:
    """Read ``http://HOST[:PORT]``. A name is looked up when it is connected to. Raises ``ValueError``."""
    parts = urlsplit(text)
    try:
        port = parts.port or DEFAULT_PORT
    except ValueError:
        raise ValueError(f"{text!r} has no proper port") from None
    if parts.scheme != "http" or not parts.hostname or parts.path.strip("/") or parts.username:
        raise ValueError(f"{text!r} is not http://HOST:PORT")
    if AddressPolicy().refuse(parts.hostname) is None:
        raise ValueError(f"{text!r} is {_PUBLIC}")
    return BrowserAddress(parts.hostname, port)


class Connection:
    """Used by one thread. ``on_event`` is called while a response or an event is awaited."""

    def __init__(self, browser: BrowserAddress, seconds: float) -> None:
        """Raises ``RenderError``."""
        self.on_event: OnEvent = ignore
        self._last = 0
        address = _inside(browser, seconds)
        path = _path(address, browser.port, seconds)
        try:
            self._socket = socket.create_connection((address, browser.port), seconds)
        except OSError as error:
            raise RenderError(f"the browser accepts no connection: {error}") from error
        self.here: str = self._socket.getsockname()[0]
        self.there: str = self._socket.getpeername()[0]
        self._connection = _web_socket(self._socket, address, browser.port, path)

    def close(self) -> None:
        self._connection.shutdown()
        self._socket.close()

    def send(self, method: str, session: str = "", **params: Any) -> int:
        """Send a command without waiting for its response. Returns its id."""
        self._last += 1
        message = {"id": self._last, "method": method, "params": params}
        try:
            self._socket.settimeout(5)
            self._connection.send(json.dumps(message | ({"sessionId": session} if session else {})))
        except _failures() as error:
            raise RenderError(f"the browser is gone: {error}") from error
        return self._last

    def call(self, method: str, session: str = "", *, deadline: float, **params: Any) -> dict[str, Any]:
        """Send a command and return its result.

        ``deadline`` is a time.monotonic(). Raises ``RenderError``.
        """
        number = self.send(method, session, **params)
        while time.monotonic() < deadline:
            message = self._receive(min(_TICK, deadline - time.monotonic()))
            if message.get("id") == number:
                if "error" in message:
                    raise RenderError(f"{method}: {str(message['error'].get('message'))[:200]}")
                result: dict[str, Any] = message["result"]
                return result
        raise RenderError(f"the browser gave no answer to {method} in time")

    def listen(self, seconds: float) -> None:
        """Receive events for at most so many seconds."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._receive(left)

    def _receive(self, seconds: float) -> dict[str, Any]:
        """The next message, after its event was passed on; {} if none came."""
        from websocket import WebSocketTimeoutException

        try:
            self._socket.settimeout(max(seconds, 0.001))
            text = self._connection.recv()
        except WebSocketTimeoutException:
            return {}
        except _failures() as error:
            raise RenderError(f"the browser is gone: {error}") from error
        message = _parsed(text)
        if "method" in message:
            self.on_event(message["method"], message.get("params", {}))
        return message


def _parsed(text: str | bytes) -> dict[str, Any]:
    if not text or len(text) > MAX_MESSAGE:
        raise RenderError("the browser is gone" if not text else "the browser sent too much")
    try:
        message: dict[str, Any] = json.loads(text)
    except ValueError as error:
        raise RenderError(f"the browser sent no JSON: {error}") from error
    return message


def _inside(browser: BrowserAddress, seconds: float) -> str:
    """The address of the browser. The protocol has neither password nor TLS, so a public one is refused."""
    inside = AddressPolicy()
    try:
        found = Resolver(inside, {}).look_up(browser.host, seconds)[0]
    except FetchError as error:
        raise RenderError(f"the browser: {error}") from error
    if inside.refuse(found) is None:
        raise RenderError(f"{browser.host} ({found}) is {_PUBLIC}")
    return found


def _path(address: str, port: int, seconds: float) -> str:
    """The path of the browser's WebSocket. The name is not sent: Chromium refuses requests for names."""
    connection = http.client.HTTPConnection(address, port, timeout=seconds)
    try:
        connection.request("GET", "/json/version")
        told = json.loads(connection.getresponse().read(_VERSION_BYTES))
        return "/" + str(told["webSocketDebuggerUrl"]).split("/", 3)[3]
    except (OSError, http.client.HTTPException, ValueError, KeyError, IndexError, TypeError) as error:
        raise RenderError(f"no browser answers at {address}, port {port}: {error!r}") from error
    finally:
        connection.close()


def _web_socket(connection: socket.socket, address: str, port: int, path: str) -> Any:
    from websocket import create_connection

    host = f"[{address}]" if ":" in address else address
    try:
        # Chromium refuses every origin, so none is sent.
        return create_connection(f"ws://{host}:{port}{path}", socket=connection, suppress_origin=True)
    except _failures() as error:
        connection.close()
        raise RenderError(f"the browser refuses the connection: {error}") from error


def _failures() -> tuple[type[Exception], ...]:
    from websocket import WebSocketException

    return (WebSocketException, OSError)
