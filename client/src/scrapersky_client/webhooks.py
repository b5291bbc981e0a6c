"""The receiver's side of webhooks: is a message genuine, and what does it say?"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import TypeAlias, cast

from scrapersky_client.errors import ScraperSkyError
from scrapersky_client.models import BatchFinishedMessage, ContactChangedMessage, ScanFinishedMessage

Message: TypeAlias = ScanFinishedMessage | BatchFinishedMessage | ContactChangedMessage

SIGNATURE = "x-scrapersky-signature"
TOLERANCE = 300  # seconds between sending and checking


class SignatureInvalid(ScraperSkyError, ValueError):
    """The message is not genuine, was changed, or is too old. Answer 400 and do nothing else with it."""


def verify(secret: str, headers: Mapping[str, str], body: bytes, *, tolerance: float = TOLERANCE) -> Message:
    """The message in the body of a request. Raises ``SignatureInvalid`` unless it is genuine.

    ``body`` is the body as it was received, before anything parsed it. ``headers`` may have any spelling of
    upper and lower case. ``message["event"]`` says which event it is.
    """
    sent, signatures = _parts(headers)
    wanted = hmac.new(secret.encode(), f"{sent}.".encode() + body, hashlib.sha256).hexdigest()
    if not any(hmac.compare_digest(each.encode(), wanted.encode()) for each in signatures):
        raise SignatureInvalid("no signature of this message was made with this secret")
    if abs(time.time() - sent) > tolerance:
        raise SignatureInvalid(f"the message was sent more than {tolerance} s ago, or in the future")
    return cast(Message, json.loads(body))


def _parts(headers: Mapping[str, str]) -> tuple[int, list[str]]:
    """The time in seconds since 1970 and the signatures; while a secret is replaced there are two."""
    header = next((value for name, value in headers.items() if name.lower() == SIGNATURE), "")
    fields = [field.strip().partition("=") for field in header.split(",")]
    sent = next((value for name, _, value in fields if name == "t"), "")
    if not (sent.isascii() and sent.isdigit()):
        raise SignatureInvalid("the header X-ScraperSky-Signature is missing or malformed")
    return int(sent), [value for name, _, value in fields if name == "v1"]
