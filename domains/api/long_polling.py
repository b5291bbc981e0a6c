"""Status answers: an ETag, a hint when to ask again, and waiting for news with ``?wait=``.

A request that waits looks at the database now and then, and gives its connection back in between. It
still occupies a thread of the web server, so only some may wait at a time; others are answered at once.
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
ASK_AGAIN = 2  # seconds, the hint for those who do not wait
WAITING_AT_ONCE = 4  # in one process, of the 8 threads that it usually has

PARAMETERS = [
    OpenApiParameter(
        "wait",
        {"type": "integer", "minimum": 0, "maximum": LONGEST_WAIT, "default": 0},
        description="Wait so many seconds for the end; with If-None-Match, for any change.",
    ),
    OpenApiParameter(
        "If-None-Match", str, OpenApiParameter.HEADER, description="An ETag: 304 while it is still right."
    ),
]
_places = threading.BoundedSemaphore(WAITING_AT_ONCE)


@dataclass(frozen=True, slots=True)
class State:
    """What a status call answers now, and whether that will not change any more."""

    data: dict[str, Any]
    final: bool

    @property
    def etag(self) -> str:
        text = json.dumps(self.data, cls=DjangoJSONEncoder, sort_keys=True)
        return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


class WaitQuery(serializers.Serializer[Any]):
    wait = serializers.IntegerField(min_value=0, max_value=LONGEST_WAIT, default=0)


def answer(request: Request, look: Callable[[], State]) -> Response:
    """Answer with what ``look`` sees, after waiting for news as long as the caller wants."""
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
        connection.close()  # others may need it more
        sleep(LOOK_EVERY)
        state = look()
    return state


def _news(state: State, known: list[str]) -> bool:
    """Whether the answer is worth sending: it is final, or differs from what the caller knows."""
    return state.final or bool(known and state.etag not in known)
