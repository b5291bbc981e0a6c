"""Personal data: erasing it on request, finding what is stored, exchanging suppressions, keeping it no longer
than needed. What keeps erased values from coming back is in ``queue`` (submission, contact_filter)."""

__all__ = [
    "contact_retention",
    "erasure",
    "exchange",
    "search",
]
