"""Requests HEARTBEAT_URL while all health checks pass, for a monitor outside of this installation.

Healthchecks, Uptime Kuma and similar services provide such a URL, and alert if it is not requested for some
time: because no cluster is alive, the database is unreachable, or a check fails.
"""

from __future__ import annotations

import logging
import threading

import requests
from django.conf import settings

from metrics import health

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 10.0


class Heartbeat:
    """Sends one request at a time, in a thread, so that a slow monitor does not delay the cluster."""

    def __init__(self) -> None:
        self._request: threading.Thread | None = None

    def send(self) -> None:
        """Send a request if a URL is set, all readiness checks pass and no request is in progress."""
        if not settings.HEARTBEAT_URL or (self._request and self._request.is_alive()):
            return
        failing = [check.name for check in health.readiness() if not check.ok]
        if failing:
            logger.warning(
                "no heartbeat is sent while these checks fail: %s",
                ", ".join(failing),
                extra={"event": "heartbeat_withheld"},
            )
            return
        self._request = threading.Thread(target=_request, args=(settings.HEARTBEAT_URL,), daemon=True)
        self._request.start()


def _request(url: str) -> None:
    try:
        requests.get(url, timeout=TIMEOUT_SECONDS).raise_for_status()
    except requests.RequestException as error:
        # Without the URL, which is secret for most monitors.
        logger.warning(
            "the request of HEARTBEAT_URL failed: %s",
            type(error).__name__,
            extra={"event": "heartbeat_not_delivered"},
        )
