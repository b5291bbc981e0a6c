"""Requests HEARTBEAT_URL while all is well, so that a monitor elsewhere notices when this falls silent.

Healthchecks, Uptime Kuma and similar services give such an address and alert when it was not requested for
some time: because the cluster died, the database is gone, or a check fails.
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
    """One request at a time, in a thread of its own: a monitor that does not answer holds nothing up."""

    def __init__(self) -> None:
        self._request: threading.Thread | None = None

    def send(self) -> None:
        """Request the address where one is set, every readiness check holds and no request is under way."""
        if not settings.HEARTBEAT_URL or (self._request and self._request.is_alive()):
            return
        failing = [check.name for check in health.readiness() if not check.ok]
        if failing:
            logger.warning("no heartbeat is sent while these checks fail: %s", ", ".join(failing))
            return
        self._request = threading.Thread(target=_request, args=(settings.HEARTBEAT_URL,), daemon=True)
        self._request.start()


def _request(url: str) -> None:
    try:
        requests.get(url, timeout=TIMEOUT_SECONDS).raise_for_status()
    except requests.RequestException as error:
        # Without the address, which is secret with most monitors.
        logger.warning("the heartbeat did not reach HEARTBEAT_URL: %s", type(error).__name__)
