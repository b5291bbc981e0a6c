"""What is checked of the settings at start and is too dear for reading them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

ALERTS = "alerts"


@register(ALERTS)
def alert_urls(**_: Any) -> list[CheckMessage]:
    """An alert that has nowhere to go would be noticed when it is needed."""
    if not settings.ALERT_URLS:
        return []
    from apprise import Apprise  # takes a third of a second to import: only where it is used

    service = Apprise()
    wrong = [place for place, url in enumerate(settings.ALERT_URLS, start=1) if not service.add(url)]
    return [
        Error(
            f"ALERT_URLS: its address number {place} is none that apprise knows; "
            "expected such as mailto://..., slack://... or json://...",
            id="metrics.E001",
        )
        for place in wrong
    ]
