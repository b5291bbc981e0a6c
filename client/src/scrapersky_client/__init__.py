"""A typed client for ScraperSky's API: ``Client`` for synchronous programs, ``AsyncClient`` for asynchronous.

Responses are dictionaries with the types of ``models``. If the API answers with an error, ``ApiError`` is
raised.
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
