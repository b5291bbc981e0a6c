"""Lists of domains from files (``domain_file``), and domains as files (``exports``)."""

__all__ = [
    "domain_file",
    "exports",
]
