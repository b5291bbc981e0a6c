"""JSON bodies, with a limit on their size and depth.

It is not based on the framework's own parser: for that one, the framework reads the whole body, up to a limit
of Django that is lower than ours, and it does not handle the error of this limit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from domains.api.errors import BodyTooLarge


class LimitedJSONParser(BaseParser):
    """UTF-8 whatever ``charset`` says (RFC 8259). Raises ``ParseError`` and ``BodyTooLarge``."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,  # noqa: ARG002
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        length = _announced((parser_context or {})["request"].META.get("CONTENT_LENGTH"))
        if length > settings.API_MAX_BODY_BYTES:
            raise BodyTooLarge(f"the body has {length} bytes; at most {settings.API_MAX_BODY_BYTES} are read")
        try:
            return _decode(stream.read())
        except ValueError as error:
            raise ParseError(f"JSON parse error - {_told(error)}") from None
        except RecursionError:
            raise ParseError("JSON parse error - nested too deeply") from None


def _announced(length: str | None) -> int:
    """The length as a number; 0 if it is not one, and then nothing is read."""
    try:
        return int(length or 0)
    except ValueError:
        return 0


def _decode(body: bytes) -> Any:
    data = json.loads(body.decode(), parse_constant=_refuse_constant)
    if b"\\u" in body:  # half of a surrogate pair, which is not a character, can only be written like this
        json.dumps(data, ensure_ascii=False).encode()
    return data


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number of JSON")


def _told(error: ValueError) -> str:
    """The error without the text of the body, which may not be valid text."""
    return "half of a surrogate pair" if isinstance(error, UnicodeEncodeError) else str(error)
