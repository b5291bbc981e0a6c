"""Pages by position instead of by number: rows that come and go meanwhile neither shift nor repeat others."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: the last row's position in the ordering, and its id to tell equals apart.

    ``position`` is the database's own text of the value: SQLite keeps moments as text, in more than one
    spelling, and only the stored spelling compares equal.
    """

    ordering: str
    position: str
    pk: str

    def encode(self) -> str:
        text = json.dumps([self.ordering, self.position, self.pk], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> Cursor:
        """Raises ``ValueError`` where this is no cursor."""
        padded = text + "=" * (-len(text) % 4)
        parts = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if not isinstance(parts, list) or len(parts) != 3 or not all(isinstance(part, str) for part in parts):
            raise ValueError("not a cursor")
        return cls(*parts)


def page(
    rows: QuerySet[Row], ordering: str, size: int, after: Cursor | None = None
) -> tuple[list[Row], Cursor | None]:
    """The next rows in this ordering ("name" or "-name", never null), and the cursor of what follows them.

    Raises ``ValueError`` where the cursor does not belong to such rows.
    """
    name = ordering.removeprefix("-")
    ties = "pk" if ordering.startswith("-") else "-pk"  # as the indexes have it, forwards and backwards
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
    try:
        pk = fields.pk.to_python(after.pk)
        fields.get_field(name).to_python(after.position)
    except ValidationError as error:
        raise ValueError("not a cursor of these rows") from error
    position = Value(after.position, output_field=TextField())
    passed, reached = ("lt", "lte") if descending else ("gt", "gte")
    tie = Q(pk__gt=pk) if descending else Q(pk__lt=pk)
    # The first condition is implied by the second, but an index can use it.
    return Q(**{f"{name}__{reached}": position}) & (Q(**{f"{name}__{passed}": position}) | tie)
