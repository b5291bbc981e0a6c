"""Reading files of domains (``domain_file``), and exporting domains as files (``exports``)."""

__all__ = [
    "domain_file",
    "exports",
]
