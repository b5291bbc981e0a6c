"""Checks status, header and first bytes of a response: a page, or a ``FetchError``."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

from domains.scan.fetch.response_body import KNOWN
from domains.scan.report import ErrorKind, FetchError, Response
from domains.scan.utf16 import utf16_without_mark

LONGEST_RETRY_AFTER = 7 * 86_400.0  # seconds
HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/xml", "text/xml", ""})
_OTHER_FILES = (b"%PDF-", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"RIFF")
_PACKED = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\x78\x01", b"\x78\x9c", b"\x78\xda")  # gzip, zstd, zlib
_MARKUP = re.compile(rb"\s{0,100}<(?:!doctype html|html|head)[\s>]", re.IGNORECASE)
_CONTROLS = bytes({*range(32)} - set(b"\t\n\v\f\r\x1b"))  # ESC is part of Japanese text in ISO-2022-JP


def check_status(status: int, fields: Mapping[str, str], *, conditional: bool = False) -> None:
    """Raises ``FetchError`` unless a page was sent, or 304 to a ``conditional`` request."""
    if 200 <= status < 300 or (status == 304 and conditional):
        return
    wait = retry_after(fields.get("retry-after", ""))
    if status == 429 or (status == 503 and wait is not None):
        message = f"HTTP {status}: asked to come back " + (f"in {wait:.0f} s" if wait else "later")
        raise FetchError(ErrorKind.RATE_LIMITED, message, retry_after=wait, status=status)
    if 400 <= status < 500:
        raise FetchError(ErrorKind.HTTP_4XX, f"HTTP {status}", status=status)
    if 500 <= status < 600:
        raise FetchError(ErrorKind.HTTP_5XX, f"HTTP {status}", status=status)
    message = f"HTTP {status} does not answer a request for a page"
    raise FetchError(ErrorKind.BAD_CONTENT, message, status=status)


def retry_after(text: str) -> float | None:
    """The seconds of a Retry-After header (a number or a date), from 0 to a week; None if there is none."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:12]), LONGEST_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    wait = moment.replace(tzinfo=moment.tzinfo or UTC).timestamp() - time.time()
    return min(max(wait, 0.0), LONGEST_RETRY_AFTER)


def check_type(fields: Mapping[str, str]) -> None:
    """Raises ``FetchError`` (not_html) if the header names something other than a web page."""
    media_type = fields.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in HTML_TYPES:
        raise FetchError(ErrorKind.NOT_HTML, f"announced as {media_type[:80]}, not as a page")


def require_html(response: Response) -> None:
    """Refuse a response that is not a web page, regardless of its media type. Raises ``FetchError``
    (not_html; bad_content if it is packed in a way that is not known, or not announced).
    """
    check_type(response.headers)
    head = response.body[:1024]
    unknown = _unknown_encodings(response.headers)
    if head.startswith(_PACKED) or (unknown and _is_binary(head)):
        raise FetchError(
            ErrorKind.BAD_CONTENT, f"{response.url} is packed{f' as {unknown}' if unknown else ''}"
        )
    if head.startswith(_OTHER_FILES):
        raise FetchError(ErrorKind.NOT_HTML, f"{response.url} is a file that calls itself a page")
    if _is_binary(head):
        raise FetchError(ErrorKind.NOT_HTML, f"{response.url} is binary data that calls itself a page")


def _is_binary(head: bytes) -> bool:
    if _MARKUP.match(head):
        return False
    return not _is_utf16(head) and len(head) - len(head.translate(None, _CONTROLS)) > len(head) // 20


def _unknown_encodings(fields: Mapping[str, str]) -> str:
    """Those of the content encodings that were not decoded."""
    names = (name.strip().lower() for name in fields.get("content-encoding", "").split(","))
    return ", ".join(name for name in names if name not in KNOWN | {"", "identity"})[:80]


def _is_utf16(head: bytes) -> bool:
    """Whether the text is UTF-16: by its byte order mark, or by a first tag of two-byte characters."""
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or utf16_without_mark(head) != ""
