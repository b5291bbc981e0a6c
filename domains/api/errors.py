"""The format of all error responses: {"code", "message", "field"?, "errors"?}.

``code`` is for programs, ``message`` for people. ``field`` names the field of the request that is wrong. If
several are wrong, ``errors`` lists all, and ``code``, ``message`` and ``field`` are those of the first.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as ModelValidationError
from django.core.signals import got_request_exception
from django.db import DataError, OperationalError
from django.http import Http404
from django.http.request import UnreadablePostError
from rest_framework import exceptions, status
from rest_framework.response import Response

from domains.lifecycle import TransitionRefused
from domains.models.webhook import QuotaExceeded
from domains.queue.actions import ActionRefused
from domains.queue.quotas import QueueFull

logger = logging.getLogger(__name__)

WHOLE_BODY = "non_field_errors"  # the framework's name for errors that belong to no field


class ScopeMissing(exceptions.PermissionDenied):
    default_code = "scope_missing"

    def __init__(self, scope: str) -> None:
        super().__init__(f"this token does not have the scope {scope}")


class Conflict(exceptions.APIException):
    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"


class QueueIsFull(exceptions.APIException):
    status_code = status.HTTP_429_TOO_MANY_REQUESTS
    default_code = "queue_full"
    wait = 60  # seconds; becomes Retry-After


class QuotaReached(exceptions.APIException):
    status_code = status.HTTP_403_FORBIDDEN
    default_code = "quota_exceeded"


class Gone(exceptions.APIException):
    status_code = status.HTTP_410_GONE
    default_code = "cursor_expired"


class BodyTooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"


class Unprocessable(exceptions.APIException):
    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "unprocessable"


class Unavailable(exceptions.APIException):
    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "unavailable"
    default_detail = "the database does not answer; try again in a moment"
    wait = 5  # seconds; becomes Retry-After


def answer(error: Exception, context: dict[str, Any]) -> Response:
    """The response to an exception of a view."""
    known = _as_api_exception(error)
    if known is None:
        return _defect(error, context)
    response = Response(_body(known), status=known.status_code)
    if header := getattr(known, "auth_header", None):
        response["WWW-Authenticate"] = header
    if wait := getattr(known, "wait", None):
        response["Retry-After"] = str(int(wait))
    return response


def _as_api_exception(error: Exception) -> exceptions.APIException | None:
    if isinstance(error, exceptions.APIException):
        return error
    if isinstance(error, Http404):
        return exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(error, RequestDataTooBig):
        return BodyTooLarge("the body is too large")
    if isinstance(error, TransitionRefused):
        return Conflict(str(error), code="transition_refused")
    if isinstance(error, ActionRefused):
        return Conflict(str(error), code="action_refused")
    if isinstance(error, QuotaExceeded):
        return QuotaReached(str(error))
    if isinstance(error, QueueFull):
        return QueueIsFull(str(error))
    if isinstance(error, OperationalError):
        logger.error("the database did not answer: %s", error, extra={"event": "database_unreachable"})
        return Unavailable()
    return _malformed(error)


def _malformed(error: Exception) -> exceptions.APIException | None:
    """What the framework or the database says to a request that our own checks let through."""
    if isinstance(error, DataError):  # the checks should have known: logged, to be added there
        logger.warning("the database refused a value: %s", error, extra={"event": "value_refused"})
        return exceptions.ValidationError("a value is outside what can be stored", code="invalid")
    if isinstance(error, ModelValidationError):
        return exceptions.ValidationError(error.messages, code="invalid")
    if isinstance(error, (SuspiciousOperation, UnreadablePostError)):
        return exceptions.ParseError(str(error))
    return None


def _defect(error: Exception, context: dict[str, Any]) -> Response:
    """An unexpected error: logged with its traceback; the response contains no details."""
    request = context["request"]
    got_request_exception.send(sender=type(context["view"]), request=request)
    logger.error(
        "%s %s failed", request.method, request.path, exc_info=error, extra={"event": "request_failed"}
    )
    body = {"code": "internal", "message": "internal error; it has been logged"}
    return Response(body, status=status.HTTP_500_INTERNAL_SERVER_ERROR)


def _body(error: exceptions.APIException) -> dict[str, Any]:
    found = list(_flat(error.detail))
    first = found[0] if found else {"code": error.default_code, "message": str(error)}
    return {**first, "errors": found} if len(found) > 1 else first


def _flat(detail: Any, path: str = "") -> Iterator[dict[str, str]]:
    """The nested details of the framework as a flat list, depth first."""
    if isinstance(detail, dict):
        for key, value in detail.items():
            yield from _flat(value, _below(path, key))
    elif isinstance(detail, list):
        nested = any(isinstance(item, dict) for item in detail)
        for place, item in enumerate(detail):
            yield from _flat(item, _below(path, place) if nested else path)
    else:
        problem = {"code": str(getattr(detail, "code", "error")), "message": str(detail)}
        yield {**problem, "field": path} if path else problem


def _below(path: str, key: str | int) -> str:
    if isinstance(key, int):
        return f"{path}[{key}]"
    return path if key == WHOLE_BODY else f"{path}.{key}".strip(".")
