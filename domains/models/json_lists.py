"""Conditions on columns that hold lists of texts as JSON."""

from __future__ import annotations

import json

from django.db import connection
from django.db.models import Q


def in_list(column: str, text: str) -> Q:
    """Rows whose list contains exactly this text. PostgreSQL uses an index for it, if the column has one.

    SQLite keeps JSON as text, and compares it without regard to the case of ASCII letters.
    """
    if connection.vendor == "postgresql":
        return Q(**{f"{column}__contains": [text]})
    return Q(**{f"{column}__icontains": json.dumps(text)})
