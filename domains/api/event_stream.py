"""Server-sent events: a response that stays open and sends each event when it happens.

1. ``respond`` takes one of ``STREAMS_AT_ONCE`` places. If none is free, the response is 503 with Retry-After:
   a stream occupies a thread of the web server, and threads must be left for other requests.
2. The events that were read already are sent, then ``read`` is called every ``LOOK_EVERY`` seconds, without
   a database connection between two calls.
3. If nothing was sent for ``HEARTBEAT`` seconds, a comment is sent. So proxies keep the connection open, and
   a client that is gone is noticed.
4. After ``LONGEST_STREAM`` seconds the response ends. The client connects again with ``Last-Event-ID``.
5. The place is released when the server closes the response, also if it was never sent.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.http import StreamingHttpResponse
from rest_framework.exceptions import APIException
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request

from domains.api.errors import Unavailable

MEDIA_TYPE = "text/event-stream"
STREAMS_AT_ONCE = 2  # per process, which usually has 8 threads, of which 4 may wait in long polls
LONGEST_STREAM = 300.0  # seconds
LOOK_EVERY = 0.5  # seconds
HEARTBEAT = 15.0  # seconds
RECONNECT_MS = 2000

_places = threading.BoundedSemaphore(STREAMS_AT_ONCE)


@dataclass(frozen=True, slots=True)
class Event:
    id: str
    data: dict[str, Any]

    def encode(self) -> bytes:
        data = json.dumps(self.data, cls=DjangoJSONEncoder)
        return f"id: {self.id}\nevent: change\ndata: {data}\n\n".encode()


# Called with the position reached: the events after it, and the new position.
Read = Callable[[int], tuple[list[Event], int]]


class EventStreamOnly(BaseContentNegotiation):
    """The Accept header is ignored; errors are JSON."""

    def select_renderer(self, _request: Request, renderers: Any, _suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


def wanted(request: Request) -> bool:
    return MEDIA_TYPE in request.headers.get("Accept", "")


def respond(read: Read, first: list[Event], reached: int) -> StreamingHttpResponse:
    """A stream of these events and all that follow. Raises ``Unavailable`` if too many streams are open."""
    if not _places.acquire(blocking=False):
        raise Unavailable("too many streams are open; read the changes page by page, or try again")
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingHttpResponse(_Stream(read, first, reached), content_type=MEDIA_TYPE, headers=headers)


class _Stream:
    """The body of the response. ``close`` releases its place, once."""

    def __init__(self, read: Read, first: list[Event], reached: int) -> None:
        self.read, self.first, self.reached = read, first, reached
        self.open = True

    def __iter__(self) -> Iterator[bytes]:
        deadline = monotonic() + LONGEST_STREAM
        yield f"retry: {RECONNECT_MS}\n\n".encode()
        yield from (event.encode() for event in self.first)
        sent = monotonic()
        while self.open and monotonic() < deadline:
            events = self._look()
            if events is None:
                return
            yield from (event.encode() for event in events)
            if events:
                sent = monotonic()
                continue  # a full page: more may be there already
            if monotonic() - sent > HEARTBEAT:
                yield b": nothing new\n\n"
                sent = monotonic()
            connection.close()  # do not occupy it while sleeping
            sleep(LOOK_EVERY)

    def _look(self) -> list[Event] | None:
        """The next events; None if the feed can no longer be read. A new request tells the client why."""
        try:
            events, self.reached = self.read(self.reached)
        except APIException:
            return None
        return events

    def close(self) -> None:
        if self.open:
            self.open = False
            _places.release()
