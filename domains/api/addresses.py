"""Other spellings of the API's paths: with or without the final slash, UUIDs in upper case.

Each is the same call as the path in the schema. Only paths that match no call are examined, so correct ones
cost nothing. The request is passed on inside the server, because many clients do not repeat a POST when they
are redirected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt

from domains.api.base import Missing

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_missing = Missing.as_view()


@csrf_exempt  # as all views of the API: they take no cookies
def other_spelling(request: HttpRequest) -> HttpResponseBase:
    """The response of the call with another spelling of this path; 404 if there is none."""
    for path in _spellings(request.path_info):
        try:
            match = resolve(path)
        except Resolver404:
            continue
        if match.func is not other_spelling:
            request.path = request.path_info = path
            request.resolver_match = match
            answer: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
            return answer
    return _missing(request)


def _spellings(path: str) -> Iterator[str]:
    lower = _UUID.sub(lambda match: match[0].lower(), path)
    if lower != path:
        yield lower
    yield lower.removesuffix("/") if lower.endswith("/") else f"{lower}/"
