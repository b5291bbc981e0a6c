"""Diagnostics for operators.

* ``diagnosis`` explains the status of a domain.
* ``readonly_query`` reads tables and cannot change them.
* ``storage_check`` checks whether results can be stored.
* ``preview`` shows what a scan of a site, or of a saved page, would find, with the reasons.
"""

__all__ = [
    "diagnosis",
    "preview",
    "readonly_query",
    "storage_check",
]
