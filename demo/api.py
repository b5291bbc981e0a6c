"""The demo's client of the HTTP API."""

from __future__ import annotations

import httpx

from scrapersky_client import Client

TOKEN = "scraper_sky_2024"
TIMEOUT = 30  # seconds; the first answer waits for the web server to start


def connect(address: str) -> Client:
    """A client that uses no proxy, because the server is on this machine."""
    return Client(address, TOKEN, timeout=TIMEOUT, http=httpx.Client(trust_env=False))
