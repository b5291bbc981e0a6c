"""Webhooks: ``events`` decides who receives which message, ``outbox`` keeps it, ``delivery`` posts it.

``lane`` is the threads of a cluster that do so. ``signatures`` signs messages; ``samples`` makes the data of
messages with which a webhook is tried.
"""

__all__ = [
    "delivery",
    "events",
    "lane",
    "outbox",
    "samples",
    "signatures",
]
