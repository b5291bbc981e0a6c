"""Responses of status calls: ETag, Retry-After, and long polling with ``?wait=``.

1. ``look`` reads the current state. Its ETag is a hash of the response.
2. The state is worth a response if it is final, or if the client sent ``If-None-Match`` and the ETag differs.
3. Otherwise, if ``?wait=`` is given, the request waits: every ``LOOK_EVERY`` seconds it reads the state
   again, until it is worth a response or the time is over. Between two reads it closes its database
   connection, so that waiting requests do not occupy all connections.
4. A waiting request still occupies a thread of the web server. At most ``WAITING_AT_ONCE`` wait in one
   process; further ones are answered immediately, as without ``?wait=``.
5. The response is 304 if the client knows this ETag, else 200. Unless the state is final, ``Retry-After``
   suggests when to ask again.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.utils.http import parse_etags
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from domains.api.base import validate

LONGEST_WAIT = 60  # seconds
LOOK_EVERY = 0.5  # seconds
ASK_AGAIN = 2  # seconds, sent as Retry-After
WAITING_AT_ONCE = 4  # requests per process, which usually has 8 threads

PARAMETERS = [
    OpenApiParameter(
        "wait",
        {"type": "integer", "minimum": 0, "maximum": LONGEST_WAIT, "default": 0},
        description="Wait at most so many seconds for the end; with If-None-Match, for any change.",
    ),
    OpenApiParameter(
        "If-None-Match",
        str,
        OpenApiParameter.HEADER,
        description="An ETag: 304 if nothing has changed since.",
    ),
]
_places = threading.BoundedSemaphore(WAITING_AT_ONCE)


@dataclass(frozen=True, slots=True)
class State:
    """The response of a status call, and whether it is final."""

    data: dict[str, Any]
    final: bool

    @property
    def etag(self) -> str:
        text = json.dumps(self.data, cls=DjangoJSONEncoder, sort_keys=True)
        return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


class WaitQuery(serializers.Serializer[Any]):
    wait = serializers.IntegerField(min_value=0, max_value=LONGEST_WAIT, default=0)


def answer(request: Request, look: Callable[[], State]) -> Response:
    """The response for the state that ``look`` returns, after waiting if the client wants to."""
    seconds = validate(WaitQuery, request.query_params)["wait"]
    known = parse_etags(request.headers.get("If-None-Match", ""))
    state = look()
    if seconds and not _news(state, known) and _places.acquire(blocking=False):
        try:
            state = _wait(look, known, monotonic() + seconds)
        finally:
            _places.release()
    headers = {"ETag": state.etag, "Cache-Control": "private, no-cache"}
    if not state.final:
        headers["Retry-After"] = str(ASK_AGAIN)
    if state.etag in known:
        return Response(status=304, headers=headers)
    return Response(state.data, headers=headers)


def _wait(look: Callable[[], State], known: list[str], deadline: float) -> State:
    state = look()
    while not _news(state, known) and monotonic() < deadline:
        connection.close()  # do not occupy it while sleeping
        sleep(LOOK_EVERY)
        state = look()
    return state


def _news(state: State, known: list[str]) -> bool:
    """Whether the state is worth a response: it is final, or differs from what the client knows."""
    return state.final or bool(known and state.etag not in known)
