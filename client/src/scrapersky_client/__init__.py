"""A typed client of ScraperSky's API. ``Client`` for synchronous programs, ``AsyncClient`` for others.

Answers are dictionaries with the types of ``models``. Errors of the API are raised as ``ApiError``.
"""

from scrapersky_client.aio import AsyncClient
from scrapersky_client.client import Client
from scrapersky_client.errors import (
    ApiError,
    Conflict,
    CursorExpired,
    NotFound,
    ScraperSkyError,
    StillRunning,
    Unreachable,
)
from scrapersky_client.webhooks import Message, SignatureInvalid, verify

__all__ = [
    "ApiError",
    "AsyncClient",
    "Client",
    "Conflict",
    "CursorExpired",
    "Message",
    "NotFound",
    "ScraperSkyError",
    "SignatureInvalid",
    "StillRunning",
    "Unreachable",
    "verify",
]
