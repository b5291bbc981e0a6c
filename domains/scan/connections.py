"""The connections of one session: a few are kept, and each is used again while the server allows it."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

from domains.scan import failures
from domains.scan.http1 import Head, Reader
from domains.scan.targets import Origin
from domains.scan.transport import DeadlineSocket, Link

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
        yield from self._reader.body(head)
        self.idle = head.persistent and not self._reader.ahead

    def usable(self) -> bool:
        """Whether it is still open. One that has sent what nobody asked for is not to be trusted."""
        return self.idle and not self._socket.readable()

    def close(self) -> None:
        self._socket.close()


class Connections:
    """Asks on kept connections, and opens others where there are none."""

    def __init__(self, link: Link, tls: ssl.SSLContext) -> None:
        self._link = link
        self._tls = tls
        self._kept: dict[Origin, Connection] = {}

    def ask(self, origin: Origin, request: bytes) -> tuple[Connection, Head]:
        """Send a request; the connection is to be handed back to ``keep`` when its answer has been read.

        Where a kept connection was closed before it could be used again, the request is sent once more.
        """
        kept = self._kept.pop(origin, None)
        if kept and kept.usable():
            try:
                return kept, _asked(kept, request)
            except failures.ERRORS as error:
                if not failures.hung_up(error):
                    raise
        elif kept:
            kept.close()
        opened = Connection(self._open(origin))
        return opened, _asked(opened, request)

    def keep(self, origin: Origin, connection: Connection) -> None:
        """Keep a connection for the next request, or close it where it is good for none."""
        if not connection.idle:
            connection.close()
            return
        self._kept[origin] = connection
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


def _asked(connection: Connection, request: bytes) -> Head:
    """The head of the answer. A connection that gives none is closed."""
    try:
        return connection.ask(request)
    except BaseException:
        connection.close()
        raise
