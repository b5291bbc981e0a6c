"""400 for requests with values that the framework or the database refuses, at pages that do not check them.

The admin puts parts of the address into queries: an id that is no UUID, a zero byte, an integer of 30 digits.
The API has its own format of errors and is not concerned (``domains.api.errors``).
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import DataError
from django.http import HttpRequest, HttpResponseBadRequest, HttpResponseBase

logger = logging.getLogger(__name__)

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
