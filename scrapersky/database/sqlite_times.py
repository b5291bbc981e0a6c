"""Comparisons of times on SQLite, which stores them as text in more than one spelling.

``Now()`` writes three digits of a second's fraction, Python writes six, or none if the fraction is 0::

    2026-11-23 23:41:26.296        stored by Now()
    2026-11-23 23:41:26.296000     the same time as a parameter

As text the first is less than the second, so ``updated_at >= <that time>`` would leave the row out. Here the
parameter is spelled so that the comparison of texts is one of times, for each spelling that a row may have:

* ``>=`` and ``<``: without the zeros at the end. Each spelling of the same time begins with this text, so
  none is less, and each spelling of an earlier time is.
* ``>`` and ``<=``: with six digits. Each spelling of the same time is the beginning of this text, so none is
  greater, and each spelling of a later time is.

Parameters only: what an expression gives is spelled by the database.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import DateTimeField
from django.db.models.lookups import (
    GreaterThan,
    GreaterThanOrEqual,
    LessThan,
    LessThanOrEqual,
    Lookup,
)


def shortest(text: str) -> str:
    """The spelling without zeros at the end of the fraction."""
    return text.rstrip("0").removesuffix(".") if "." in text else text


def longest(text: str) -> str:
    """The spelling with six digits of the fraction."""
    whole, _, fraction = text.partition(".")
    return f"{whole}.{fraction:0<6}"


class _SpelledTime(Lookup):
    """A lookup whose parameter is respelled on SQLite."""

    spelling: Any

    def process_rhs(self, compiler: Any, connection: Any) -> Any:
        sql, parameters = super().process_rhs(compiler, connection)
        if connection.vendor == "sqlite" and isinstance(self.rhs, datetime):
            parameters = tuple(type(self).spelling(text) for text in parameters)
        return sql, parameters


@DateTimeField.register_lookup
class _AtOrAfter(_SpelledTime, GreaterThanOrEqual):
    spelling = staticmethod(shortest)


@DateTimeField.register_lookup
class _Before(_SpelledTime, LessThan):
    spelling = staticmethod(shortest)


@DateTimeField.register_lookup
class _After(_SpelledTime, GreaterThan):
    spelling = staticmethod(longest)


@DateTimeField.register_lookup
class _AtOrBefore(_SpelledTime, LessThanOrEqual):
    spelling = staticmethod(longest)
