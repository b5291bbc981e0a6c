"""Checks of settings at start that are too expensive for each reading of the settings."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

ALERTS = "alerts"


@register(ALERTS)
def alert_urls(**_: Any) -> list[CheckMessage]:
    """Each of ALERT_URLS must be valid; otherwise the error is noticed only when an alert is sent."""
    if not settings.ALERT_URLS:
        return []
    from apprise import Apprise  # the import takes a third of a second

    service = Apprise()
    wrong = [place for place, url in enumerate(settings.ALERT_URLS, start=1) if not service.add(url)]
    return [
        Error(
            f"ALERT_URLS: its address number {place} is not supported by apprise; "
            "expected such as mailto://..., slack://... or json://...",
            id="metrics.E001",
        )
        for place in wrong
    ]
