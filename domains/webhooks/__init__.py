"""Webhooks: ``events`` decides who receives which message, ``delivery`` posts it."""

__all__ = [
    "delivery",
    "events",
]
