"""The guard proxy: all requests of a browser pass through it, to addresses that the fetcher may use.

A browser itself cannot ensure this: pages decide what it requests, and it resolves names itself. So the
browser sends the name of a host to the proxy, and the proxy connects to an address that ``Fetcher.checked``
has just accepted. A name whose address changes in between (DNS rebinding) therefore has no effect. TLS is not
decrypted.
"""

from __future__ import annotations

import asyncio
import logging
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_address

from domains.scan.fetch import SocketAddress, Target
from domains.scan.render.proxy_request import LONGEST_HEAD, BadRequest, ProxyRequest, closing, parse
from domains.scan.report import ErrorKind, FetchError

MAX_CONNECTIONS = 48  # of a page at the same time
MOST_REFUSALS = 10  # that are noted for a page
_CHUNK = 65_536
_INTERIM = re.compile(rb"HTTP/1\.[01] 1\d\d[ \r]")
_BLOCKED = frozenset({ErrorKind.BLOCKED, ErrorKind.BLOCKED_ADDRESS, ErrorKind.BAD_CONTENT})

log = logging.getLogger(__name__)

Check = Callable[[str], tuple[Target, list[SocketAddress]]]
_Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Allowance:
    """What one page may use, and what it has used. ``deadline`` is a time.monotonic().

    ``bytes`` counts both directions, as they pass the proxy: compressed, TLS included.
    """

    max_bytes: int
    deadline: float
    bytes: int = 0
    requests: int = 0
    connections: int = 0
    refused: list[str] = field(default_factory=list)

    @property
    def exhausted(self) -> bool:
        return self.bytes > self.max_bytes

    def refuse(self, reason: str) -> None:
        if len(self.refused) < MOST_REFUSALS:
            self.refused.append(reason)


class _Spent(Exception):
    """The page has used up its bytes."""


class GuardProxy:
    """Listens on one address, for one client address, in a thread of its own. A context manager.

    Between ``begin`` and ``end`` connections are accepted and counted against the page's allowance; those of
    a page are closed with it.
    """

    def __init__(self, check: Check, *, address: str, client: str, connect_timeout: float) -> None:
        self.address = address
        self.port = 0
        self._check = check
        self._client = ip_address(client)
        self._connect_timeout = connect_timeout
        self._page: Allowance | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._started = threading.Event()
        self._failed: OSError | None = None
        self._thread = threading.Thread(target=self._run, name="guard-proxy", daemon=True)

    def __enter__(self) -> GuardProxy:
        self._thread.start()
        self._started.wait()
        if self._failed:
            raise self._failed
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    @property
    def url(self) -> str:
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"http://{host}:{self.port}"

    def begin(self, max_bytes: int, seconds: float) -> Allowance:
        """Admit the connections of one page."""
        self._page = Allowance(max_bytes, time.monotonic() + seconds)
        return self._page

    def end(self) -> None:
        """Admit nothing more, and close what is open."""
        self._page = None
        self._loop.call_soon_threadsafe(self._cancel)

    def _cancel(self) -> None:
        for task in self._tasks:
            task.cancel()

    def _run(self) -> None:
        try:
            asyncio.run(self._listen())
        except OSError as error:
            self._failed = error
            self._started.set()

    async def _listen(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        server = await asyncio.start_server(self._accept, self.address, 0, limit=LONGEST_HEAD)
        (listener,) = server.sockets
        self.port = listener.getsockname()[1]
        self._started.set()
        try:
            await self._stop.wait()
        finally:
            self._page = None
            # The server is closed last: asyncio would leave a connection open that it has just accepted.
            self._loop.remove_reader(listener.fileno())
            while others := asyncio.all_tasks() - {asyncio.current_task()}:
                self._cancel()
                await asyncio.gather(*others, return_exceptions=True)
            server.close()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def ended(task: asyncio.Task[None]) -> None:
            """Also of a task that was cancelled before it began, and with what was not sent yet."""
            self._tasks.discard(task)
            writer.transport.abort()

        task = asyncio.ensure_future(self._admit(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(ended)

    async def _admit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        page = self._page
        peer = ip_address(writer.get_extra_info("peername")[0].partition("%")[0])
        if page is None or peer != self._client or page.exhausted or page.connections >= MAX_CONNECTIONS:
            writer.transport.abort()
            return
        page.connections += 1
        try:
            async with asyncio.timeout(page.deadline - time.monotonic()):
                await self._serve(page, reader, writer)
                writer.close()  # after what was written
                await writer.wait_closed()
        except (OSError, EOFError, asyncio.LimitOverrunError, _Spent) as error:
            log.debug("a connection of the browser ended: %r", error)  # one of many ways; the browser notices
        finally:
            page.connections -= 1

    async def _serve(
        self, page: Allowance, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Serve one request of the browser: a tunnel, or an http request and its response."""
        try:
            request = parse(await reader.readuntil(b"\r\n\r\n"))
            page.requests += 1
            target, addresses = await asyncio.to_thread(self._check, request.url)
            there = await self._connect(target, addresses)
        except (BadRequest, FetchError) as error:
            page.refuse(str(error))
            writer.write(_refusal(error))
            await writer.drain()
            return
        try:
            await (_tunnel if not request.method else _forward)(
                page, request, target, (reader, writer), there
            )
        finally:
            there[1].transport.abort()

    async def _connect(self, target: Target, addresses: list[SocketAddress]) -> _Streams:
        """A connection to the first checked address that accepts one."""
        for address, port in addresses:
            try:
                async with asyncio.timeout(self._connect_timeout):
                    # The address is a literal, so nothing is resolved again.
                    return await asyncio.open_connection(str(ip_address(address)), port)
            except OSError:  # a timeout is one as well
                continue
        raise FetchError(ErrorKind.CONNECT, f"{target.origin.host}: no address accepts a connection")


async def _tunnel(page: Allowance, _: ProxyRequest, __: Target, here: _Streams, there: _Streams) -> None:
    here[1].write(b"HTTP/1.1 200 Connection established\r\n\r\n")
    ways = {
        asyncio.ensure_future(_pump(page, here[0], there[1])),
        asyncio.ensure_future(_pump(page, there[0], here[1])),
    }
    try:
        done, _pending = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in done:
            way.result()
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)


async def _forward(
    page: Allowance, request: ProxyRequest, target: Target, here: _Streams, there: _Streams
) -> None:
    """The request in the form for a server, then its response until it closes the connection.

    Nothing but the announced body is read from the browser: what it sends afterwards may be meant for another
    server.
    """
    authority = target.origin.authority
    head = request.head(authority, target.url.removeprefix(f"http://{authority}"))
    body = await here[0].readexactly(request.length)
    _count(page, len(head) + len(body))
    there[1].write(head + body)
    await there[1].drain()
    received = await there[0].readuntil(b"\r\n\r\n")
    while _INTERIM.match(received):
        received = await there[0].readuntil(b"\r\n\r\n")
    _count(page, len(received))
    here[1].write(closing(received))
    await _pump(page, there[0], here[1])


async def _pump(page: Allowance, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(_CHUNK):
        _count(page, len(data))
        writer.write(data)
        await writer.drain()


def _count(page: Allowance, size: int) -> None:
    page.bytes += size
    if page.exhausted:
        raise _Spent


def _refusal(error: BadRequest | FetchError) -> bytes:
    blocked = isinstance(error, FetchError) and error.kind in _BLOCKED
    status = (
        "400 Bad Request"
        if isinstance(error, BadRequest)
        else "403 Forbidden"
        if blocked
        else "502 Bad Gateway"
    )
    return f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
