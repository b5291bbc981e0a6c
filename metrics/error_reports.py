"""Sends errors to Sentry or a compatible service, if ``SENTRY_DSN`` is set."""

from __future__ import annotations

from typing import Any

from django.conf import settings


def start() -> None:
    """If SENTRY_DSN is set, send all log records of level ERROR and all exceptions of requests as events.

    Events contain no bodies, cookies, IP addresses or local variables: these may hold personal data.
    """
    if not settings.SENTRY_DSN:
        return
    import sentry_sdk  # the import takes a fifth of a second

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
    """Adds the ids of run and domain of the log record."""
    record = hint.get("log_record")
    event.setdefault("tags", {}).update(getattr(record, "bound", {}))
    return event
