"""A postal address."""

from __future__ import annotations

from typing import NamedTuple


class Address(NamedTuple):
    """An address as written, in one line, and its parts. ``country``: ISO 3166. ``line``: where it begins."""

    value: str
    street: str
    postal_code: str
    locality: str
    region: str
    country: str
    line: int
