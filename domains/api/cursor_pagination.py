"""Cursor (keyset) pagination: a page starts after the last row of the page before it.

With page numbers, a row that is added or deleted between two requests shifts all later rows, so that some are
repeated or missed, and the database reads all rows before the page. Here:

1. Rows are ordered by one column, and by primary key where the column is equal. This order is unique.
2. ``page`` reads one row more than ``size``. If there is one, another page follows.
3. The cursor of that page is the position of the last row returned: the value of the column and the key.
4. The next request filters by ``(column, key)`` beyond the cursor. The condition is written as
   ``column >= value AND (column > value OR key < cursor's key)``: the first part is redundant, but it is what
   an index can use.

A cursor contains nothing secret: it is the JSON of these values in base64. It is not signed, so its parts are
validated, and the view still applies the tenant's filter.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:]{8}(\.[0-9]{1,6})?(Z|\+00(:00)?)?")

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The position of the last row of a page: the value of the ordering column, and the primary key.

    ``position`` is the value as text, as the database itself converts it. SQLite stores times as text in
    more than one format, and only the stored format compares equal.
    """

    ordering: str
    position: str
    pk: str

    def encode(self) -> str:
        text = json.dumps([self.ordering, self.position, self.pk], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> Cursor:
        """Raises ``ValueError`` if the text is not a cursor."""
        padded = text + "=" * (-len(text) % 4)
        parts = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if not isinstance(parts, list) or len(parts) != 3 or not all(isinstance(part, str) for part in parts):
            raise ValueError("not a cursor")
        return cls(*parts)


def page(
    rows: QuerySet[Row], ordering: str, size: int, after: Cursor | None = None
) -> tuple[list[Row], Cursor | None]:
    """The rows of one page, and the cursor of the next one (None on the last page).

    ``ordering`` is "name" or "-name" of a column that is never null. Raises ``ValueError`` if the cursor
    does not fit these rows.
    """
    name = ordering.removeprefix("-")
    ties = "pk" if ordering.startswith("-") else "-pk"  # the order of the indexes, forwards and backwards
    chosen = rows.order_by(ordering, ties).annotate(position=Cast(name, TextField()))
    if after:
        chosen = chosen.filter(_beyond(rows, name, ordering.startswith("-"), after))
    found = list(chosen[: size + 1])
    if len(found) <= size:
        return found, None
    last: Any = found[size - 1]
    return found[:size], Cursor(ordering, last.position, str(last.pk))


def _beyond(rows: QuerySet[Row], name: str, descending: bool, after: Cursor) -> Q:
    fields: Any = rows.model._meta
    pk = _value(fields.pk, after.pk)
    _value(fields.get_field(name), after.position)
    position = Value(after.position, output_field=TextField())
    passed, reached = ("lt", "lte") if descending else ("gt", "gte")
    tie = Q(pk__gt=pk) if descending else Q(pk__lt=pk)
    # The first condition is redundant, but an index can use it.
    return Q(**{f"{name}__{reached}": position}) & (Q(**{f"{name}__{passed}": position}) | tie)


def _value(field: Any, text: str) -> Any:
    """The value of a column that a cursor gives as text.

    Raises ``ValueError`` if a database would not write it like this: then it is no cursor of ours, and the
    database might refuse to read it (another zone, digits of another script, an integer of 30 digits).
    """
    try:
        value = field.to_python(text)
    except ValidationError as error:
        raise ValueError("not a cursor of these rows") from error
    text.encode()  # half of a surrogate pair
    whole = isinstance(value, int) and (str(value) != text or not -(2**63) <= value < 2**63)
    moment = isinstance(value, datetime) and not _MOMENT.fullmatch(text)
    if "\x00" in text or whole or moment:
        raise ValueError("not a cursor of these rows")
    return value
