"""Telling others what happened: ``events`` decides who is told what, ``delivery`` posts it."""

__all__ = [
    "delivery",
    "events",
]
