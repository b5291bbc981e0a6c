"""Personal data.

* ``erasure`` erases a value on request; ``search`` finds what is stored about a value.
* ``exchange`` copies suppressions (hashes of erased values) between installations.
* ``contact_retention`` deletes contacts that have been stored for longer than the settings allow.

Erased values are not stored again because ``queue.submission`` and ``queue.contact_filter`` refuse them.
"""

__all__ = [
    "contact_retention",
    "erasure",
    "exchange",
    "search",
]
