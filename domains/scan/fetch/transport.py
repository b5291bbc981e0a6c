"""Connections that go to checked addresses only, and outlast neither their deadline nor their allowance.

A socket is opened to the very address that was checked. Every read and write of it gets the time that is
left of the page, so that a server which sends a byte a second gains nothing, and every byte that arrives is
counted, so that neither does one which sends for ever what decompresses to nothing. TLS is checked against
the name.
"""

from __future__ import annotations

import errno
import select
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import certifi

from domains.scan.fetch.addresses import AddressPolicy
from domains.scan.fetch.resolver import Place, Resolver
from domains.scan.report import ErrorKind, FetchError

_LOCAL_ERRORS = {errno.ENETUNREACH, errno.ENETDOWN, errno.EMFILE, errno.ENFILE, errno.EADDRNOTAVAIL}
_SHORTEST = 0.001  # seconds; 0 would not wait at all
_Given = TypeVar("_Given")
_Result = TypeVar("_Result")


class AddressBusy(Exception):
    """So many scans are at sites of this address already that another one must wait for its turn."""


class Turns:
    """How many sessions may be at one address at once: the sites behind it share a machine. Thread-safe.

    ``most`` 0 sets no limit; neither have the networks of ``unlimited``, which are our own.
    """

    def __init__(self, most: int, unlimited: AddressPolicy) -> None:
        self.most = most
        self.unlimited = unlimited
        self._taken: Counter[str] = Counter()
        self._lock = threading.Lock()

    def take(self, address: str) -> str:
        """A turn, to be given to ``leave``. Raises ``AddressBusy``."""
        if not self.most or self.unlimited.allows(address):
            return ""
        with self._lock:
            if self._taken[address] >= self.most:
                raise AddressBusy(f"{self.most} scans are at {address} already")
            self._taken[address] += 1
        return address

    def leave(self, turn: str) -> None:
        with self._lock:
            self._taken[turn] -= 1
            if self._taken[turn] <= 0:
                del self._taken[turn]


class Link:
    """One session's way to the network: where it may connect, how long it may take, how much may arrive.

    A session belongs to one thread, except for ``abort``, which any thread may call.
    """

    def __init__(self, resolver: Resolver, connect_timeout: float, turns: Turns) -> None:
        self.resolver = resolver
        self.turns = turns
        self._turn: str | None = None  # at the first address that was connected to
        self.connect_timeout = connect_timeout
        self.connected = False  # whether the newest of them is ready for a request
        self.address = ""  # where the newest request went
        self._deadline = 0.0  # by time.monotonic()
        self._allowance = 0  # bytes
        self._aborted = False
        self._waiting: socket.socket | None = None
        self._places: dict[tuple[str, int], list[Place]] = {}

    def begin(self, deadline: float, allowance: int) -> None:
        """Start a page that must end before ``deadline``; ``allowance`` bytes of it may arrive, all told."""
        self._deadline = deadline
        self._allowance = allowance

    def time_for(self, waiting: socket.socket | None = None) -> float:
        """The seconds left for a socket that is about to wait; raises ``TimeoutError`` when none are."""
        self._waiting = waiting
        left = self._deadline - time.monotonic()
        if left <= 0 or self._aborted:
            raise TimeoutError("the page's time is over")
        return max(left, _SHORTEST)

    def count(self, received: int) -> None:
        """Take what has arrived off the allowance. Raises ``FetchError`` when that is used up."""
        self._allowance -= received
        if self._allowance < 0:
            raise FetchError(ErrorKind.TOO_LARGE, "more was sent than a page of the permitted size can need")

    def abort(self) -> None:
        """End what this session does with an error, now."""
        self._aborted = True
        if self._waiting is not None:
            with suppress(OSError):  # closed meanwhile: nothing waits on it
                # A TLS socket's own shutdown would let its thread go on in plain text.
                socket.socket.shutdown(self._waiting, socket.SHUT_RDWR)

    def connect(self, host: str, port: int) -> DeadlineSocket:
        """A connection to a checked address of the host: each is tried for its share of the time.

        Raises ``FetchError``, and where the session's first address has no turn left, ``AddressBusy``.
        """
        self.connected = False
        places = self._places_of(host, port)
        if self._turn is None:
            self._turn = self.turns.take(places[0][0])
        limit = time.monotonic() + self.connect_timeout
        failures: list[OSError] = []
        for place in places:
            share = (limit - time.monotonic()) / (len(places) - len(failures))
            try:
                return self._open(place, share)
            except OSError as failure:
                failures.append(failure)
        raise _connect_error(host, port, failures)

    def close(self) -> None:
        """Leave the turn to others."""
        if self._turn:
            self.turns.leave(self._turn)
        self._turn = None

    def secure(self, plain: DeadlineSocket, host: str, context: ssl.SSLContext) -> DeadlineTLSSocket:
        """TLS over a connection; the handshake as a whole has the time of a connection."""
        try:
            plain.getpeername()  # fails if it was reset, where wrap_socket would leave a socket open
            secured = context.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
        except BaseException:
            plain.close()
            raise
        assert isinstance(secured, DeadlineTLSSocket)  # noqa: S101  the context makes no other
        secured.link, secured.address = self, plain.address
        try:
            secured.settimeout(min(self.time_for(secured), self.connect_timeout))
            secured.do_handshake()
            secured.setblocking(False)
        except BaseException:
            secured.close()
            raise
        return secured

    def _places_of(self, host: str, port: int) -> list[Place]:
        """Looked up once a session: a later look-up could give other addresses than were checked."""
        key = (host, port)
        if key not in self._places:
            timeout = min(self.connect_timeout, self.time_for())
            self._places[key] = self.resolver.places(host, port, timeout)
        return self._places[key]

    def _open(self, place: Place, share: float) -> DeadlineSocket:
        family = socket.AF_INET6 if ":" in place[0] else socket.AF_INET
        opened = DeadlineSocket(family, socket.SOCK_STREAM)
        opened.link, opened.address = self, place[0]
        try:
            opened.settimeout(min(self.time_for(opened), max(share, _SHORTEST)))
            opened.connect(place)
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            opened.setblocking(False)
        except BaseException:
            opened.close()
            raise
        return opened


class DeadlineSocket(socket.socket):
    """A socket that waits no longer than the page has left, and counts what arrives.

    It never blocks: there is something to read or room to write most of the time, and asking for that first
    would cost as much as the read itself.
    """

    link: Link
    address: str  # of the other end

    def receive(self, most: int) -> bytes:
        """What has arrived, at most so many bytes; b"" at the end.

        Raises ``TimeoutError``, and ``FetchError`` where the allowance is used up.
        """
        data = self._when_ready(self.recv, most, select.POLLIN)
        self.link.count(len(data))
        return data

    def send_all(self, data: bytes) -> None:
        """Raises ``TimeoutError``."""
        self.link.address = self.address
        while data:
            sent = self._when_ready(self.send, data, select.POLLOUT)
            data = data[sent:]

    def readable(self) -> bool:
        """Whether something has arrived that nobody asked for, be it the end."""
        return bool(self._poll(select.POLLIN, 0))

    def _when_ready(self, act: Callable[[_Given], _Result], given: _Given, event: int) -> _Result:
        while True:
            left = self.link.time_for(self)
            try:
                return act(given)
            except BlockingIOError:
                self._poll(event, left)
            except ssl.SSLWantReadError:
                self._poll(select.POLLIN, left)
            except ssl.SSLWantWriteError:
                self._poll(select.POLLOUT, left)

    def _poll(self, event: int, seconds: float) -> list[tuple[int, int]]:
        poll = select.poll()
        poll.register(self, event)
        return poll.poll(seconds * 1000)


class DeadlineTLSSocket(DeadlineSocket, ssl.SSLSocket):
    """The same over TLS: ``recv`` and ``send`` are the secure ones."""

    def readable(self) -> bool:
        return self.pending() > 0 or super().readable()


def tls_context(ca_bundle: str) -> ssl.SSLContext:
    """One context for all: loading the authorities takes longer than a page."""
    context = ssl.create_default_context(cafile=ca_bundle or certifi.where())
    context.set_alpn_protocols(["http/1.1"])
    context.sslsocket_class = DeadlineTLSSocket
    return context


def _connect_error(host: str, port: int, failures: list[OSError]) -> FetchError:
    """What the failures to connect, one for each address, say together."""
    remote = [failure for failure in failures if failure.errno not in _LOCAL_ERRORS]
    telling = (remote or failures)[0]
    if isinstance(telling, TimeoutError):
        return FetchError(ErrorKind.TIMEOUT, f"{host}: no connection to port {port} in time", unsent=True)
    reason = telling.strerror or str(telling)
    return FetchError(ErrorKind.CONNECT, f"{host}, port {port}: {reason}", unsent=True, local=not remote)
