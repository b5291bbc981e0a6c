"""The connections of one session: a few are kept, and each is used again while the server allows it."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import dataclass

from domains.scan.fetch import exception_mapping
from domains.scan.fetch.http1 import Head, Reader
from domains.scan.fetch.request_target import Origin, Target
from domains.scan.fetch.transport import DeadlineSocket, Link

MOST_KEPT = 8


class Connection:
    """One connection and the answer that is being read from it.

    ``idle``: nothing is left of the last answer, and another request may follow.
    """

    def __init__(self, socket: DeadlineSocket) -> None:
        self._socket = socket
        self._reader = Reader(socket)
        self.idle = False

    def ask(self, request: bytes) -> Head:
        """Send a request and read the head of its answer."""
        self.idle = False
        self._socket.send_all(request)
        return self._reader.head()

    def body(self, head: Head) -> Iterator[bytes]:
        """See ``Reader.body``."""
        yield from self._reader.body(head)
        self.idle = head.persistent and not self._reader.ahead

    def arrived(self) -> int:
        """How many bytes are there that have not been read."""
        return self._reader.ahead

    def usable(self) -> bool:
        """Whether it is still open. One that has sent what nobody asked for is not to be trusted."""
        return self.idle and not self._socket.readable()

    def close(self) -> None:
        self._socket.close()


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one request, whose body is still to be read."""

    asked: Target
    head: Head
    connection: Connection

    def pieces(self) -> Iterator[bytes]:
        """The body as it was sent, once; see ``Reader.body``."""
        return self.connection.body(self.head)

    def drain(self, most: int) -> None:
        """Read a body of at most so many bytes that nobody needs, for its connection to be used again."""
        length, size = self.head.length, 0
        if self.head.chunked if length is None else length <= most:
            for piece in self.pieces():
                size += len(piece)
                if size > most:
                    break

    def pass_over(self) -> None:
        """The same without waiting: only where the whole body has arrived already."""
        length = self.head.length
        if length is not None and length <= self.connection.arrived():
            self.drain(length)


class Connections:
    """Asks on kept connections, and opens others where there are none."""

    def __init__(self, link: Link, tls: ssl.SSLContext) -> None:
        self._link = link
        self._tls = tls
        self._kept: dict[Origin, Connection] = {}

    def ask(self, asked: Target, request: bytes) -> Answer:
        """Send a request; its answer is to be handed to ``keep`` in the end.

        Where a kept connection was closed before it could be used again, the request is sent once more.
        """
        kept = self._kept.pop(asked.origin, None)
        if kept and kept.usable():
            try:
                return _answer(kept, asked, request)
            except exception_mapping.ERRORS as error:
                if not exception_mapping.hung_up(error):
                    raise
        elif kept:
            kept.close()
        return _answer(Connection(self._open(asked.origin)), asked, request)

    def keep(self, answer: Answer) -> None:
        """Keep an answer's connection for the next request, or close it where it is good for none."""
        if not answer.connection.idle:
            answer.connection.close()
            return
        self._kept[answer.asked.origin] = answer.connection
        if len(self._kept) > MOST_KEPT:
            self._kept.pop(next(iter(self._kept))).close()

    def close(self) -> None:
        for connection in self._kept.values():
            connection.close()
        self._kept.clear()

    def _open(self, origin: Origin) -> DeadlineSocket:
        opened = self._link.connect(origin.host, origin.port)
        if origin.scheme == "https":
            opened = self._link.secure(opened, origin.host, self._tls)
        self._link.connected = True
        return opened


def _answer(connection: Connection, asked: Target, request: bytes) -> Answer:
    """A connection that gives no answer is closed."""
    try:
        return Answer(asked, connection.ask(request), connection)
    except BaseException:
        connection.close()
        raise
