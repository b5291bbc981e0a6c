"""How the admin writes times: one format everywhere, with the zone."""

from __future__ import annotations

from datetime import datetime

from django.utils import formats, timezone


def written(at: datetime, *, seconds: bool = False) -> str:
    """2026-11-26 15:02 CET: in the user's time zone in the admin, elsewhere in UTC."""
    return formats.date_format(timezone.localtime(at), "Y-m-d H:i:s T" if seconds else "DATETIME_FORMAT")
