"""Reading files of domains (``domain_file``: text, CSV, workbooks), and exporting domains as files.

``exports`` writes the formats; ``layouts`` determines what a row is: a domain, a contact, or what a CRM
imports.
"""

__all__ = [
    "domain_file",
    "exports",
    "layouts",
]
