"""Webhooks: ``events`` decides who receives which message, ``delivery`` posts it.

``signatures`` signs messages; ``samples`` makes the data of messages with which a webhook is tried.
"""

__all__ = [
    "delivery",
    "events",
    "samples",
    "signatures",
]
