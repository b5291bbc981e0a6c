"""Errors told to Sentry, or to what speaks its protocol, where ``SENTRY_DSN`` names one."""

from __future__ import annotations

from typing import Any

from django.conf import settings


def start() -> None:
    """From here on every record of level ERROR, and every exception of a request, is sent as an event.

    Without bodies, cookies, addresses and local variables: those hold tokens and other people's data.
    """
    if not settings.SENTRY_DSN:
        return
    import sentry_sdk  # takes a fifth of a second to import: only where it is used

    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        release=settings.VERSION,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        auto_session_tracking=False,
        before_send=_add_tags,
    )


def _add_tags(event: Any, hint: dict[str, Any]) -> Any:
    """With the run and the domain that the log record is bound to."""
    record = hint.get("log_record")
    event.setdefault("tags", {}).update(getattr(record, "bound", {}))
    return event
