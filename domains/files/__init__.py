"""Reads files of domains, and exports domains as files.

``domain_file`` reads text, CSV and workbooks. ``exports`` writes the formats. ``layouts`` determines the rows
and columns of an export: one row for each domain or contact, or the columns that a CRM imports.
"""

__all__ = [
    "domain_file",
    "exports",
    "layouts",
]
