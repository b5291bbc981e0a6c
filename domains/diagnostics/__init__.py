"""Answers for operators: where a domain stands and why (``diagnosis``), a look at the tables that cannot
change them (``readonly_query``), and whether results can be stored at all (``storage_check``).
"""

__all__ = [
    "diagnosis",
    "readonly_query",
    "storage_check",
]
