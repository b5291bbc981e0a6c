"""For operators: explains the status of a domain (``diagnosis``), reads tables without being able to change
them (``readonly_query``), checks whether results can be stored (``storage_check``).
"""

__all__ = [
    "diagnosis",
    "readonly_query",
    "storage_check",
]
