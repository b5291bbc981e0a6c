"""For operators: explains the status of a domain (``diagnosis``), reads tables without being able to change
them (``readonly_query``), checks whether results can be stored (``storage_check``), and shows what a scan of
a site or a saved page would find, with the reasons (``preview``).
"""

__all__ = [
    "diagnosis",
    "preview",
    "readonly_query",
    "storage_check",
]
