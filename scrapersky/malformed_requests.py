"""400 for requests with values that the framework or the database refuses, at pages that do not check them.

The admin puts parts of the address into queries: an id that is no UUID, a zero byte, an integer of 30 digits.
Paths of the API are left out: the API has its own format of errors (``domains.api.errors``).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db import DataError
from django.http import HttpRequest, HttpResponseBadRequest, HttpResponseBase

logger = logging.getLogger(__name__)

MALFORMED = (
    b'{"code": "bad_request", "message": "the request has too many parameters, or a malformed header"}'
)
REFUSALS = (ValidationError, DataError, OverflowError, UnicodeEncodeError)


class MalformedRequests:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        if not isinstance(error, REFUSALS):
            return None
        where = f"{request.method} {request.path}"
        logger.warning("%s: %s", where, error, exc_info=True, extra={"event": "value_refused"})
        return HttpResponseBadRequest("This address or form has a value that nothing can have.")


def with_malformed_heads(
    application: Callable[[dict[str, Any], Any], Iterable[bytes]],
) -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """Answers 400 if Django fails while it creates the request.

    Django then reads Content-Type and, if that contains a charset, all parameters.
    """

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        try:
            return application(environ, start_response)
        except (SuspiciousOperation, ValueError) as error:
            where = f"{environ.get('REQUEST_METHOD')} {environ.get('PATH_INFO')}"
            logger.warning("%s: %s", where, error, extra={"event": "value_refused"})
            headers = [("Content-Type", "application/json"), ("Content-Length", str(len(MALFORMED)))]
            start_response("400 Bad Request", headers)
            return [MALFORMED]

    return answer
