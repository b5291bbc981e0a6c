"""Telling others what happened: ``events`` decides who is told what, ``delivery`` posts it.

``signatures`` are those of messages, ``samples`` the data of messages for trying a webhook.
"""

__all__ = [
    "delivery",
    "events",
    "samples",
    "signatures",
]
