"""Webhooks.

``events`` decides which webhook receives which message. ``outbox`` stores the messages and chooses the next
ones. ``delivery`` posts a message. ``lane`` is the threads of a cluster that send the messages.
``signatures`` signs messages. ``samples`` contains invented data for test messages.
"""

__all__ = [
    "delivery",
    "events",
    "lane",
    "outbox",
    "samples",
    "signatures",
]
