"""``Idempotency-Key``: a repeated request gets the first response again and does nothing a second time.

All of this happens in one transaction (``once`` in ``idempotent``):

1. ``IdempotentRequest.objects.open`` inserts a row for token and key, or finds it, and locks it. If the same
   request arrives twice at once, the second one waits here until the first transaction ends.
2. If the row has a response, it is returned with ``Idempotent-Replayed: true``. If its fingerprint (hash of
   method, path and body) differs, the key was used for another request: 422.
3. Otherwise the view is called. What it stores and its response are committed together, so there is never a
   result without its response or the reverse.
4. If the view raises an error, everything is rolled back, including the row. Errors are therefore not kept,
   and the key can be used again after the request was corrected.

Rows are deleted after 24 hours. Requests without a key or without a token are passed through.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from domains.api.authentication import caller
from domains.api.errors import Unprocessable
from domains.models.idempotent_request import IdempotentRequest
from domains.queue import submission
from domains.scan.redaction import ERASED

HEADER = "Idempotency-Key"
LONGEST_KEY = 255

PARAMETER = OpenApiParameter(
    HEADER,
    {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[!-~]+$"},
    OpenApiParameter.HEADER,
    description="Visible ASCII characters. A repetition within 24 hours gets the first response again.",
)


def idempotent(method: Callable[..., Response]) -> Callable[..., Response]:
    """Decorates a view's method; see the module's docstring."""

    @wraps(method)
    def once(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        key, token = request.headers.get(HEADER), caller(request)
        if key is None or token is None:
            return method(view, request, *args, **kwargs)
        _check(key)
        fingerprint = _fingerprint(request)
        with transaction.atomic():
            kept = IdempotentRequest.objects.open(token.digest, key, fingerprint)
            if kept.status_code is not None:
                return _again(kept, fingerprint)
            response = method(view, request, *args, **kwargs)
            kept.keep(response.status_code, _without_erased(response.data))
            return response

    return once


def _check(key: str) -> None:
    if not 0 < len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable() or " " in key:
        message = f"must be 1 to {LONGEST_KEY} visible ASCII characters"
        raise ValidationError({HEADER: [message]}, code="invalid")


def _fingerprint(request: Request) -> str:
    said = json.dumps([request.method, request.path, request.data], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def _without_erased(body: Any) -> Any:
    """The response as it is stored, without the names of erased domains that were refused."""
    if not isinstance(body, dict) or "rejected" not in body:
        return body
    rejected = [
        {**each, "input": ERASED} if each["reason"] == submission.ERASED else each
        for each in body["rejected"]
    ]
    return {**body, "rejected": rejected}


def _again(kept: IdempotentRequest, fingerprint: str) -> Response:
    if kept.fingerprint != fingerprint:
        raise Unprocessable("this Idempotency-Key was used for another request", code="key_reused")
    return Response(kept.body, status=kept.status_code, headers={"Idempotent-Replayed": "true"})
